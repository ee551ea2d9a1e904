from __future__ import annotations

import json
import random
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from builders import Article, handover
from defined_facts import defined_facts
from random_corpus import random_articles

from graph.claim_view import ClaimView, claims_of_documents
from graph.entry import Entry
from graph.erasure import erase
from graph.fact import Fact
from graph.judgement import judge, judge_claim, judge_minor, undo
from graph.ledger import Ledger
from graph.protection import masks
from graph.summary import SHOWN
from graph.summary_ledger import facts_of_entities, found_summaries, portraits
from graph.view import entity_views
from graph.withholding import release, withhold

STEP = 100
"""Instructions of SQLite between two counts: unlike seconds they are the same on a busy machine."""


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger.sqlite3", create=True) as ledger:
        yield ledger


def load(ledger: Ledger, *articles: Article) -> None:
    with ledger.transaction():
        for article in articles:
            ledger.add(Entry.of(article.extraction))


def kept(connection: sqlite3.Connection) -> dict[str, object]:
    """All that the tables hold, whatever the order in which it was counted."""
    facts = {id_: [*row, json.loads(body)] for id_, *row, body in connection.execute("SELECT * FROM fact")}
    portrait = {entity: json.loads(body) for entity, body in connection.execute("SELECT * FROM portrait")}
    rows = {
        table: set(connection.execute(f"SELECT * FROM {table}"))  # of constants
        for table in ("statement", "appearance")
    }
    return {"fact": facts, "portrait": portrait, **rows}


def said(ledger: Ledger) -> dict[str, list[ClaimView]]:
    """The claims that any view shows, by the entities that they are about."""
    documents = [row[0] for row in ledger.connection.execute("SELECT id FROM document")]
    about: dict[str, list[ClaimView]] = defaultdict(list)
    for claim in claims_of_documents(ledger.connection, documents):
        for (fact,) in [defined_facts([claim])]:
            about[fact.subject].append(claim)
    return about


def owned(facts: list[Fact]) -> dict[str, Fact]:
    return {fact.id: fact for fact in facts if fact.is_owned}


def check(ledger: Ledger) -> None:
    """The tables are what their definitions say, and what they are when made anew."""
    connection = ledger.connection
    entities = [row[0] for row in connection.execute("SELECT id FROM entity")]
    about, found = said(ledger), facts_of_entities(connection, entities)
    for entity in entities:
        expected = owned(defined_facts(about[entity]))
        # Disputes and whereabouts are told by all facts of a subject, and those that it does not own are not here.
        assert {f.id: f for f in found[entity] if f.is_owned} == {
            id_: _alone(fact) for id_, fact in expected.items()
        }, entity
    coverage = {
        entity: row
        for entity, *row in connection.execute(
            """SELECT r.entity, count(DISTINCT m.document), count(DISTINCT d.origin_group), min(d.published),
                      max(d.published)
               FROM resolution r JOIN mention m ON m.id = r.mention JOIN document d ON d.id = m.document
               GROUP BY r.entity"""
        )
    }
    drawn = portraits(connection, entities)
    assert coverage == {e: [p.documents, p.origins, p.first or None, p.last or None] for e, p in drawn.items()}
    forms: dict[str, list[list[str]]] = defaultdict(list)
    for entity, names in connection.execute(
        "SELECT r.entity, m.names FROM resolution r JOIN mention m ON m.id = r.mention"
    ):
        forms[entity].append(json.loads(names))
    for entity, portrait in drawn.items():
        used = Counter(form for own in forms[entity] for form in own)
        leading = Counter(own[0] for own in forms[entity] if own)
        assert portrait.names(()) == tuple(sorted(used, key=lambda f: (-leading[f], -used[f], -len(f), f)))
    before = kept(connection)
    with ledger.transaction():
        found_summaries(connection)
    assert kept(connection) == before


def _alone(fact: Fact) -> Fact:
    return replace(fact, disputed=False, whereabouts=None)


@pytest.mark.parametrize("seed", range(3))
def test_summaries_are_those_of_all_claims_whatever_happens_to_a_ledger(ledger: Ledger, seed: int) -> None:
    dice = random.Random(seed)
    articles = random_articles(seed, 18)
    for first in range(0, 18, 6):
        load(ledger, *articles[first : first + 6])
        check(ledger)
    for article in dice.sample(articles, 3):
        article.claims, article.version = article.claims[::2], "2"
        article.metadata["published"] = dice.choice(("2029-01-01", "2032-02", None))
        load(ledger, article)
        check(ledger)
    labels = [f"document {number}" for number in dice.sample(range(18), 5)]
    with ledger.transaction():
        ledger.retract(id_ for label in labels for id_ in ledger.documents_at(label))
    check(ledger)
    with ledger.transaction():
        ledger.restore(id_ for label in labels[:3] for id_ in ledger.documents_at(label))
    check(ledger)
    people = [
        row[0]
        for row in ledger.connection.execute(
            """SELECT min(r.mention) FROM resolution r JOIN entity e ON e.id = r.entity WHERE e.type = 'Person'
               GROUP BY r.entity ORDER BY 1"""
        )
    ]
    one, other, third = dice.sample(people, 3)
    merged = judge(ledger, one, other, "same", by="tester", reason="test")
    check(ledger)
    undo(ledger, merged)
    check(ledger)
    claims = [row[0] for row in ledger.connection.execute("SELECT id FROM claim ORDER BY id")]
    misread = [judge_claim(ledger, claim, "misread", by="tester", reason="test") for claim in dice.sample(claims, 6)]
    check(ledger)
    undo(ledger, misread[0])
    judge_minor(ledger, third, by="tester", reason="test")
    check(ledger)
    withhold(ledger, "Beto Cruz Lima", by="tester", reason="test")
    check(ledger)
    assert masks(ledger.connection, (), ()) is not None
    release(ledger, "Beto Cruz Lima", by="tester")
    check(ledger)
    erase(ledger, "Dina Gil Rey", by="tester")
    check(ledger)
    assert "Dina Gil Rey" not in str(kept(ledger.connection))


