"""Clauses whose verb is that of the one before: "P was arrested in L and Q in L", "P es acusado de X y Q, de X"."""

from __future__ import annotations

from typing import Final

from loaders.extraction.claiming import Claims
from loaders.extraction.line import Finding, Line
from loaders.extraction.pattern import Rule

_GAPPED: Final = Rule("gapped", "any", "code", (), ())
_BEFORE: Final = frozenset({"and", "y", "e", ",", ";", "while", "mientras"})
_LEADS: Final = frozenset({"in", "at", "en", "to", "a", "of", "de", "por", "for", "with"})
_SAID_AGAIN: Final[dict[str, tuple[str, ...]]] = {
    "L": ("arrestedIn", "flownTo", "appearedIn"),
    "R": ("heldAt",),
    "C": ("chargedIn", "appearedIn"),
    "X": ("accusedOf",),
}
"""Which claims a clause without a verb may say again, by what stands in it."""
_ENDS: Final[tuple[list[str], ...]] = (["."], [","], [";"], ["and"], ["y"], [])


def read_gapped(line: Line, claims: Claims) -> None:
    """Read a clause whose verb is that of the one before: "P was arrested in L and Q in L", "y Q, por X"."""
    for at in line.find("P"):
        node = line.nodes[line.words[at]]
        stop = at + 1 + (line.words[at + 1 : at + 2] == [","])
        led = line.words[stop] if stop < len(line.words) else "."
        place = line.node(stop + 1)
        if at == 0 or line.words[at - 1] not in _BEFORE or led not in _LEADS or place is None:
            continue
        if line.words[stop + 2 : stop + 3] not in _ENDS:
            continue
        said = [claim for claim in claims.made if claim.predicate in _SAID_AGAIN.get(place.key[0], ())]
        before = [claim for claim in said if claim.act[0] < node.start and claim.subject not in node.refs]
        if before and not any(claim.subject in node.refs for claim in said):
            last, span = before[-1], (node.start, place.end)
            found = Finding(last.predicate, place.refs, _GAPPED, span, last.modality, last.status)
            claims.emit_new(found, node.refs, None)
