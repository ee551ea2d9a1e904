"""What an answer tells of documents that no longer count: that, when, and about whom; nothing of who is withheld."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from builders import Article, handover
from neo4j_contents import in_both_stores
from pyoxigraph import Store
from serving import Home

from graph import generation
from graph.change import changing
from graph.erasure import erase
from graph.home import ledger_path
from graph.ledger import Ledger
from graph.neo4j_connection import Neo4jSettings
from graph.neo4j_question import Neo4jBackend
from graph.question import Cell, ask
from graph.sparql_question import SparqlBackend
from graph.withholding import withhold
from loaders.pipeline import rebuild, retract
from ontology.iri import local_id

NAME, OTHER = "Ana Ruiz Soto", "Eva Gil Cano"


def articles() -> list[Article]:
    return [
        handover(NAME, publisher="A", label="a", url="https://a.example/1", title="Ana Ruiz Soto was handed over"),
        handover(NAME, publisher="B", label="b", url="https://b.example/1"),
        handover(OTHER, publisher="C", label="c", url="https://c.example/1"),
    ]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.publish(*articles())
    return home


def gone(home: Home, **asked: str) -> list[tuple[Cell, Cell]]:
    """(of whom, document) of each row that tells of a withdrawal."""
    backend = SparqlBackend(Store.read_only(str(generation.current(home.path).path)))
    rows = ask(backend, "changes_since", {"sequence": "0", **asked}).rows
    withdrawn = [row for row in rows if row.cells["relation"] == "withdrawn"]
    assert not any(row.evidence or row.cells["title"] for row in withdrawn)
    return [(row.cells["subjectName"], local_id(str(row.cells["document"]))) for row in withdrawn]


def document(home: Home, label: str) -> str:
    with Ledger(ledger_path(home.path)) as ledger:
        return ledger.documents_at(label)[0]


def test_a_retracted_document_is_told_of_with_whom_it_spoke_of_until_it_is_restored(home: Home) -> None:
    id_ = document(home, "a")
    before = generation.current(home.path).sequence
    assert gone(home) == []
    retract(home.path, "a")
    assert (NAME, id_) in gone(home)
    assert gone(home, entity=NAME) == [(NAME, id_)]
    assert gone(home, entity="Houston")[0][1] == id_
    assert gone(home, entity=OTHER) == []
    after = generation.current(home.path).sequence
    assert gone(home, sequence=str(before)) != []
    assert gone(home, sequence=str(after)) == []
    retract(home.path, "a", restore=True)
    assert gone(home) == []


def test_a_store_made_anew_tells_of_the_same_withdrawals(home: Home) -> None:
    retract(home.path, "a")
    told = gone(home)
    rebuild(home.path)
    assert gone(home) == told != []


def test_who_became_one_with_another_takes_withdrawals_along(home: Home) -> None:
    retract(home.path, "a")
    home.judge("B", "C", "same")
    assert gone(home, entity=NAME) == [(gone(home, entity=OTHER)[0][0], document(home, "a"))]


def _withhold_document(home: Path) -> None:
    with changing(home) as ledger:
        withhold(ledger, "a", by="tester", reason="test")


def _erase_document(home: Path) -> None:
    with changing(home) as ledger:
        erase(ledger, "a", by="tester")


@pytest.mark.parametrize("change", [_withhold_document, _erase_document])
def test_of_a_document_withheld_or_erased_only_its_address_is_told(home: Home, change: Callable[[Path], None]) -> None:
    id_ = document(home, "a")
    change(home.path)
    assert gone(home) == [(None, id_)]


def test_who_is_withheld_is_in_no_withdrawal(home: Home) -> None:
    retract(home.path, "a")
    with changing(home.path) as ledger:
        withhold(ledger, NAME, by="tester", reason="test")
    assert NAME not in {who for who, _ in gone(home)}


@pytest.mark.slow
@pytest.mark.neo4j
def test_cypher_tells_of_the_same_withdrawals(home: Home, neo4j_settings: Neo4jSettings) -> None:
    retract(home.path, "a")
    with in_both_stores(home.path, neo4j_settings) as (store, connection):
        for asked in ({"sequence": "0"}, {"date": "2020"}, {"date": "2020", "entity": NAME}, {"sequence": "99999"}):
            sparql, cypher = (
                ask(backend, "changes_since", asked) for backend in (SparqlBackend(store), Neo4jBackend(connection))
            )
            assert [row.cells for row in cypher.rows] == [row.cells for row in sparql.rows]
