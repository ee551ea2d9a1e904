from __future__ import annotations

from typing import Any

import pytest

from api.table import print_answer
from graph.question import Answer, AnswerRow, Column, Evidence, Question, Text

WORDS = Text("Who went where?", "¿Quién fue adónde?")
TYPES = {"documents": "integer", "origins": "integer", "speakers": "integer", "person": "iri", "facts": "facts"}
NAMES = [
    *("personName", "organizationName", "role", "roleStatus", "roleStrength", "city", "basis", "strength", "identity"),
    *("documents", "origins", "speakers", "disputed", "person", "facts"),
]
QUESTION = Question("who", WORDS, WORDS, (), tuple(Column(name, TYPES.get(name, "text"), WORDS) for name in NAMES))
COUNTS = {"documents": 2, "origins": 1, "speakers": 0}
ANA: dict[str, Any] = {
    "personName": "Ana Ruiz Soto",
    "organizationName": "Cartel of the Northern Hills",
    "role": "leader",
    "roleStatus": "former",
    "roleStrength": "alleged",
    "city": "Houston",
    "basis": "flown",
    "strength": "possible",
    "identity": "full name",
    "disputed": "no",
    "person": "https://example.org/ana",
    **COUNTS,
}


def said_by(publisher: str | None, speaker: str | None = None) -> Evidence:
    return Evidence(
        *("claim", "document", "The title", publisher, "2027-01-02", None, "news", "quote", "", ""),
        *("reported", speaker, "origin", (), ()),
        confirmed=False,
        correction=None,
        replies=(),
    )


def printed(capsys: pytest.CaptureFixture[str], rows: list[dict[str, Any]], width: int, *evidence: Evidence) -> str:
    told = evidence or (said_by("The Example"),)
    print_answer(Answer(QUESTION, tuple(AnswerRow(row, told) for row in rows)), width)
    return capsys.readouterr().out


TWO_CITIES = [ANA, ANA | {"city": "San Diego"}, ANA | {"personName": "Bruno Paz", "roleStrength": "denied"}]


def test_a_wide_terminal_has_one_table(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, TWO_CITIES, 160)
    beginnings = [line.split("  ")[0] for line in text.splitlines()]
    assert [name for name in beginnings if name in ("Ana Ruiz Soto", "Bruno Paz")] == [
        *("Ana Ruiz Soto", "Ana Ruiz Soto", "Bruno Paz")
    ]
    assert "3 rows. Quotes" in text


def test_a_narrow_one_has_a_heading_with_what_all_its_rows_share_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(capsys, TWO_CITIES, 80).splitlines()
    assert lines[1] == "Ana Ruiz Soto"
    assert lines[2] == "  organization Cartel of the Northern Hills; role leader (former, alleged);"
    assert sum("Ana Ruiz Soto" in line for line in lines) == 1
    assert "Bruno Paz" in lines
    assert sum("identity full name" in line for line in lines) == 2


@pytest.mark.parametrize("width", range(30, 200, 5))
def test_how_surely_and_by_how_many_is_shown_at_any_width_and_no_line_is_wider(
    capsys: pytest.CaptureFixture[str], width: int
) -> None:
    lines = printed(capsys, TWO_CITIES, width).splitlines()
    words = " ".join(" ".join(lines).split())
    for word in ("alleged", "denied", "possible", "2/1/0", "Houston", "San Diego", "The Example"):
        assert all(part in words for part in word.split()), word
    assert max(map(len, lines)) <= width


def test_where_no_two_rows_share_a_heading_the_rest_stays_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(capsys, [ANA, ANA | {"personName": "Bruno Paz", "city": "Laredo"}], 80).splitlines()
    assert "Ana Ruiz Soto" in lines
    assert "Bruno Paz" in lines
    assert not any("city Laredo" in line for line in lines)


def test_terms_are_read_as_words(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, [ANA | {"strength": "pleaded_not_guilty"}], 200)
    assert "flown (pleaded not guilty)" in text


def test_a_publisher_stands_once_with_all_whom_it_quotes(capsys: pytest.CaptureFixture[str]) -> None:
    evidence = [said_by("The Example"), said_by("The Example", "the FGR"), said_by("The Other", "a judge")]
    text = printed(capsys, [ANA], 250, *evidence)
    assert "The Example, also quoting the FGR; The Other, quoting a judge" in " ".join(text.split())


def test_a_document_without_a_publisher_is_named_by_its_title(capsys: pytest.CaptureFixture[str]) -> None:
    assert "The title" in printed(capsys, [ANA], 250, said_by(None))


def test_columns_without_room_are_named_below(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [ANA, ANA | {"city": "Laredo", "disputed": "yes"}, ANA | {"personName": "Bruno Paz"}]
    assert "Left out for want of room: disputed." in printed(capsys, rows, 90)
