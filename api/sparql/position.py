"""Where a malformed query goes wrong: the token at which the parser could go no further.

The parser reports how far any of its attempts read, and an attempt at a keyword reads as many characters
as the keyword has, whatever stands there. Here the query is parsed once more with so much space between
its tokens that no such attempt reaches the next one: then the furthest place lies at or right after the
token that does not fit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from api.sparql.tokenizer import Token, first_reading

_GAP: Final = " " * 40
"""Longer than any keyword."""
_BRACKETS: Final = frozenset("{}(),;")
_ERROR: Final = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_CHARACTER_CLASS: Final = re.compile(r"\[[^\]]*\]")
_SYMBOL: Final = re.compile(r'"((?:[^"\\]|\\.)+)"')
_REASON: Final = re.compile(r"[A-Z][a-z]+ [A-Za-z ]+")


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a query does not parse (line and column from 1) and what is wrong there."""

    line: int
    column: int
    message: str


def find_fault(query: str, *, base: str, prefixes: Mapping[str, str], update: bool = False) -> Fault | None:
    """The first place at which a query, or an update, does not parse; None where it does.

    >>> find_fault("SELECT * { ?s ?p }", base="http://example.org/", prefixes={}).column
    18
    """
    from pyoxigraph import Store

    tokens = first_reading(query)
    spread, starts = _spread(tokens)
    try:
        store = Store()
        parse: Callable[..., object] = store.update if update else store.query
        parse(spread, base_iri=base, prefixes=dict(prefixes))
    except SyntaxError as error:
        match = _ERROR.match(str(error))
    except (ValueError, RuntimeError, OSError):  # it parses, and fails for another reason
        return None
    else:
        return None
    if not tokens:
        return Fault(1, 1, "there is no query")
    if match is None:
        return None
    reached = int(match[2]) - 1  # the spread query has one line
    if reached >= len(spread):
        end = tokens[-1].start + len(tokens[-1].text)
        return Fault(*position_of(query, end), f"the query ends too early. {_expected(match[3])}".rstrip())
    at = max((index for index, start in enumerate(starts) if start <= reached), default=0)
    # Past the token's start, the list is of keywords that were tried there in vain.
    expected = _expected(match[3]) if reached == starts[at] else _reason(match[3])
    return Fault(*position_of(query, tokens[at].start), f"“{tokens[at].text}” does not fit here. {expected}".rstrip())


def position_of(query: str, offset: int) -> tuple[int, int]:
    r"""Line and column, both from 1, of a code point of the query.

    >>> position_of("ASK\n{ ?s", 6)
    (2, 3)
    """
    return query.count("\n", 0, offset) + 1, offset - query.rfind("\n", 0, offset)


def _spread(tokens: list[Token]) -> tuple[str, list[int]]:
    """The query in one line with a wide gap wherever one may be, and where each token then starts."""
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    for index, token in enumerate(tokens):
        if index:
            before = tokens[index - 1]
            apart = before.start + len(before.text) < token.start
            if apart or before.text in _BRACKETS or token.text in _BRACKETS:
                parts.append(_GAP)
                length += len(_GAP)
        starts.append(length)
        text = token.text.replace("\r", " ").replace("\n", " ")  # of a long string
        parts.append(text)
        length += len(text)
    return "".join(parts) + _GAP, starts


def _expected(list_: str) -> str:
    """What the parser would have taken, as far as its list says it in signs, or its reason in words."""
    symbols = sorted(set(_SYMBOL.findall(_CHARACTER_CLASS.sub("", list_))))
    return _reason(list_) or (f"Expected one of {'  '.join(symbols)}" if symbols else "")


def _reason(list_: str) -> str:
    reasons = _REASON.findall(_CHARACTER_CLASS.sub("", list_))
    return f"{reasons[0]}." if reasons else ""
