"""What a sentence does to the statements in it: asks them, denies them, tells that a verdict was overturned."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from graph.claim import Span
from loaders.extraction.lexicon import grammar
from loaders.extraction.line import Line

_TWO_VERSIONS: Final = re.compile(
    r" (?:segun (?:una|un|unos|unas)|according to (?:one|some)) .*(?:otra|otro|otras|otros|other|others|another) "
)
_OF_A_PERSON: Final = re.compile(r"(?<= )(?:denied|denies|deny|denying|neither|ni) (?=P\d+ )")
_CORRECTION: Final = re.compile(
    r"(?m)^[^\w\n]{0,12}(?:(?:correction|clarification|rectificacion|correccion|aclaracion)(?:e?s)?\b(?! de la )"
    r"|rectificamos\b|fe de erratas\b|errat(?:um|a)\b)"
)
_EARLIER: Final = re.compile(
    r" (?:earlier|previous) version of (?:this|the) | version anterior de (?:esta|este|la|el) "
)
_GAP: Final = 4
_LONG_GAP: Final = 12
"""Between charges and their being dropped stand the charges themselves."""
_STOPS: Final = grammar("ends_denial")


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the statements of one sentence stand.

    Attributes:
        asked: the sentence is a question.
        disputed: it gives two versions ("according to one page …; according to another …").
        denied: the part of the text that the sentence denies, calls false or leaves open.
        direct: the part of it up to the first comma, where a denial speaks of the statement itself.
        overturned: it tells that a verdict or a sentence was undone.
        dropped_at: where it tells that charges named before were dropped.
        verdict_undone: it speaks of a conviction as something known, and tells that it was undone.
        respectively: its lists go together, first with first.
        left_out: it speaks of people who were left out of a list.
    """

    asked: bool = False
    disputed: bool = False
    denied: Span | None = None
    direct: Span | None = None
    overturned: bool = False
    dropped_at: int | None = None
    verdict_undone: bool = False
    respectively: bool = False
    left_out: bool = False

    def denies(self, span: Span) -> bool:
        """Whether the words at a span are denied."""
        return self.denied is not None and self.denied[0] <= span[0] < self.denied[1]

    def denies_directly(self, span: Span) -> bool:
        """Whether it is they that are denied, and not something of which they are an aside."""
        return self.direct is not None and self.direct[0] <= span[0] < self.direct[1]


_STANDS: Final = Standing()


def corrects(folded: str) -> bool:
    """Whether a text holds corrections, by a heading or an opening that says so."""
    return _CORRECTION.search(folded) is not None


def standing_of(line: Line, *, correcting: bool) -> Standing:
    """Read the words of a sentence that bear on all of it; in a text with corrections also what they take back."""
    joined = line.joined()
    if not correcting and _telling().isdisjoint(line.present()) and _EARLIER.search(joined) is None:
        return _STANDS
    denied = direct = None
    cue = _find("denial", line) or _OF_A_PERSON.search(joined)
    if cue is None and (correcting or _EARLIER.search(joined)):
        cue = _find("taken_back", line)
    if cue is not None:
        denied, direct = _after(line, line.indices(cue)[1])
    elif _find("called_false", line):
        denied = (line.start, line.end)
    dropped = _find("charges_dropped", line)
    return Standing(
        asked="?" in line.words[-2:],
        disputed=_TWO_VERSIONS.search(joined) is not None,
        denied=denied,
        direct=direct,
        overturned=_find("overturned", line) is not None,
        dropped_at=None if dropped is None else line.spans[line.indices(dropped)[1] - 1][0],
        verdict_undone=_find("verdict_undone", line) is not None,
        respectively=not {"respectively", "respectivamente"}.isdisjoint(line.words),
        left_out=_find("left_out", line) is not None,
    )


def _after(line: Line, first: int) -> tuple[Span | None, Span | None]:
    """The words from an index to the end of the denial, and to its first comma."""
    if first >= len(line.words):
        return None, None
    stop = next((i for i in range(first, len(line.words)) if line.words[i] in _STOPS), len(line.words))
    comma = next((i for i in range(first, stop) if line.words[i] in (",", "{")), stop)
    start = line.spans[first][0]
    end = line.spans[stop][0] if stop < len(line.words) else line.end
    return (start, end), (start, line.spans[comma][0] if comma < len(line.words) else end)


def _find(name: str, line: Line) -> re.Match[str] | None:
    telling, pattern = _pattern(name)
    return None if telling.isdisjoint(line.present()) else pattern.search(line.joined())


_LISTS: Final = ("denial", "taken_back", "called_false", "charges_dropped", "overturned", "verdict_undone", "left_out")
_ALONE: Final = frozenset(
    (
        "?",
        "respectively",
        "respectivamente",
        "neither",
        "ni",
        "denied",
        "denies",
        "deny",
        "denying",
        "according",
        "segun",
    )
)


@cache
def _telling() -> frozenset[str]:
    """Words of which one stands in every sentence that bears on its own statements."""
    return _ALONE.union(*(_pattern(name)[0] for name in _LISTS))


@cache
def _pattern(name: str) -> tuple[frozenset[str], re.Pattern[str]]:
    """The phrases of a list of `lexicon/grammar.toml`, `*` standing for some words, and the longest word of each.

    Few sentences have one of these words, so that few are searched for the phrases.
    """
    phrases = sorted(grammar(name), key=lambda phrase: (-len(phrase), phrase))
    gap = rf"(?:[^ ;.]+ ){{0,{_LONG_GAP if name == 'charges_dropped' else _GAP}}}?"
    forms = ["".join(gap if word == "*" else re.escape(word) + " " for word in p.split()) for p in phrases]
    telling = frozenset(max(phrase.split(), key=len) for phrase in phrases)
    return telling, re.compile(r"(?<= )(?:" + "|".join(forms) + ")")
