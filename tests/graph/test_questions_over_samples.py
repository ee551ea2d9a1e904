"""What the questions answer over the samples: every row down to its words, and no case stronger than it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Store

from graph import generation
from graph.home import ledger_path
from graph.ledger import Ledger
from graph.question import ask, questions
from graph.sparql_question import SparqlBackend
from ontology.iri import local_id

ASKED = {
    "evidence_of": {"about": "Rafael Caro Quintero"},
    "case": {"court": "District of Columbia"},
    "case_outcomes": {"transfer": "2025-02-27"},
    "custody_on": {"person": "Rafael Caro Quintero"},
    "organization_on": {"organization": "Los Zetas"},
    "changes_since": {"sequence": "0", "entity": "Los Zetas"},
    "publishable": {"person": "Rafael Caro Quintero"},
}


@pytest.fixture(scope="module")
def backend(demo_home: Path) -> SparqlBackend:
    return SparqlBackend(Store.read_only(str(generation.current(demo_home).path)))


@pytest.mark.parametrize("name", questions())
def test_every_row_leads_to_words_that_stand_in_a_text(backend: SparqlBackend, demo_home: Path, name: str) -> None:
    asked = ASKED.get(name, {})
    if name == "origin_of":
        asked = {"claim": str(ask(backend, "evidence_of", ASKED["evidence_of"]).rows[0].cells["claim"])}
    rows = ask(backend, name, asked).rows
    assert rows
    with Ledger(ledger_path(demo_home)) as ledger:
        texts = dict(
            ledger.connection.execute(
                "SELECT d.id, t.content FROM document d JOIN text t ON t.sha256 = d.text"
            ).fetchall()
        )
    for row in rows:
        assert row.evidence, row.cells
        for evidence in row.evidence:
            assert evidence.prefix + evidence.quote + evidence.suffix in texts[local_id(evidence.document)]


def outcome(backend: SparqlBackend, person: str, date: str = "") -> list[tuple[object, ...]]:
    rows = ask(backend, "case_outcomes", {"person": person, **({"date": date} if date else {})}).rows
    return [(r.cells["courtName"], r.cells["outcome"], r.cells["when"], r.cells["sentences"]) for r in rows]


def test_a_case_stands_as_its_latest_stage_tells_and_cases_are_never_mixed(backend: SparqlBackend) -> None:
    found = outcome(backend, "José Francisco Mendoza Gómez")
    assert ("Eastern District of Virginia", "sentenced", "2026-02", ["10 years"]) in found
    courts = {court: result for court, result, *_ in outcome(backend, "Alder Alfonso Marín Sotelo")}
    assert courts["federal court in Greensboro, North Carolina"] == "pleaded_guilty"


def test_what_came_later_is_not_known_on_a_date(backend: SparqlBackend) -> None:
    now, then = (outcome(backend, "José Guadalupe Tapia Quintero", date) for date in ("", "2025-06"))
    assert {result for _, result, *_ in now} >= {"pleaded_guilty"}
    assert {result for _, result, *_ in then} == {"unknown"}


def test_a_plan_is_upcoming_and_nowhere_a_stage(backend: SparqlBackend) -> None:
    plans = ask(backend, "upcoming", {"from": "2026-05", "to": "2026-05-31"}).rows
    assert {row.cells["when"] for row in plans} >= {"2026-05-01", "2026-05-06"}
    assert {row.cells["strength"] for row in plans} == {"possible"}
    stages = [
        s for r in ask(backend, "case_outcomes", {"transfer": "2025-02-27"}).rows for s in r.cells["stages"] or []
    ]  # type: ignore[union-attr]
    assert not any(str(stage).startswith("2026-05") for stage in stages)


def test_who_is_last_known_to_be_where_on_the_day_before_a_transfer_and_after(backend: SparqlBackend) -> None:
    asked = {"person": "Rafael Caro Quintero"}
    last = [r.cells["relation"] for r in ask(backend, "custody_on", asked).rows if r.cells["last"]]
    before = [r.cells["relation"] for r in ask(backend, "custody_on", {**asked, "date": "2025-02-26"}).rows]
    assert "transferredIn" in last
    assert "transferredIn" not in before


def test_a_roster_says_who_is_named_by_how_many_and_how_many_remain_unnamed(backend: SparqlBackend) -> None:
    rows = {r.cells["said"]: r.cells for r in ask(backend, "roster_gaps", {"transfer": "2026-01-20"}).rows}
    assert rows[37]["unnamed"] == 37 - int(str(rows[37]["named"]))
    assert rows[37]["sealed"]
    assert all(row.cells["origins"] for row in ask(backend, "people_of_transfer", {"transfer": "2026-01-20"}).rows)
