"""Answers as tables of a page: what belongs together in one cell, the evidence one click away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from api.answer import plain
from api.answer_column import NUMBERS, hosts, standing_alone
from api.describer import Describer
from api.description import Term
from api.pages.text import HEADINGS
from graph.disagreement import rules
from graph.question import Answer, AnswerRow, Column, Evidence, Question
from ontology.terms import DISAGREEMENTS, PREDICATES, STRENGTHS, TR

_STRENGTH_COLUMNS: Final = frozenset(("strength", "roleStrength"))
_BENEATH: Final = ("settle",)
"""Columns of whole sentences, which stand beneath the row."""


@dataclass(frozen=True, slots=True)
class PageColumn:
    """A column of the table."""

    heading: str
    description: str


@dataclass(frozen=True, slots=True)
class PageCell:
    """A cell of the table: words, with a strength to be shown as such, or with an address to lead to.

    Attributes:
        within: what stands behind the words in the same cell.
    """

    text: str
    term: Term | None = None
    href: str | None = None
    within: tuple[PageCell, ...] = ()


@dataclass(frozen=True, slots=True)
class PageRow:
    """A row of the table, the sentences beneath it with their headings, and the claims one click away."""

    cells: tuple[PageCell, ...]
    beneath: tuple[tuple[str, str], ...]
    evidence: tuple[Evidence, ...]


def page_columns(question: Question, *, spanish: bool) -> list[PageColumn]:
    """The columns that people want to see: addresses stand as links behind the names."""
    columns = _shown(question)
    return [
        PageColumn(
            "/ ".join(_heading(number, spanish=spanish) for number in NUMBERS)
            if name == NUMBERS[0]
            else _heading(name, spanish=spanish),
            columns[name].description.es if spanish else columns[name].description.en,
        )
        for name in standing_alone(list(columns))
        if name not in _BENEATH
    ]


def page_rows(answer: Answer, describer: Describer, words: dict[bool, str]) -> list[PageRow]:
    """The rows of the table.

    Args:
        answer: the answer.
        describer: names concepts in the page's language.
        words: what true and false are called there.
    """
    columns = _shown(answer.question)
    hosted = hosts(list(columns))
    alone = standing_alone(list(columns))
    rows = []
    for row in answer.rows:
        cells = {name: _page_cell(column, row, describer, words) for name, column in columns.items()}
        if NUMBERS[0] in cells:
            cells[NUMBERS[0]] = PageCell("/".join(cells[number].text for number in NUMBERS))
        for name in alone:
            within = tuple(cells[inner] for inner, host in hosted.items() if host == name and cells[inner].text)
            cells[name] = replace(cells[name], within=within)
        rows.append(
            PageRow(
                tuple(cells[name] for name in alone if name not in _BENEATH),
                tuple(
                    (_heading(name, spanish=describer.spanish), cells[name].text)
                    for name in _BENEATH
                    if name in cells and cells[name].text
                ),
                row.evidence,
            )
        )
    return rows


def _heading(name: str, *, spanish: bool) -> str:
    return HEADINGS[name][spanish] if name in HEADINGS else name


def _shown(question: Question) -> dict[str, Column]:
    """All columns by name, but the addresses of what another column names."""
    names = {column.name for column in question.columns}
    return {
        column.name: column
        for column in question.columns
        if column.type != "facts"
        and column.name != "disagreement"
        and not (column.type == "iri" and f"{column.name}Name" in names)
    }


def _page_cell(column: Column, row: AnswerRow, describer: Describer, words: dict[bool, str]) -> PageCell:
    value = row.cells.get(column.name)
    if isinstance(value, bool):
        return PageCell(words[value])
    text = plain(value)
    if column.type == "iri" and text:
        return PageCell(describer.thing(text).label, href=describer.path(text))
    if column.name in _STRENGTH_COLUMNS and text in STRENGTHS:
        return PageCell(text, term=describer.concept("strength", text))
    if column.name in ("relation", "concerns") and text in PREDICATES:
        return PageCell(describer.thing(TR + text).label)
    if column.name == "concerns":
        return PageCell(text.replace("_", " "))
    if column.name == "settle" and describer.spanish:
        return PageCell(rules()[str(row.cells["kind"])].settle.es)
    if column.name == "kind" and text in DISAGREEMENTS:
        return PageCell(describer.concept("disagreement", text).label)
    if scheme := _SCHEME_OF.get(column.name):
        return PageCell(describer.concept(scheme, text).label if text else "")
    address = row.cells.get(column.name.removesuffix("Name")) if column.name.endswith("Name") else None
    return PageCell(text, href=describer.path(address) if isinstance(address, str) else None)


_SCHEME_OF: Final = {
    "basis": "basis",
    "identity": "identity",
    "status": "status",
    "roleStatus": "status",
    "modality": "modality",
    "kind": "kind",
    "part": "part",
    "kinPart": "part",
}
