"""A large graph made of copies of a small one: other people, documents, claims and lesser organizations in each copy.

Places, transfers and the organizations of the reference data are shared, so that they become hubs as in long coverage.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store

from ontology.terms import TR

_COPIED: Final = re.compile(r"<https://w3id\.org/traslado/(documents|claims|facts|disagreements|entities)/([^>#]+)")
_TYPE: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_SUBJECT: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#subject")
_NAMING: Final = re.compile(r'^(\S+ <(?:http://www\.w3\.org/2000/01/rdf-schema#label|[^>]*ns#name)> "[^"]*)(")')
_AT_ONCE: Final = 20


def multiply(small: Store, folder: Path, copies: int) -> None:
    """Write so many copies of a graph into a new store."""
    own = _own(small)
    lines = small.dump(format=RdfFormat.N_QUADS).decode().splitlines(keepends=True)
    large = Store(str(folder))
    large.bulk_load("".join(lines).encode(), format=RdfFormat.N_QUADS, lenient=True)
    ours = [line for line in lines if line.startswith("<https://w3id.org/traslado/") and "/ns#" not in line[:40]]
    for start in range(1, copies, _AT_ONCE):
        some = "".join(_copy(ours, own, number) for number in range(start, min(start + _AT_ONCE, copies)))
        large.bulk_load(some.encode(), format=RdfFormat.N_QUADS, lenient=True)
    large.flush()


def _own(store: Store) -> frozenset[str]:
    """Ids of what each copy has for itself."""
    named: set[str] = set()
    for type_ in ("Person", "CriminalOrganization", "Document", "Claim", "Disagreement"):
        for quad in store.quads_for_pattern(None, _TYPE, NamedNode(TR + type_), DefaultGraph()):
            named.add(str(quad.subject)[1:-1].rsplit("/", 1)[1])
    reference = store.quads_for_pattern(None, NamedNode(TR + "reference"), None, DefaultGraph())
    shared = {str(quad.subject)[1:-1].rsplit("/", 1)[1] for quad in reference}
    own = named - shared
    for quad in store.quads_for_pattern(None, _SUBJECT, None, DefaultGraph()):
        if str(quad.object)[1:-1].rsplit("/", 1)[-1] in own:
            own.add(str(quad.subject)[1:-1].rsplit("/", 1)[1])
    return frozenset(own)


def _copy(lines: list[str], own: frozenset[str], number: int) -> str:
    def renamed(match: re.Match[str]) -> str:
        return f"{match[0]}-{number}" if match[2] in own else match[0]

    found = []
    for line in lines:
        subject = _COPIED.match(line)
        if subject is not None and subject[2] in own:
            copy = _COPIED.sub(renamed, line)
            found.append(_NAMING.sub(rf"\1 {number}\2", copy) if subject[1] == "entities" else copy)
        elif line.count(" <https://w3id.org/traslado/documents/") and not line.startswith(
            "<https://w3id.org/traslado/f"
        ):
            found.append(_COPIED.sub(renamed, line))
    return "".join(found)
