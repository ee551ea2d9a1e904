"""A person or a document out of the ledger for good: words overwritten, claims deleted, addresses gone for ever.

The hash of a text that was overwritten stays its identity, and is refused when loaded again, as is a new text that
names the person. `purge` then rids the disk of what SQLite, Oxigraph and Neo4j would keep.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from graph import purge
from graph.claim import Span
from graph.corroboration import subjects_of
from graph.judgement import series_of_documents
from graph.key_erasure import erase_from_keys
from graph.ledger import Ledger
from graph.masking import BLOCK, Names, every_form, full_forms, name_hash
from graph.outside_ledger import naming
from graph.protection import mask_content
from graph.resolution import Touched
from graph.summary_ledger import clear_summaries, found_summaries
from graph.view import entity_views
from graph.withdrawal import withdraw
from graph.withholding import people_called
from ontology.error import InputError, NotFoundError


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased: how many claims, and how many texts were overwritten."""

    claims: int
    texts: int


def erase(ledger: Ledger, reference: str, *, by: str) -> Erased:
    """Erase a person or a document, for good.

    Args:
        ledger: of `change.changing`, which purges the disk afterwards.
        reference: a document by URL, id or label, in all its versions; a person by id, IRI or name.
        by: who decided. No reason is kept: it might tell what was erased.

    Raises:
        NotFoundError: there is no such person or document.
        InputError: it is neither; or a graph of users or a change that waits names the person: nothing was erased.
    """
    ledger.connection.execute("PRAGMA secure_delete = ON")
    try:
        series = series_of_documents(ledger, reference)
    except NotFoundError:
        with ledger.transaction():
            return _Erasure(ledger, by).person(people_called(ledger, reference), reference)
    with ledger.transaction():
        return _Erasure(ledger, by).documents(series)


