"""An answer as a table that fits a terminal: what does not fit is named below it, never silently dropped."""

from __future__ import annotations

import sys

from rich import box
from rich.console import Console
from rich.table import Table

from graph.question import Answer, AnswerRow, Cell

_KEPT = ("strength", "roleStrength", "identity", "basis", "origins")
"""Columns that are never left out for want of room: how surely, on what ground, who exactly, by how many."""
_GAP = 2
_LONGEST_WORD = 20
_ACCORDING_TO = "according to"


def print_answer(answer: Answer, width: int) -> None:
    """Print an answer on stdout.

    Args:
        answer: the answer.
        width: of the terminal in columns.
    """
    console = Console(width=width, file=sys.stdout, highlight=False, emoji=False, markup=False)
    console.print(answer.question.title.en, style="bold")
    if not answer.rows:
        console.print("No row: no document loaded says so. That is no proof that it is not so.")
        return
    names = _filled(answer)
    shown, left_out = _fitting(names, answer, width)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    for name in shown:
        table.add_column(_heading(name), overflow="fold", min_width=_longest_word(answer, name))
    for row in answer.rows:
        table.add_row(*(_text(row, name) for name in shown))
    console.print(table)
    more = f" Not shown for want of room: {', '.join(left_out)}." if left_out else ""
    console.print(f"{len(answer.rows)} rows.{more} Quotes and addresses: --format json or csv.")


def _filled(answer: Answer) -> list[str]:
    """Columns for people that say something in some row."""
    columns = [column.name for column in answer.question.columns if column.type not in ("iri", "facts")]
    filled = [name for name in columns if any(row.cells.get(name) not in (None, [], "") for row in answer.rows)]
    return [*filled, _ACCORDING_TO]


def _fitting(names: list[str], answer: Answer, width: int) -> tuple[list[str], list[str]]:
    """What fits, in the order of the columns, and what does not: the last of the less needed go first."""
    needed = {name: _longest_word(answer, name) + _GAP for name in names}
    shown = list(names)
    for name in reversed(names[2:]):
        if sum(needed[n] for n in shown) <= width:
            break
        if name not in _KEPT and name != _ACCORDING_TO:
            shown.remove(name)
    return shown, [name for name in names if name not in shown]


def _longest_word(answer: Answer, name: str) -> int:
    """The least width of a column: no word is broken, but for a very long one."""
    words = [word for text in (_heading(name), *_cells(answer, name)) for word in text.split()]
    return min(_LONGEST_WORD, max(map(len, words), default=0))


def _cells(answer: Answer, name: str) -> list[str]:
    return [_text(row, name) for row in answer.rows]


def _heading(name: str) -> str:
    """`organizationName` as `organization`, `roleStatus` as `role status`."""
    name = name.removesuffix("Name")
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name)


def _text(row: AnswerRow, name: str) -> str:
    if name == _ACCORDING_TO:
        said = dict.fromkeys(
            f"{e.publisher or e.title}, quoting {e.speaker}" if e.speaker else e.publisher or e.title
            for e in row.evidence
        )
        return "; ".join(said)
    return _plain(row.cells.get(name))


def _plain(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, list):
        return "; ".join(cell)
    return "" if cell is None else str(cell)
