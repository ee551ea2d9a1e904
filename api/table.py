"""An answer for a terminal: a table where it fits, else a paragraph a row; what is left out is named below it."""

from __future__ import annotations

import textwrap

from rich.table import Table

from api.console import output
from graph.question import Answer, AnswerRow, Cell

_FIRST_TO_GO = ("roleOrigins", "denials", "placeName", "disputed", "part")
"""Columns that a table may leave out for want of room; how surely, on what ground and by how many never go."""
_WITHIN = {"roleStatus": "role", "status": "relation"}
"""Columns that stand in brackets behind another."""
_NUMBERS = ("documents", "origins", "speakers")
"""Three numbers that stand as one column, parted by strokes."""
_GAP = 2
_LONGEST_WORD = 20
_WIDEST = 40
_ACCORDING_TO = "according to"


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
    names = _filled(answer)
    shown = _fitting(names, answer, width)
    if shown:
        console.print(_table(answer, shown, width))
    else:
        for row in answer.rows:
            console.print(_paragraph(row, names, width))
    left_out = [_heading(name) for name in names if shown and name not in shown]
    more = f" Left out for want of room: {', '.join(left_out)}." if left_out else ""
    replies = dict.fromkeys(r for row in answer.rows for e in row.evidence for r in e.replies)
    for reply in replies:
        words = f"“{reply.words}”" if reply.words else reply.title
        console.print(f"Reply: {words} {reply.url or reply.document or ''}".rstrip())
    console.print(f"{len(answer.rows)} rows.{more} Quotes and addresses: --format json or csv.")


def _filled(answer: Answer) -> list[str]:
    """Columns for people that say something in some row."""
    names = [column.name for column in answer.question.columns if column.type not in ("iri", "facts")]
    within = {name for name, other in _WITHIN.items() if other in names}
    within |= {name for name in _NUMBERS[1:] if _NUMBERS[0] in names}
    filled = [
        n for n in names if n not in within and any(row.cells.get(n) not in (None, [], "") for row in answer.rows)
    ]
    return [*filled, _ACCORDING_TO]


def _fitting(names: list[str], answer: Answer, width: int) -> list[str]:
    """The columns of a table that fits, in their order; none where even the needed ones do not fit."""
    shown = list(names)
    for least in (None, *_FIRST_TO_GO):
        if least in shown:
            shown.remove(least)
        if sum(_longest_word(answer, name) + _GAP for name in shown) <= width:
            return shown
    return []


def _table(answer: Answer, names: list[str], width: int) -> Table:
    table = Table(box=None, padding=(0, _GAP, 0, 0), pad_edge=False, header_style="bold")
    widths = _widths(answer, names, width)
    for name in names:
        table.add_column(_heading(name), overflow="fold", width=widths[name])
    table.add_row(*("─" * widths[name] for name in names))
    for row in answer.rows:
        table.add_row(*(_text(row, name) for name in names))
    return table


def _widths(answer: Answer, names: list[str], width: int) -> dict[str, int]:
    """No word broken, and what room is left to those who need it, the first columns first."""
    widths = {name: _longest_word(answer, name) for name in names}
    left = width - sum(size + _GAP for size in widths.values())
    for name in names:
        wanted = max(len(_heading(name)), *(len(_text(row, name)) for row in answer.rows))
        more = min(left, max(0, min(wanted, _WIDEST) - widths[name]))
        widths[name] += more
        left -= more
    return widths


def _paragraph(row: AnswerRow, names: list[str], width: int) -> str:
    first, *rest = names
    said = "; ".join(f"{_heading(name)} {text}" for name in rest if (text := _text(row, name)))
    return textwrap.fill(f"{_text(row, first)}: {said}", width, subsequent_indent="  ", break_long_words=True)


def _longest_word(answer: Answer, name: str) -> int:
    """The least width of a column: no word is broken, but for a very long one."""
    texts = [_heading(name), *(_text(row, name) for row in answer.rows)]
    return min(_LONGEST_WORD, max((len(word) for text in texts for word in text.split()), default=0))


def _heading(name: str) -> str:
    """`organizationName` as `organization`, `roleStrength` as `role strength`."""
    if name == _NUMBERS[0]:
        return "/ ".join(_NUMBERS)
    name = name.removesuffix("Name")
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name)


def _text(row: AnswerRow, name: str) -> str:
    if name == _ACCORDING_TO:
        said = dict.fromkeys(
            f"{e.publisher or e.title}, quoting {e.speaker}" if e.speaker else e.publisher or e.title
            for e in row.evidence
        )
        return "; ".join(sorted(said))
    if name == _NUMBERS[0]:
        numbers = [_plain(row.cells.get(number)) for number in _NUMBERS]
        return "/".join(numbers) if any(numbers) else ""
    text = _plain(row.cells.get(name))
    within = next((_plain(row.cells.get(inner)) for inner, outer in _WITHIN.items() if outer == name), "")
    return f"{text} ({within})" if within else text


def _plain(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, list):
        return "; ".join(cell)
    return "" if cell is None else str(cell)
