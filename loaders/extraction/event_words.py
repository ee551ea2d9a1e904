"""What single words and places of a sentence tell of a handing over: several people, a domestic move, one person."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Final

from graph.claim import QUOTE_LIMIT, Span
from loaders.extraction.clause import Bearer
from loaders.extraction.handover import Handover
from loaders.extraction.lexicon import word_set
from loaders.extraction.line import Line, Node
from loaders.extraction.state import state_of_place

_SINGLE: Final = frozenset({"him", "her", "he", "she", "was", "fue", "lo", "himself"})
_BESIDE_NAME: Final = 7
"""How many words before somebody another may be named with whom he is joined."""


def is_dated_of_one_named(act: Handover, who: Bearer | None) -> bool:
    """Whether an act is dated, and done to somebody whom the sentence names."""
    if who is None or who.span is None or any(ref.official for ref in who.refs):
        return False
    return any(predicate == "date" for predicate, *_ in act.arguments)


def is_joined(line: Line, at: int) -> bool:
    """Whether somebody is named behind another: "he and his bookkeeper, P"."""
    before = line.words[max(0, at - _BESIDE_NAME) : at]
    people = any(word[0] == "P" and word in line.nodes for word in before)
    return people and not {"and", "y", "e"}.isdisjoint(before)


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans have a part in common."""
    return one[0] < other[1] and other[0] < one[1]


@cache
def people() -> frozenset[str]:
    """Words for several people."""
    return frozenset(word for word in word_set("people") if word.endswith("s") or word in ("men", "people"))


@cache
def on_board() -> frozenset[str]:
    """Words of a journey: a sentence with one of them may say whose escort or aircraft it was."""
    return word_set("aircraft") | {"escorted", "escoltado", "escoltada", "escoltados", "custodia", "custody"}


def is_of_one(line: Line, first: int, last: int) -> bool:
    """Whether one person left a place, and not the passengers: "He left the prison", "Salió del penal"."""
    for index in reversed(range(first)):
        node = line.node(index)
        if node is not None and node.key[0] == "P":
            return len(node.refs) < 2
    vehicles = word_set("aircraft") | word_set("transfer_noun") | {"convoy"}
    return not {"dejo", "salio"}.isdisjoint(line.words[first:last]) and vehicles.isdisjoint(line.words)


def stays_inside(line: Line, last: int) -> bool:
    """Whether words for where somebody left from go on to another place of the same state."""
    left, reached = line.node(last - 1), line.node(last + 1)
    if left is None or reached is None or line.words[last] not in ("a", "to") or reached.key[0] not in "LR":
        return False
    return state_of_place(left.refs[0]) in (None, state_of_place(reached.refs[0]))


def is_single(line: Line, first: int, last: int) -> bool:
    """Whether the words of an act show that it was done to one person."""
    return not _SINGLE.isdisjoint(line.words[max(0, first - 3) : last + 2])


def is_about(line: Line, count: Node) -> bool:
    """Whether a number is only a bound: "more than 200", "más de 200"."""
    at = line.words.index(count.key)
    return not {"more", "mas", "fewer", "less", "menos"}.isdisjoint(line.words[max(0, at - 2) : at])


def with_sentence(span: Span, line: Line) -> Span:
    """The words with the sentence around them where it is short enough for a quote."""
    return (line.start, line.end) if line.end - line.start <= QUOTE_LIMIT else span


def is_domestic(line: Line, last: int) -> bool:
    """Whether the move ends in a prison: "to other federal prisons"."""
    ahead = line.words[last : last + 8]
    if any(n[0] == "R" for n in ahead) and {("a", "la", "de"), ("al", "de")} & {
        *zip(ahead, ahead[1:], ahead[2:], strict=False),
        *pairwise(ahead),
    }:
        return True
    return any(
        w in ("to", "a", "al", "hacia")
        and any(n[0] == "R" or n in ("prisons", "penales", "carceles", "centros", "jail") for n in ahead[i + 1 : i + 6])
        for i, w in enumerate(ahead)
    )
