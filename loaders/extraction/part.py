"""What the document makes of each person: accused, relative, victim, official, counsel or other."""

from __future__ import annotations

import re
from typing import Final

from loaders.extraction.draft import ACCUSING, DraftEntity
from loaders.extraction.lexicon import word_set
from loaders.extraction.reader import Reader

_KIN: Final = frozenset(["siblingOf", "childOf", "parentOf", "spouseOf", "inLawOf", "relativeOf"])


def assign_parts(reader: Reader) -> None:
    """Give every person a part, by what is claimed and by the words before the name."""
    accused: set[int] = set()
    kin: set[int] = set()
    for claim in reader.draft.claims.values():
        if claim.predicate in ACCUSING:
            accused.add(id(claim.subject))
        elif claim.predicate in _KIN:
            kin.add(id(claim.subject))
            kin.add(id(claim.object))
    for entity in reader.draft.entities:
        if entity.type == "Person":
            entity.part = _part(reader, entity, id(entity) in accused, id(entity) in kin)


def _part(reader: Reader, entity: DraftEntity, accused: bool, kin: bool) -> str:
    cues = {cue for start, _ in entity.mentions for cue in _cues(reader.folded[max(0, start - 40) : start])}
    if accused:
        return "accused"
    for part in ("counsel", "victim", "official"):
        if part in cues:
            return part
    if entity.official:
        return "official"
    return "relative" if kin else "other"


def _cues(before: str) -> set[str]:
    words = re.sub(r"[,'\"]", " ", before).split()
    tails = {" ".join(words[-size:]) for size in range(1, 5)}
    names = {"counsel": "counsel", "victim": "victim", "official": "title"}
    return {part for part, name in names.items() if tails & word_set(name)}