def test_a_document_that_is_refused_in_the_middle_of_a_batch_leaves_nothing(ledger: Ledger) -> None:
    def break_off() -> None:
        with ledger.savepoint():
            ledger.add(Entry.of(handover("Beto Cruz Lima", label="two").extraction))
            raise RuntimeError

    with ledger.transaction():
        ledger.add(Entry.of(handover(label="one").extraction))
        with pytest.raises(RuntimeError):
            break_off()
    check(ledger)
    assert kept(ledger.connection)["statement"]


def numbered(number: int, *, published: str, quote: str | None = None, **fields: str) -> Article:
    text = f"{number}: Ana Ruiz Soto leads Los Ejemplos. {quote or f'So says paper {number}.'}"
    article = Article(text, label=f"document {number}", published=published, **fields)
    person = article.entity("Person", "Ana Ruiz Soto", part="accused")
    group = article.entity("CriminalOrganization", "Los Ejemplos")
    article.claim(person, "leaderOf", group, quote=quote or f"So says paper {number}.", modality="alleged")
    return article


def leads(ledger: Ledger) -> Fact:
    entities = [row[0] for row in ledger.connection.execute("SELECT id FROM entity WHERE type = 'Person'")]
    (fact,) = [fact for view in entity_views(ledger, entities).values() for fact in view.facts]
    return fact


def test_the_first_quotes_stay_the_first_whatever_comes_between_and_goes(ledger: Ledger) -> None:
    load(ledger, *(numbered(n, published=f"2030-{n // 28 + 1:02}-{n % 28 + 1:02}") for n in range(40)))
    assert leads(ledger).quotes == tuple(f"So says paper {n}." for n in range(SHOWN))
    load(ledger, numbered(99, published="2029-12-31"), numbered(100, published="2031-01-01"))
    assert leads(ledger).quotes[:2] == ("So says paper 99.", "So says paper 0.")
    with ledger.transaction():
        ledger.retract(ledger.documents_at("document 3"))
    assert leads(ledger).quotes == tuple(f"So says paper {n}." for n in (99, 0, 1, 2, *range(4, 20)))
    assert (leads(ledger).first_published, leads(ledger).last_published) == ("2029-12-31", "2031-01-01")
    with ledger.transaction():
        ledger.retract([*ledger.documents_at("document 99"), *ledger.documents_at("document 100")])
    assert (leads(ledger).first_published, leads(ledger).last_published) == ("2030-01-01", "2030-02-12")
    assert (leads(ledger).documents, leads(ledger).origins) == (39, 39)
    check(ledger)


def test_one_more_document_about_a_hub_costs_the_same_however_many_speak_of_it(ledger: Ledger) -> None:
    costs = []
    for size in (50, 400):
        reached = ledger.connection.execute("SELECT count(*) FROM document").fetchone()[0]
        load(
            ledger,
            *(numbered(n, published=f"20{n % 60 + 30}-01-01", quote="They all say so.") for n in range(reached, size)),
        )
        steps = [0]
        ledger.connection.set_progress_handler(lambda: steps.append(1) or 0, STEP)  # noqa: B023
        load(ledger, numbered(size, published="2095-01-01", quote="This one says otherwise."))
        assert leads(ledger).claims == size + 1
        ledger.connection.set_progress_handler(None, STEP)
        costs.append(len(steps))
        assert leads(ledger).quotes[:2] == ("They all say so.", "This one says otherwise.")
    assert costs[1] < 1.3 * costs[0], costs


def test_a_ledger_of_an_earlier_version_gets_its_summaries_when_it_is_opened(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger.sqlite3", create=True) as ledger:
        load(ledger, *random_articles(5, 6))
        expected = kept(ledger.connection)
        later = ("withdrawal", "withdrawal_entity", "description", "description_entity")
        for table in ("fact", "statement", "portrait", "appearance", *later):
            ledger.connection.execute(f"DROP TABLE {table}")
        ledger.connection.execute("DELETE FROM meta WHERE key = 'summaries'")
        ledger.connection.execute("PRAGMA user_version = 4")
    with Ledger(tmp_path / "ledger.sqlite3") as ledger:
        assert kept(ledger.connection) == expected
