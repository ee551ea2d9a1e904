"""What stands in a home outside the ledger and may name somebody: graphs that users wrote, and changes that wait."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from graph.home import jobs_path, own_graphs_path
from graph.masking import Names

_CHANGE: Final = "change.json"


def naming(home: Path, names: Names) -> list[str]:
    """Where one of the names stands: `graph <IRI>` of users, `job ID` of what waits, in their order."""

    def told(text: str) -> bool:
        return names.mask_address(text) != text

    graphs = {str(graph) for graph, texts in _quads(home) if any(map(told, texts))}
    jobs = {job for job, texts in _jobs(home) if any(map(told, texts))}
    return [*(f"graph {graph}" for graph in sorted(graphs)), *(f"job {job}" for job in sorted(jobs))]


def _quads(home: Path) -> Iterator[tuple[object, list[str]]]:
    """Each quad of users' graphs: its graph, and its texts and addresses."""
    for file in sorted(own_graphs_path(home).glob("*.nq")):
        for quad in parse(path=str(file), format=RdfFormat.N_QUADS):
            terms = (quad.subject, quad.predicate, quad.object, quad.graph_name)
            yield quad.graph_name, [term.value for term in terms if isinstance(term, NamedNode | Literal)]


def _jobs(home: Path) -> Iterator[tuple[str, list[str]]]:
    """Each change that waits: its id, and the texts of what it was given."""
    for file in sorted(jobs_path(home).glob(f"*/{_CHANGE}")):
        yield file.parent.name, list(_texts(json.loads(file.read_text("utf-8"))))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)
