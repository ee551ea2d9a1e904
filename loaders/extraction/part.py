"""What the document makes of each person: accused, relative, victim, official, counsel or other."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import Final

from loaders.extraction.draft import ACCUSING, DraftEntity
from loaders.extraction.lexicon import read_data, word_set
from loaders.extraction.reader import Reader

_KIN: Final = frozenset(["siblingOf", "childOf", "parentOf", "spouseOf", "inLawOf", "relativeOf"])
_BEFORE: Final = 90
_AFTER: Final = 100
_END: Final = re.compile(r"(?<!\b[a-z])[.;\n] ")
"""Ends what is said before: no full stop of "U.S."."""
_DESCRIPTION: Final = 3
"""How many words may stand between a crime and the name of its victim: "murder of sheriff's deputy P"."""
_BESIDE: Final = frozenset({"counsel", "official", "expert"})


@cache
def _patterns(side: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    data = tomllib.loads(read_data("lexicon", "part.toml"))
    words = {
        name: rf"(?:{'|'.join(re.escape(word) for word in sorted(found, key=len, reverse=True))})"
        for name, found in data["words"].items()
    }
    return tuple(
        (part, re.compile("|".join(re.sub(r"%(\w+)%", lambda match: words[match[1]], form) for form in forms)))
        for part, forms in data[side].items()
    )


def assign_parts(reader: Reader) -> None:
    """Give every person a part, by what is claimed and by the words beside the name."""
    accused: set[int] = set()
    kin: set[int] = set()
    for claim in reader.draft.claims.values():
        if claim.predicate in ACCUSING and claim.modality not in ("denied", "acquitted"):
            accused.add(id(claim.subject))
        elif claim.predicate in _KIN:
            kin.add(id(claim.subject))
            kin.add(id(claim.object))
    for entity in reader.draft.entities:
        if entity.type == "Person":
            entity.part = _part(reader, entity, id(entity) in accused, id(entity) in kin)


def _part(reader: Reader, entity: DraftEntity, accused: bool, kin: bool) -> str:
    if accused:
        return "accused"
    cues: set[str] = set()
    for start, end in entity.mentions:
        cues |= _cues(reader.folded[max(0, start - _BEFORE) : start], reader.folded[end : end + _AFTER])
    for part in ("counsel", "victim", "official"):
        if part in cues:
            return part
    if entity.official:
        return "official"
    if "accused" in cues:
        return "accused"
    # A nickname accuses nobody.
    return "relative" if kin or "relative" in cues else "other"


def is_beside(reader: Reader, span: tuple[int, int]) -> bool:
    """Whether the words beside a name make its bearer counsel, an official or one who only knows about the matter."""
    start, end = span
    cues = _cues(reader.folded[max(0, start - _BEFORE) : start], reader.folded[end : end + _AFTER])
    return "accused" not in cues and not cues.isdisjoint(_BESIDE)


def _cues(before: str, after: str) -> set[str]:
    """What the words on both sides of a name make of its bearer."""
    sentence = _END.split(before)[-1]
    words = re.sub(r"[,'\"]", " ", sentence).split()
    tails = {" ".join(words[-size:]) for size in range(1, 5)}
    found: set[str] = set()
    if tails & word_set("title"):
        found.add("official")
    elif tails & word_set("counsel"):
        found.add("counsel")
    inner = {" ".join(words[-size - gap : len(words) - gap]) for size in range(1, 4) for gap in range(_DESCRIPTION + 1)}
    if inner & word_set("victim"):
        found.add("victim")
    found |= {part for part, pattern in _patterns("before") if pattern.search(sentence)}
    following = re.split(r"[.;\n]", after)[0]
    found |= {part for part, pattern in _patterns("after") if pattern.match(following)}
    if "official" in found and not tails.isdisjoint(word_set("title")):
        found.discard("counsel")  # "U.S. attorney P"
    return found
