"""The ledger: documents, texts, claims, resolution and the journal in one SQLite file.

Everything behind it can be made again from it. One transaction covers a batch of documents, a
savepoint each document; what a document touches is in the journal in the same transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from graph.anchor import reattach
from graph.claim import Source, sha256
from graph.corroboration import settle_origins, sign, subjects_of
from graph.description import settle_descriptions
from graph.entry import Entry, origin_of
from graph.identity import document_id
from graph.ledger_file import open_ledger
from graph.protection import settle_protection
from graph.reply import touch_replied
from graph.resolution import Touched, resolve
from graph.summary_ledger import are_founded, found_summaries, settle_summaries
from graph.version import settle_versions
from ontology.error import InputError, NotFoundError
from ontology.iri import DEFAULT_BASE


class SameTextError(InputError):
    """Two files without an address hold one text, and say different things about it."""


class ErasedError(InputError):
    """What was erased on somebody's request is not loaded again."""


class Outcome(StrEnum):
    """What adding a document did."""

    ADDED = "added"
    UNCHANGED = "unchanged"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Unit:
    """What sinks recompute: a document with its claims, an entity with its facts, or a disagreement.

    Attributes:
        kind: `document`, `entity` or `disagreement`.
        sequence: of the journal's last entry about it; 0 in a listing of all.
    """

    kind: str
    id: str
    sequence: int = 0


