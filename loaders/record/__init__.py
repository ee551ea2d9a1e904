"""What the columns of the record's tables mean: people, places, charges, transfers, organizations.

`docs/loading.md` says it for people who write such tables.
"""
