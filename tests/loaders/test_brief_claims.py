"""What the extractor reads in the samples' briefs, claim by claim, and what that makes of the three transfers.

The golden file has a line for each claim: brief, subject, predicate, object, and what qualifies it. Real people are in
it: when a line changes, read the brief before you take the change over.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.claim import Claim, Value
from loaders.extraction.extractor import extract
from loaders.reader import read
from loaders.samples import sample_paths

GOLDEN = Path(__file__).parents[1] / "golden/briefs.txt"


def line(brief: str, claim: Claim, names: dict[str, str]) -> str:
    target = str(claim.object) if isinstance(claim.object, Value) else names[claim.object]
    qualifiers = {
        "status": claim.status,
        "count": claim.count,
        "when": claim.when,
        "speaker": names[claim.speaker] if claim.speaker else None,
    }
    said = [f"{name}={value}" for name, value in qualifiers.items() if value is not None]
    return " | ".join([brief, names[claim.subject], claim.predicate, target, claim.modality, *said])


def claims_of_briefs() -> list[str]:
    found: list[str] = []
    for path in sample_paths()[1:]:
        extraction = extract(read(path))
        names = {e.id: e.names[0] if e.names else e.description or e.type for e in extraction.entities}
        found.extend(line(path.stem, claim, names) for claim in extraction.claims)
    return sorted(found)


def test_the_briefs_say_what_the_golden_file_has() -> None:
    assert "\n".join(claims_of_briefs()) == GOLDEN.read_text(encoding="utf-8").rstrip("\n")


@pytest.mark.slow
def test_the_samples_tell_of_three_transfers_and_name_no_more_people_than_each_had(demo_home: Path) -> None:
    from pyoxigraph import Store

    from graph import generation
    from graph.question import ask
    from graph.sparql_question import SparqlBackend

    answer = ask(SparqlBackend(Store.read_only(str(generation.current(demo_home).path))), "transfers", {})
    named = {str(row.cells["transferName"]): row.cells["named"] for row in answer.rows}
    assert len({row.cells["transfer"] for row in answer.rows}) == 3
    for day, most in (("2025-02-27", 29), ("2025-08-12", 26), ("2026-01-20", 37)):
        (people,) = (count for name, count in named.items() if day in name)
        assert isinstance(people, int)
        assert 20 <= people <= most
