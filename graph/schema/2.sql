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

-- What sources say differently, found by rules in what the sink holds (graph/disagreement_ledger.py); and whose change
-- makes it to be looked at again.
CREATE TABLE disagreement (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
CREATE TABLE disagreement_entity (
    entity TEXT NOT NULL,
    disagreement TEXT NOT NULL REFERENCES disagreement (id),
    PRIMARY KEY (entity, disagreement)
) STRICT, WITHOUT ROWID;
CREATE INDEX disagreement_entity_disagreement ON disagreement_entity (disagreement);

-- The journal, with one kind of unit more.
ALTER TABLE journal RENAME TO journal_1;
CREATE TABLE journal (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('document', 'entity', 'disagreement')),
    id TEXT NOT NULL
) STRICT;
INSERT INTO journal SELECT * FROM journal_1;
DROP TABLE journal_1;

-- Who is contested is known from `key_holder`.
ALTER TABLE entity DROP COLUMN contested;

-- Which entities a key leads to: kept with `resolution` and `mention_key` by the triggers below, so that whoever joins
-- a hub need not look at its thousands of mentions. A country's key would lead half the graph to one entity, and is left out.
CREATE TABLE key_holder (
    key TEXT NOT NULL,
    entity TEXT NOT NULL,
    mentions INTEGER NOT NULL,
    PRIMARY KEY (key, entity)
) STRICT, WITHOUT ROWID;
CREATE INDEX key_holder_entity ON key_holder (entity, key);
INSERT INTO key_holder
    SELECT key, entity, count(*) FROM mention_key JOIN resolution USING (mention)
    WHERE key NOT GLOB 'ref:*' GROUP BY key, entity;

CREATE TRIGGER resolution_came AFTER INSERT ON resolution BEGIN
    INSERT INTO key_holder SELECT key, NEW.entity, 1 FROM mention_key WHERE mention = NEW.mention AND key NOT GLOB 'ref:*'
        ON CONFLICT (key, entity) DO UPDATE SET mentions = mentions + 1;
END;
CREATE TRIGGER resolution_went AFTER DELETE ON resolution BEGIN
    UPDATE key_holder SET mentions = mentions - 1
        WHERE entity = OLD.entity AND key IN (SELECT key FROM mention_key WHERE mention = OLD.mention);
    DELETE FROM key_holder WHERE entity = OLD.entity AND mentions = 0
        AND key IN (SELECT key FROM mention_key WHERE mention = OLD.mention);
END;
CREATE TRIGGER resolution_moved AFTER UPDATE OF entity ON resolution BEGIN
    UPDATE key_holder SET mentions = mentions - 1
        WHERE entity = OLD.entity AND key IN (SELECT key FROM mention_key WHERE mention = OLD.mention);
    DELETE FROM key_holder WHERE entity = OLD.entity AND mentions = 0
        AND key IN (SELECT key FROM mention_key WHERE mention = OLD.mention);
    INSERT INTO key_holder SELECT key, NEW.entity, 1 FROM mention_key WHERE mention = NEW.mention AND key NOT GLOB 'ref:*'
        ON CONFLICT (key, entity) DO UPDATE SET mentions = mentions + 1;
END;
CREATE TRIGGER key_came AFTER INSERT ON mention_key WHEN NEW.key NOT GLOB 'ref:*' BEGIN
    INSERT INTO key_holder SELECT NEW.key, entity, 1 FROM resolution WHERE mention = NEW.mention
        ON CONFLICT (key, entity) DO UPDATE SET mentions = mentions + 1;
END;
CREATE TRIGGER key_went AFTER DELETE ON mention_key WHEN OLD.key NOT GLOB 'ref:*' BEGIN
    UPDATE key_holder SET mentions = mentions - 1
        WHERE key = OLD.key AND entity = (SELECT entity FROM resolution WHERE mention = OLD.mention);
    DELETE FROM key_holder WHERE key = OLD.key AND mentions = 0;
END;

