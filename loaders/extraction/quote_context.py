"""Where the people and gangs are named of whom a quote only says "he" or "the gang"."""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

from graph.claim import Span
from loaders.extraction.draft import DraftClaim, DraftEntity
from loaders.extraction.reader import Reader

_NAMED: Final = ("Person", "CriminalOrganization")


def read_context(reader: Reader) -> None:
    """Give every claim whose quote does not name whom it is about the place before it that does."""
    places: dict[int, list[Span]] = {}
    for claim in reader.draft.claims.values():
        found: set[Span] = set()
        for part in (claim.subject, claim.object):
            if isinstance(part, DraftEntity) and part.type in _NAMED:
                if id(part) not in places:
                    places[id(part)] = sorted(s for s in part.mentions if reader.folded[s[0] : s[1]] in part.names)
                named = _named_before(claim, places[id(part)])
                found.update((named,) if named is not None else ())
        claim.context = tuple(sorted(found))


def _named_before(claim: DraftClaim, named: list[Span]) -> Span | None:
    """The last place before a quote where somebody is named, None where the quote itself names him."""
    low, high = claim.span
    at = bisect_right(named, (high, high))
    if at == 0 or named[at - 1][1] > low:
        return None
    return named[at - 1]
