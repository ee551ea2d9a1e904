-- The ledger, version 1. STRICT, so that SQLite refuses a value of the wrong type.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

CREATE TABLE text (sha256 TEXT PRIMARY KEY, content TEXT NOT NULL) STRICT;

-- A publication of a text. `series` binds its versions: the canonical URL, a dataset's table, else the text.
CREATE TABLE document (
    id TEXT PRIMARY KEY,
    text TEXT NOT NULL REFERENCES text (sha256),
    series TEXT NOT NULL,
    origin TEXT NOT NULL,
    label TEXT NOT NULL,
    url TEXT,
    title TEXT,
    publisher TEXT,
    published TEXT,
    language TEXT,
    kind TEXT NOT NULL,
    dataset TEXT,
    field_origins TEXT NOT NULL,
    reader TEXT NOT NULL,
    sha256_of_bytes TEXT,
    extractor TEXT NOT NULL,
    extractor_version TEXT NOT NULL,
    loaded_at TEXT NOT NULL,
    retracted_at TEXT,
    state TEXT NOT NULL CHECK (state IN ('current', 'superseded', 'retracted'))
) STRICT;
CREATE INDEX document_series ON document (series);
CREATE INDEX document_text ON document (text);

-- One entity of one document, never rewritten.
CREATE TABLE mention (
    id TEXT PRIMARY KEY,
    document TEXT NOT NULL REFERENCES document (id),
    type TEXT NOT NULL,
    names TEXT NOT NULL,
    spans TEXT NOT NULL,
    part TEXT,
    description TEXT,
    from_state TEXT,
    to_state TEXT,
    key TEXT,
    identity TEXT,
    local TEXT NOT NULL
) STRICT;
CREATE INDEX mention_document ON mention (document);

-- What a mention may be matched by: two mentions that share a key are candidates.
CREATE TABLE mention_key (
    key TEXT NOT NULL,
    mention TEXT NOT NULL REFERENCES mention (id),
    PRIMARY KEY (key, mention)
) STRICT, WITHOUT ROWID;
CREATE INDEX mention_key_mention ON mention_key (mention);

CREATE TABLE claim (
    id TEXT PRIMARY KEY,
    document TEXT NOT NULL REFERENCES document (id),
    subject TEXT NOT NULL REFERENCES mention (id),
    predicate TEXT NOT NULL,
    object TEXT REFERENCES mention (id),
    value TEXT,
    modality TEXT NOT NULL,
    speaker TEXT REFERENCES mention (id),
    status TEXT,
    count INTEGER,
    "when" TEXT,
    "case" TEXT,
    via TEXT NOT NULL,
    context TEXT NOT NULL,
    weekday TEXT,
    aspect TEXT,
    sources TEXT NOT NULL,
    cites TEXT NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    quote TEXT NOT NULL CHECK (length(quote) BETWEEN 1 AND 300),
    rule TEXT NOT NULL,
    CHECK ((object IS NULL) <> (value IS NULL))
) STRICT;
CREATE INDEX claim_document ON claim (document);
CREATE INDEX claim_subject ON claim (subject);
CREATE INDEX claim_object ON claim (object) WHERE object IS NOT NULL;
CREATE INDEX claim_speaker ON claim (speaker) WHERE speaker IS NOT NULL;

-- Every entity ever minted, for ever, in the order of minting. `contested`: a key or a judgement also points to
-- another entity, so that whoever joins must be weighed with both.
CREATE TABLE entity (
    id TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    minted INTEGER NOT NULL UNIQUE,
    reference INTEGER NOT NULL CHECK (reference IN (0, 1)),
    contested INTEGER NOT NULL DEFAULT 0 CHECK (contested IN (0, 1)),
    state TEXT NOT NULL CHECK (state IN ('current', 'dormant', 'replaced', 'retired'))
) STRICT;

-- Where a replaced entity (one successor) or a retired one (several) leads now, straight to the last.
CREATE TABLE succession (
    entity TEXT NOT NULL REFERENCES entity (id),
    successor TEXT NOT NULL REFERENCES entity (id),
    PRIMARY KEY (entity, successor)
) STRICT, WITHOUT ROWID;
CREATE INDEX succession_successor ON succession (successor);

-- The entity under which a mention first lived. A merge leaves it, so that an undone merge finds its way back;
-- only a true split, which retires the entity, gives its mentions a new one.
CREATE TABLE home (
    mention TEXT PRIMARY KEY,
    entity TEXT NOT NULL REFERENCES entity (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX home_entity ON home (entity);

-- The entity that a mention of a current document is resolved to.
CREATE TABLE resolution (
    mention TEXT PRIMARY KEY,
    entity TEXT NOT NULL REFERENCES entity (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX resolution_entity ON resolution (entity);

CREATE TABLE judgement (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    left_mention TEXT NOT NULL,
    right_mention TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('same', 'different')),
    judged_by TEXT NOT NULL,
    judged_at TEXT NOT NULL,
    reason TEXT NOT NULL,
    undone_at TEXT
) STRICT;
CREATE INDEX judgement_left ON judgement (left_mention);
CREATE INDEX judgement_right ON judgement (right_mention);

-- A reference entity is projected while something in use rests on it: a city on its state, the state on its country.
CREATE TABLE dependency (
    dependent TEXT NOT NULL,
    rests_on TEXT NOT NULL,
    PRIMARY KEY (dependent, rests_on)
) STRICT, WITHOUT ROWID;
CREATE INDEX dependency_rests_on ON dependency (rests_on);

-- What changed, in order: sinks follow it from their own checkpoint.
CREATE TABLE journal (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('document', 'entity')),
    id TEXT NOT NULL
) STRICT;