-- What a person decided, by whom, when and why. What is undone stays.
-- Of a document: its `series`. Of a claim: what it says. Of a reply: its `words` and `url`, or `reply`, the series of the
-- loaded document that it is.
CREATE TABLE decision (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    target TEXT NOT NULL CHECK (target IN ('pair', 'claim', 'document', 'entity')),
    verdict TEXT NOT NULL CHECK (verdict IN ('same', 'different', 'unsure', 'misread', 'confirmed', 'withdrawn',
        'corrected', 'reply', 'withheld', 'minor')),
    judged_by TEXT NOT NULL,
    judged_at TEXT NOT NULL,
    reason TEXT NOT NULL,
    undone_at TEXT,
    undone_by TEXT,
    series TEXT,
    predicate TEXT,
    value TEXT,
    words TEXT,
    url TEXT,
    reply TEXT
) STRICT;
CREATE INDEX decision_verdict ON decision (verdict);
CREATE INDEX decision_series ON decision (series) WHERE series IS NOT NULL;
CREATE INDEX decision_reply ON decision (reply) WHERE reply IS NOT NULL;

-- What a judgement is bound to: the words of one version of a series. `attached`: the mention (of side `claim`: the
-- claim) of the series' current version that they are now; NULL where there is none, which a person should look at.
CREATE TABLE anchor (
    decision INTEGER NOT NULL REFERENCES decision (id),
    side TEXT NOT NULL CHECK (side IN ('left', 'right', 'claim')),
    number INTEGER NOT NULL,
    series TEXT NOT NULL,
    document TEXT NOT NULL,
    type TEXT NOT NULL,
    names TEXT NOT NULL,
    key TEXT,
    start INTEGER,
    "end" INTEGER,
    words TEXT NOT NULL,
    attached TEXT,
    PRIMARY KEY (decision, side, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX anchor_series ON anchor (series);
CREATE INDEX anchor_attached ON anchor (attached) WHERE attached IS NOT NULL;

-- What judgements in force bear on now: pairs of mentions, and claims.
CREATE TABLE judged_pair (
    decision INTEGER NOT NULL REFERENCES decision (id),
    left_mention TEXT NOT NULL,
    right_mention TEXT NOT NULL,
    PRIMARY KEY (decision, left_mention, right_mention)
) STRICT, WITHOUT ROWID;
CREATE INDEX judged_pair_left ON judged_pair (left_mention);
CREATE INDEX judged_pair_right ON judged_pair (right_mention);
CREATE TABLE judged_claim (
    claim TEXT NOT NULL,
    decision INTEGER NOT NULL REFERENCES decision (id),
    PRIMARY KEY (claim, decision)
) STRICT, WITHOUT ROWID;

INSERT INTO decision (id, target, verdict, judged_by, judged_at, reason, undone_at)
    SELECT id, 'pair', verdict, judged_by, judged_at, reason, undone_at FROM judgement;
INSERT INTO anchor
    SELECT j.id, s.value, 0, d.series, d.id, m.type, m.names, m.key, json_extract(m.spans, '$[0][0]'),
           json_extract(m.spans, '$[0][1]'), coalesce(json_extract(m.names, '$[0]'), ''), m.id
    FROM judgement j JOIN json_each('["left", "right"]') s
    JOIN mention m ON m.id = iif(s.value = 'left', j.left_mention, j.right_mention) JOIN document d ON d.id = m.document;
INSERT INTO judged_pair SELECT id, left_mention, right_mention FROM judgement WHERE undone_at IS NULL;
DROP TABLE judgement;

-- The pairs that judgements hold together or apart, as resolution reads them.
CREATE VIEW judgement AS
    SELECT d.id, p.left_mention, p.right_mention, d.verdict, d.judged_by, d.judged_at, d.reason, d.undone_at
    FROM judged_pair p JOIN decision d ON d.id = p.decision WHERE d.verdict IN ('same', 'different');

-- Mentions of whom the text beside them says that they are under age.
CREATE TABLE minor (mention TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

-- Mentions of people who are withheld, and of minors and victims, whom no answer names (graph/protection.py).
CREATE TABLE protected (
    mention TEXT PRIMARY KEY,
    document TEXT NOT NULL,
    entity TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('withheld', 'minor', 'victim'))
) STRICT, WITHOUT ROWID;
CREATE INDEX protected_document ON protected (document);
CREATE INDEX protected_entity ON protected (entity);

-- What was erased, so that its address answers 410 for ever; of a `name` the hash, so that it is not loaded again.
CREATE TABLE erased (
    kind TEXT NOT NULL CHECK (kind IN ('entity', 'document', 'claim', 'fact', 'text', 'name')),
    id TEXT NOT NULL,
    erased_by TEXT NOT NULL,
    erased_at TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
