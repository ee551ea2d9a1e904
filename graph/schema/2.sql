-- The ledger, version 2: what resolution proposes, what people judged, what is withheld, what disagrees.

-- When what is kept of a document last changed, and by which entry of the journal.
ALTER TABLE document ADD COLUMN changed_at TEXT;
ALTER TABLE document ADD COLUMN sequence INTEGER;
UPDATE document SET changed_at = loaded_at,
    sequence = (SELECT max(sequence) FROM journal WHERE journal.kind = 'document' AND journal.id = document.id);
