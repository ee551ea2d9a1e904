-- The ledger, version 5: what all claims about one thing say together, kept with each change (graph/summary_ledger.py),
-- so that one more claim about a hub does not make all of its claims be read. Derived: made anew by `traslado rebuild`,
-- and by the first that opens a ledger of an earlier version.

-- A fact that claims of current documents state, as every view shows it. `mirrored`: it belongs to its object, too.
CREATE TABLE fact (
    id TEXT PRIMARY KEY,
    subject TEXT NOT NULL,
    predicate TEXT NOT NULL,
    object TEXT,
    value TEXT,
    aspect TEXT,
    mirrored INTEGER NOT NULL CHECK (mirrored IN (0, 1)),
    body TEXT NOT NULL
) STRICT;
CREATE INDEX fact_subject ON fact (subject);
CREATE INDEX fact_mirrored ON fact (object) WHERE mirrored = 1;

-- What was counted of each of its claims. `published` is empty where no date is known.
CREATE TABLE statement (
    document TEXT NOT NULL,
    claim TEXT NOT NULL,
    fact TEXT NOT NULL,
    origin TEXT NOT NULL,
    published TEXT NOT NULL,
    strength TEXT NOT NULL,
    status TEXT,
    speaker TEXT,
    "when" TEXT,
    number INTEGER,
    cites INTEGER NOT NULL,
    object_state TEXT,
    words TEXT NOT NULL,
    PRIMARY KEY (document, claim)
) STRICT, WITHOUT ROWID;
CREATE INDEX statement_fact ON statement (fact, origin, published, claim, strength);
CREATE INDEX statement_speaker ON statement (fact, speaker, strength) WHERE speaker IS NOT NULL;

-- An entity over all its mentions, and what was counted of each document that mentions it.
CREATE TABLE portrait (entity TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
CREATE TABLE appearance (
    document TEXT NOT NULL,
    entity TEXT NOT NULL,
    origin TEXT NOT NULL,
    published TEXT NOT NULL,
    mentions TEXT NOT NULL,
    PRIMARY KEY (document, entity)
) STRICT, WITHOUT ROWID;
CREATE INDEX appearance_entity ON appearance (entity, origin, published);
