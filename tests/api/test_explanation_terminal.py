from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import hypothesis.strategies as st
import pytest
from click.testing import CliRunner
from explained import CLAIMS, explanation, extraction
from hypothesis import HealthCheck, given, settings
from rich.cells import cell_len

from api.cli import main
from api.explanation import explain, explain_against
from api.explanation_terminal import print_explanation
from loaders.evaluation.comparison import compare
from loaders.evaluation.gold import Gold

GOLDEN = Path(__file__).parents[1] / "golden/explanation.txt"


def test_a_text_is_printed_with_its_claims_entities_and_rules(capsys: pytest.CaptureFixture[str]) -> None:
    print_explanation(explanation(), 100)
    assert capsys.readouterr().out == GOLDEN.read_text("utf-8")


@given(text=st.text(max_size=120), width=st.integers(20, 60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_line_is_wider_than_the_terminal_and_no_text_steers_it(
    capsys: pytest.CaptureFixture[str], text: str, width: int
) -> None:
    print_explanation(explain(extraction(text, ())), width)
    out = capsys.readouterr().out
    assert all(cell_len(line) <= width for line in out.split("\n"))
    assert not any((ord(c) < 0x20 and c not in "\n\t") or 0x7F <= ord(c) < 0xA0 for c in out)


def test_a_colour_tells_the_family_and_is_left_out_where_nobody_asks_for_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    print_explanation(explanation(), 100)
    coloured = capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    print_explanation(explanation(), 100)
    plain = capsys.readouterr().out
    assert "\x1b[33m" in coloured
    assert "\x1b[33m" not in plain


def test_verdicts_and_what_was_annotated_otherwise_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    said = extraction()
    count, alias, leads, flown, *_ = CLAIMS
    missed = replace(flown, predicate="arrestedIn")
    gold = Gold(said.source, said.entities, (count, alias, replace(leads, status=None), missed), (), frozenset())
    print_explanation(explain_against(compare(gold, said)), 200)
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert "7 claims: 3 right, 4 wrong, 0 optional; 1 missed" in lines[0]
    assert "1 RIGHT transfer t1 peopleCount 12 · handover" in lines
    assert any("leaderOf" in line and "annotated with status none" in line for line in lines)
    assert any("MISSED Ana Ruiz Soto arrestedIn Houston · when 2027-05-04" in line for line in lines)
    assert any("WRONG Ana Ruiz Soto flownTo Houston" in line for line in lines)


ARTICLE = "Ana Ruiz Soto is the leader of the Example Hills Cartel."


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, "utf-8")
    return path


def test_explain_shows_what_the_extractor_reads_and_by_which_pattern(article: Path) -> None:
    done = CliRunner(env={"COLUMNS": "100"}).invoke(main, ["explain", str(article), "--publisher", "The Example"])
    assert done.exit_code == 0, done.output
    assert "article · en · The Example · 1 claim" in done.output
    assert "‹Ana Ruiz Soto is the leader of the Example Hills Cartel›¹" in done.output
    assert "1 Ana Ruiz Soto leaderOf Example Hills Cartel · current · en-role-leader" in done.output
    assert "in 30-role.toml" in done.output
    assert "%leader%" in done.output


def test_explain_writes_a_page(article: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["explain", str(article), "--html", str(tmp_path / "page.html")])
    assert done.exit_code == 0, done.output
    assert "en-role-leader" in (tmp_path / "page.html").read_text("utf-8")


def test_explain_judges_by_an_annotation_of_this_text(article: Path, tmp_path: Path) -> None:
    gold = tmp_path / "gold.json"
    gold.write_text('{"document": {"id": "article", "language": "en"}, "entities": [], "claims": []}', "utf-8")
    done = CliRunner().invoke(main, ["explain", str(article), "--gold", str(gold)])
    assert "1 claim: 0 right, 1 wrong, 0 optional; 0 missed" in done.output
    gold.write_text('{"document": {"id": "x", "sha256": "0"}, "entities": [], "claims": []}', "utf-8")
    done = CliRunner().invoke(main, ["explain", str(article), "--gold", str(gold)])
    assert (done.exit_code, "annotates another text" in done.output) == (1, True)


def test_explain_says_what_it_cannot_read_or_write(article: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["explain", str(tmp_path / "none.txt")])
    assert (done.exit_code, "does not exist" in done.output) == (1, True)
    done = CliRunner().invoke(main, ["explain", str(article), "--html", str(tmp_path / "no/page.html")])
    assert (done.exit_code, "Could not open file" in done.output) == (1, True)
