"""Tokens of SPARQL 1.1 and 1.2, in every reading that a parser could give them.

SPARQL cannot be cut into tokens without parsing it: in `?a<'x>')…` the `<` opens an IRI or compares.
A parser knows its place and takes one; what must not be fooled looks at both. So it is with the dots
of `ex:a.b.c`, and where a parser is looser or stricter than the specification.

Source: SPARQL 1.1 Query Language, 19.8 Grammar (terminals), and the RDF 1.2 additions. Where a
terminal is given narrower here than a parser has it, what is cut off is read as a further token.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto


class Kind(Enum):
    """What a token is."""

    IRI = auto()
    NAME = auto()  # prefixed name, with or without local part
    BLANK = auto()
    VARIABLE = auto()
    STRING = auto()
    LANGUAGE = auto()
    NUMBER = auto()
    WORD = auto()  # keyword, function, `a`, `true`
    MARK = auto()  # operators and brackets


@dataclass(frozen=True, slots=True)
class Token:
    """A token at `start`, counted in code points from the query's first.

    >>> [token.text for token in first_reading("ASK{}")]
    ['ASK', '{', '}']
    """

    kind: Kind
    text: str
    start: int


_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_LETTER = f"{_BASE}_"
_CHAR = f"{_LETTER}\\-0-9\u00b7\u0300-\u036f\u203f-\u2040"
# Names are read up to a length, so that no text takes more than linear time; what is over is read as further tokens.
_PREFIX = f"(?:[{_BASE}](?:[{_CHAR}.]{{0,100}}[{_CHAR}])?)?:"
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL = f"(?:[{_LETTER}:0-9]|{_ESCAPED})(?:(?:[{_CHAR}.:]|{_ESCAPED}){{0,100}}(?:[{_CHAR}:]|{_ESCAPED}))?"
_ECHAR = r"\\[tbnrf\\\"']|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_UCHAR = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"

_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\r\n]*)+")
_IRI = re.compile(rf"<(?:[^<>\"{{}}|^`\\\x00-\x20]|{_UCHAR})*>")
_TERMINALS = (
    (Kind.STRING, re.compile(rf"'''(?:'{{0,2}}(?:[^'\\]|{_ECHAR}))*'''")),
    (Kind.STRING, re.compile(rf'"""(?:"{{0,2}}(?:[^"\\]|{_ECHAR}))*"""')),
    (Kind.STRING, re.compile(rf"'(?:[^'\\\r\n]|{_ECHAR})*'|\"(?:[^\"\\\r\n]|{_ECHAR})*\"")),
    (Kind.BLANK, re.compile(f"_:[{_LETTER}0-9](?:[{_CHAR}.]{{0,100}}[{_CHAR}])?")),
    (Kind.VARIABLE, re.compile(f"[?$][{_LETTER}0-9][{_LETTER}0-9\u00b7\u0300-\u036f\u203f-\u2040]*")),
    (Kind.LANGUAGE, re.compile(r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--(?:ltr|rtl))?")),
    (Kind.NAME, re.compile(f"{_PREFIX}(?:{_LOCAL})?")),
    (Kind.NUMBER, re.compile(r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]+|[0-9]*\.[0-9]+|[0-9]+")),
    (Kind.WORD, re.compile(r"[A-Za-z_]+[A-Za-z_0-9]*")),
    (Kind.MARK, re.compile(r"<<\(?|\)?>>|\{\||\|\}|\^\^|\|\||&&|!=|<=|>=|[{}()\[\].,;=<>+\-*/!|^?~]")),
)
_DOT = re.compile(r"(?<=[^:\\])\.")
_WITH_AUTHORITY = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*://")
_AFTER_OPERAND = frozenset((")", "}", ">>", ")>>", "]", "*", "+", "?"))


def first_reading(query: str) -> list[Token]:
    """The tokens of `query` in order, `<…>` taken for an IRI wherever it can be one.

    Comments and white space are left out. A character that begins no token is a mark of its own: what
    is wrong with a query, its parser says best.
    """
    tokens: list[Token] = []
    position = _skip_space(query, 0)
    while position < len(query):
        token = _tokens_at(query, position, compares=False)[0]
        tokens.append(token)
        position = _skip_space(query, position + len(token.text))
    return tokens


def all_readings(query: str) -> Iterator[Token]:
    """Every token that stands in some reading of `query`, each once, in no promised order."""
    # A reading is known by where it stands and by whether an operand came last: then `<` may compare.
    pending = [(0, False)]
    seen: set[tuple[int, bool]] = set()
    given: set[tuple[int, int]] = set()
    while pending:
        position, operand = pending.pop()
        position = _skip_space(query, position)
        if position == len(query) or (position, operand) in seen:
            continue
        seen.add((position, operand))
        for token in _tokens_at(query, position, compares=operand):
            end = position + len(token.text)
            if (position, end) not in given:
                given.add((position, end))
                yield token
            pending.append((end, token.kind is not Kind.MARK or token.text in _AFTER_OPERAND))


def _skip_space(query: str, position: int) -> int:
    space = _SPACE.match(query, position)
    return space.end() if space else position


def _tokens_at(query: str, position: int, *, compares: bool) -> list[Token]:
    iri = _IRI.match(query, position)
    if iri:
        tokens = [Token(Kind.IRI, iri.group(), position)]
        # No expression has `//`: `<http://…` after an operand is an IRI in every reading.
        if compares and not _WITH_AUTHORITY.match(iri.group()):
            tokens.append(Token(Kind.MARK, "<", position))
        return tokens
    for kind, terminal in _TERMINALS:
        match = terminal.match(query, position)
        if match:
            text = match.group()
            tokens = [Token(kind, text, position)]
            if kind in (Kind.NAME, Kind.BLANK):
                # A dot within a local name may also end a triple: parsers differ where there are several.
                tokens += [Token(kind, text[: dot.start()], position) for dot in _DOT.finditer(text, text.index(":"))]
            return tokens
    return [Token(Kind.MARK, query[position], position)]
