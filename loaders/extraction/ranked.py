"""Earlier and later handings over that a sentence tells by their place in a row, or by whom it names beside a date.

"The first, in February 2025, was of 29 prisoners; the second, in August, of 26"; "P was extradited in 2019 and P in
2021"; "among them P (2016) and P (2019)".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final, NamedTuple

from loaders.extraction.date import DateMention
from loaders.extraction.lexicon import LANGUAGES, grammar, lexicon, word_set
from loaders.extraction.line import Line, Node
from loaders.extraction.state import is_demonym

_CLAUSE: Final = 18
"""How many words behind its rank a handing over may be told by."""
_YEARS: Final = range(1960, 2050)
_PAIR: Final = re.compile(
    r" (?P<before>[^ ]+) (?P<who>P\d+) (?P<how>(?:, )?(?:in|en|on|el) |\{ (?:in |en )?)"
    r"(?P<when>[TN]\d+)(?= (?:[,.;}]|and|y|e) )"
)
_JOINS: Final = frozenset({"and", "y", "e", ";", ",", ":", "them", "ellos", "like", "como", "a", "to", "with"})
_NOT_OF_IT: Final = grammar("dated_otherwise") | grammar("struck") | grammar("future")


class Ranked(NamedTuple):
    """One handing over of a row.

    Attributes:
        first: index of its first word; `last` one past its last.
        ordinal: its rank, None of "the latest".
        day: when it was; `number` how many were handed over.
        people: whom it names.
    """

    first: int
    last: int
    ordinal: int | None
    day: tuple[DateMention, Node] | None
    number: Node | None
    people: tuple[Any, ...] = ()


def read_ranked(line: Line) -> Iterator[Ranked]:
    """The handings over that a sentence tells by their rank, each with a date or a count."""
    if line.present().isdisjoint(_ranks()):
        return
    words = line.words
    places = [at for at, word in enumerate(words) if word in _ranks() and _is_one(line, at)]
    for number, at in enumerate(places):
        stop = places[number + 1] - 1 if number + 1 < len(places) else len(words)
        stop = min(stop, at + _CLAUSE, next((i for i in range(at, stop) if words[i] in (";", ".")), stop))
        if not _NOT_OF_IT.isdisjoint(words[at:stop]):
            continue
        day = next(
            (line.nodes[words[i]] for i in range(at, stop) if words[i][0] == "T" and words[i] in line.nodes), None
        )
        count = _count(line, at + 1, stop)
        if day is not None or count is not None:
            last = 1 + max(line.words.index(node.key) for node in (day, count) if node is not None)
            yield Ranked(at, last, _ranks()[words[at]], None if day is None else (day.refs[0], day), count)


def read_elided(line: Line, after: int) -> Iterator[Ranked]:
    """Those whom a sentence names beside a date of their own behind an act, its verb left out."""
    for match in _PAIR.finditer(line.joined()):
        first, last = line.indices(match, "who")[0], line.indices(match, "when")[1]
        if first < after or not (match["before"] in _JOINS or match["how"].startswith("{")):
            continue
        node = line.nodes[match["when"]]
        day = node.refs[0]
        if node.key[0] == "N":
            if day not in _YEARS:
                continue
            day = DateMention(node.start, node.end, str(day))
        person = line.nodes[match["who"]]
        if len(person.refs) == 1 and not person.pronoun and not person.refs[0].official:
            yield Ranked(first, last, None, (day, node), None, person.refs)


def _is_one(line: Line, at: int) -> bool:
    """Whether a rank stands for a handing over: before a noun for it, or alone: "the first ,", "el segundo fue"."""
    words = line.words
    if words[at - 1 : at] not in (["the"], ["el"], ["la"], ["a"], ["un"], ["una"], ["su"], ["its"], ["another"]):
        return False
    for index in range(at + 1, min(len(words), at + 5)):
        word = words[index]
        if word in word_set("transfer_noun") or word in word_set("handover_noun"):
            return True
        if not word.isalpha() or word in line.nodes:
            break
    after = words[at + 1 : at + 3]
    if not after or any(word[0] == "P" and word in line.nodes for word in words[at : at + _CLAUSE]):
        return False  # somebody is ranked, and no handing over
    if after[0] in ("of", "de"):
        return after[1:2] != [] and after[1][0] == "N" and after[1] in line.nodes
    return after[0] in _behind_rank() or (after[0][0] == "T" and after[0] in line.nodes)


def _count(line: Line, first: int, stop: int) -> Node | None:
    for at in range(first, stop):
        node = line.node(at)
        of_all = not grammar("of_all").isdisjoint(line.words[max(0, at - 3) : at])
        if node is None or node.key[0] != "N" or node.refs[0] in _YEARS or of_all:
            continue
        after = line.words[at + 1 : at + 4]
        people = any(word in word_set("people") or (word.endswith("s") and is_demonym(word)) for word in after)
        alone = line.words[at - 1] in ("of", "de", "with", "con") and (
            not after or after[0] in (",", ";", ".", "and", "y")
        )
        if people or alone:
            return node
    return None


@cache
def _behind_rank() -> frozenset[str]:
    return frozenset(
        {
            ",",
            "{",
            "was",
            "fue",
            "took",
            "came",
            "tuvo",
            "ocurrio",
            "se",
            "in",
            "on",
            "en",
            "el",
            "left",
            "salio",
            "partio",
        }
        | {"involved", "carried", "con", "with", "de", "of", "saw", "landed", "llego", "aterrizo", "incluyo", "had"}
    )


@cache
def _ranks() -> dict[str, int | None]:
    out: dict[str, int | None] = dict.fromkeys(
        ("latest", "previous", "anterior", "ultimo", "ultima", "penultimo", "penultima", "recent"), None
    )
    for language in LANGUAGES:
        out |= lexicon(language).tables["ordinal_value"]
    return out
