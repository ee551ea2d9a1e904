-- The ledger, version 6: what was withdrawn, and whom descriptions mean.

-- Which documents stood and were withdrawn, and of which entities they spoke, so that an answer can tell of what is no
-- longer there. Of who is withheld or erased nothing is told.
CREATE TABLE withdrawal (document TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE withdrawal_entity (
    entity TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (entity, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX withdrawal_entity_document ON withdrawal_entity (document);
INSERT INTO withdrawal SELECT id FROM document WHERE state = 'retracted' AND sequence IS NOT NULL;
INSERT INTO withdrawal_entity
    SELECT DISTINCT h.entity, m.document FROM withdrawal w JOIN mention m ON m.document = w.document
    JOIN home h ON h.mention = m.id JOIN document d ON d.id = m.document
    WHERE NOT EXISTS (SELECT 1 FROM decision WHERE series = d.series AND undone_at IS NULL AND verdict = 'withheld');

-- Who is only described (graph/description.py): what is known of each description, and on which entities that rests.
CREATE TABLE description (key TEXT PRIMARY KEY, known TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE description_entity (
    entity TEXT NOT NULL,
    key TEXT NOT NULL,
    PRIMARY KEY (entity, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX description_entity_key ON description_entity (key);
