"""The ledger, resolution, projection and the stores behind it."""
