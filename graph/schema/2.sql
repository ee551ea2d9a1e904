-- The ledger, version 2: what resolution proposes, what people judged, what is withheld, what disagrees.

-- When what is kept of a document last changed, and by which entry of the journal.
ALTER TABLE document ADD COLUMN changed_at TEXT;
ALTER TABLE document ADD COLUMN sequence INTEGER;
UPDATE document SET changed_at = loaded_at,
    sequence = (SELECT max(sequence) FROM journal WHERE journal.kind = 'document' AND journal.id = document.id);

-- The origin that a current document counts for: the key of its group of copies (graph/corroboration.py). `origin` is
-- what the document itself rests on.
ALTER TABLE document ADD COLUMN origin_group TEXT;
UPDATE document SET origin_group = origin WHERE state = 'current';
CREATE INDEX document_origin ON document (origin);
CREATE INDEX document_origin_group ON document (origin_group);

-- MinHash of the texts that are long enough for it, the bands by which copies meet, and who is a copy of whom.
CREATE TABLE text_signature (text TEXT PRIMARY KEY REFERENCES text (sha256), minhash BLOB NOT NULL) STRICT;
CREATE TABLE text_band (band INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (band, text)) STRICT, WITHOUT ROWID;
CREATE TABLE text_copy (text TEXT NOT NULL, copy TEXT NOT NULL, PRIMARY KEY (text, copy)) STRICT, WITHOUT ROWID;
