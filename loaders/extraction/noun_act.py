"""Whether a noun ("extradition", "entrega") tells of a handing over as done, and when it was.

Most such nouns speak of what is asked for, ordered or fought. One is done that follows on something ("after his
extradition"), that somebody announces or completes, that took place, that ended something, or that a day in the past
dates: none of them where a court, a minister or the law stands before or behind it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from loaders.extraction.lexicon import grammar, word_set
from loaders.extraction.line import Line, Node

_BEFORE: Final = 7
_BEHIND: Final = 16
_VERB: Final = 14
_UNREAL: Final = (
    grammar("demand") | grammar("modal") | grammar("future") | grammar("not_done") | grammar("noun_not_done")
)
_DETERMINERS: Final = grammar("determiner") | frozenset({"'s", "'", "this", "that", "esta", "esa", "last"})
_AFTER: Final = frozenset({"after", "following", "since", "upon", "tras", "desde", "luego", "despues", "with", "con"})
_MARKS: Final = frozenset({";", ".", ":", "who", "whom", "which", "que", "quien", "cuyo", "whose", "where", "donde"})
_NOT_A_DAY: Final = frozenset({"since", "desde", "until", "hasta", "before", "antes", "for", "born", "after", "tras"})
_PHRASE: Final = frozenset({"to", "from", "a", "al", "desde", "hacia", "of", "de", "del", "the", "el", "la"}) | {
    "los", "las", "was", "were", "se", "fue", "is", "es", "this", "este", "esta", "authorities", "autoridades",
    "in", "on", "en", ",", "last", "pasado", "late", "early", "by", "por", "into", "back",
}  # fmt: skip
_YEARS: Final = range(1960, 2050)


def is_told(line: Line, first: int, last: int) -> bool:
    """Whether the noun from `first` to `last` names a handing over that was done."""
    noun = _noun(line, first, last)
    begin = _begin(line, noun)
    before = line.words[begin:noun]
    after = line.words[last : last + 2]
    if not _UNREAL.isdisjoint(before) or not grammar("procedure").isdisjoint(after):
        return False
    if not word_set("negation").isdisjoint(before[-_BEFORE:]):
        return False
    verb = _behind(line, last)
    if verb in grammar("noun_not_done") or verb in _UNREAL:
        return False
    determined = bool(before) and (before[-1] in _DETERMINERS or before[-1][0] in "HN")
    lead = next((w for w in reversed(before) if w not in _DETERMINERS and w[0] not in "PHNTKQ"), "")
    if verb in grammar("took_place") or lead in grammar("carries_out"):
        return True
    if lead in _AFTER and determined:
        return lead not in ("with", "con", "desde", "since") or verb not in grammar("procedure")
    return determined and (verb in grammar("ended_something") or day_of(line, last) is not None)


def day_of(line: Line, last: int) -> Node | None:
    """The day, month or year of the noun's own phrase: "extradition to K in T", "extradición, el T, de P".

    Or of the verb behind it: "la extradición de P se concretó el T".
    """
    verb = False
    for at in range(last, min(len(line.words), last + _BEHIND)):
        word, node = line.words[at], line.node(at)
        if node is not None and node.key[0] == "T":
            return None if line.words[at - 1] in _NOT_A_DAY else node
        verb = verb or word in grammar("took_place")
        if word not in _PHRASE and not verb and (node is None or node.key[0] not in "KLUPRN"):
            return None
    return None


def day_before(line: Line, noun: int) -> Node | None:
    """The day of the verb that carries a noun out: "concretó el T la extradición de P"."""
    for at in range(noun - 1, max(-1, noun - _BEFORE - 1), -1):
        node = line.node(at)
        if node is not None and node.key[0] == "T":
            carried = line.words[max(0, at - 4) : at]
            return node if not grammar("carries_out").isdisjoint(carried) else None
        if node is None and not line.words[at].isalpha():
            return None
    return None


def year_before(line: Line, first: int, last: int) -> Node | None:
    """The year before the noun: "his 2016 extradition"."""
    node = line.node(_noun(line, first, last) - 1)
    if node is not None and node.key[0] == "N" and node.refs[0] in _YEARS:
        return node
    return None


def _noun(line: Line, first: int, last: int) -> int:
    return next((at for at in range(first, last) if line.words[at] in word_set("handover_noun")), first)


def _begin(line: Line, noun: int) -> int:
    """Where the clause of a noun begins, some words before it at most."""
    for at in range(noun - 1, max(-1, noun - _BEFORE - 1), -1):
        if line.words[at] in _MARKS or line.words[at] == ",":
            return at + 1
    return max(0, noun - _BEFORE)


def _behind(line: Line, last: int) -> str:
    """The first verb behind a noun that tells whether it was done, of those that are known."""
    apart = False
    for word in _until_mark(line, last):
        apart = apart or word == ","
        done = word in grammar("took_place") or word in grammar("ended_something")
        if done or (not apart and (word in _UNREAL or word in grammar("procedure"))):
            return word
    return ""


def _until_mark(line: Line, last: int) -> Iterator[str]:
    for at in range(last, min(len(line.words), last + _VERB)):
        if line.words[at] in _MARKS:
            return
        yield line.words[at]
