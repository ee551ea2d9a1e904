"""Whether an act of handing over was done, to whom it is told of, and whether it is another than the one before.

An act that is only wanted, planned, refused or asked for is none.
"""

from __future__ import annotations

from typing import Final

from loaders.extraction.lexicon import grammar, word_set
from loaders.extraction.line import Line

_REACH: Final = 30
_BEFORE: Final = 6
"""How many words before the act may say that it was none."""
_SUBJECT: Final = 8
"""How many words behind an act may tell that it is still to come."""
_ASIDE: Final = 5
"""How many words before an act may tell that it is another, or one more of the same."""
_BEGINS: Final = frozenset(
    {";", ":", "but", "pero", "while", "mientras", "who", "whom", "que", "quien", "quienes", "where", "donde", "that"}
)
_UNREAL: Final = grammar("demand") | grammar("modal") | grammar("future") | grammar("not_done")
_AFTER: Final = frozenset({"after", "upon", "tras", "de", "al", "since", "luego"})
_AWAITED: Final = frozenset({"pending", "awaiting", "awaits"})
"""After an act: it only leads to a handing over that is still to come."""
_SUFFERS: Final = frozenset(
    {"was", "were", "been", "being", "is", "are", "got", "fue", "fueron", "sido", "es", "son", "ser", "siendo"}
)
PARTICIPLE: Final = ("ado", "ada", "ados", "adas", "ido", "ida", "idos", "idas", "ed", "over", "sent", "flown")
_NOUN_BEFORE: Final = frozenset({"otro", "otra", "un", "una", "cada", "otros", "otras"})
_SUBJUNCTIVE: Final = ("ara", "aran", "iera", "ieran")
_RANKED: Final = 10
"""How many words before "to be extradited" the rank may stand: "the second leader of O to be extradited"."""


def is_of_cargo(line: Line, first: int, last: int) -> bool:
    """Whether it is things that were sent: "sent cocaine from A to B", "la droga fue enviada"."""
    beside = [line.node(at) for at in (*range(max(0, first - 3), first), last)]
    if any(node is not None and node.key[0] == "X" for node in beside):
        return True
    return not grammar("cargo").isdisjoint(line.words[max(0, first - 4) : first] + line.words[last : last + 5])


def is_done(line: Line, first: int, last: int) -> bool:
    """Whether nothing before the act says that it is wanted, planned, denied or asked for."""
    begin = begin_of(line, first)
    before = line.words[max(begin, first - _BEFORE) : first]
    ranked = before[-1:] == ["be"] and not grammar("ranked").isdisjoint(line.words[max(0, first - _RANKED) : first])
    if (not ranked and not _UNREAL.isdisjoint(before)) or not word_set("negation").isdisjoint(before):
        return False
    after = line.words[last] if last < len(line.words) else "."
    if after in grammar("procedure") or not _AWAITED.isdisjoint(line.words[last : last + _SUBJECT]):
        return False
    if line.words[first].endswith(_SUBJUNCTIVE) and line.words[first - 1 : first] != ["se"]:
        return not _AFTER.isdisjoint(line.words[max(0, begin - 3) : begin])
    if before and before[-1] in ("be", "ser", "being", "siendo"):
        return _is_done_in_the_end(line, first, last, before)
    if line.words[first:last] == ["surrendered"] and after == "to" and _gives_up(line, first):
        return False
    return not (before and before[-1] in ("se", "to", "himself", "herself", "themselves"))


def _is_done_in_the_end(line: Line, first: int, last: int, before: list[str]) -> bool:
    """Whether "being extradited", "ser extraditado", "to be extradited" tells of what was done.

    "After being extradited", "before being deported in 2017", "the second of them to be extradited".
    """
    if not grammar("ranked").isdisjoint(line.words[max(0, first - _RANKED) : first]):
        return before[-2:-1] in (["to"], ["en"])
    if len(before) < 2 or before[-1] == "be":
        return False
    if before[-2] in _AFTER:
        return before[-2] != "de" or "antes" not in before[-3:-2] or _is_dated(line, last)
    return before[-2] in ("before", "until") and _is_dated(line, last)


def _gives_up(line: Line, first: int) -> bool:
    """Whether somebody surrendered himself: no auxiliary and no comma stands before."""
    return _SUFFERS.isdisjoint(line.words[max(0, first - 4) : first]) and line.words[first - 1 : first] != [","]


def _is_dated(line: Line, last: int) -> bool:
    return any(last <= at < last + _SUBJECT for at in line.find("T"))


def is_suffered(line: Line, first: int) -> bool:
    """Whether the act is told of the one it is done to: "was extradited", "fue entregado", "P, extradited from K"."""
    before = line.words[max(0, first - 4) : first]
    if not _SUFFERS.isdisjoint(before):
        return True
    node = line.node(first - 1)
    beside = bool(before) and (before[-1] in (",", "and", "y") or (node is not None and node.key[0] == "P"))
    return beside and line.words[first].endswith(PARTICIPLE)


def is_noun(line: Line, first: int) -> bool:
    """Whether a participle stands for those who suffered the act: "el otro extraditado", "los deportados"."""
    before = line.words[first - 1] if first else ""
    return before in _NOUN_BEFORE and line.words[first].endswith(PARTICIPLE[:8])


def is_of_another_time(line: Line, first: int, last: int) -> bool:
    """Whether an act is told to be another than the one spoken of: "another 29", "a year before, it had sent"."""
    beside = line.words[max(0, first - _ASIDE) : first] + line.words[last : last + 3]
    for at in range(len(beside) - 1):
        of_people = (
            beside[at + 1][0] == "N" or beside[at + 1] in word_set("people") or beside[at + 1] in ("grupo", "group")
        )
        if beside[at] in grammar("another") and of_people:
            return True
    return not grammar("had").isdisjoint(line.words[max(0, first - 3) : first]) and not grammar("earlier").isdisjoint(
        line.words[max(0, first - _REACH) : last + _SUBJECT]
    )


def is_beside(line: Line, first: int, last: int) -> bool:
    """Whether an act is told to be beside the one spoken of: "P was also sent", "junto con ellos fue extraditado"."""
    return not grammar("beside").isdisjoint(line.words[max(0, first - _ASIDE) : last + 2])


def begin_of(line: Line, first: int) -> int:
    """Where the clause of an act begins."""
    for index in reversed(range(max(0, first - _REACH), first)):
        if line.words[index] in _BEGINS:
            return index + 1
    return max(0, first - _REACH)
