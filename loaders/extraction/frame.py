"""An act and what stands around it in its clause, in whatever order: who, where, when, before which court.

A rule of form `frame` has patterns for the words of the act alone. Its `slots` say which things of the clause
belong to it, and after which prepositions: `{ L = "in at near" }` is a place after one of these. The person is found
by its `voice`: who is acted upon stands before a `passive`, after an `active`, on either side of an `either`, and
beside a `noun` ("the arrest of P", "P's arrest", "his arrest").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final

from loaders.extraction.attachment import is_dependent
from loaders.extraction.charge_list import charges_after, charges_before
from loaders.extraction.lexicon import grammar, word_set
from loaders.extraction.line import Line, Node
from loaders.extraction.pattern import Rule, captures
from loaders.extraction.slot import place_of_arrest
from loaders.extraction.term import find_term

_REACH: Final = 32
"""How many words of a clause are looked at on each side."""
_OPENING: Final = 7
"""How far from the beginning of a clause what is put first may stand."""
_NOBODY: Final = frozenset({"nobody", "nadie", "none", "neither", "ninguno", "ninguna"})
_NO_ONE: Final = frozenset({("no", "one"), ("no", "charges"), ("no", "suspect"), ("no", "suspects")})
_NOBODY_NEAR: Final = 5
_OTHERS: Final = frozenset({"the", "a", "an", "his", "her", "their", "its", "two", "three", "several"})
_BE: Final = frozenset({"is", "are", "was", "were", "been", "being", "be", "got", "given", "handed", "received"})
_STEPS: Final = 7
"""How many plain words may stand between a preposition and the name that it leads to."""
_OBJECT: Final = 5
_RELATIVE: Final = 9
"""How many words may stand between "a quien" and its verb."""
_LETTERS: Final = {"L": "LK"}
_ENDS: Final = grammar("ends_clause")
_JOINS: Final = frozenset({",", "and", "y", "e", "{", "}"})
_OTHER_ACT: Final = grammar("other_act")
_BEFORE_ACT: Final = frozenset({"for", "por", "on"})
"""What leads to charges that are put before the act."""
_PARTS_OF_DAY: Final = frozenset({"madrugada", "manana", "noche", "tarde", "dia"})
_ASIDES: Final = frozenset(
    {"without", "sin", "along", "junto", "alone", "aislado", "aislada", "handcuffed", "esposado", "esposada"}
)
_CLITICS: Final = frozenset({"lo", "la", "los", "las", "le", "les", "se"})
_NEGATIONS: Final = frozenset({"not", "never", "no", "nunca"})
_ANY: Final = "*"


@dataclass(slots=True)
class Frame:
    """What a clause says of an act.

    Attributes:
        first: index of the first word of the act; `last` one past its last.
        captured: what fills the slots, and what the pattern itself caught.
        low: index of the first word that belongs to it; `high` one past the last.
        patient: index of the person acted upon, None where the person is to be found as that of a verb is.
    """

    first: int
    last: int
    captured: dict[str, Node]
    low: int
    high: int
    patient: int | None = None


def read_frame(line: Line, rule: Rule, match: re.Match[str]) -> Frame | None:
    """The act with its slots filled, or None where a slot that all its claims need, or its person, is missing."""
    first, last = line.indices(match)
    if not _NEGATIONS.isdisjoint(line.words[last : last + 2]) or _is_of_none(line, first):
        return None
    if rule.modality is not None and (_is_asked_for(line, first) or line.words[last : last + 1] == ["been"]):
        return None
    frame = Frame(first, last, {n: line.nodes[k] for n, k in captures(match).items() if k in line.nodes}, first, last)
    end, begin = _clause_end(line, last, rule), _clause_begin(line, first)
    if "P" in frame.captured:
        frame.patient = line.words.index(captures(match)["P"], first)
    for name, prepositions in rule.slots.items():
        if name in "XY":
            _take_law(line, frame, name, prepositions, range(begin, end))
            continue
        index = _slot(line, name, prepositions, range(last, end + 1 if name == "P" else end))
        if index is None and name == "C":
            index = _court_before(line, begin, last)
        elif index is None and prepositions.intersection(line.words[begin : begin + 2]):
            index = _slot(line, name, prepositions, range(begin, min(first, begin + _OPENING)))
        if index is None and name == "L" and rule.says[0].predicate == "arrestedIn":
            index = place_of_arrest(line, first, last, end)
        if index is not None and name == "P":
            frame.patient = index
        elif index is not None:
            _take(frame, name, line.nodes[line.words[index]], index, index + 1)
    if "Y" in rule.slots and "Y" not in frame.captured:
        return None
    if frame.patient is None and rule.voice in ("active", "either"):
        frame.patient = _object(line, first, last, end)
    elif frame.patient is None and rule.voice == "noun":
        frame.patient = _owner(line, first, last)
    if frame.patient is None and (rule.voice == "noun" or (rule.voice == "active" and not _has_pronoun(line, first))):
        return None
    if (
        frame.patient is None
        and (rule.voice, rule.language) == ("either", "en")
        and _acts_upon_others(line, first, last)
    ):
        return None
    return frame


def _is_of_none(line: Line, first: int) -> bool:
    """Whether an act is nobody's: "no one has been convicted", "nadie ha sido acusado"."""
    before = line.words[max(0, first - _NOBODY_NEAR) : first]
    return not _NOBODY.isdisjoint(before) or any(pair in _NO_ONE for pair in pairwise(before))


