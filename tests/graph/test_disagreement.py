from __future__ import annotations

import itertools
from pathlib import Path
from types import SimpleNamespace

import pytest
from builders import Article, handover
from pyoxigraph import Store
from serving import Home

from graph import generation
from graph.claim import Source, Value
from graph.disagreement import rules
from graph.home import ledger_path
from graph.ledger import Ledger
from graph.question import Answer, ask, questions
from graph.sparql_question import SparqlBackend
from loaders.extraction.extractor import extract
from loaders.pipeline import rebuild
from ontology.terms import DISAGREEMENTS

FIRST = "The first handover, on 27 February 2030, had 29 people, among them Bruno Treviño Ejemplo, alias X-40."
SECOND = "The second handover, on 12 August 2030, had 26 people, among them one called X40."
THIRD = "The third handover took place on Monday, 20 January 2031, with 37 people."
OFFICIAL = "The Security Cabinet said that it was on Tuesday."
TOTAL = "In all 92 people were handed over."


def digest() -> Article:
    """One article that tells of three handovers, as a page about the last of them does."""
    article = Article(" ".join((FIRST, SECOND, THIRD, OFFICIAL, TOTAL)), published="2031-01-21")
    transfers = []
    for ordinal, (words, day, count) in enumerate(
        ((FIRST, "2030-02-27", 29), (SECOND, "2030-08-12", 26), (THIRD, "2031-01-20", 37)), start=1
    ):
        transfer = article.entity("Transfer", words=words, from_state="Mexico", to_state="United States")
        article.claim(transfer, "ordinal", Value(ordinal), quote=words)
        article.claim(transfer, "peopleCount", Value(count), quote=words)
        article.claim(transfer, "date", Value(day), quote=words, weekday="Monday" if ordinal == 3 else None)
        transfers.append(transfer)
    speaker = article.entity("Authority", "Security Cabinet")
    article.claim(transfers[2], "date", Value("2031-01-20"), quote=OFFICIAL, weekday="Tuesday", speaker=speaker)
    article.claim(transfers[2], "cumulativeCount", Value(92), quote=TOTAL)
    named = article.entity("Person", "Bruno Treviño Ejemplo", "X-40", part="accused")
    article.claim(named, "alias", Value("X-40"), quote="X-40")
    article.claim(named, "transferredIn", transfers[0], quote=FIRST)
    coded = article.entity("Person", "X40", part="accused")
    article.claim(coded, "alias", Value("X40"), quote="X40")
    article.claim(coded, "transferredIn", transfers[1], quote=SECOND)
    return article


def answer(home: Home, name: str = "disagreements", **parameters: str) -> Answer:
    return ask(SparqlBackend(Store.read_only(str(generation.current(home.path).path))), name, parameters)


def sides(home: Home, **parameters: str) -> dict[str, list[str]]:
    """Kind → what its sides say."""
    found: dict[str, list[str]] = {}
    for row in answer(home, **parameters).rows:
        found.setdefault(str(row.cells["kind"]), []).append(str(row.cells["side"]))
    return {kind: sorted(said) for kind, said in found.items()}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def test_every_kind_has_a_rule_and_a_choice_and_no_other() -> None:
    assert set(rules()) == set(DISAGREEMENTS)
    (kind,) = (p for p in questions()["disagreements"].parameters if p.name == "kind")
    assert set(kind.choices) == {"any", *DISAGREEMENTS}


def test_one_article_contradicts_itself_and_confirms_a_sum(home: Home) -> None:
    home.publish(digest())
    assert sides(home) == {
        "weekday": ["Monday", "Tuesday"],
        "code_name": ["Bruno Treviño Ejemplo", "X40"],
        "total": ["29 + 26 + 37 = 92", "92"],
    }
    rows = {str(row.cells["side"]): row for row in answer(home).rows}
    assert rows["92"].cells["agrees"] is True
    assert rows["Monday"].cells["expected"] == "Monday"
    assert [e.quote for e in rows["Tuesday"].evidence] == [OFFICIAL]
    assert (rows["Tuesday"].cells["speakers"], rows["Monday"].cells["speakers"]) == (1, 0)
    assert sides(home, kind="weekday") == {"weekday": ["Monday", "Tuesday"]}
    home.retract("article")
    assert sides(home) == {}


