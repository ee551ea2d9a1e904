-- The ledger, version 3: nearly all keys come with a mention that is new, of which nothing is resolved yet. Asking that
-- for each key took most of the time of writing it, so a document that is read anew tells it once (graph/ledger.py).

DROP TRIGGER key_came;
