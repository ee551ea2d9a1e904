"""An answer for a terminal: a table where it fits, else one under each heading; what is left out is named below it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, TypeAlias

from rich.console import Console
from rich.padding import Padding
from rich.table import Table

from api.answer_column import NUMBERS, hosts, standing_alone
from api.console import output
from graph.question import Answer, AnswerRow, Cell

_FIRST_TO_GO: Final = ("roleOrigins", "denials", "placeName", "disputed", "part")
"""Columns that a table may leave out for want of room; how surely, on what ground and by how many never go."""
_SAID_AGAIN: Final = ("accordingTo", "publishers")
"""Columns that `according to`, which also says who is quoted, makes needless."""
_TERMS: Final = (
    "relation",
    "concerns",
    "kind",
    "outcome",
    "strength",
    "roleStrength",
    "charges",
    "stages",
    "legalModes",
)
"""Columns that hold names of the ontology, to be read as words."""
_DEEPEST: Final = 3
"""Of so many columns a heading is made at most."""
_GAP: Final = 2
_LONGEST_WORD: Final = 20
_WIDEST: Final = 40
_ACCORDING_TO: Final = "according to"

_Texts: TypeAlias = Mapping[str, str]
"""What a row says in each column for people."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """What of a row stands where.

    Attributes:
        heading: columns that head the rows that share them; none where one table holds all.
        told: columns that say the same in all rows under a heading, and stand beneath it.
        shown: columns of the table.
        left_out: columns for which there is no room.
    """

    heading: tuple[str, ...]
    told: tuple[str, ...]
    shown: tuple[str, ...]
    left_out: tuple[str, ...] = ()


def print_answer(answer: Answer, width: int) -> None:
    """Print an answer on stdout.

    Args:
        answer: the answer.
        width: of the terminal in columns.
    """
    console = output(width)
    console.print(answer.question.title.en, style="bold")
    if not answer.rows:
        console.print("No row: no document loaded says so. That is no proof that it is not so.")
        return
    rows = _rows(answer)
    layout = _layout(rows, width)
    if layout.heading:
        _print_headed(console, rows, layout, width)
    else:
        console.print(_table(rows, _widths(rows, layout.shown, width), headed=True))
    replies = dict.fromkeys(r for row in answer.rows for e in row.evidence for r in e.replies)
    for reply in replies:
        words = f"“{reply.words}”" if reply.words else reply.title
        console.print(f"Reply: {words} {reply.url or reply.document or ''}".rstrip())
    left_out = ", ".join(map(_label, layout.left_out))
    more = f" Left out for want of room: {left_out}." if left_out else ""
    console.print(f"{len(rows)} rows.{more} Quotes and addresses: --format json or csv.")


def _rows(answer: Answer) -> list[_Texts]:
    """Each row in the columns that say something in some row."""
    names = [column.name for column in answer.question.columns if column.type not in ("iri", "facts")]
    names = [name for name in names if name not in _SAID_AGAIN]
    hosted = hosts(names)
    alone = standing_alone(names)
    rows = []
    for row in answer.rows:
        texts = {}
        for name in alone:
            within = ", ".join(filter(None, (_cell(row, inner) for inner, host in hosted.items() if host == name)))
            texts[name] = f"{_cell(row, name)} ({within})" if within else _cell(row, name)
        rows.append({**texts, _ACCORDING_TO: _according_to(row)})
    filled = [name for name in (*alone, _ACCORDING_TO) if any(row[name] for row in rows)]
    return [{name: row[name] for name in filled} for row in rows]


def _cell(row: AnswerRow, name: str) -> str:
    if name == NUMBERS[0]:
        numbers = [_plain(row.cells.get(number)) for number in NUMBERS]
        return "/".join(numbers) if any(numbers) else ""
    text = _plain(row.cells.get(name))
    return _words(text) if name in _TERMS else text


def _words(term: str) -> str:
    """`flownTo` as `flown to`, `pleaded_not_guilty` as `pleaded not guilty`."""
    return re.sub(r"(?<=[a-z])([A-Z])", lambda capital: f" {capital[0].lower()}", term.replace("_", " "))


def _plain(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, list):
        return "; ".join(cell)
    return "" if cell is None else str(cell)


def _according_to(row: AnswerRow) -> str:
    """Each publisher once: whether it says so itself, and whom it quotes."""
    speakers: dict[str, set[str | None]] = {}
    for evidence in row.evidence:
        speakers.setdefault(evidence.publisher or evidence.title, set()).add(evidence.speaker)
    said = []
    for source, quoted in sorted(speakers.items()):
        names = ", ".join(sorted(filter(None, quoted)))
        said.append(f"{source}, {'also ' if None in quoted else ''}quoting {names}" if names else source)
    return "; ".join(said)


def _layout(rows: Sequence[_Texts], width: int) -> _Layout:
    """The flattest that fits; where none does, each row is a heading with the rest beneath it."""
    names = tuple(rows[0])
    for depth in range(_DEEPEST + 1):
        told = _told_once(rows, names, depth)
        rest = tuple(name for name in names[depth:] if name not in told)
        shown = _fitting(rows, rest, width - _GAP * bool(depth))
        if shown:
            return _Layout(names[:depth], told, shown, tuple(name for name in rest if name not in shown))
    return _Layout(names[:1], names[1:], ())


def _told_once(rows: Sequence[_Texts], names: Sequence[str], depth: int) -> tuple[str, ...]:
    """Columns that say the same in all rows under each heading of the first columns."""
    groups = [list(group) for _, group in groupby(rows, lambda row: _texts(row, names[:depth]))]
    if depth == 0 or len(groups) == len(rows):
        return ()
    return tuple(name for name in names[depth:] if all(len({row[name] for row in group}) == 1 for group in groups))


def _fitting(rows: Sequence[_Texts], names: Sequence[str], width: int) -> tuple[str, ...]:
    """The columns of a table that fits, in their order; none where even the needed ones do not fit."""
    shown = list(names)
    for least in (None, *_FIRST_TO_GO):
        if least in shown:
            shown.remove(least)
        if sum(_longest_word(rows, name) + _GAP for name in shown) <= width:
            return tuple(shown)
    return ()


def _print_headed(console: Console, rows: Sequence[_Texts], layout: _Layout, width: int) -> None:
    widths = _widths(rows, layout.shown, width - _GAP)
    headed = True
    for (heading, told), group in groupby(rows, lambda row: (_texts(row, layout.heading), _texts(row, layout.told))):
        console.print(textwrap.fill(" · ".join(filter(None, heading)), width), style="bold")
        said = "; ".join(f"{_label(name)} {text}" for name, text in zip(layout.told, told, strict=True) if text)
        if said:
            margin = " " * _GAP
            console.print(textwrap.fill(said, width, initial_indent=margin, subsequent_indent=margin))
        if layout.shown:
            console.print(Padding(_table(list(group), widths, headed=headed), (0, 0, 0, _GAP)))
        headed = False


def _table(rows: Sequence[_Texts], widths: Mapping[str, int], *, headed: bool) -> Table:
    table = Table(box=None, padding=(0, _GAP, 0, 0), pad_edge=False, header_style="bold", show_header=headed)
    for name, width in widths.items():
        table.add_column(_label(name), overflow="fold", width=width)
    if headed:
        table.add_row(*("─" * width for width in widths.values()))
    for row in rows:
        table.add_row(*_texts(row, tuple(widths)))
    return table


def _widths(rows: Sequence[_Texts], names: Sequence[str], width: int) -> dict[str, int]:
    """No word broken, and what room is left to those who need it, the first columns first."""
    widths = {name: _longest_word(rows, name) for name in names}
    left = width - sum(size + _GAP for size in widths.values())
    for name in names:
        wanted = max(len(_label(name)), *(len(row[name]) for row in rows))
        more = min(left, max(0, min(wanted, _WIDEST) - widths[name]))
        widths[name] += more
        left -= more
    return widths


def _longest_word(rows: Sequence[_Texts], name: str) -> int:
    """The least width of a column: no word is broken, but for a very long one."""
    texts = [_label(name), *(row[name] for row in rows)]
    return min(_LONGEST_WORD, max((len(word) for text in texts for word in text.split()), default=0))


def _label(name: str) -> str:
    """`organizationName` as `organization`, `legalModes` as `legal modes`."""
    if name == NUMBERS[0]:
        return "/ ".join(NUMBERS)
    return _words(name.removesuffix("Name"))


def _texts(row: _Texts, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(row[name] for name in names)
