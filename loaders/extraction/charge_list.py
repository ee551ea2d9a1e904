"""The charges that a clause lists after an act: "charged, along with two others, with X, Y and conspiring to Z"."""

from __future__ import annotations

from functools import cache
from typing import Final

from loaders.extraction.attachment import is_dependent
from loaders.extraction.lexicon import grammar, word_set
from loaders.extraction.line import Line, Node

_WINDOW: Final = 48
_NEXT: Final = 10
"""How many words may stand between a comma or conjunction and the charge that it joins."""
_JOINS: Final = frozenset({",", "and", "y", "e", "plus", "ademas"})
_ENDS: Final = grammar("ends_charges") - {"{", "}", '"', "-", "ademas"}
_LISTING: Final = grammar("listing")
_RELATIVES: Final = frozenset({"that", "which", "que", "cual", "cuales"})
_OTHER_ACT: Final = grammar("other_act")
_NODES_BETWEEN: Final = frozenset("NTLKQRCXHWZ")
"""What may stand between a join and a charge without another's act beginning there."""


def _ends_list(line: Line, index: int, *, begun: bool) -> bool:
    word = line.words[index]
    return word in _ENDS or word in (".", ":") or (begun and word in _JOINS and not _goes_on(line, index + 1))


def _is_inside(line: Line, index: int, found: list[int]) -> bool:
    """Whether a person belongs to a charge, as whom it was done to: "the killing of a deputy, P, in L"."""
    if is_dependent(line, index):
        return True
    between = line.words[found[-1] + 1 : index] if found else []
    return between[:1] in (["of"], ["de"], ["del"]) and between[-1] == "," and between.count(",") == 1


@cache
def _groups() -> frozenset[str]:
    return word_set("gang_kind") | word_set("gang_group") | word_set("not_a_group") | word_set("gang_noun")


def charges_after(
    line: Line, at: int, prepositions: frozenset[str], patient: int | None = None
) -> tuple[Node, int, int] | None:
    """The charges after an index, led by one of the prepositions, with the indices of the first and past the last.

    Args:
        line: the sentence.
        at: index from which on they may stand.
        prepositions: what leads to them; `*` where nothing has to.
        patient: index of the person charged, who may stand before them.
    """
    words = line.words
    led = "*" in prepositions
    found: list[int] = []
    index = at
    while index < min(len(words), at + _WINDOW):
        word = words[index]
        node = line.node(index)
        if node is not None and node.key[0] == "X":
            if led:
                found.append(index)
        elif node is not None and node.form == "list":  # "including" and "entre ellos" open lists of people, too
            led = True
        elif node is not None and index != patient:
            if node.key[0] == "F" or (node.key[0] == "P" and index > at + 1 and not _is_inside(line, index, found)):
                break
        elif word in _LISTING or (word == ":" and words[index - 1] in _LISTING):
            led = True
        elif word in _RELATIVES and _describes(words, index, listed=bool(found)):
            pass
        elif _ends_list(line, index, begun=led or bool(found)):
            break
        elif word in prepositions:
            led = True
        index += 1
    return _joined(line, found)


def _describes(words: list[str], index: int, *, listed: bool) -> bool:
    """Whether "that" tells more of the charges or of a group: "an indictment that lists X", "a ring that did X"."""
    after = words[index + 1 : index + 4]
    if _LISTING.intersection(after) or after[:1] in (["same"], ["mismo"]):
        return True
    return not listed and words[index - 1] in _groups()


def _goes_on(line: Line, at: int) -> bool:
    """Whether what follows a comma or conjunction is another charge, and not another act."""
    for index in range(at, min(len(line.words), at + _NEXT)):
        word = line.words[index]
        node = line.node(index)
        if node is not None and node.key[0] == "X":
            return True
        if node is not None and node.key[0] not in _NODES_BETWEEN and not is_dependent(line, index):
            return False
        if word in _OTHER_ACT or (word in _ENDS and word not in _LISTING) or word in (".", ";"):
            return False
    return False


def charges_before(line: Line, at: int, begin: int, prepositions: frozenset[str]) -> tuple[Node, int, int] | None:
    """The charges put before an act: "por X y Z lo busca", with the indices of the first and past the last."""
    for index in range(begin, at):
        if line.words[index] in prepositions and (found := charges_after(line, index, prepositions)) is not None:
            node, first, last = found
            return (node, first, last) if last <= at else None
    return None


def _joined(line: Line, found: list[int]) -> tuple[Node, int, int] | None:
    if not found:
        return None
    nodes = [line.nodes[line.words[index]] for index in found]
    refs = tuple(dict.fromkeys(ref for node in nodes for ref in node.refs))
    return Node(nodes[0].key, nodes[0].start, nodes[-1].end, refs), found[0], found[-1] + 1
