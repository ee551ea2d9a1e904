"""SELECT queries over an Oxigraph store, read as text: what the store writes is quicker to read than its objects are.

A query has slots, lines `VALUES ?variable { UNDEF }`, which are filled with terms written by the RDF library, or left
out where nothing is given; lines between `# only with ?variable:` and `# end` are left out with it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, Store

_SLOT: Final = re.compile(r"^ *VALUES \?(\w+) \{ UNDEF \}\n", re.MULTILINE)
_OPTIONAL_PART: Final = re.compile(r"^ *# only with \?(\w+):\n(.*?)^ *# end\n", re.MULTILINE | re.DOTALL)


@cache
def collection_text(name: str) -> str:
    """The file of a query in `graph/collections/`."""
    return files("graph").joinpath("collections", f"{name}.rq").read_text("utf-8")


def select(store: Store, query: str, bindings: Mapping[str, Sequence[str]]) -> Iterator[dict[str, str]]:
    """The solutions of a SELECT with its slots filled: IRIs and lexical forms by variable, without what is unbound.

    An empty text is as good as none: SPARQL's CSV has one form for both.
    """
    solutions = store.query(fill(query, bindings))
    if not isinstance(solutions, QuerySolutions):
        raise TypeError(f"no SELECT query: {query[:80]}")
    written = solutions.serialize(format=QueryResultsFormat.CSV)
    assert written is not None  # noqa: S101 - it is none only where a file is written
    lines = csv.reader(io.StringIO(written.decode(), newline=""))
    names = next(lines)
    for line in lines:
        yield {name: value for name, value in zip(names, line, strict=False) if value}


def fill(query: str, bindings: Mapping[str, Sequence[str]]) -> str:
    """Put terms into the slots; the RDF library writes them, so that no text can break out of its term."""

    def slot(match: re.Match[str]) -> str:
        values = bindings.get(match[1])
        if values is None:
            return ""
        terms = " ".join(
            str(NamedNode(v) if v.startswith(("http://", "https://", "urn:")) else Literal(v)) for v in values
        )
        return f"VALUES ?{match[1]} {{ {terms} }}\n"

    kept = _OPTIONAL_PART.sub(lambda part: part[2] if part[1] in bindings else "", query)
    return _SLOT.sub(slot, kept)
