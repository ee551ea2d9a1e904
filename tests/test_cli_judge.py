from __future__ import annotations

import json
from pathlib import Path

import pytest
from builders import handover
from click.testing import CliRunner, Result
from serving import Home, named

from api.cli import main


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.publish(handover(label="handover"), named("Ana Ruiz", "B"))
    return home


def run(home: Home, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--home", str(home.path)])


def rows(home: Home) -> list[dict[str, object]]:
    answer: list[dict[str, object]] = json.loads(run(home, "ask", "leaders_by_city", "--format", "json").output)["rows"]
    return answer


def test_a_pair_is_judged_listed_and_undone(home: Home) -> None:
    judged = run(home, "judge", "same", "Ana Ruiz Soto", "Ana Ruiz", "--why", "same docket", "--by", "Eva")
    assert judged.output == "Judgement 1: same.\n"
    assert rows(home)[0]["identity"] == "reviewed"
    listed = run(home, "judge", "list")
    assert "1  same  Ana Ruiz Soto / Ana Ruiz\n   Eva, " in listed.output
    assert "same docket" in listed.output
    assert run(home, "judge", "undo", "1", "--by", "Luz").exit_code == 0
    assert "No judgements." in run(home, "judge", "list").output
    assert "by Luz" in run(home, "judge", "list", "--all").output


def test_a_misread_claim_leaves_the_answer_and_a_reply_stands_beside_it(home: Home) -> None:
    words = ("--words", "I never led it.", "--url", "https://example.org/reply")
    run(home, "judge", "reply", "Ana Ruiz Soto", *words, "--why", "sent to us")
    run(home, "judge", "corrected", "handover", "--why", "the number was 11")
    evidence = rows(home)[0]["evidence"]
    assert isinstance(evidence, list)
    assert {e["correction"] for e in evidence} == {"the number was 11"}
    assert {reply["words"] for e in evidence for reply in e["replies"]} == {"I never led it."}
    csv = run(home, "ask", "leaders_by_city", "--format", "csv").output
    assert "I never led it." in csv
    assert "the number was 11" in csv
    claim = next(e["claim"] for e in evidence if "leads" in e["quote"])
    assert run(home, "judge", "misread", claim, "--why", "it denies it").exit_code == 0
    assert rows(home) == []


def test_what_is_not_there_or_cannot_be_is_refused_with_a_message(home: Home) -> None:
    other = run(home, "judge", "same", "Ana Ruiz", "Cartel of the Example Hills", "--why", "x")
    assert other.exit_code == 1
    assert "they cannot be one" in other.output
    assert "no such mention" in run(home, "judge", "different", "Ana Ruiz", "Nobody", "--why", "x").output
    assert "Missing option '--why'" in run(home, "judge", "withdrawn", "handover").output


def test_a_person_is_withheld_shown_again_and_erased(home: Home) -> None:
    assert run(home, "withhold", "Ana Ruiz Soto", "--why", "asked for it").exit_code == 0
    assert rows(home) == []
    assert run(home, "withhold", "Ana Ruiz Soto", "--undo").exit_code == 0
    assert len(rows(home)) == 1
    assert run(home, "erase", "Ana Ruiz Soto").exit_code == 1
    assert "4 claims deleted" in run(home, "erase", "Ana Ruiz Soto", "--yes").output or rows(home) == []
