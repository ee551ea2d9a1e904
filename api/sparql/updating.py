"""An update of a user, run on a copy of the dataset: what it may not write is refused before it is written."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from pyoxigraph import NamedNode, QuerySolutions, Store

from api.prefix import PREFIXES
from api.sparql.error import MalformedQueryError, QueryRefusedError
from api.sparql.guard import check_update
from api.sparql.position import find_fault
from api.sparql.update import Operation, read_update
from ontology.error import QueryError

_USING: Final = re.compile(r"\bUSING\b(?=\s|#|<)", re.IGNORECASE)


def run_update(
    store: Store,
    update: str,
    *,
    base: str,
    using: list[str],
    using_named: list[str],
    reserved: list[str],
    longest: int,
) -> None:
    """Run the operations of an update one after the other.

    Args:
        store: a copy, to be thrown away where this fails.
        update: as it came.
        base: that relative IRIs resolve against.
        using: default graphs of the request, in place of USING.
        using_named: its named graphs, in place of USING NAMED.
        reserved: beginnings of the IRIs of graphs that are not to be written, nor the default graph; empty for none.
        longest: most bytes.

    Raises:
        MalformedQueryError: it does not parse.
        QueryRefusedError: it writes a reserved graph, or calls another server.
        QueryTooLargeError, QueryTooComplexError: as `check_update`.
        QueryError: it has a dataset, and the request has one too; or the engine refuses it.
    """
    check_update(update, longest=longest)
    # Where it fails otherwise than by its syntax it parses: a graph that is to be dropped is not in an empty store.
    with contextlib.suppress(ValueError, RuntimeError, OSError):
        try:
            Store().update(update, base_iri=base, prefixes=PREFIXES)
        except SyntaxError as error:
            raise _malformed(update, base, str(error)) from None
    for iri in (*using, *using_named):
        NamedNode(iri)
    for operation in read_update(update):
        if (using or using_named) and (operation.using or operation.with_graph):
            raise QueryError("The update has USING or WITH, and the request a dataset, too. Give one of them.")
        if reserved:
            _refuse_reserved(store, operation, base, reserved, using, using_named)
        text = f"{operation.prologue}\n{operation.over(using, using_named)}"
        try:
            store.update(text, base_iri=base, prefixes=PREFIXES)
        except SyntaxError as error:
            raise QueryError(f"The update cannot be run operation by operation: {error}.") from None


def _malformed(update: str, base: str, message: str) -> MalformedQueryError:
    fault = find_fault(update, base=base, prefixes=PREFIXES, update=True)
    if fault is None:
        return MalformedQueryError(message)
    return MalformedQueryError(f"Line {fault.line}, column {fault.column}: {fault.message}", fault.line, fault.column)


def _refuse_reserved(
    store: Store, operation: Operation, base: str, reserved: list[str], using: list[str], using_named: list[str]
) -> None:
    if operation.writes_all or operation.writes_default:
        what = "every graph" if operation.writes_all else "the default graph"
        raise QueryRefusedError(
            f"This writes {what}, and that is Traslado's own: it follows from documents and judgements, and is never "
            "edited by hand. Name a graph of your own: GRAPH <urn:example:mine> { … }."
        )
    for graph in _written(store, operation, base, using, using_named):
        if graph.startswith(tuple(reserved)):
            raise QueryRefusedError(
                f"<{graph}> is Traslado's own: it follows from documents and judgements, and is never edited by hand. "
                "Write to a graph of your own, outside its base."
            )


def _written(store: Store, operation: Operation, base: str, using: list[str], using_named: list[str]) -> Iterator[str]:
    """The IRIs of the graphs that an operation writes, those of its variables as its pattern finds them now."""
    resolve = partial(_select, store, operation.prologue, base)
    names = list(dict.fromkeys(term for term in operation.graphs if not _is_variable(term)))
    if names:
        yield from resolve(f"SELECT ?g {{ VALUES ?g {{ {' '.join(names)} }} }}")
    dataset: dict[str, Any] = {}
    if using or using_named:
        dataset = {
            "default_graph": [NamedNode(iri) for iri in using],
            "named_graphs": [NamedNode(iri) for iri in using_named],
        }
    elif operation.with_graph and not operation.using and not _is_variable(operation.with_graph):
        dataset["default_graph"] = [
            NamedNode(iri) for iri in resolve(f"SELECT ?g {{ VALUES ?g {{ {operation.with_graph} }} }}")
        ]
    clauses = _USING.sub("FROM", operation.using)
    for variable in dict.fromkeys(filter(_is_variable, operation.graphs)):
        yield from resolve(f"SELECT DISTINCT {variable} {clauses} WHERE {operation.where}", **dataset)


def _select(store: Store, prologue: str, base: str, query: str, **dataset: Any) -> Iterator[str]:
    """The IRIs that a query with one variable finds."""
    solutions = store.query(f"{prologue}\n{query}", base_iri=base, prefixes=PREFIXES, **dataset)
    assert isinstance(solutions, QuerySolutions)  # noqa: S101 - a SELECT
    for solution in solutions:
        if isinstance(solution[0], NamedNode):
            yield solution[0].value


def _is_variable(term: str) -> bool:
    return term.startswith(("?", "$"))
