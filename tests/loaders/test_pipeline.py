from __future__ import annotations

import json
from pathlib import Path

import dying
import pytest
from pyoxigraph import DefaultGraph, Store

from graph import generation
from graph.home import ledger_path, store_path
from graph.ledger import Ledger
from graph.question import ask, questions
from graph.sparql_question import SparqlBackend
from graph.store import OxigraphStore, SinkError, follow
from loaders import pipeline
from loaders.reader import Overrides
from ontology.error import NotFoundError
from ontology.terms import TR

TEXTS = {
    "one": "On Tuesday, May 4, 2027, Mexico extradited 12 prisoners to the United States. Ana Ruiz Soto, alias "
    "“La Mora”, leader of the Example Hills Cartel, was flown to Houston.",
    "two": "Mexico handed over 12 prisoners to the United States on May 4, 2027, the Security Cabinet said. "
    "Ana Ruiz Soto is accused of drug trafficking.",
    "tres": "El 4 de mayo de 2027 México entregó a 12 reos a Estados Unidos. Luis Mora Paz, hermano de Ana Ruiz Soto, "
    "fue trasladado a San Antonio.",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
        meta = {"publisher": name, "published": "2027-05-05", "url": f"https://example.org/{name}"}
        (folder / f"{name}.meta.json").write_text(json.dumps(meta), "utf-8")
    return folder


def published(home: Path) -> set[str]:
    """What readers of the current generation see, as N-Quads; without the checkpoint, and when documents changed."""
    store = Store.read_only(str(generation.current(home).path))
    when = (f"{TR}changed", f"{TR}sequence")
    return {
        str(quad) for quad in store if "urn:traslado:" not in str(quad.graph_name) and quad.predicate.value not in when
    }


def test_loading_again_publishes_nothing_new(folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = pipeline.load(home, [folder], Overrides())
    assert (first.added, first.refused) == (3, [])
    before = generation.current(home)
    second = pipeline.load(home, [folder], Overrides())
    assert (second.added, second.replaced, second.unchanged) == (0, 0, 3)
    assert generation.current(home) == before


def test_a_bad_document_is_reported_and_the_rest_is_loaded(folder: Path, tmp_path: Path) -> None:
    (folder / "empty.txt").touch()
    (folder / "image.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    report = pipeline.load(tmp_path / "home", [folder, folder / "missing.txt"], Overrides())
    assert report.added == 3
    assert sorted(Path(refusal.location).name for refusal in report.refused) == [
        "empty.txt",
        "image.txt",
        "missing.txt",
    ]
    assert all(Path(refusal.location).name in refusal.message for refusal in report.refused)


def test_changed_metadata_replace_what_was_read_before(folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    pipeline.load(home, [folder], Overrides())
    report = pipeline.load(home, [folder / "one.txt"], Overrides(publisher="Corrected"))
    assert report.replaced == 1
    assert any('"Corrected"' in quad for quad in published(home))
    assert not any('/publisher> "one"' in quad for quad in published(home))


def test_retracting_leaves_no_trace_in_what_is_published_and_restoring_brings_all_back(
    folder: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    pipeline.load(home, [folder], Overrides())
    everything = published(home)
    pipeline.retract(home, "https://example.org/tres")
    assert not any("San Antonio" in quad or "Luis Mora" in quad for quad in published(home))
    pipeline.retract(home, "https://example.org/tres", restore=True)
    assert published(home) == everything


def test_a_retracted_document_is_not_loaded_again_without_saying_so(folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    pipeline.load(home, [folder], Overrides())
    pipeline.retract(home, "https://example.org/tres")
    report = pipeline.load(home, [folder], Overrides())
    assert report.unchanged == 2
    assert ["retract --restore" in refusal.message for refusal in report.refused] == [True]


def test_what_follows_the_journal_equals_what_is_rebuilt(folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    for name in ("tres", "one", "two"):
        pipeline.load(home, [folder / f"{name}.txt"], Overrides())
    pipeline.load(home, [folder / "two.txt"], Overrides(published="2027-05-06"))
    pipeline.retract(home, "https://example.org/one")
    followed = published(home)
    before = generation.current(home)
    pipeline.rebuild(home)
    assert published(home) == followed
    assert generation.current(home).name != before.name


def test_a_store_of_another_ledger_is_refused(folder: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    pipeline.load(one, [folder / "one.txt"], Overrides())
    pipeline.load(other, [folder / "one.txt"], Overrides())
    store_path(other).rename(tmp_path / "aside")
    store_path(one).rename(store_path(other))
    with pytest.raises(SinkError, match=r"another ledger.*traslado rebuild"):
        pipeline.load(other, [folder / "two.txt"], Overrides())


def test_a_store_ahead_of_a_restored_ledger_is_refused(folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    pipeline.load(home, [folder / "one.txt"], Overrides())
    backup = ledger_path(home).read_bytes()
    pipeline.load(home, [folder / "two.txt"], Overrides())
    ledger_path(home).write_bytes(backup)
    with pytest.raises(SinkError, match="ahead of the ledger"):
        pipeline.load(home, [folder / "tres.txt"], Overrides())


def test_a_step_done_twice_changes_nothing(folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    pipeline.load(home, [folder], Overrides())
    store = OxigraphStore(store_path(home))
    with Ledger(ledger_path(home)) as ledger:
        at = store.checkpoint()
        assert at is not None
        before = {str(quad) for quad in store.store}
        # As if the checkpoint had not been reached: everything since the beginning is done once more.
        for quad in list(store.store.quads_for_pattern(None, None, None, None)):
            if "urn:traslado:checkpoint" in str(quad.graph_name) and "sequence" in str(quad.predicate):
                store.store.remove(quad)
        store.replace(ledger.base, (), "", type(at)(at.ledger, 0, at.vocabulary))
        assert follow(ledger, store) == len(ledger.touched_since(0))
        assert {str(quad) for quad in store.store} == before
    store.close()


def test_a_home_without_anything_says_how_to_load(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="traslado load PATH"):
        generation.current(tmp_path)
    with pytest.raises(NotFoundError, match="traslado load PATH"):
        pipeline.rebuild(tmp_path / "home")


@pytest.mark.slow
def test_killed_between_any_two_steps_a_load_is_completed_by_the_same_command(folder: Path, tmp_path: Path) -> None:
    clean = tmp_path / "clean"
    _, lines = dying.run("load", clean, str(folder))
    wanted = published(clean)
    assert lines > 500
    publishing = [lines - step for step in range(8, 56, 9)]
    creating = [*range(4, 24, 5)]
    moments = [*creating, *range(30, lines - 60, lines // 5), *publishing]
    killed = 0
    for number, die_at in enumerate(moments):
        home = tmp_path / str(number)
        killed += dying.run("load", home, str(folder), die_at=die_at)[0] != 0
        pipeline.load(home, [folder], Overrides())
        assert published(home) == wanted, die_at
        with Ledger(ledger_path(home)) as ledger:
            assert ledger.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    # Two threads never take the same number of steps twice, so that the last moments may not come.
    assert killed >= len(moments) - len(publishing)


@pytest.mark.slow
def test_killed_while_retracting_the_same_command_completes_it(folder: Path, tmp_path: Path) -> None:
    clean = tmp_path / "clean"
    pipeline.load(clean, [folder], Overrides())
    _, lines = dying.run("retract", clean, "https://example.org/one")
    wanted = published(clean)
    for number, die_at in enumerate(range(2, lines, lines // 6)):
        home = tmp_path / str(number)
        pipeline.load(home, [folder], Overrides())
        dying.run("retract", home, "https://example.org/one", die_at=die_at)
        pipeline.retract(home, "https://example.org/one")
        assert published(home) == wanted, die_at


def test_every_question_answers_over_what_was_loaded(folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    pipeline.load(home, [folder], Overrides())
    backend = SparqlBackend(Store.read_only(str(generation.current(home).path)))
    # Those that need more than a name are walked over the samples (tests/graph/test_questions_over_samples.py).
    for name in ["evidence_of", *(name for name, question in questions().items() if not question.needs)]:
        answer = ask(backend, name, {"about": "Ana Ruiz Soto"} if name == "evidence_of" else {})
        for row in answer.rows:
            assert {"strength", "basis", "identity", "origins"} <= row.cells.keys()
            assert row.evidence, (name, row.cells)


def test_a_documents_graph_holds_only_what_it_says(folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    pipeline.load(home, [folder], Overrides())
    store = Store.read_only(str(generation.current(home).path))
    with Ledger(ledger_path(home)) as ledger:
        documents = {f"{ledger.base}documents/{id_}" for (id_,) in ledger.connection.execute("SELECT id FROM document")}
    graphs = {quad.graph_name.value for quad in store if not isinstance(quad.graph_name, DefaultGraph)}
    assert graphs - {"urn:traslado:checkpoint"} <= documents


def test_progress_is_told_of_every_stage_to_its_end(folder: Path, tmp_path: Path) -> None:
    told: dict[str, tuple[int, int]] = {}

    def progress(stage: str, done: int, total: int) -> None:
        told[stage] = done, total

    pipeline.load(tmp_path / "home", [folder], Overrides(), progress=progress)
    assert {"loading", "comparing"} <= set(told)
    assert all(done == total > 0 for done, total in told.values())
