"""A table checked against its columns: rows whose cells are known to be what they should be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from graph.canonical_url import UrlError, canonical_url
from graph.iso_date import DATE_FORM, WHEN_FORM, is_date, is_when
from loaders.tables.offset_csv import CsvError, Piece, Record, parse_csv
from loaders.tables.problem import Problem

Check = Callable[[str], str | None]
"""Says what is wrong with the value of a cell or of an item of a list, None where nothing is."""


def day(value: str) -> str | None:
    """A date as precise as it is known."""
    return None if is_date(value) else f"{value} is no date; {DATE_FORM}"


def when(value: str) -> str | None:
    """A date or a span of dates."""
    return None if is_when(value) else f"{value} is no date and no span; {WHEN_FORM}"


def number(value: str) -> str | None:
    """A whole number above zero."""
    return None if re.fullmatch(r"[1-9][0-9]*", value) else f"{value} is no whole number above zero; write digits only"


def url(value: str) -> str | None:
    """An http or https address."""
    try:
        canonical_url(value)
    except UrlError as error:
        return str(error)
    return None


def matching(pattern: str, form: str) -> Check:
    """A check that a value matches a pattern whole; `form` tells people what to write."""
    compiled = re.compile(pattern)
    return lambda value: None if compiled.fullmatch(value) else f"{value!r} is not understood; {form}"


def one_of(*values: str) -> Check:
    """A check that a value is in a closed list."""
    return lambda value: None if value in values else f"{value!r} is not one of: {', '.join(values)}"


@dataclass(frozen=True, slots=True)
class Column:
    """What a column must hold.

    Attributes:
        name: in the header.
        required: the column must be there, and no cell of it empty.
        needed: the column must be there, though its cells may be empty.
        many: a cell is a list, its items separated by `|`.
        check: of the value, or of each item.
    """

    name: str
    required: bool = False
    needed: bool = False
    many: bool = False
    check: Check | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its line, and its cells by column."""

    line: int
    cells: Mapping[str, Piece]

    def __getitem__(self, column: str) -> str:
        """The value of a cell; empty where the table has no such column."""
        return self.piece(column).value

    def piece(self, column: str) -> Piece:
        """The cell as a piece."""
        cell = self.cells.get(column)
        return cell.stripped() if cell else Piece("", 0, 0)

    def items(self, column: str) -> list[Piece]:
        """The items of a list; none where the cell is empty."""
        cell = self.cells.get(column)
        return cell.items() if cell and cell.value.strip() else []

    def pieces(self, *columns: str) -> list[Piece]:
        """The cells of some columns that are not empty."""
        return [piece for piece in map(self.piece, columns) if piece.value]

    def urls(self, column: str) -> tuple[str, ...]:
        """The addresses of a list, in canonical form, so that they meet those of loaded documents."""
        return tuple(dict.fromkeys(canonical_url(piece.value) for piece in self.items(column)))


@dataclass(slots=True)
class Table:
    """A table of a dataset as read: its file, text and good rows; faults are added to `problems`."""

    name: str
    file: str
    text: str
    problems: list[Problem]
    rows: list[Row] = field(default_factory=list)

    def __iter__(self) -> Iterator[Row]:
        """The good rows, in order."""
        return iter(self.rows)

    @property
    def is_faulty(self) -> bool:
        """Whether a fault of this table was found, so that its rows may not be all."""
        return any(problem.file == self.file for problem in self.problems)

    def fault(self, row: Row | int, column: str, what: str) -> None:
        """Add a problem of a row."""
        self.problems.append(Problem(self.file, row if isinstance(row, int) else row.line, column, what))


def read_table(name: str, file: str, text: str, columns: Sequence[Column], problems: list[Problem]) -> Table:
    """Parse and check a table; rows with a fault are left out, and the faults added to `problems`."""
    table = Table(name, file, text, problems)
    try:
        records = parse_csv(text)
    except CsvError as error:
        table.fault(error.line, "", str(error))
        return table
    if not records:
        table.fault(1, "", f"is empty; its first line must name the columns: {', '.join(c.name for c in columns)}")
        return table
    header = [cell.value.strip() for cell in records[0].cells]
    by_name = {column.name: column for column in columns}
    if _header_is_good(table, header, by_name):
        table.rows = [row for record in records[1:] if (row := _row(table, record, header, by_name))]
    return table


def _header_is_good(table: Table, header: list[str], by_name: Mapping[str, Column]) -> bool:
    before = len(table.problems)
    for column in by_name.values():
        if (column.required or column.needed) and column.name not in header:
            table.fault(1, column.name, f"the column is missing; the header is {', '.join(header)}")
    for name in dict.fromkeys(header):
        if name not in by_name:
            known = ", ".join(by_name)
            table.fault(1, name, f"is no column that Traslado knows, so it would be lost; the columns are {known}")
        elif header.count(name) > 1:
            table.fault(1, name, "the column stands twice; keep one")
    return len(table.problems) == before


def _row(table: Table, record: Record, header: list[str], by_name: Mapping[str, Column]) -> Row | None:
    if len(record.cells) != len(header):
        table.fault(
            record.line, "", f"{len(record.cells)} cells for {len(header)} columns; quote cells that hold commas"
        )
        return None
    row = Row(record.line, dict(zip(header, record.cells, strict=True)))
    before = len(table.problems)
    for name in header:
        _check(table, row, by_name[name])
    return row if len(table.problems) == before else None


def _check(table: Table, row: Row, column: Column) -> None:
    if not row[column.name]:
        if column.required:
            table.fault(row, column.name, "is empty; every row needs it")
        return
    values = [piece.value for piece in row.items(column.name)] if column.many else [row[column.name]]
    if "" in values:
        table.fault(row, column.name, "an item of the list is empty; separate items by one |")
    for value in values:
        if value and column.check and (what := column.check(value)):
            table.fault(row, column.name, what)
