"""Nodes and relationships as the CSV files that `neo4j-admin database import` reads.

A table has the nodes with the same labels, or the relationships of a type: `NAME.header.csv`, rows in `NAME.csv`, and
rows with a line break in one of their values in `NAME.lines.csv`, so that the importer can split the others anywhere.
A column is added when a value first needs one, and the header written at the end: rows before it are shorter, which
the importer reads as values that are not there. Nothing but the columns is kept in memory.

Format: https://neo4j.com/docs/operations-manual/5/import/.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO, Final

from graph.property_graph import Property
from ontology.error import InputError

ARRAY_DELIMITER: Final = "\ufdd0"
"""Between the values of a list; nothing escapes it. Unicode keeps this character out of text, for such uses."""
_BUFFER: Final = 1 << 18
_LEAST_BUFFER: Final = 4 << 20
"""What the importer takes for a row without being told."""


class CsvValueError(InputError):
    """A value that import files cannot hold."""


def _quoted(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


def _list(values: Sequence[str]) -> str:
    text = ARRAY_DELIMITER.join(values)
    if not text or text.count(ARRAY_DELIMITER) >= len(values):
        raise CsvValueError(
            f"The list {list(values)!r:.200} cannot be written to import files: it holds nothing, or the character "
            "U+FDD0. Load the graph with `traslado neo4j sync --full`, which takes any text."
        )
    return _quoted(text)


# By type of value: the type of the column, and how a value stands in it.
_COLUMNS: Final[dict[type, tuple[str, Callable[[Any], str]]]] = {
    str: ("string", _quoted),
    list: ("string[]", _list),
    int: ("long", str),
    float: ("double", repr),
    bool: ("boolean", lambda value: "true" if value else "false"),
}


class CsvFolder:
    """The tables of an export; close it, or use it in `with`, before they are read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._nodes: dict[tuple[str, ...], list[_Table]] = {}
        self._relationships: dict[str, list[_Table]] = {}

    def __enter__(self) -> CsvFolder:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write_node(self, iri: str, labels: tuple[str, ...], properties: Mapping[str, Property]) -> None:
        """Add a node.

        Args:
            iri: by which relationships name it; kept as its property `iri`.
            labels: all of them.
            properties: without `iri`.

        Raises:
            CsvValueError: a value cannot be written.
        """
        self._write(self._nodes, labels, f"nodes-{'-'.join(labels)}", ("iri:ID",), (_quoted(iri),), properties)

    def write_relationship(self, type_: str, start: str, end: str, properties: Mapping[str, Property]) -> None:
        """Add a relationship between two nodes, given by their IRIs.

        Raises:
            CsvValueError: a value cannot be written.
        """
        ends = (_quoted(start), _quoted(end))
        self._write(self._relationships, type_, f"relationships-{type_}", (":START_ID", ":END_ID"), ends, properties)

    def close(self) -> None:
        """Write the headers and close the files, all of them even where one cannot be written to its end."""
        with ExitStack() as tables:
            for table in self._all():
                tables.callback(table.close)

    def arguments(self) -> Iterator[str]:
        """What `neo4j-admin database import full` has to be told to read the tables, from within their folder."""
        for labels, tables in self._nodes.items():
            for table in tables:
                yield f"--nodes={':'.join(labels)}={','.join(table.files)}"
        for type_, tables in self._relationships.items():
            for table in tables:
                yield f"--relationships={type_}={','.join(table.files)}"
        yield f"--array-delimiter=U+{ord(ARRAY_DELIMITER):04X}"
        if broken := [name for table in self._all() for name in table.files_with_line_breaks]:
            yield "--multiline-fields-format=v2"
            yield f"--multiline-fields={','.join(broken)}"
        yield f"--read-buffer-size={max(_LEAST_BUFFER, 2 * max(table.longest for table in self._all()))}"

    def _all(self) -> Iterator[_Table]:
        for tables in (*self._nodes.values(), *self._relationships.values()):
            yield from tables

    def _write(
        self,
        tables: dict[Any, list[_Table]],
        key: Any,
        name: str,
        fixed_columns: tuple[str, ...],
        fixed: tuple[str, ...],
        properties: Mapping[str, Property],
    ) -> None:
        group = tables.setdefault(key, [])
        for table in group:
            if table.write(fixed, properties):
                return
        # Values of one name with two types: the second type has a table of its own.
        number = f"-{len(group) + 1}" if group else ""
        group.append(_Table(self.path, f"{name}{number}", fixed_columns))
        group[-1].write(fixed, properties)


class _Table:
    """A header and up to two files of rows that have it.

    Attributes:
        longest: bytes of the longest row.
    """

    def __init__(self, folder: Path, name: str, fixed_columns: tuple[str, ...]) -> None:
        self.longest = 0
        self._folder = folder
        self._name = name
        self._fixed_columns = fixed_columns
        self._columns: dict[str, tuple[int, type, Callable[[Any], str]]] = {}
        self._rows: dict[str, BinaryIO] = {}

    def write(self, fixed: tuple[str, ...], properties: Mapping[str, Property]) -> bool:
        """Write a row, unless a value has another type than the column of its name has here."""
        columns = self._columns
        cells = [*fixed, *[""] * len(columns)]
        for name, value in properties.items():
            column = columns.get(name)
            if column is None:
                column = columns[name] = (len(cells), type(value), _COLUMNS[type(value)][1])
                cells.append("")
            position, kind, write = column
            if type(value) is not kind:
                return False
            cells[position] = write(value)
        # No empty cell at the end: the importer would not see that a row ends there which is shorter than the header.
        row = f"{','.join(cells).rstrip(',')}\n"
        broken = row.count("\n") > 1 or "\r" in row
        data = row.encode()
        if len(data) > self.longest:
            self.longest = len(data)
        self._file(f"{self._name}.lines.csv" if broken else f"{self._name}.csv").write(data)
        return True

    @property
    def files(self) -> list[str]:
        """Header first."""
        return [self._header, *self._rows]

    @property
    def files_with_line_breaks(self) -> list[str]:
        """Those of which a row may be several lines."""
        return [name for name in self._rows if name.endswith(".lines.csv")]

    def close(self) -> None:
        """Write the header, close the files."""
        with ExitStack() as files:
            for file in self._rows.values():
                files.callback(file.close)
        columns = [f"{name}:{_COLUMNS[kind][0]}" for name, (_, kind, _) in self._columns.items()]
        header = ",".join((*self._fixed_columns, *columns))
        (self._folder / self._header).write_text(f"{header}\n", encoding="utf-8")

    @property
    def _header(self) -> str:
        return f"{self._name}.header.csv"

    def _file(self, name: str) -> BinaryIO:
        if name not in self._rows:
            self._rows[name] = (self._folder / name).open("wb", buffering=_BUFFER)
        return self._rows[name]