class _Erasure:
    """One erasure, within a transaction."""

    def __init__(self, ledger: Ledger, by: str) -> None:
        self.ledger = ledger
        self.connection = ledger.connection
        self.by = by
        self.at = datetime.now(UTC).isoformat(timespec="seconds")
        self.touched = Touched()

    def person(self, mentions: list[str], reference: str) -> Erased:
        """Erase whoever these mentions are, in every version of every document."""
        forms = self._forms(mentions) or {reference}
        mentions = sorted({*mentions, *self._everywhere(forms, mentions)})
        forms |= self._forms(mentions)
        full = Names(full_forms(forms), anywhere=True)
        self._refuse_elsewhere(full)
        places = self._places(mentions)
        self._note_entities(mentions)
        # They hold words in JSON, where the sweep would break it.
        clear_summaries(self.connection)
        claims = self._delete(mentions)
        self.ledger.settle_mentions(erase_from_keys(self.connection, forms))
        masked = {document: self._masked(document, forms, spans) for document, spans in places.items()}
        texts = self._overwrite(masked)
        for document in places:
            self._mask_metadata(document, Names([*every_form(forms)]))
        texts |= self._sweep(full)
        self._requote(texts)
        self._note("name", map(name_hash, full_forms(forms)))
        return self._finish(claims, texts)

    def _refuse_elsewhere(self, names: Names) -> None:
        """Users' graphs are theirs to change, and what waits is loaded only to be erased again."""
        held = naming(self.ledger.path.parent, names) if names else []
        if held:
            raise InputError(
                f"The name stands outside the ledger, too: {', '.join(held)}. Delete it in these graphs (an update or "
                "DELETE of /graph-store), wait until the jobs have ended, and erase again. Nothing was changed."
            )

    def documents(self, series: list[str]) -> Erased:
        """Erase documents in all their versions; a text that another document prints stays with that one."""
        rows = self.connection.execute(
            "SELECT id, text, url, title, label, state FROM document WHERE series IN (SELECT value FROM json_each(?))",
            (json.dumps(series),),
        ).fetchall()
        own = json.dumps([row[0] for row in rows])
        mentions = [
            row[0]
            for row in self.connection.execute(
                "SELECT id FROM mention WHERE document IN (SELECT value FROM json_each(?))", (own,)
            )
        ]
        claims = self._delete(mentions)
        shared = {
            row[0]
            for row in self.connection.execute(
                "SELECT text FROM document WHERE id NOT IN (SELECT value FROM json_each(?))", (own,)
            )
        }
        texts = {text for _, text, *_ in rows} - shared
        for text in texts:
            (content,) = self.connection.execute("SELECT content FROM text WHERE sha256 = ?", (text,)).fetchone()
            self._write(text, "".join(c if c == "\n" else BLOCK for c in content))
        for id_, _, url, title, label, state in rows:
            self.connection.execute(
                """UPDATE document SET series = ?, url = NULL, title = ?, label = ?, publisher = NULL, dataset = NULL,
                       origin = id, origin_group = NULL, field_origins = '{}', sha256_of_bytes = NULL,
                       retracted_at = ?, state = 'retracted' WHERE id = ?""",
                (f"erased:{id_}", title and BLOCK * len(title), BLOCK * len(label), self.at, id_),
            )
            if state == "current":
                withdraw(self.connection, id_, withheld=True)
            self.touched.documents.add(id_)
            self._replace_everywhere(url)
        self.connection.execute(
            "DELETE FROM anchor WHERE series IN (SELECT value FROM json_each(?))", (json.dumps(series),)
        )
        self.connection.execute(
            """UPDATE decision SET series = NULL, words = NULL, url = NULL, reply = NULL, undone_at = ?
               WHERE series IN (SELECT value FROM json_each(?))""",
            (self.at, json.dumps(series)),
        )
        self._note("document", (row[0] for row in rows))
        return self._finish(claims, texts)

    def _forms(self, mentions: Iterable[str]) -> set[str]:
        asked = json.dumps(sorted(mentions))
        rows = self.connection.execute(
            "SELECT names FROM mention WHERE id IN (SELECT value FROM json_each(?))", (asked,)
        ).fetchall()
        aliases = self.connection.execute(
            """SELECT value FROM claim WHERE predicate = 'alias' AND value IS NOT NULL
               AND subject IN (SELECT value FROM json_each(?))""",
            (asked,),
        ).fetchall()
        return {form for (names,) in rows for form in json.loads(names)} | {str(json.loads(v)) for (v,) in aliases}

    def _everywhere(self, forms: set[str], mentions: list[str]) -> set[str]:
        """Mentions of the person in earlier versions, and under a full name of his in any document."""
        full, any_form = Names(full_forms(forms), anywhere=True), Names(forms)
        homes = json.dumps(sorted(mentions))
        found = {
            row[0]
            for row in self.connection.execute(
                """SELECT other.mention FROM home own JOIN entity e ON e.id = own.entity AND NOT e.reference
                   JOIN home other ON other.entity = own.entity
                   WHERE own.mention IN (SELECT value FROM json_each(?))""",
                (homes,),
            )
        }
        versions = {
            row[0]
            for row in self.connection.execute(
                """SELECT v.id FROM mention m JOIN document d ON d.id = m.document
                   JOIN document v ON v.series = d.series
                   WHERE m.id IN (SELECT value FROM json_each(?))""",
                (homes,),
            )
        }
        for id_, document, names in self.connection.execute(
            "SELECT id, document, names FROM mention WHERE type = 'Person'"
        ):
            known = any_form if document in versions else full
            if any(_is(known, form) for form in json.loads(names)):
                found.add(id_)
        return found

    def _places(self, mentions: list[str]) -> dict[str, list[Span]]:
        places: dict[str, list[Span]] = defaultdict(list)
        for document, spans in self.connection.execute(
            "SELECT document, spans FROM mention WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(mentions),),
        ):
            places[document] += [(start, end) for start, end in json.loads(spans)]
        return places

    def _note_entities(self, mentions: list[str]) -> None:
        """Remember which addresses are gone: of the person, also under earlier ones, and of what is said of him."""
        asked = json.dumps(mentions)
        entities = {
            row[0]
            for row in self.connection.execute(
                """SELECT entity FROM resolution WHERE mention IN (SELECT value FROM json_each(:asked))
                   UNION SELECT h.entity FROM home h JOIN entity e ON e.id = h.entity AND NOT e.reference
                   WHERE h.mention IN (SELECT value FROM json_each(:asked))""",
                {"asked": asked},
            )
        }
        for view in entity_views(self.ledger, entities).values():
            self._note("fact", {fact.id for fact in view.facts})
        self._note("entity", entities)
        self.connection.execute(
            "DELETE FROM withdrawal_entity WHERE entity IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(entities)),),
        )
        self.touched.entities |= entities

    def _delete(self, mentions: list[str]) -> int:
        """The mentions, the claims that touch them, and whatever else refers to either."""
        asked = json.dumps(sorted(mentions))
        rows = self.connection.execute(
            """SELECT id, document FROM claim WHERE subject IN (SELECT value FROM json_each(:asked))
                   OR object IN (SELECT value FROM json_each(:asked))
                   OR speaker IN (SELECT value FROM json_each(:asked))""",
            {"asked": asked},
        ).fetchall()
        claims = [row[0] for row in rows]
        documents = {row[1] for row in rows}
        self.touched.documents |= documents
        self.touched.entities |= subjects_of(self.connection, documents)
        self._note("claim", claims)
        self._delete_where("claim", json.dumps(claims))
        self.connection.execute(
            """DELETE FROM judged_pair WHERE left_mention IN (SELECT value FROM json_each(:asked))
               OR right_mention IN (SELECT value FROM json_each(:asked))""",
            {"asked": asked},
        )
        self.connection.execute("DELETE FROM anchor WHERE attached IN (SELECT value FROM json_each(?))", (asked,))
        for table in ("minor", "protected"):
            self.connection.execute(
                f"DELETE FROM {table} WHERE mention IN (SELECT value FROM json_each(?))",  # noqa: S608  # of constants
                (asked,),
            )
        self._delete_where("mention", asked)
        self.ledger.settle_mentions(mentions)
        self.connection.execute("DELETE FROM home WHERE mention IN (SELECT value FROM json_each(?))", (asked,))
        return len(claims)

    def _delete_where(self, table: str, ids: str) -> None:
        """Rows by their ids, after those of other tables that refer to them."""
        for (other,) in self.connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
            for key in self.connection.execute(f"PRAGMA foreign_key_list({other})").fetchall():
                if key[2] == table and other != "claim":
                    self.connection.execute(
                        f'DELETE FROM "{other}" WHERE "{key[3]}" IN (SELECT value FROM json_each(?))',  # noqa: S608
                        (ids,),
                    )
        if table == "claim":
            self.connection.execute("DELETE FROM judged_claim WHERE claim IN (SELECT value FROM json_each(?))", (ids,))
        self.connection.execute(
            f"DELETE FROM {table} WHERE id IN (SELECT value FROM json_each(?))",  # noqa: S608  # of constants
            (ids,),
        )

    def _masked(self, document: str, forms: set[str], spans: list[Span]) -> tuple[str, str]:
        """(hash, content) of the text of a document that speaks of the person, without him."""
        text, content = self.connection.execute(
            "SELECT t.sha256, t.content FROM document d JOIN text t ON t.sha256 = d.text WHERE d.id = ?", (document,)
        ).fetchone()
        others = [
            (start, end)
            for (own,) in self.connection.execute("SELECT spans FROM mention WHERE document = ?", (document,))
            for start, end in json.loads(own)
        ]
        return text, mask_content(content, Names(every_form(forms)), spans, others)

    def _overwrite(self, masked: dict[str, tuple[str, str]]) -> set[str]:
        """Two documents of one text each overwrite what they know of."""
        texts: dict[str, str] = {}
        for text, content in masked.values():
            known = texts.get(text, content)
            texts[text] = "".join(BLOCK if BLOCK in pair else pair[0] for pair in zip(known, content, strict=True))
        for text, content in texts.items():
            self._write(text, content)
        return set(texts)

    def _write(self, text: str, content: str) -> None:
        self.connection.execute("UPDATE text SET content = ? WHERE sha256 = ?", (content, text))
        self._note("text", [text])
        self.touched.documents |= {
            row[0] for row in self.connection.execute("SELECT id FROM document WHERE text = ?", (text,))
        }

    def _mask_metadata(self, document: str, names: Names) -> None:
        """Title, label and address, in which a part of a name is enough to be known by."""
        series, label, title, url = self.connection.execute(
            "SELECT series, label, title, url FROM document WHERE id = ?", (document,)
        ).fetchone()
        self.connection.execute(
            "UPDATE document SET label = ?, title = ?, url = ? WHERE id = ?",
            (names.mask(label), title and names.mask(title), url and names.mask_address(url), document),
        )
        masked = names.mask_address(series)
        if masked != series:
            self._replace_everywhere(series, masked)

    def _replace_everywhere(self, old: str | None, new: str = "") -> None:
        """An address in the tables that keep it: of a series, and where others cite it."""
        if not old:
            return
        for table, column in (
            ("document", "series"),
            ("anchor", "series"),
            ("decision", "series"),
            ("decision", "reply"),
        ):
            self.connection.execute(
                f"UPDATE {table} SET {column} = ? WHERE {column} = ?",  # noqa: S608  # of constants
                (new or None if table == "decision" else new or BLOCK, old),
            )
        for column in ("sources", "cites"):
            self.connection.execute(
                f"UPDATE claim SET {column} = replace({column}, ?, ?) WHERE instr({column}, ?)",  # noqa: S608
                (json.dumps(old, ensure_ascii=False), json.dumps(new or "urn:traslado:erased"), old),
            )

    def _sweep(self, names: Names) -> set[str]:
        """Overwrite a full name in every column of every table; returns the texts that had it."""
        if not names:
            return set()
        masked_texts = {
            hash_: masked
            for hash_, content in self.connection.execute("SELECT sha256, content FROM text")
            if (masked := names.mask(content)) != content
        }
        for hash_, masked in masked_texts.items():
            self._write(hash_, masked)
        tables = self.connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'text'")
        for (table,) in tables.fetchall():
            for _, column, type_, *_ in self.connection.execute(f'PRAGMA table_info("{table}")').fetchall():
                if type_ == "TEXT":
                    self._sweep_column(names, table, column)
        return set(masked_texts)

    def _sweep_column(self, names: Names, table: str, column: str) -> None:
        held = self.connection.execute(f'SELECT DISTINCT "{column}" FROM "{table}"')  # noqa: S608  # of the schema
        found = {
            value: masked
            for (value,) in held
            if isinstance(value, str) and (masked := names.mask_address(value)) != value
        }
        for value, masked in found.items():
            self._touch(table, column, value)
            self.connection.execute(
                f'UPDATE OR REPLACE "{table}" SET "{column}" = ? WHERE "{column}" = ?',  # noqa: S608  # of the schema
                (masked, value),
            )

    def _touch(self, table: str, column: str, value: str) -> None:
        """Whoever shows a value is shown anew."""
        if table == "document":
            documents = self.connection.execute(f'SELECT id FROM document WHERE "{column}" = ?', (value,))  # noqa: S608
        elif table in ("claim", "mention"):
            documents = self.connection.execute(f'SELECT document FROM {table} WHERE "{column}" = ?', (value,))  # noqa: S608
        else:
            return
        self.touched.documents |= {row[0] for row in documents}

    def _requote(self, texts: set[str]) -> None:
        """Quotes stand in the text as it is now."""
        self.connection.execute(
            """UPDATE claim SET quote = (SELECT substr(t.content, claim.start + 1, claim."end" - claim.start)
                   FROM document d JOIN text t ON t.sha256 = d.text WHERE d.id = claim.document)
               WHERE document IN (SELECT id FROM document WHERE text IN (SELECT value FROM json_each(?)))""",
            (json.dumps(sorted(texts)),),
        )

    def _note(self, kind: str, ids: Iterable[str]) -> None:
        self.connection.executemany(
            "INSERT OR IGNORE INTO erased VALUES (?, ?, ?, ?)", [(kind, id_, self.by, self.at) for id_ in sorted(ids)]
        )

    def _finish(self, claims: int, texts: set[str]) -> Erased:
        documents = self.touched.documents
        self.touched.entities |= subjects_of(self.connection, documents)
        self.ledger.record(self.touched)
        found_summaries(self.connection)
        purge.request(self.ledger, of_ledger=True)
        return Erased(claims, len(texts))


def _is(names: Names, form: str) -> bool:
    """Whether a form is one of the names, whole."""
    return (0, len(form)) in names.spans(form)