@pytest.mark.parametrize("order", list(itertools.permutations(range(3)))[::2])
def test_what_is_found_depends_neither_on_the_order_nor_on_how_it_came(home: Home, order: tuple[int, ...]) -> None:
    articles = [
        handover(label="a", url="https://a.example/1"),
        handover(city="Dallas", label="b", url="https://b.example/1", publisher="B"),
        handover(city="Phoenix", label="c", url="https://c.example/1", publisher="C"),
    ]
    for number in order:
        home.publish(articles[number])
    assert sides(home) == {"competing_landing": ["Dallas", "Houston", "Phoenix"]}
    home.retract("c")
    assert sides(home) == {"competing_landing": ["Dallas", "Houston"]}
    before = answer(home)
    with Ledger(ledger_path(home.path)) as ledger:
        ledger.connection.execute("DELETE FROM meta WHERE key = 'disagreements'")
    rebuild(home.path)
    assert answer(home) == before


def test_a_side_that_its_publisher_left_is_superseded(home: Home) -> None:
    home.publish(
        handover(label="a", url="https://a.example/1", published="2030-05-05"),
        handover(city="Dallas", label="b", url="https://a.example/2", published="2030-05-09"),
    )
    superseded = {row.cells["side"]: row.cells["superseded"] for row in answer(home).rows}
    assert superseded == {"Houston": True, "Dallas": False}


def test_something_after_a_death_and_a_role_that_is_told_twice(home: Home) -> None:
    dead = handover(label="a", url="https://a.example/1")
    dead.claim("e0", "died", Value("2029-01-01"), quote=dead.text[:20])
    member = handover(label="b", url="https://b.example/1", publisher="B")
    member.claims = [c for c in member.claims if c.predicate != "leaderOf"]
    member.claim("e0", "memberOf", "e2", quote="Ana Ruiz Soto leads Cartel of the Example Hills")
    home.publish(dead, member)
    assert sides(home) == {
        "after_death": ["2030-05-04", "died 2029-01-01"],
        "competing_role": ["leader: Cartel of the Example Hills", "member: Cartel of the Example Hills"],
    }


def test_somebody_is_said_to_have_died_before_he_was_handed_over(home: Home) -> None:
    texts = {
        "A": "Ana Ruiz Soto, a leader of Los Ejemplos, was killed by soldiers on February 22, 2029.",
        "B": "El 4 de mayo de 2030 México entregó a 12 reos a Estados Unidos. Ana Ruiz Soto fue trasladada a Houston.",
    }
    sources = [Source(label=name, publisher=name, text=text, published="2030-05-05") for name, text in texts.items()]
    home.publish(*(SimpleNamespace(extraction=extract(source)) for source in sources))
    assert sides(home)["after_death"] == ["2030-05-04", "died 2029-02-22"]


def test_more_named_than_counted_and_one_alias_for_two(home: Home) -> None:
    names = ("Ana Ruiz Soto", "Beto Cruz Lima")
    article = Article(
        "On 2030-05-04 Mexico handed over 1 person. " + ". ".join(names) + ". El Uno.", url="https://a.example"
    )
    transfer = article.transfer("On 2030-05-04 Mexico handed over 1 person", "2030-05-04", 1)
    for name in names:
        person = article.entity("Person", name, part="accused")
        article.claim(person, "transferredIn", transfer, quote=name)
        article.claim(person, "alias", Value("El Uno"), quote="El Uno")
    home.publish(article)
    assert sides(home) == {"named_and_counted": ["1 counted", "2 named"], "shared_alias": list(names)}


@pytest.mark.parametrize(
    ("alias", "common", "found"),
    [("El Güero", "organization", False), ("El Güero", "transfer", True), ("El Chorlito", "organization", True)],
)
def test_a_nickname_of_every_town_is_remarkable_within_one_transfer_only(
    home: Home, alias: str, common: str, found: bool
) -> None:
    names = ("Ana Ruiz Soto", "Beto Cruz Lima")
    handed_over = "On 2030-05-04 Mexico handed over 12 people"
    article = Article(f"{handed_over}. {'. '.join(names)}. {alias}. Los Ejemplos.", url="https://a.example")
    if common == "transfer":
        target, tie = article.transfer(handed_over, "2030-05-04", 12), "transferredIn"
    else:
        target, tie = article.entity("CriminalOrganization", "Los Ejemplos"), "memberOf"
    for name in names:
        person = article.entity("Person", name, part="accused")
        article.claim(person, tie, target, quote=name)
        article.claim(person, "alias", Value(alias), quote=alias)
    home.publish(article)
    assert ("shared_alias" in sides(home)) is found


def test_every_answer_says_how_many_documents_origins_and_speakers() -> None:
    numbers = ["documents", "origins", "speakers"]
    for name in (
        "leaders_by_city",
        "people_of_transfer",
        "organizations_hit",
        "disagreements",
        "evidence_of",
        "timeline",
    ):
        columns = [column.name for column in questions()[name].columns]
        assert [column for column in columns if column in numbers] == numbers, name
