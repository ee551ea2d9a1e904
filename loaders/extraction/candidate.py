"""Capitalised sequences that may name a person."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from graph.claim import Span
from loaders.extraction.lexicon import grammar, lexicon, name_set, word_set
from loaders.extraction.mention import Mention
from loaders.extraction.registry import CONNECTORS

_WORD: Final = re.compile(
    r"[^\W\d_](?:\.(?=(?:,|;|:|\))|(?: [^\W\d_]| \())|[\w]{0,40}(?:[-'’](?!s\b)[^\W\d_][\w]{0,40}){0,3})"
)
_WITHHELD: Final = re.compile(r" ?[“\"‘'«]N[”\"’'»]\.?")
_QUOTE_INSIDE: Final = re.compile(
    r" (?:[“\"‘'«]([^“”\"‘’'«»\n]{2,30})[”\"’'»]|\((?:[Ee]l |[Ll]a |alias )?[A-ZÀ-Þ][a-zà-ÿ]{1,20}\)) (?=[A-ZÀ-Þ])"
)
_OPENING: Final = frozenset("“\"‘'«(")
_AFTER_NAME: Final = frozenset(
    {"sc", "kc", "qc", "bl", "td", "mp", "mep", "obe", "mbe", "cbe", "phd", "esq", "md", "llm", "psc"}
)
"""Letters behind a name that tell a rank, a degree, a seat."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A capitalised sequence that may name a person."""

    start: int
    end: int
    tokens: tuple[str, ...]
    inner: Span | None = None
    withheld: bool = False


def find_candidates(text: str, folded: str, known: list[Mention]) -> Iterator[Candidate]:
    """Sequences of capitalised words outside of what is otherwise named, in order; a nickname inside belongs to one."""
    starts = [m.start for m in known]
    skip = word_set("not_a_name") | lexicon("en").tables["demonym"].keys()
    ranks = grammar("rank")
    run: list[Span] = []
    pending: list[Span] = []

    def covered(start: int, end: int) -> bool:
        at = bisect_right(starts, end - 1) - 1
        return at >= 0 and known[at].end > start

    def flush() -> Iterator[Candidate]:
        if run:
            yield from _candidate(text, folded, run)
        run.clear()
        pending.clear()

    last = skipped = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        if start < skipped:
            continue
        if run and not pending:
            inner = _QUOTE_INSIDE.match(text, last)
            if inner:
                last = skipped = inner.end()
                if start < skipped:
                    continue
        capital = text[start].isupper()
        if not run and not capital:
            last = end
            continue
        word = folded[start:end]
        if run and text[last:start] not in (" ", ""):
            yield from flush()
        rank = not run and word in ranks and text[end : end + 2].lstrip(". ")[:1].isupper()
        rank = rank or (not run and word in _HONORIFICS and _is_full_name(text, folded, end))
        usual = (rank or word in skip) and not _is_given(text, folded, start, end, bool(run))
        if capital and not usual and not covered(start, end) and len(run) < 7:
            run.extend(pending)
            pending.clear()
            run.append((start, end))
        elif run and not capital and word in CONNECTORS:
            pending.append((start, end))
        else:
            yield from flush()
        last = end
    yield from flush()


_HONORIFICS: Final = frozenset({"don", "dona", "dom", "dame", "sir"})
_FULL_NAME: Final = re.compile(r" ([^\W\d_a-z][\w'’-]{1,30}) [^\W\d_a-z]")


def _is_full_name(text: str, folded: str, start: int) -> bool:
    """Whether a given name and another follow: "Don Casimiro Urrea", and not "Don Quay"."""
    following = _FULL_NAME.match(text, start)
    return following is not None and folded[following.start(1) : following.end(1)] in name_set("given_names")


def _is_given(text: str, folded: str, start: int, end: int, inside: bool) -> bool:
    """Whether a word that is usually none is a name here: Julio, Domingo, Abril before or after another name."""
    word = folded[start:end]
    if inside:
        return word in name_set("given_names") or word in name_set("surnames")
    following = text[end + 1 : end + 3]
    follows = text[end : end + 1] == " " and (following[:1].isupper() or following[:1] in _OPENING)
    return follows and word in name_set("given_names")


def _candidate(text: str, folded: str, run: list[Span]) -> Iterator[Candidate]:
    while len(run) > 2 and folded[run[-1][0] : run[-1][1]].rstrip(".") in _AFTER_NAME:
        run = run[:-1]
    start, end = run[0][0], run[-1][1]
    tokens = tuple(folded[a:b].rstrip(".") for a, b in run)
    inner = None
    for (_, a), (b, _) in pairwise(run):
        if b - a > 3:
            inner = (a + 2, b - 2)
    withheld = _WITHHELD.match(text, end)
    if withheld:
        yield Candidate(start, withheld.end(), (*tokens, "n"), None, True)
    elif len(tokens) == 1 and text[start:end].isupper() and len(tokens[0]) < 5:
        return
    else:
        yield Candidate(start, end, tokens, inner)
