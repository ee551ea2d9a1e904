"""The modes and laws that a document with one handing over names, wherever it names them."""

from __future__ import annotations

import re
from typing import Final

from graph.claim import Span
from loaders.extraction.draft import DraftClaim, DraftEntity
from loaders.extraction.reader import Reader

_SUFFERED: Final = r"\b(?:was|were|been|being|fue|fueron|ser|sido)"
_ITS: Final = r"\b(?:the|his|her|their|an?|all \w+|la|las|su|sus|una|esta|estas)"
_MODES: Final = {
    "extradition": re.compile(
        rf"{_SUFFERED} (?:\w+ )?extradi(?:ted|tad[oa]s?)\b|\bextradit(?:o|aron|es)\b"
        rf"|{_ITS} (?:\w+ )?extradi(?:tions?|cion(?:es)?)\b(?! treat| req| proc| hear| law)"
    ),
    "deportation": re.compile(
        rf"{_SUFFERED} (?:\w+ )?deport(?:ed|ad[oa]s?)\b|\bdeport(?:o|aron|s)\b|{_ITS} (?:\w+ )?deporta(?:tion|cion)\b"
    ),
    "expulsion": re.compile(
        rf"{_SUFFERED} (?:\w+ )?(?:expelled|expulsad[oa]s?)\b|\bexpuls(?:o|aron)\b|{_ITS} (?:\w+ )?expulsion\b"
    ),
}
_STEMS: Final = {"extradition": ("extradi",), "deportation": ("deport",), "expulsion": ("expuls", "expel")}
_NOT_SO: Final = re.compile(
    r"\b(?:not?|nor|never|sino|rather than|instead of|en lugar de|en vez de|ni|nunca|sin|without|against|contra"
    r"|refus\w+|den(?:y|ied|ies)|neg\w+|rechaz\w+|block\w+|fren\w+|fought|fight\w*|pele\w+|luch\w+|impugn\w+|apel\w+|combat\w+|contest\w*|resist\w*|if|si|would|could|request\w*"
    r"|solicit\w*|pid\w+|pedid\w*|ask\w*|pending|await\w*|proceso|tramite|orden|juicio|audiencia) (?:[\w,]+ ){0,3}$"
)
_TREATY: Final = re.compile(
    r"treaty|convention|tratado|convenio|seguridad nacional|national security|extradi|migra|immigra"
)
_BEFORE: Final = 48
_AROUND: Final = 60


def read_terms(reader: Reader, transfer: DraftEntity) -> None:
    """Claim the modes and the law of the only transfer of a document that no sentence about it has claimed."""
    claims = reader.draft.claims.values()
    if not any(transfer in (claim.subject, claim.object) for claim in claims):
        return  # nothing else shows that there was one
    told = {claim.object for claim in claims if claim.subject is transfer}
    for mode, words in _MODES.items():
        if mode in told or not any(stem in reader.folded for stem in _STEMS[mode]):
            continue
        found = next((m for m in words.finditer(reader.folded) if not _is_denied(reader, m.start())), None)
        if found is not None:
            span = _widened(reader, found.span())
            reader.draft.claim(DraftClaim(transfer, "legalMode", mode, "reported", span, "transfer-mode"))
    if any(claim.subject is transfer and claim.predicate == "legalBasis" for claim in claims):
        return
    for item in reader.items:
        if item.letter == "W" and _TREATY.search(reader.folded, item.start, item.end):
            if not _is_denied(reader, item.start):
                law = reader.text[item.start : item.end]
                span = _widened(reader, (item.start, item.end))
                reader.draft.claim(DraftClaim(transfer, "legalBasis", law, "reported", span, "transfer-law"))
            return


def _is_denied(reader: Reader, start: int) -> bool:
    """Whether the words before say that it was none, or was only asked for."""
    return _NOT_SO.search(reader.folded, max(0, start - _BEFORE), start) is not None


def _widened(reader: Reader, span: Span) -> Span:
    """With the words around, within the line."""
    line = reader.text.rfind("\n", 0, span[0]) + 1
    stop = reader.text.find("\n", span[1])
    start = max(line, span[0] - _AROUND)
    end = min(len(reader.text) if stop < 0 else stop, span[1] + _AROUND)
    if start > line:
        start = reader.text.find(" ", start) + 1
    if end < len(reader.text) and end != stop:
        end = max(span[1], reader.text.rfind(" ", span[1], end))
    return start, end
