-- The ledger, version 4: whether the journal named a unit before is asked of each that a sync into Neo4j brings over.

CREATE INDEX journal_unit ON journal (kind, id, sequence);
