from __future__ import annotations

import sqlite3
import stat
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from builders import Article, handover

from graph.claim import Value
from graph.contract import ContractError
from graph.entry import Entry
from graph.home import HomeInUseError, ledger_path, writing
from graph.identity import document_id
from graph.ledger import Ledger, Outcome, SameTextError
from graph.ledger_file import SCHEMA_VERSION
from graph.view import document_view, entity_view
from ontology.error import HomeError, NotFoundError


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "ledger.sqlite3", create=True)


def add(ledger: Ledger, *articles: Article) -> list[Outcome]:
    with ledger.transaction():
        return [ledger.add(Entry.of(article.extraction)) for article in articles]


def test_the_same_document_again_changes_nothing(ledger: Ledger) -> None:
    assert add(ledger, handover()) == [Outcome.ADDED]
    before = "\n".join(ledger.connection.iterdump())
    assert add(ledger, handover()) == [Outcome.UNCHANGED]
    assert "\n".join(ledger.connection.iterdump()) == before


def test_later_metadata_replace_and_never_change_the_identity(ledger: Ledger) -> None:
    first, second = handover(), handover(publisher="Another Example")
    assert add(ledger, first, second) == [Outcome.ADDED, Outcome.REPLACED]
    assert document_id(first.extraction.source) == document_id(second.extraction.source)
    view = document_view(ledger, document_id(first.extraction.source))
    assert view is not None
    assert view.publisher == "Another Example"


def test_a_newer_extractor_replaces_what_it_said_before_under_the_same_entities(ledger: Ledger) -> None:
    add(ledger, handover())
    before = dict(ledger.connection.execute("SELECT mention, entity FROM resolution"))
    newer = handover(version="2")
    newer.claims.pop()
    assert add(ledger, newer) == [Outcome.REPLACED]
    assert dict(ledger.connection.execute("SELECT mention, entity FROM resolution")) == before
    (claims,) = ledger.connection.execute("SELECT count(*) FROM claim").fetchone()
    assert claims == len(newer.claims)


def test_keys_lead_to_the_same_entities_after_a_document_is_replaced(ledger: Ledger) -> None:
    add(ledger, handover(), handover(url="https://b.example/2", publisher="Another Example"))
    before = ledger.connection.execute("SELECT * FROM key_holder ORDER BY 1, 2").fetchall()
    assert before
    add(ledger, handover(version="2"))
    assert ledger.connection.execute("SELECT * FROM key_holder ORDER BY 1, 2").fetchall() == before


def test_an_entity_that_a_newer_extractor_no_longer_finds_goes_to_sleep(ledger: Ledger) -> None:
    add(ledger, handover())
    newer = handover(version="2")
    gone = newer.entities[0]
    newer.entities.remove(gone)
    newer.claims = [claim for claim in newer.claims if claim.subject != gone.id]
    add(ledger, newer)
    states = ledger.connection.execute("SELECT state FROM entity WHERE type = 'Person'").fetchall()
    assert states == [("dormant",)]


def test_one_text_of_two_publishers_is_two_documents_of_one_origin(ledger: Ledger) -> None:
    add(ledger, handover(url="https://a.example/1"), handover(url="https://b.example/1"))
    rows = ledger.connection.execute("SELECT count(*), count(DISTINCT origin), count(DISTINCT text) FROM document")
    assert rows.fetchone() == (2, 1, 1)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_latest_version_at_an_address_counts_whatever_the_order(ledger: Ledger, order: tuple[int, int]) -> None:
    versions = [
        handover(url="https://a.example/1", published="2026-01-20", city="Houston"),
        handover(url="https://a.example/1", published="2026-01-22", city="Dallas"),
    ]
    for index in order:
        add(ledger, versions[index])
    states = {
        number: ledger.connection.execute(
            "SELECT state FROM document WHERE id = ?", (document_id(version.extraction.source),)
        ).fetchone()[0]
        for number, version in enumerate(versions)
    }
    assert states == {0: "superseded", 1: "current"}


def test_a_person_keeps_the_address_when_the_article_gets_a_new_version(ledger: Ledger) -> None:
    add(ledger, handover(url="https://a.example/1", published="2026-01-20", city="Houston"))
    before = person(ledger)
    add(ledger, handover(url="https://a.example/1", published="2026-01-22", city="Dallas"))
    assert person(ledger) == before


