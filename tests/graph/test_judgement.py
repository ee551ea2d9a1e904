from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from builders import Article, handover
from pyoxigraph import Store
from serving import Home

from graph import generation
from graph.change import changing
from graph.entry import Entry
from graph.home import ledger_path
from graph.judgement import (
    attach_reply,
    confirm_identity,
    judge,
    judge_claim,
    judge_document,
    judgements,
    undo,
)
from graph.ledger import Ledger
from graph.neo4j_connection import Connection
from graph.neo4j_question import Neo4jBackend
from graph.neo4j_source import LedgerSource
from graph.neo4j_sync import sync
from graph.question import ask
from graph.sparql_question import SparqlBackend
from graph.view import document_view, entity_view
from ontology.error import InputError, NotFoundError

URL = "https://example.org/a"


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "ledger.sqlite3", create=True)


def add(ledger: Ledger, *articles: Article) -> None:
    with ledger.transaction():
        for article in articles:
            ledger.add(Entry.of(article.extraction))


def written(text: str, *people: str, publisher: str = "A", **metadata: str) -> Article:
    metadata = {"url": f"https://example.org/{publisher}", "label": publisher, **metadata}
    article = Article(text, publisher=publisher, **metadata)
    for person in people:
        article.entity("Person", person, part="accused")
    return article


def entity_of(ledger: Ledger, name: str, publisher: str = "A") -> str:
    (entity,) = ledger.connection.execute(
        """SELECT r.entity FROM resolution r JOIN mention m ON m.id = r.mention JOIN document d ON d.id = m.document
           WHERE d.publisher = ? AND json_extract(m.names, '$[0]') = ?""",
        (publisher, name),
    ).fetchone()
    return str(entity)


def mention_of(ledger: Ledger, publisher: str) -> str:
    (mention,) = ledger.connection.execute(
        "SELECT m.id FROM mention m JOIN document d ON d.id = m.document WHERE d.publisher = ?", (publisher,)
    ).fetchone()
    return str(mention)


def claim_of(ledger: Ledger, predicate: str) -> str:
    (claim,) = ledger.connection.execute(
        """SELECT c.id FROM claim c JOIN document d ON d.id = c.document
           WHERE c.predicate = ? AND d.state = 'current'""",
        (predicate,),
    ).fetchone()
    return str(claim)


def row(ledger: Ledger, *rows: str, day: str) -> None:
    """A table of people, a row each, keyed by its first letter."""
    article = Article("\n".join(("key,name", *rows)), dataset="d", label="people", publisher="A", published=day)
    for line in rows:
        key, _, name = line.partition(",")
        article.entity("Person", name, key=key)
    add(ledger, article)


def test_a_judgement_outlives_a_changed_comma(ledger: Ledger) -> None:
    add(ledger, written("Ana Ruiz Soto was held.", "Ana Ruiz Soto", published="2030-01-01"))
    add(ledger, written("Ana Ruiz Soto was held.", "Ana Ruiz Soto", publisher="B"))
    assert entity_of(ledger, "Ana Ruiz Soto") == entity_of(ledger, "Ana Ruiz Soto", "B")
    judge(ledger, *mentions(ledger), "different", by="tester", reason="two births")
    add(ledger, written("On Monday, Ana Ruiz Soto, was held.", "Ana Ruiz Soto", published="2030-01-02"))
    assert entity_of(ledger, "Ana Ruiz Soto") != entity_of(ledger, "Ana Ruiz Soto", "B")
    assert judgements(ledger, to_review=True) == []


def mentions(ledger: Ledger) -> list[str]:
    return [row[0] for row in ledger.connection.execute("SELECT mention FROM resolution ORDER BY mention")]


def test_a_judgement_outlives_an_inserted_row(ledger: Ledger) -> None:
    row(ledger, "a,Ana Ruiz Soto", "b,Eva Gil", day="2030-01-01")
    add(ledger, written("Ana Ruiz was held.", "Ana Ruiz", publisher="B"))
    judge(ledger, entity_of(ledger, "Ana Ruiz Soto"), entity_of(ledger, "Ana Ruiz", "B"), "same", by="t", reason="r")
    row(ledger, "c,Luz Mora", "a,Ana Ruiz Soto", "b,Eva Gil", day="2030-01-02")
    assert entity_of(ledger, "Ana Ruiz Soto") == entity_of(ledger, "Ana Ruiz", "B")
    assert entity_of(ledger, "Luz Mora") != entity_of(ledger, "Ana Ruiz", "B")


