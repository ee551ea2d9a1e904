"""From files, addresses and tables to claims in the ledger."""