def test_retracting_takes_all_versions_out_and_restoring_brings_them_back(ledger: Ledger) -> None:
    add(ledger, handover(url="https://a.example/1"))
    before = person(ledger)
    with ledger.transaction():
        ledger.retract(ledger.documents_at("https://a.example/1"))
    (document,) = ledger.units()
    assert document_view(ledger, document.id).state == "withdrawn"  # type: ignore[union-attr]
    with ledger.transaction():
        ledger.restore(ledger.documents_at("https://a.example/1"))
    assert person(ledger) == before


def test_an_unknown_document_cannot_be_retracted(ledger: Ledger) -> None:
    with pytest.raises(NotFoundError, match="no such document"):
        ledger.documents_at("https://nowhere.example/")


def test_a_quote_that_does_not_stand_refuses_the_whole_document(ledger: Ledger) -> None:
    article = handover()
    article.text = article.text.replace("flown", "FLOWN")
    with pytest.raises(ContractError, match="quote"), ledger.transaction():
        ledger.add(Entry.of(article.extraction))
    assert ledger.sequence == 0


@pytest.mark.parametrize(
    ("predicate", "target", "message"),
    [
        ("invented", Value("x"), "no such predicate"),
        ("peopleCount", Value(3), "subject is Person"),
        ("alias", Value(3), "wrong kind"),
        ("memberOf", Value("x"), "wrong kind"),
        ("accusedOf", Value("witchcraft"), "not in the scheme"),
    ],
)
def test_what_breaks_the_contract_is_refused(ledger: Ledger, predicate: str, target: Value, message: str) -> None:
    article = Article("Ana Ruiz Soto.")
    article.claim(article.entity("Person", "Ana Ruiz Soto"), predicate, target, quote="Ana Ruiz Soto")
    with pytest.raises(ContractError, match=message), ledger.transaction():
        ledger.add(Entry.of(article.extraction))


def test_a_failure_in_a_batch_leaves_nothing_of_it(ledger: Ledger) -> None:
    broken = handover()
    broken.claims[-1] = replace(broken.claims[-1], quote="")
    with pytest.raises(ContractError):
        add(ledger, handover(label="good", url="https://a.example/1"), broken)
    assert ledger.units() == []


def test_a_home_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    Ledger(path, create=True).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(HomeError, match=r"newer Traslado .*version 99"):
        Ledger(path)


def test_a_ledger_of_the_first_version_is_upgraded_and_keeps_its_identity(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    first = files("graph").joinpath("schema", "1.sql").read_text("utf-8")
    connection = sqlite3.connect(path)
    connection.executescript(f"{first} INSERT INTO meta VALUES ('ledger', 'kept'), ('base', 'https://a.example/');")
    connection.execute("PRAGMA user_version = 1")
    connection.close()
    with Ledger(path) as ledger:
        assert (ledger.id, ledger.base) == ("kept", "https://a.example/")
        assert ledger.connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)


def test_a_file_that_is_no_ledger_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    path.write_bytes(b"not a database, but long enough to look like one " * 20)
    with pytest.raises(HomeError, match="cannot be opened as a ledger"):
        Ledger(path)


def test_a_second_writer_is_told_who_writes(tmp_path: Path) -> None:
    with writing(tmp_path), pytest.raises(HomeInUseError, match="in use by another writer"), writing(tmp_path):
        pass


def test_what_is_written_is_for_its_owner_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with writing(home):
        Ledger(ledger_path(home), create=True).close()
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) & 0o077 for path in [home, *home.rglob("*")]}
    assert set(modes.values()) == {0}, modes


def person(ledger: Ledger) -> str:
    rows = ledger.connection.execute("SELECT id FROM entity WHERE type = 'Person' AND state = 'current'").fetchall()
    assert len(rows) == 1
    view = entity_view(ledger, rows[0][0])
    assert view is not None
    assert view.label == "Ana Ruiz Soto"
    return view.id


def test_one_text_in_two_files_that_differ_is_refused_until_they_have_addresses(ledger: Ledger) -> None:
    add(ledger, handover(label="one", publisher="A"))
    with pytest.raises(SameTextError, match=r"two: has the text of one.*--url"):
        add(ledger, handover(label="two", publisher="B"))
    assert add(ledger, handover(label="two", publisher="A")) == [Outcome.UNCHANGED]


def test_a_retelling_is_of_the_origin_that_it_names(ledger: Ledger) -> None:
    add(ledger, handover(url="https://a.example/1"), handover(city="Dallas", origin="somebody/record"))
    origins = {row[0] for row in ledger.connection.execute("SELECT origin FROM document")}
    assert "somebody/record" in origins
    assert len(origins) == 2
