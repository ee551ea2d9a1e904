"""Which name of a clause belongs to the words of an act, a role or a tie, by what stands between."""

from __future__ import annotations

from typing import Final

from loaders.extraction.lexicon import grammar
from loaders.extraction.line import Line

REACH: Final = 24
"""How many words of a clause are looked at on each side."""
ANY: Final = "*"
"""Stands for every preposition, and for none."""
_STEPS: Final = 6
_NAMED: Final = frozenset(
    {"known as", "called", "named", "dubbed", "llamado", "llamada", "conocido como", "conocida como"}
)
_DESCRIBED: Final = 9
_REINS: Final = grammar("reins")
_CALLED: Final = 4
_LEADS: Final = (grammar("preposition") | {"in", "en", "at", "on", "que", "that", "and", "y", ",", "which"}) - {
    "against",
    "contra",
}
_ENDS: Final = grammar("ends_binding")
_OF: Final = frozenset({"of", "de", "del", "for", "para"})
_THAT: Final = frozenset({"que", "that", "which", "who", "quien", ","})


def end_of_clause(line: Line, last: int) -> int:
    """One past the last word that may belong to an act which ends at an index."""
    for index in range(last, min(len(line.words), last + REACH)):
        if line.words[index] in _ENDS:
            return index
    return min(len(line.words), last + REACH)


def is_of_the_whole(line: Line, last: int, index: int) -> bool:
    """Whether somebody is head of the organization, and not of a part of it: "boss of O", not "boss of a cell of O"."""
    return sum(word in _OF for word in line.words[last:index]) == 1


def is_object(line: Line, last: int, index: int) -> bool:
    """Whether an organization is what a verb is done to: only words that describe it stand between."""
    between = line.words[last:index]
    if (between[-2:] and " ".join(between[-2:]) in _NAMED) or (between[-1:] and between[-1] in _NAMED):
        return _LEADS.isdisjoint(between[:-2]) and len(between) <= _DESCRIBED
    if not _REINS.isdisjoint(between) and (at := _last_of(between)) is not None:
        between = between[at + 1 :]  # "took over the running of O"
    leads = [word for word in between if word in _LEADS]
    return len(between) <= _STEPS and (not leads or (leads == between[-1:] and len(between) <= _CALLED))


def _last_of(words: list[str]) -> int | None:
    return next((at for at in reversed(range(len(words))) if words[at] in ("of", "de", "del")), None)


def is_led(line: Line, index: int, prepositions: frozenset[str], limit: int) -> bool:
    """Whether one of the prepositions leads to a name, plain words between."""
    if ANY in prepositions or index == limit + 1:
        return True
    for at in range(index - 1, max(limit, index - _STEPS) - 1, -1):
        word = line.words[at]
        if word in prepositions:
            between = line.words[limit + 1 : at]
            return line.words[index][0] != "O" or (len(between) < _CALLED and grammar("copula").isdisjoint(between))
        if word in line.nodes or word in _THAT or not word.replace("-", "").isalpha():
            return False
    return False


def ends_there(line: Line, index: int) -> bool:
    """Whether an organization is meant itself, and nothing that has its name: not "left Los Patos territory"."""
    after = line.words[index + 1] if index + 1 < len(line.words) else "."
    return after in line.nodes or not after.isalpha() or after in grammar("after_object")


def is_act(line: Line, first: int) -> bool:
    """Whether what is done "for O" is an act of its clause, and not a noun: "a blow for O", "the hunt for O"."""
    for at in range(first - 1, max(-1, first - 1 - REACH), -1):
        word = line.words[at]
        if word in grammar("noun_for") or word in grammar("copula"):
            return False
        node = line.node(at)
        if node is not None and node.key[0] == "P":
            return first - at > 1
        if word in _ENDS or word in _THAT - {",", "who", "quien"}:
            return False
    return True


def place_of_arrest(line: Line, first: int, last: int, end: int) -> int | None:
    """Where somebody was seized, by what stands around: "a la salida de un gimnasio de L", "police in L arrested P"."""
    for index in line.find("L"):
        near = line.words[max(last, index - 4) : index - 1]
        if last < index < end and line.words[index - 1] in ("de", "of") and not grammar("venue").isdisjoint(near):
            return index
    for index in line.find("L"):
        before = line.words[max(0, index - 3) : index]
        if index < first and before[-1:] in (["in"], ["en"]) and not grammar("seizes").isdisjoint(before):
            return index
    return None
