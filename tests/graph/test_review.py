"""The queue of what a person should decide."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from articles_on_people import told
from builders import Article
from click.testing import CliRunner

from api.cli import main
from graph.entry import Entry
from graph.judgement import judge, undo
from graph.ledger import Ledger
from graph.review import proposals


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "ledger.sqlite3", create=True)


def add(ledger: Ledger, *told_of: dict[str, str]) -> None:
    for publisher, said in zip("ABCDEF", told_of, strict=False):
        with ledger.transaction():
            ledger.add(Entry.of(told(publisher=publisher, **said).extraction))


def test_a_short_name_that_two_may_mean_waits_beside_both_until_it_is_judged(ledger: Ledger) -> None:
    gang = "Clan of the Example Hills"
    add(
        ledger,
        {"name": "Eliseo Mora Paz", "organization": gang},
        {"name": "Eliseo Mora Gil", "organization": gang},
        {"name": "Eliseo Mora", "organization": gang},
    )
    waiting = proposals(ledger)
    assert {frozenset((p.left.names[0], p.right.names[0])) for p in waiting[:2]} == {
        frozenset(("Eliseo Mora", "Eliseo Mora Gil")),
        frozenset(("Eliseo Mora", "Eliseo Mora Paz")),
    }
    assert ("against", "neither name is the other's shorter form") in waiting[2].features
    first = waiting[0]
    number = judge(ledger, first.left.mention, first.right.mention, "unsure", by="tester", reason="no photograph")
    assert first.left.mention not in {p.left.mention for p in proposals(ledger) if p.right == first.right}
    undo(ledger, number)
    assert len(proposals(ledger)) == len(waiting)


def test_two_of_one_text_and_a_withheld_surname_never_wait(ledger: Ledger) -> None:
    add(ledger, {"name": "Eliseo Mora", "sibling": "Eliseo Mora Gil"}, {"name": "Eliseo Mora N"})
    assert proposals(ledger) == []


def test_the_accused_wait_before_officials_however_alike_the_names(ledger: Ledger) -> None:
    for publisher, name in (("A", "Darío Gil Soto"), ("B", "Darío Gil")):
        article = Article(f"{name}, a prosecutor, spoke to {publisher}.", publisher=publisher)
        article.entity("Person", name, part="official")
        with ledger.transaction():
            ledger.add(Entry.of(article.extraction))
    for publisher, name in (("C", "Eliseo Mora Paz"), ("D", "Eliseo Mora")):
        with ledger.transaction():
            ledger.add(Entry.of(told(name, publisher, day="2031-05-04" if publisher == "C" else None).extraction))
    assert [(p.accused, p.left.names[0][:5]) for p in proposals(ledger)] == [(2, "Elise"), (0, "Darío")]


def test_the_command_lists_pairs_and_how_to_name_them(ledger: Ledger) -> None:
    add(ledger, {"name": "Eliseo Mora"}, {"name": "Eliseo Mora"})
    home = str(ledger.path.parent)
    rows = json.loads(CliRunner().invoke(main, ["review", "--home", home, "--format", "json"]).output)
    assert [row["left"]["names"] for row in rows] == [["Eliseo Mora"]]
    told_of = CliRunner().invoke(main, ["review", "--home", home]).output
    assert rows[0]["left"]["mention"] in told_of
    assert "names alike: 100 of 100" in told_of