def _is_asked_for(line: Line, first: int) -> bool:
    """Whether an act is not done but asked for: "demanded that he be jailed", "pidió que sea condenado"."""
    before = line.words[first - 1 : first]
    return (
        before in (["be"], ["sea"], ["sean"], ["fuera"], ["fuese"])
        and "to" not in line.words[max(0, first - 3) : first]
    )


def _acts_upon_others(line: Line, first: int, last: int) -> bool:
    """Whether an English verb has somebody unnamed as its object: "P accused the police of", not "P was accused"."""
    after = line.words[last : last + 1]
    object_follows = not _OTHERS.isdisjoint(after) or (bool(after) and after[0][0] in "UO" and after[0] in line.nodes)
    return object_follows and _BE.isdisjoint(line.words[max(0, first - 3) : first + 1])


def _take(frame: Frame, name: str, node: Node, low: int, high: int) -> None:
    frame.captured[name] = node
    frame.low, frame.high = min(frame.low, low), max(frame.high, high)


def _take_law(line: Line, frame: Frame, name: str, prepositions: frozenset[str], clause: range) -> None:
    """Fill a slot of charges (X) or of a term (Y)."""
    if name == "X":
        charges = charges_after(line, frame.last, prepositions, frame.patient)
        if charges is None and (before := prepositions & _BEFORE_ACT):
            charges = charges_before(line, frame.first, clause.start, before)
        if charges is not None:
            _take(frame, name, *charges)
    elif (term := find_term(line, range(frame.first, clause.stop))) is not None:
        span = line.span(term.first, term.last)
        _take(frame, name, Node("Y", *span, (term.value,)), term.first, term.last)


def _clause_end(line: Line, at: int, rule: Rule) -> int:
    """Where the clause ends: at a mark, a relative, a conjunction that opens another, or another's person."""
    words = line.words
    stop = min(len(words), at + _REACH)
    index = at
    while index < stop:
        word = words[index]
        if word in _ENDS and index > at:
            return index
        if word in _JOINS and not _goes_on(words, index + 1, rule):
            return index
        if word[0] == "F" and word in line.nodes:
            return index
        if word[0] == "P" and word in line.nodes and index > at + 1 and not is_dependent(line, index):
            return index
        index += 1
    return stop


def _goes_on(words: list[str], at: int, rule: Rule) -> bool:
    """Whether the words after a comma or conjunction still belong to the act: a preposition, a place, a date."""
    if at >= len(words):
        return False
    word = words[at]
    if word == "de":
        return words[at + 1 : at + 2] != [] and (words[at + 1] in _PARTS_OF_DAY or "de" in rule.slots.get("X", ()))
    return (
        word in _JOINS
        or word[0] in "LKTXRCUN"
        or any(word in prepositions for prepositions in rule.slots.values())
        or word in _ASIDES
        or word in ("on", "el", "in", "en", "after", "tras", "as", "along", "together", "junto", "to")
    )


