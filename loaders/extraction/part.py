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
_BEFORE: Final = 60
_AFTER: Final = 70
_DESCRIPTION: Final = 3
"""How many words may stand between a crime and the name of its victim: "murder of sheriff's deputy P"."""


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    data = tomllib.loads(read_data("lexicon", "part.toml"))
    return {name: re.compile(rf"(?:{'|'.join(forms)})") for name, forms in data.items()}


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
    if entity.aliases or "accused" in cues:
        return "accused"
    return "relative" if kin or "relative" in cues else "other"


def _cues(before: str, after: str) -> set[str]:
    """What the words on both sides of a name make of its bearer."""
    sentence = re.split(r"[.;\n] ", before)[-1]
    words = re.sub(r"[,'\"]", " ", sentence).split()
    tails = {" ".join(words[-size:]) for size in range(1, 5)}
    names = {"counsel": "counsel", "official": "title"}
    found = {part for part, name in names.items() if tails & word_set(name)}
    inner = {" ".join(words[-size - gap : len(words) - gap]) for size in range(1, 4) for gap in range(_DESCRIPTION + 1)}
    if inner & word_set("victim"):
        found.add("victim")
    following = re.split(r"[.;\n]", after)[0]
    for name, pattern in _patterns().items():
        part, side = name.split("_")
        if pattern.match(following) if side == "after" else pattern.search(sentence):
            found.add(part)
    return found
