"""What a person of a name is called where he is known: short forms, by which two mentions may meet. Pure."""

from __future__ import annotations

from graph.name import GENERATIONS, Name
from graph.name_likeness import readings
from graph.name_list import commonest_surnames, frequent_given, frequent_surnames


def shortenings(name: Name) -> list[str]:
    """What a person of this name is called wherever he is known: a given name and the first surname, or both.

    >>> shortenings(("mijel", "anjel", "trebino", "morales"))
    ['mijel|trebino', 'anjel|trebino', 'mijel|trebino|morales', 'anjel|trebino|morales']
    """
    return list(dict.fromkeys(short for reading in readings(_without_generation(name)) for short in _short(reading)))


def _short(name: Name) -> list[str]:
    if len(name) < 2:
        return []
    if len(name) == 2:
        return [f"{name[0]}|{name[1]}"]
    if len(name) == 3:
        one_given = [f"{name[0]}|{name[1]}", "|".join(name)] if name[1] not in frequent_given() else []
        # What is in no list may be either, beside a given name that often stands before another.
        two_given = name[1] not in frequent_surnames() and (name[0] in frequent_given() or not one_given)
        return [*one_given, *([f"{name[0]}|{name[2]}", f"{name[1]}|{name[2]}"] if two_given else [])]
    first, second = name[:2]
    surname, other = name[-2:]
    return [f"{first}|{surname}", f"{second}|{surname}", f"{first}|{surname}|{other}", f"{second}|{surname}|{other}"]


def rarer_shortenings(name: Name) -> list[str]:
    """What he may be called besides, where the setting leaves no doubt: by the last surname, or by the surnames alone.

    >>> rarer_shortenings(("dwayne", "marcus", "littlecastle"))
    ['dwayne|littlecastle', 'marcus|littlecastle']
    """
    name = _without_generation(name)
    return [f"{name[0]}|{name[-1]}", f"{name[-2]}|{name[-1]}"] if len(name) > 2 else []


def initialed(name: Name) -> list[str]:
    """What he is called by the first letter of his given name and the first surname."""
    pairs = (short.split("|")[:2] for short in shortenings(name))
    return list(dict.fromkeys(f"{given[0]}|{surname}" for given, surname in pairs))


def initialed_surname(name: Name) -> list[str]:
    """What he is called by a given name and the first letter of a surname."""
    pairs = (short.split("|")[:2] for short in shortenings(name))
    return list(dict.fromkeys(f"{given}|{surname[0]}" for given, surname in pairs))


def framing_names(name: Name) -> list[str]:
    """The given name with each surname, and how the other begins: what is left of a name where that is written wrong.

    >>> framing_names(("ana", "solis", "monsibais"))
    ['ana|solis|m', 'ana|monsibais|s']
    """
    name = _without_generation(name)
    if len(name) < 3:
        return []
    surname, other = name[-2:]
    return list(dict.fromkeys((f"{name[0]}|{surname}|{other[0]}", f"{name[0]}|{other}|{surname[0]}")))


def clan_names(name: Name) -> list[str]:
    """Each part but the first: what two spellings of one name have in common where one differs; a surname alone."""
    name = _without_generation(name)
    return list(dict.fromkeys(part for part in (name[1:] or name) if len(part) > 1))


def is_frequent(shortened: str) -> bool:
    """Whether so many people are called so that an organization in common does not make them one.

    >>> is_frequent("yuan|peres"), is_frequent("yuan|karlos|peres"), is_frequent("yuan|peres|ruis")
    (True, True, False)
    """
    *given, surname = shortened.split("|")
    return surname in frequent_surnames() and all(part in frequent_given() for part in given)


def is_of_thousands(name: Name) -> bool:
    """Whether a name of three is of parts so frequent that without a setting it tells nobody from another.

    >>> is_of_thousands(("yuan", "garsya", "lopes")), is_of_thousands(("yuan", "garsya", "soto"))
    (True, False)
    """
    if len(name) != 3 or name[0] not in frequent_given():
        return False
    *_, second, last = name
    return last in frequent_surnames() if second in frequent_given() else {second, last} <= commonest_surnames()


def _without_generation(name: Name) -> Name:
    return tuple(part for number, part in enumerate(name) if not (number and part in GENERATIONS))