def _clause_begin(line: Line, at: int) -> int:
    for index in reversed(range(max(0, at - _REACH), at)):
        if line.words[index] in (";", ":", ".", "but", "pero", "while", "mientras"):
            return index + 1
    return max(0, at - _REACH)


def _slot(line: Line, name: str, prepositions: frozenset[str], where: range) -> int | None:
    for letter in _LETTERS.get(name, name):
        for index in line.find(letter):
            if index in where and (_ANY in prepositions or _led_by(line, index, prepositions, where.start - 1)):
                return index
    return None


def _court_before(line: Line, begin: int, last: int) -> int | None:
    """The court named before an act, or between its words, with no other act between."""
    for index in reversed(range(begin, last)):
        node = line.node(index)
        if node is not None and node.key[0] == "C":
            return index
        act = line.words[index] in _OTHER_ACT - _CLITICS and index < last - 1
        if act or (node is not None and node.key[0] == "F"):
            return None
    return None


def _led_by(line: Line, index: int, prepositions: frozenset[str], limit: int) -> bool:
    """Whether one of the prepositions leads to a name, plain words between: "in the border town of L"."""
    for at in range(index - 1, max(limit, index - _STEPS) - 1, -1):
        if at < 0:
            return False
        word = line.words[at]
        if word in prepositions:
            return True
        if word in line.nodes or not word.replace("-", "").isalpha():
            return False
    return False


def _object(line: Line, first: int, last: int, end: int) -> int | None:
    """The person whom a verb acts upon: after it, in Spanish after "a", or before it as a relative or pronoun."""
    words = line.words
    for at in line.find("P"):
        if last <= at < min(end + 1, last + _OBJECT) and not (set(words[last:at]) & _not_object()):
            return at
        doubled = words[first] not in ("lo", "la", "los", "las")  # "la acusó de haber matado a P" is not about P
        if last <= at <= end and doubled and words[at - 1] in ("a", "al") and not line.nodes[words[at]].pronoun:
            return at
    relative = _relative_object(words, first)
    if relative is not None:
        people = [at for at in line.find("P") if at < relative]
        return people[-1] if people else None
    return _only_object(line, first)


def _only_object(line: Line, first: int) -> int | None:
    """Whom "le" or "lo" means where the sentence has acted upon but one before: "absolvió a P, pero le impuso"."""
    if line.words[first] not in _CLITICS - {"se"}:
        return None
    people = [at for at in line.find("P") if at < first]
    objects = [at for at in people if line.words[at - 1] in ("a", "al", "contra")]
    return objects[-1] if len(people) == len(objects) == 1 else None


def _has_pronoun(line: Line, first: int) -> bool:
    """Whether a verb has its object in a pronoun before it, and nobody as its subject: "lo acusa", not "P lo acusa"."""
    if line.words[first] not in _CLITICS:
        return False
    before = line.node(first - 1) if first else None
    return before is None or before.key[0] != "P" or line.words[max(0, first - 2)] in ("a", "al")


def _relative_object(words: list[str], first: int) -> int | None:
    """Where "whom", "a quien", "al que" opens the clause of a verb: "al que un juzgado de X condeno"."""
    for at in reversed(range(max(0, first - _RELATIVE), first)):
        word = words[at]
        if word == "whom" or (word in ("quien", "quienes") and words[at - 1] in ("a", "contra")):
            return at
        if word == "que" and at > 1 and (words[at - 1] == "al" or words[at - 2 : at] in (["a", "la"], ["a", "los"])):
            return at - 1
        if word in _ENDS or word == ",":
            return None
    return None


@cache
def _not_object() -> frozenset[str]:
    return (
        (grammar("preposition") - {"a", "al"})
        | {",", ".", ";", ":", "in", "en", "on", "at", "that", "que", "{"}
        | word_set("said")
    )


def _owner(line: Line, first: int, last: int) -> int | None:
    """Whose act a noun names: "the arrest of P", "P's arrest", "his arrest"."""
    words = line.words
    if first > 1 and words[first - 1] in ("'s", "'") and words[first - 2][0] == "P" and words[first - 2] in line.nodes:
        return first - 2
    if first and words[first - 1][0] == "H" and words[first - 1] in line.nodes:
        return first - 1
    for at in line.find("P"):
        if last < at <= last + 4 and words[last] in ("of", "de", "del", "a", "al"):
            return at
    return None