def test_a_misread_claim_stays_out_after_a_renamed_rule_and_a_changed_comma(ledger: Ledger) -> None:
    add(ledger, handover(url=URL, published="2030-01-01"))
    number = judge_claim(ledger, claim_of(ledger, "leaderOf"), "misread", by="tester", reason="it is denied there")
    renamed = handover(url=URL, published="2030-01-01", version="2")
    renamed.claims = [replace(claim, rule="renamed") for claim in renamed.claims]
    add(ledger, renamed)
    assert "leaderOf" not in shown(ledger)
    changed = handover(name="Ana Ruiz Soto", url=URL, published="2030-01-02")
    changed.text = changed.text.replace("12 people. Ana", "12 people, it says. Ana")
    add(ledger, moved(changed, by=len(", it says"), after=len("On 2030-05-04 Mexico handed over 12 people")))
    assert "leaderOf" not in shown(ledger)
    assert "flownTo" in shown(ledger)
    assert judgements(ledger, to_review=True) == []
    undo(ledger, number)
    assert "leaderOf" in shown(ledger)


def moved(article: Article, *, by: int, after: int) -> Article:
    """The article's claims and mentions, moved behind words that were put in."""
    article.entities = [
        replace(e, mentions=tuple((s + by, t + by) if s >= after else (s, t) for s, t in e.mentions))
        for e in article.entities
    ]
    article.claims = [replace(c, start=c.start + by, end=c.end + by) if c.start >= after else c for c in article.claims]
    return article


def shown(ledger: Ledger) -> set[str]:
    view = entity_view(ledger, entity_of(ledger, "Ana Ruiz Soto", "The Example"))
    assert view is not None
    (document,) = ledger.connection.execute("SELECT id FROM document WHERE state = 'current'").fetchone()
    page = document_view(ledger, document)
    assert page is not None
    own = {fact.predicate for fact in view.facts}
    assert own == {claim.predicate for claim in page.claims if claim.subject == view.id}
    return own


def test_a_confirmed_claim_says_so(ledger: Ledger) -> None:
    add(ledger, handover())
    judge_claim(ledger, claim_of(ledger, "leaderOf"), "confirmed", by="tester", reason="read")
    (document,) = ledger.connection.execute("SELECT id FROM document").fetchone()
    page = document_view(ledger, document)
    assert page is not None
    assert [c.predicate for c in page.claims if c.verdict == "confirmed"] == ["leaderOf"]


def test_what_cannot_be_attached_goes_to_review_and_its_veto_holds_for_the_name(ledger: Ledger) -> None:
    add(ledger, written("Ana Ruiz Soto was held.", "Ana Ruiz Soto", published="2030-01-01"))
    add(ledger, written("Ana Ruiz Soto was held.", "Ana Ruiz Soto", publisher="B"))
    judge(ledger, *mentions(ledger), "different", by="tester", reason="")
    rewritten = "Police spoke to two, both called by one name: ANA RUIZ SOTO the elder; ana ruiz soto the younger."
    twins = written(rewritten, "ANA RUIZ SOTO", published="2030-01-02")
    twins.entity("Person", "ana ruiz soto", part="accused")
    add(ledger, twins)
    apart = {entity_of(ledger, name) for name in ("ANA RUIZ SOTO", "ana ruiz soto")}
    assert entity_of(ledger, "Ana Ruiz Soto", "B") not in apart
    assert [j.unattached for j in judgements(ledger, to_review=True)] == [("Ana Ruiz Soto",)]


def test_contradictory_judgements_are_all_shown_and_the_negative_one_holds(ledger: Ledger) -> None:
    for publisher in "ABC":
        add(ledger, written("Ana Ruiz was held.", "Ana Ruiz", publisher=publisher))
    a, b, c = (mention_of(ledger, publisher) for publisher in "ABC")
    one = judge(ledger, a, b, "same", by="x", reason="")
    other = judge(ledger, b, c, "same", by="x", reason="")
    no = judge(ledger, a, c, "different", by="y", reason="")
    entities = [entity_of(ledger, "Ana Ruiz", publisher) for publisher in "ABC"]
    assert entities[0] != entities[2]
    assert {j.number: j.contradicts for j in judgements(ledger)} == {
        one: (no,),
        other: (no,),
        no: (one, other),
    }


def test_bad_targets_are_refused_with_what_to_do(ledger: Ledger) -> None:
    add(ledger, handover())
    person = entity_of(ledger, "Ana Ruiz Soto", "The Example")
    group = entity_of(ledger, "Cartel of the Example Hills", "The Example")
    with pytest.raises(InputError, match=r"is a Person and .* a CriminalOrganization: they cannot be one"):
        judge(ledger, person, group, "same", by="x", reason="")
    with pytest.raises(NotFoundError, match="nobody: no such mention"):
        judge(ledger, person, "nobody", "same", by="x", reason="")
    with pytest.raises(NotFoundError, match="no such claim"):
        judge_claim(ledger, "none", "misread", by="x", reason="")
    with pytest.raises(NotFoundError, match="no such document"):
        judge_document(ledger, "none", "withdrawn", by="x", reason="")
    with pytest.raises(InputError, match="words with the address"):
        attach_reply(ledger, person, by="x", reason="", words="I never did")
    assert judgements(ledger) == []


