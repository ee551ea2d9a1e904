"""From where and to where an act of handing over led: the places of its clause, by what stands before them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from loaders.extraction.lexicon import grammar
from loaders.extraction.line import Line, Node
from loaders.extraction.state import FROM, OF, TO

if TYPE_CHECKING:
    from loaders.extraction.handover import Handover

_AT: Final = frozenset({"at", "in", "en"})
_LEADS: Final = (
    frozenset({"by", "por", "with", "con", "near", "for", "para", "on", "against", "contra", "after", "tras"})
    | frozenset({",", "and", "y", "{"})
    | FROM
    | TO
    | _AT
)
_AIRPORT: Final = re.compile(r"airport|aeropuerto|aerodrom|air base|airbase|airfield|base aerea|airstrip|pista")


def _led(line: Line, index: int, last: int) -> str:
    """The preposition that leads to a name after the act; `object` where none does."""
    of = False
    for at in reversed(range(last, index)):
        word = line.words[at]
        if word in OF:
            of = True
        elif word in _LEADS or (of and word in line.nodes and word[0] in "LRCU"):
            return word
    return "de" if of else "object"


def read_places(line: Line, act: Handover, where: range, *, noun: bool) -> None:
    """Take the places behind an act as its origin or its destination."""
    for letter in "LR":
        for index in line.find(letter):
            if index not in where:
                continue
            if "-" in line.words[index - 1 : index + 2 : 2]:
                continue
            node = line.nodes[line.words[index]]
            led = _led(line, index, where.start)
            leaves = "leaves" in act.rule.options
            arrives = "arrives" in act.rule.options
            airport = letter == "L" and is_airport(node)
            if noun and led not in FROM | TO:
                continue
            if led in FROM or (led in ("de", "object") and (leaves or (led == "de" and (airport or letter == "R")))):
                predicate = "origin"
            elif letter == "L" and (led in TO or (leaves and led in ("for", "para")) or (led in _AT and arrives)):
                predicate = "origin" if airport and not arrives and _goes_aboard(line, index) else "destination"
            elif led in _AT and airport and not arrives:
                predicate = "destination" if _arrives(line, where.start, index) else "origin"
            else:
                continue
            act.arguments.extend((predicate, ref, node) for ref in node.refs)


def _arrives(line: Line, first: int, last: int) -> bool:
    """Whether words tell that somebody came to what follows them."""
    return not grammar("arriving").isdisjoint(line.words[first:last])


def _goes_aboard(line: Line, index: int) -> bool:
    """Whether whoever is brought to an airport leaves from it."""
    return not grammar("going_aboard").isdisjoint(line.words[index:])


def places_end(line: Line, last: int, end: int) -> int:
    """Where the places of an act end: at its charges, or at the things that somebody sent elsewhere."""
    for at in range(last, end):
        if line.words[at] in grammar("of_the_case") or line.words[at] in grammar("cargo"):
            return at
    return end


def is_airport(node: Node) -> bool:
    """Whether a place is one that aircraft leave from."""
    return any(ref.description == "Airport" or any(map(_AIRPORT.search, ref.names)) for ref in node.refs)


def read_opening_place(line: Line, act: Handover, begin: int) -> None:
    """The place that a clause puts before its verb: "from Toluca, the plane flew", "con destino a L partió"."""
    for letter in "LR":
        for index in line.find(letter):
            if not begin <= index < act.first:
                continue
            node = line.nodes[line.words[index]]
            near = max([begin, index - 3, *(at + 1 for at in line.node_indices() if at < index)])
            before = line.words[near:index]
            at_airport = (
                letter == "L"
                and "noun" not in act.rule.options
                and is_airport(node)
                and {"in", "at", "en"} & set(line.words[max(begin, index - 5) : index])
            )
            if {"originally", "native", "born", "originario", "originaria", "natural", "oriundo"} & set(before):
                continue
            if at_airport and _arrives(line, begin, index):
                act.arguments.extend(("destination", ref, node) for ref in node.refs)
            elif {"from", "desde", "procedente", "proveniente"} & set(before) or (
                at_airport and "arrives" not in act.rule.options
            ):
                act.arguments.extend(("origin", ref, node) for ref in node.refs)
            elif letter == "L" and ("destino" in before or "bound" in before or "rumbo" in before):
                act.arguments.extend(("destination", ref, node) for ref in node.refs)
