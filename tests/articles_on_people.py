"""Articles on one person each, and who of them is one: for the tests of resolution."""

from __future__ import annotations

from pathlib import Path

from builders import Article

from graph.claim import Value
from graph.entry import Entry
from graph.ledger import Ledger


def told(
    name: str,
    publisher: str,
    *,
    alias: str | None = None,
    organization: str | None = None,
    sibling: str | None = None,
    day: str | None = None,
    case: str | None = None,
) -> Article:
    """An article on one person with what it says of him."""
    text = f"{name} ({alias}, {organization}, brother of {sibling}, {day}, {case}), wrote {publisher}."
    article = Article(text, publisher=publisher)
    person = article.entity("Person", name, part="accused")
    fields = {"case": case} if case else {}
    if alias:
        article.claim(person, "alias", Value(alias), quote=alias)
    if organization:
        gang = article.entity("CriminalOrganization", organization)
        article.claim(person, "memberOf", gang, quote=organization, modality="alleged")
    if sibling:
        article.claim(person, "siblingOf", article.entity("Person", sibling), quote=f"brother of {sibling}")
    if day:
        transfer = article.transfer(day, day, 26)
        article.claim(person, "transferredIn", transfer, quote=day)
    if case:
        article.claim(person, "accusedOf", Value("murder"), quote=case, modality="charged", **fields)
    return article


def partition(folder: Path, articles: list[Article], number: int = 0) -> set[frozenset[str]]:
    """Publishers whose first person is one, as one ledger has it after loading in this order."""
    path = folder / f"{number}.sqlite3"
    path.unlink(missing_ok=True)
    with Ledger(path, create=True) as ledger:
        for article in articles:
            with ledger.transaction():
                ledger.add(Entry.of(article.extraction))
        rows = ledger.connection.execute(
            """SELECT d.publisher, r.entity FROM resolution r JOIN mention m ON m.id = r.mention
               JOIN document d ON d.id = m.document WHERE m.type = 'Person' AND m.local = 'e0'"""
        ).fetchall()
        held = {
            tuple(row) for row in ledger.connection.execute("SELECT key, entity, mentions FROM key_holder").fetchall()
        }
        assert held == {
            tuple(row)
            for row in ledger.connection.execute(
                """SELECT key, entity, count(*) FROM mention_key JOIN resolution USING (mention)
                   WHERE key NOT GLOB 'ref:*' GROUP BY key, entity"""
            )
        }
    return {frozenset(p for p, e in rows if e == entity) for entity in {entity for _, entity in rows}}
