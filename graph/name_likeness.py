"""When two names may be one person's: shorter forms, cut parts, slips of the pen, overlapping halves. Pure."""

from __future__ import annotations

from itertools import product
from typing import Final

from rapidfuzz.distance import OSA

from graph.name import GENERATIONS, Name
from graph.name_list import frequent_given, frequent_surnames, pets_of_several, translations
from graph.name_sound import OPENINGS

_SHORT: Final = 4
"""In a part of so many letters one letter's difference is a slip only if it is a surname, and begins alike."""
_TELLING: Final = 7
"""A surname of so many letters is rare enough to bear a slip beside a given name alone."""
_LONG: Final = 8
"""A part of so many letters may differ by two."""
_OVERLAP: Final = 2
_READINGS: Final = 16


def is_initial(part: str) -> bool:
    """Whether a part of a name is cut to its first letter."""
    return len(part) == 1


def is_cut(part: str) -> bool:
    """Whether a part of a name is cut to its first letter, or is a pet name of several names."""
    return len(part) == 1 or part in pets_of_several()


def readings(name: Name) -> list[Name]:
    """The names that this one may mean, for what is cut in it, as keys: an initial by the sounds that it may open.

    >>> readings(("c", "ruis")), readings(("beto", "ruis"))[:2]
    ([('k', 'ruis'), ('s', 'ruis')], [('adalberto', 'ruis'), ('alberto', 'ruis')])
    """
    if not any(map(is_cut, name)):
        return [name]
    choices = [
        sorted(pets_of_several().get(part) or OPENINGS.get(part, part)) if is_cut(part) else [part] for part in name
    ]
    return list(product(*choices))[:_READINGS]


def extends(fuller: Name, shorter: Name) -> bool:
    """Whether one name may be the other with parts left out or cut: what is left stands in its order.

    >>> extends(("mijel", "anjel", "trebino", "morales"), ("mijel", "trebino"))
    True
    >>> extends(("ana", "maria", "soto", "ruis"), ("ana", "ruis", "soto")), extends(("ana", "ruis"), ("a", "ruis"))
    (False, True)
    """
    if not 2 <= len(shorter) <= len(fuller) or fuller == shorter:
        return False
    if len(shorter) == len(fuller) and not any(map(is_cut, shorter)):
        return False
    rest = iter(fuller)
    for part in shorter:
        for whole in rest:
            if part == whole or _stands_for(part, whole):
                break
        else:
            return False
    return _of_one_generation(fuller, shorter)


def _of_one_generation(one: Name, other: Name) -> bool:
    return GENERATIONS & set(one[1:]) == GENERATIONS & set(other[1:])


def _stands_for(part: str, whole: str) -> bool:
    if is_initial(part):
        return whole[0] in OPENINGS.get(part, part)
    return whole in pets_of_several().get(part, ())


def misspells(one: Name, other: Name, *, same_nickname: bool = False) -> bool:
    """Whether two names differ by one part, and that by a slip of the pen or in translation; parts may be left out.

    Two parts or more must be equal; one is enough beside a nickname in common, or where a given name is translated.

    >>> misspells(("ana", "solis", "monsibais"), ("ana", "solis", "munsibais"))
    True
    >>> misspells(("andreb", "klark"), ("andres", "klark")), misspells(("ana", "solis"), ("ana", "solid"))
    (True, False)
    """
    shorter, fuller = sorted((one, other), key=len)
    # Of as many parts each stands in its place, and all but one are equal.
    if len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) != 1:
        return False
    if len(shorter) < 2 or not _of_one_generation(one, other) or any(map(is_cut, shorter)):
        return False
    if same_nickname and _differs_in_one(one, other):
        return True
    if _slips(shorter, fuller) != 1:
        return False
    return len(shorter) > 2 or same_nickname or _slips(shorter, fuller, slip=False) == 1 or _is_rare_pair(one, other)


def _differs_in_one(one: Name, other: Name) -> bool:
    """Whether, beside a nickname in common, one part of several is written more freely, or a given name is cut."""
    unlike = [pair for pair in zip(one, other, strict=False) if pair[0] != pair[1]]
    if len(one) != len(other) or len(unlike) != 1:
        return False
    short, long = sorted(unlike[0], key=len)
    if len(one) > _OVERLAP + 1:
        return OSA.distance(short, long) <= 2
    return one[0] != other[0] and len(short) >= _SHORT and long.startswith(short) and long[-1] not in "ao"


def _is_rare_pair(one: Name, other: Name) -> bool:
    """Whether two names of two parts differ only by a slip in a long surname, and the given name is no frequent one."""
    return one[0] == other[0] and one[0] not in frequent_given() and min(len(one[-1]), len(other[-1])) >= _TELLING


def stands_alone_for(fuller: Name, surname: Name) -> bool:
    """Whether a name of one part is a surname of the fuller one, and neither a given name nor everybody's."""
    (part,) = surname
    return part in fuller[1:] and part not in frequent_given() and part not in frequent_surnames()


def _slips(shorter: Name, fuller: Name, *, slip: bool = True, first: bool = True) -> int | None:
    """How many parts of the shorter name stand in the fuller one only by likeness, at least; None if not all stand."""
    if not shorter:
        return 0
    part, *others = shorter
    counts = [
        rest + (part != whole)
        for number, whole in enumerate(fuller)
        if part == whole or _translates(part, whole) or (slip and _is_slip(part, whole, given=first))
        if (rest := _slips(tuple(others), fuller[number + 1 :], slip=slip, first=False)) is not None
    ]
    return min(counts, default=None)


def _is_slip(one: str, other: str, *, given: bool) -> bool:
    """Whether one part is the other written wrong, and neither its feminine nor another name of its own."""
    least = min(len(one), len(other))
    allowed = 2 if least >= _LONG else 1
    if least < _SHORT or OSA.distance(one, other, score_cutoff=allowed) > allowed:
        return False
    if least == _SHORT and (given or one[0] != other[0]):
        return False
    if given and {one, other} <= frequent_given():
        return False
    if len(one) == len(other):
        return {one[-1], other[-1]} != {"a", "o"}
    return one[:least] != other[:least]


def _translates(one: str, other: str) -> bool:
    return frozenset((one, other)) in translations()


def overlaps(one: Name, other: Name) -> bool:
    """Whether each name leaves out what the other has, two parts in common; or the given names are turned round.

    >>> overlaps(("jose", "kirino", "estreya"), ("kirino", "estreya", "masyel"))
    True
    """
    if one == other or len({*one} & {*other}) < _OVERLAP or not _of_one_generation(one, other):
        return False
    if len(one) == len(other) > 3 and one[-2:] == other[-2:] and sorted(one) == sorted(other):
        return True
    return any(
        a[-length:] == b[:length]
        for a, b in ((one, other), (other, one))
        for length in range(_OVERLAP, min(len(a), len(b)))
    )
