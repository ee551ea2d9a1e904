"""Numbers of cases: which accusations and courts of a text they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from graph.claim import Span
from loaders.extraction.draft import Draft, DraftClaim
from loaders.extraction.text import sentences

_JUDGE: Final = r"(?: \([A-Z]{2,4}\))?"
_NUMBER: Final = rf"[A-Z0-9]\w{{0,12}}(?:\.\w{{1,8}}){{0,2}}(?:[-/:]\w{{1,14}}(?:\.\w{{1,8}}){{0,2}}){{1,5}}{_JUDGE}"
_FEDERAL: Final = (
    rf"\d{{1,2}}:\d{{2}}-(?:cr|mj|CR|MJ)-\d{{3,6}}(?:-[A-Z]{{2,4}}){{0,3}}{_JUDGE}"
    rf"|[A-Z]{{2}}-\d{{2}}-CR-\d{{3,6}}|\d{{2}}-(?:CR|cr)-\d{{3,5}}{_JUDGE}"
)
"""How the federal courts of the United States number criminal cases, without a word before it."""
_DOCKET: Final = re.compile(
    r"\b(?i:docket|case|criminal|indictment|file|expediente|causa(?: penal)?|carpeta(?: de investigaci[óo]n)?|sumario"
    r"|proceso|radicado|acusaci[óo]n(?: formal)?|rollo|autos)(?: (?i:no|nos|n[úu]m|n[úu]mero|number|n)\.?[º°]?)?:? "
    rf"(?P<cued>(?=\S{{0,40}}\d\S{{0,40}}\d){_NUMBER})|\b(?P<plain>{_FEDERAL})"
)
_SIGN: Final = re.compile(r"[-/:\d](?:(?<=\d)\S{0,99}?[-/:]|(?<!\d)\S{0,99}?\d)")
"""A figure and what joins the parts of a number, without a space between: few lines have them."""
_PREDICATES: Final = frozenset({"accusedOf", "chargedIn"})


def read_dockets(text: str, draft: Draft) -> None:
    """Give the number of a case to the accusations and courts of its sentence, else of its paragraph.

    A number that stands alone, as under the heading of a press release, is the case of the only one who is accused.
    """
    dockets = [match.span("cued" if match["cued"] else "plain") for match in _numbers(text)]
    if not dockets:
        return
    claims = [c for c in draft.claims.values() if c.predicate in _PREDICATES and c.modality != "denied"]
    for docket in dockets:
        for claim in _belonging(text, docket, claims, alone=len(dockets) == 1):
            claim.case = claim.case or text[docket[0] : docket[1]]


def _numbers(text: str) -> Iterator[re.Match[str]]:
    end = 0
    while sign := _SIGN.search(text, end):
        begin = text.rfind("\n", 0, sign.start()) + 1
        end = text.find("\n", sign.end())
        end = end if end >= 0 else len(text)
        yield from _DOCKET.finditer(text, begin, end)


def _belonging(text: str, docket: Span, claims: list[DraftClaim], *, alone: bool) -> list[DraftClaim]:
    begin = text.rfind("\n", 0, docket[0]) + 1
    end = text.find("\n", docket[1])
    end = end if end >= 0 else len(text)
    sentence = next((s for s in sentences(text, begin, end) if s[0] <= docket[0] < s[1]), (begin, end))
    for low, high in (sentence, (begin, end)):
        if inside := [claim for claim in claims if low <= claim.span[0] < high]:
            return inside
    return claims if alone and len({id(claim.subject) for claim in claims}) == 1 else []