def standing(ledger: Ledger) -> list[str]:
    return [row[0] for row in ledger.connection.execute("SELECT id FROM document WHERE state = 'current'")]


def test_a_withdrawn_document_leaves_with_every_version_and_comes_back_when_undone(ledger: Ledger) -> None:
    add(ledger, handover(url=URL, published="2030-01-01"))
    (number,) = judge_document(ledger, URL, "withdrawn", by="tester", reason="the paper took it back")
    assert standing(ledger) == []
    add(ledger, handover(url=URL, published="2030-01-02", city="Dallas"))
    assert standing(ledger) == []
    undo(ledger, number, by="tester")
    assert len(standing(ledger)) == 1
    (undone,) = judgements(ledger, undone=True)
    assert (undone.by, undone.undone_by, undone.reason) == ("tester", "tester", "the paper took it back")


def test_a_corrected_document_and_a_reply_are_shown_with_it(ledger: Ledger) -> None:
    add(ledger, handover(url=URL), written("I never led it.", url="https://example.org/R", publisher="R", kind="reply"))
    judge_document(ledger, URL, "corrected", by="x", reason="the number was 11")
    attach_reply(ledger, URL, by="x", reason="sent to us", document="https://example.org/R", words="I never led it.")
    attach_reply(ledger, "Ana Ruiz Soto", by="x", reason="", words="I never did.", url="https://example.org/s")
    (id_,) = ledger.documents_at(URL)
    view = document_view(ledger, id_)
    assert view is not None
    assert view.correction == "the number was 11"
    assert [(reply.words, reply.url) for reply in view.replies] == [("I never led it.", "https://example.org/R")]
    person = entity_view(ledger, entity_of(ledger, "Ana Ruiz Soto", "The Example"))
    assert person is not None
    assert [reply.words for reply in person.replies] == ["I never did."]


def test_people_whom_a_person_judged_the_same_or_confirmed_are_reviewed(ledger: Ledger) -> None:
    for publisher in "ABC":
        add(ledger, written("Ana Ruiz was held.", "Ana Ruiz", publisher=publisher))
    judge(ledger, entity_of(ledger, "Ana Ruiz"), entity_of(ledger, "Ana Ruiz", "B"), "same", by="x", reason="")
    other = entity_of(ledger, "Ana Ruiz", "C")
    before = entity_view(ledger, other)
    confirm_identity(ledger, other, by="x", reason="")
    views = [entity_view(ledger, entity) for entity in (entity_of(ledger, "Ana Ruiz"), other)]
    assert before is not None
    assert before.identity == "full name"
    assert [view.identity for view in views if view] == ["reviewed", "reviewed"]


@pytest.mark.slow
@pytest.mark.neo4j
def test_both_stores_show_replies_corrections_and_confirmations_beside_the_evidence(
    tmp_path: Path, neo4j: Connection
) -> None:
    home = Home(tmp_path / "home")
    home.publish(handover(url=URL), written("I never led it.", url="https://example.org/R", publisher="R"))
    with changing(home.path) as ledger:
        attach_reply(ledger, URL, by="x", reason="", document="https://example.org/R")
        attach_reply(ledger, "Ana Ruiz Soto", by="x", reason="", words="I never did.", url="https://example.org/s")
        judge_document(ledger, URL, "corrected", by="x", reason="the number was 11")
        judge_claim(ledger, claim_of(ledger, "leaderOf"), "confirmed", by="x", reason="read")
    with Ledger(ledger_path(home.path)) as ledger:
        sync(neo4j, LedgerSource(ledger))
    sparql = ask(SparqlBackend(Store.read_only(str(generation.current(home.path).path))), "leaders_by_city", {})
    assert ask(Neo4jBackend(neo4j), "leaders_by_city", {}) == sparql
    led, flown = sparql.rows[0].evidence
    assert (led.confirmed, flown.confirmed, led.correction) == (True, False, "the number was 11")
    assert [(reply.words, reply.title) for reply in led.replies] == [(None, "R"), ("I never did.", "I never did.")]
    with changing(home.path) as ledger:
        for judgement in judgements(ledger):
            undo(ledger, judgement.number)
    with Ledger(ledger_path(home.path)) as ledger:
        sync(neo4j, LedgerSource(ledger))
    sparql = ask(SparqlBackend(Store.read_only(str(generation.current(home.path).path))), "leaders_by_city", {})
    assert ask(Neo4jBackend(neo4j), "leaders_by_city", {}) == sparql
    assert [evidence.replies for evidence in sparql.rows[0].evidence] == [(), ()]
    assert neo4j.read("MATCH (n:Reply) RETURN n", {}) == []