class Ledger:
    """The SQLite file of one home.

    Raises:
        NotFoundError: there is none.
        HomeError: the file is no ledger, of a newer version, or cannot be opened.
    """

    def __init__(self, path: Path, *, create: bool = False, base: str = DEFAULT_BASE) -> None:
        self.path = path
        self.connection = open_ledger(path, create=create, base=base)
        meta = dict(self.connection.execute("SELECT key, value FROM meta"))
        self.id: str = meta["ledger"]
        self.base: str = meta["base"]
        if not are_founded(self.connection):
            with self.transaction():
                if not are_founded(self.connection):
                    found_summaries(self.connection)

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; the journal's entries become visible with what they are about."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            before = self.sequence
            yield
            settle_summaries(self.connection, self._documents_since(before))
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """All or nothing within a transaction: one document, or one dataset."""
        self.connection.execute("SAVEPOINT document")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK TO document")
            self.connection.execute("RELEASE document")
            raise
        self.connection.execute("RELEASE document")

    # Documents

    def holds(self, source: Source) -> bool:
        """Whether exactly this document, with exactly these metadata, was loaded before, by whichever extractor.

        Raises:
            SameTextError: another file of the same text was, with other metadata, and neither has an address.
            ErasedError: the text was erased.
        """
        self._refuse_erased(source.label, ("text", sha256(source.text)))
        return self._has(
            document_id(source),
            source.label,
            (source.url, source.title, source.publisher, source.published, source.kind, origin_of(source)),
            source.language,
        )

    def is_retracted(self, source: Source) -> bool:
        """Whether this document was taken out of the answers."""
        row = self.connection.execute(
            "SELECT retracted_at FROM document WHERE id = ?", (document_id(source),)
        ).fetchone()
        return row is not None and row[0] is not None

    def add(self, entry: Entry) -> Outcome:
        """Put one document and its claims into the ledger, inside a transaction of the caller.

        The same document by the same extractor changes nothing; changed metadata or a newer
        extractor replace what was made before.

        Raises:
            SameTextError: as `holds`.
            ErasedError: its text, its address or somebody whom it names was erased.
        """
        self._refuse_erased(
            entry.document["label"],
            *(("text", entry.document["text"]), ("document", entry.id), *(("name", name) for name in entry.names)),
        )
        known = self.connection.execute(
            "SELECT extractor, extractor_version FROM document WHERE id = ?", (entry.id,)
        ).fetchone()
        own = entry.document
        metadata = tuple(own[name] for name in ("url", "title", "publisher", "published", "kind", "origin"))
        unchanged = known == (own["extractor"], own["extractor_version"])
        if known and self._has(entry.id, own["label"], metadata, own["language"]) and unchanged:
            return Outcome.UNCHANGED
        with self.savepoint():
            before = set(self._mentions_of(entry.id)) if known else set[str]()
            if known:
                self._clear(entry.id)
            self._insert(entry)
            if known:
                self._drop_orphans(entry)
                self._hold_keys(entry.id)
            self._settle(entry.id, before)
        return Outcome.REPLACED if known else Outcome.ADDED

    def retract(self, ids: Iterable[str]) -> None:
        """Take documents out of the answers; they stay in the ledger."""
        for id_ in ids:
            with self.savepoint():
                self.connection.execute("UPDATE document SET retracted_at = ? WHERE id = ?", (_now(), id_))
                self._settle(id_, set())

    def restore(self, ids: Iterable[str]) -> None:
        """Undo a retraction."""
        for id_ in ids:
            with self.savepoint():
                self.connection.execute("UPDATE document SET retracted_at = NULL WHERE id = ?", (id_,))
                self._settle(id_, set())

    def documents_at(self, reference: str) -> list[str]:
        """Ids of the documents that a URL, an id or IRI, a text's hash, a label, or a dataset's name names.

        Raises:
            NotFoundError: none does.
        """
        tail = reference.rsplit("/documents/", 1)[-1]
        rows = self.connection.execute(
            """SELECT id FROM document WHERE id = :tail OR series = :all OR url = :all OR text = :all OR label = :all
               OR dataset = :all OR (dataset IS NOT NULL AND label LIKE :all || '/%')""",
            {"tail": tail, "all": reference},
        ).fetchall()
        if not rows:
            raise NotFoundError(f"{reference}: no such document. Name it by its URL, its label or its id.")
        return [row[0] for row in rows]

    def sources(self) -> Iterator[tuple[Source, str, str]]:
        """Every document with its text, as (source, extractor, version), for reextraction."""
        # Of a text that was overwritten nothing is read anew.
        kept = """SELECT id FROM document WHERE NOT EXISTS
                  (SELECT 1 FROM erased WHERE kind = 'text' AND erased.id = document.text) ORDER BY id"""
        for (id_,) in self.connection.execute(kept).fetchall():
            cursor = self.connection.execute(
                """SELECT d.label, t.content AS text, d.url, d.title, d.publisher, d.published, d.language, d.kind,
                          d.dataset, d.origin, d.reader, d.sha256_of_bytes, d.field_origins, d.extractor,
                          d.extractor_version
                   FROM document d JOIN text t ON t.sha256 = d.text WHERE d.id = ?""",
                (id_,),
            )
            fields = dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))
            origins, extractor = json.loads(fields.pop("field_origins")), fields.pop("extractor")
            version = fields.pop("extractor_version")
            yield Source(**fields, origins=origins), extractor, version

    # Journal

    @property
    def sequence(self) -> int:
        """Of the journal's last entry; 0 where nothing was loaded."""
        (last,) = self.connection.execute("SELECT coalesce(max(sequence), 0) FROM journal").fetchone()
        return int(last)

    def touched_since(self, sequence: int) -> list[Unit]:
        """Units touched after a sequence, each once, by their last entry: a sink may stop after any of them."""
        rows = self.connection.execute(
            """SELECT kind, id, max(sequence) FROM journal WHERE sequence > ? GROUP BY kind, id ORDER BY 3""",
            (sequence,),
        )
        return [Unit(*row) for row in rows]

    def units(self) -> list[Unit]:
        """Every unit that a sink holds something of."""
        rows = self.connection.execute(
            """SELECT 'document', id FROM document WHERE state = 'current'
               UNION ALL SELECT 'document', document FROM withdrawal
               UNION ALL SELECT 'entity', id FROM entity WHERE state <> 'dormant'
               UNION ALL SELECT 'disagreement', id FROM disagreement"""
        )
        return [Unit(kind, id_) for kind, id_ in rows]

    def record(self, touched: Touched) -> None:
        """Write what was touched into the journal."""
        self.connection.executemany(
            "INSERT INTO journal (kind, id) VALUES (?, ?)",
            [("document", id_) for id_ in sorted(touched.documents)]
            + [("entity", id_) for id_ in sorted(touched.entities)],
        )
        self.connection.execute(
            """UPDATE document SET changed_at = ?, sequence = (SELECT max(sequence) FROM journal)
               WHERE id IN (SELECT value FROM json_each(?))""",
            (_now(), json.dumps(sorted(touched.documents))),
        )

    def erased_paths(self) -> list[str]:
        """Paths, below the base, of what was erased: their addresses are gone for ever."""
        folders = {"entity": "entities", "document": "documents", "claim": "claims", "fact": "facts"}
        rows = self.connection.execute("SELECT kind, id FROM erased ORDER BY kind, id")
        return [f"{folders[kind]}/{id_}" for kind, id_ in rows if kind in folders]

    def settle_series(self, series: str) -> None:
        """Show anew what a judgement on a document changed, in all versions; within a transaction."""
        rows = self.connection.execute("SELECT id FROM document WHERE series = ? ORDER BY id", (series,))
        for (id_,) in rows.fetchall():
            self._settle(id_, set())

    def settle_mentions(self, mentions: Iterable[str]) -> None:
        """Resolve and show anew what a judgement on mentions changed; within a transaction."""
        mentions = set(mentions)
        touched = resolve(self.connection, mentions)
        settle_descriptions(self.connection, touched, mentions)
        settle_protection(self.connection, touched, mentions)
        self.record(touched)

    # Within

    def _documents_since(self, sequence: int) -> list[str]:
        """Documents that the journal names after a sequence."""
        # The plus keeps SQLite from going by the kind, which half of the journal has.
        rows = self.connection.execute(
            "SELECT DISTINCT id FROM journal WHERE sequence > ? AND +kind = 'document'", (sequence,)
        )
        return [row[0] for row in rows]

    def _refuse_erased(self, label: str, *known_by: tuple[str, str]) -> None:
        if self.connection.execute("SELECT 1 FROM erased").fetchone() is None:
            return
        for kind, id_ in known_by:
            if self.connection.execute("SELECT 1 FROM erased WHERE kind = ? AND id = ?", (kind, id_)).fetchone():
                what = "it names somebody whose data were" if kind == "name" else "it was"
                raise ErasedError(f"{label}: {what} erased for good on request, and is not loaded again.")

    def _mentions_of(self, document: str) -> list[str]:
        return [row[0] for row in self.connection.execute("SELECT id FROM mention WHERE document = ?", (document,))]

    def _clear(self, document: str) -> None:
        """Claims and keys go; mentions are replaced by id, so that their resolution can stand."""
        self.connection.execute("DELETE FROM claim WHERE document = ?", (document,))
        self.connection.execute(
            "DELETE FROM mention_key WHERE mention IN (SELECT id FROM mention WHERE document = ?)", (document,)
        )
        self.connection.execute(
            "DELETE FROM minor WHERE mention IN (SELECT id FROM mention WHERE document = ?)", (document,)
        )

    def _drop_orphans(self, entry: Entry) -> None:
        kept = json.dumps([row[0] for row in entry.mentions])
        self.connection.execute(
            "DELETE FROM mention WHERE document = ? AND id NOT IN (SELECT value FROM json_each(?))", (entry.id, kept)
        )

    def _hold_keys(self, document: str) -> None:
        """The new keys of mentions resolved before lead to their entities; `_clear` took the old ones away."""
        self.connection.execute(
            """INSERT INTO key_holder
                   SELECT k.key, entity, count(*) FROM mention m JOIN resolution r ON r.mention = m.id
                   JOIN mention_key k ON k.mention = m.id
                   WHERE m.document = ? AND k.key NOT GLOB 'ref:*' GROUP BY k.key, entity
               ON CONFLICT (key, entity) DO UPDATE SET mentions = mentions + excluded.mentions""",
            (document,),
        )

    def _insert(self, entry: Entry) -> None:
        self.connection.execute(
            "INSERT OR IGNORE INTO text VALUES (:text, :content)",
            {"text": entry.document["text"], "content": entry.content},
        )
        if entry.signature is not None:
            sign(self.connection, entry.document["text"], entry.signature)
        self.connection.execute(
            """INSERT INTO document (id, text, series, origin, label, url, title, publisher, published, language, kind,
                   dataset, field_origins, reader, sha256_of_bytes, extractor, extractor_version, loaded_at, state)
               VALUES (:id, :text, :series, :origin, :label, :url, :title, :publisher, :published, :language, :kind,
                   :dataset, :field_origins, :reader, :sha256_of_bytes, :extractor, :extractor_version, :loaded_at,
                   'superseded')
               ON CONFLICT (id) DO UPDATE SET title = excluded.title, publisher = excluded.publisher,
                   published = excluded.published, language = excluded.language, kind = excluded.kind,
                   dataset = excluded.dataset, origin = excluded.origin, field_origins = excluded.field_origins,
                   reader = excluded.reader, sha256_of_bytes = excluded.sha256_of_bytes,
                   extractor = excluded.extractor, extractor_version = excluded.extractor_version""",
            {**entry.document, "loaded_at": _now()},
        )
        self.connection.executemany(
            """INSERT INTO mention (id, document, type, names, spans, part, description, from_state, to_state, key,
                   identity, local) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
               ON CONFLICT (id) DO UPDATE SET names = excluded.names, spans = excluded.spans, part = excluded.part,
                   description = excluded.description, from_state = excluded.from_state, to_state = excluded.to_state,
                   key = excluded.key, identity = excluded.identity, local = excluded.local""",
            entry.mentions,
        )
        self.connection.executemany("INSERT INTO mention_key VALUES (?, ?)", entry.keys)
        self.connection.executemany("INSERT INTO minor VALUES (?)", [(mention,) for mention in entry.minors])
        self.connection.executemany(
            f"INSERT INTO claim VALUES ({', '.join('?' * 22)})",  # noqa: S608  # of constants
            entry.claims,
        )

    def _has(self, id_: str, label: str, metadata: tuple[object, ...], language: str | None) -> bool:
        """Whether a document stands with these metadata; the language that was detected is as good as none given."""
        row = self.connection.execute(
            "SELECT url, title, publisher, published, kind, origin, language, label FROM document WHERE id = ?", (id_,)
        ).fetchone()
        if row is None:
            return False
        *known, known_language, known_label = row
        same = tuple(known) == metadata and language in (None, known_language)
        if not same and label != known_label and metadata[0] is None:
            raise SameTextError(
                f"{label}: has the text of {known_label}, and says other things about it. "
                "Give each its address with --url, so that they are two documents."
            )
        return bool(same)

    def _settle(self, document: str, before: set[str]) -> None:
        """Decide which version of the series counts now, resolve what came and went, and write the journal."""
        changed = settle_versions(self.connection, document)
        affected = set(before)
        for id_ in changed | {document}:
            affected |= set(self._mentions_of(id_))
        stands = self.connection.execute(
            "SELECT 1 FROM document WHERE id = ? AND state = 'current'", (document,)
        ).fetchone()
        if not changed and not stands:
            return
        affected |= reattach(self.connection, document)
        touched = resolve(self.connection, affected)
        settle_descriptions(self.connection, touched, affected)
        regrouped = settle_origins(self.connection, changed | {document})
        touched.documents |= changed | regrouped | {document}
        touched.entities |= subjects_of(self.connection, regrouped - changed - {document})
        touch_replied(self.connection, touched, document)
        settle_protection(self.connection, touched, affected)
        self.record(touched)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
