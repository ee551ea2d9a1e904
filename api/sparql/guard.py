"""What is refused before a query reaches a parser: other servers, updates, and shapes that overwhelm an engine.

The limits are of the engine and measured: some thousands of nested brackets or operators overflow its
stack, and planning a join of 200 triple patterns takes seconds. A worker that dies of a query the
guard let through is replaced; the guard exists so that this is rare and the message is clear.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from api.sparql.error import QueryRefusedError, QueryTooComplexError, QueryTooLargeError
from api.sparql.position import position_of
from api.sparql.tokenizer import Kind, Token, all_readings, first_reading

MAX_DEPTH: Final = 100
"""Most brackets open at once."""
MAX_OPERATORS: Final = 1_000
"""Most operators (`UNION`, `OPTIONAL`, `||`, `+`, `!` …) in one query."""
MAX_PATTERNS: Final = 100
"""Most triple patterns, counted from the separators between them, and blocks of VALUES: a few too many at worst."""

_UPDATES = frozenset(("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH", "USING"))
_OPERATORS = frozenset(("||", "&&", "!", "+", "-", "*", "/", "^", "|", "=", "!=", "<", ">", "<=", ">="))
_OPERATOR_WORDS = frozenset(("UNION", "OPTIONAL", "MINUS", "LATERAL", "FILTER", "AS", "GRAPH"))
_OPENING = frozenset(("{", "(", "[", "<<", "<<(", "{|"))
_CLOSING = frozenset(("}", ")", "]", ">>", ")>>", "|}"))
_OPERANDS = frozenset((Kind.IRI, Kind.NAME, Kind.BLANK, Kind.VARIABLE, Kind.STRING, Kind.NUMBER))
_UCHAR = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def check_query(query: str, *, longest: int) -> None:
    """Refuse a query by its tokens.

    Args:
        query: as it came, undecoded escapes and all.
        longest: most bytes of UTF-8.

    Raises:
        QueryTooLargeError: longer than `longest`.
        QueryRefusedError: asks another server (SERVICE) or writes (any update).
        QueryTooComplexError: passes MAX_DEPTH, MAX_OPERATORS or MAX_PATTERNS.
    """
    tokens = _read(query, longest)
    for token in tokens:
        if (word := _word(token)) in _UPDATES:
            raise QueryRefusedError(
                f"{_place(query, token)}: {word} is an update, and this is a query. Use SELECT, ASK, CONSTRUCT or "
                "DESCRIBE; an update comes by POST, as `update`."
            )
    _check_shape(query, tokens)
    _refuse_service(query)


def check_update(update: str, *, longest: int) -> None:
    """Refuse an update by its tokens: as `check_query`, and LOAD in place of what writes."""
    tokens = _read(update, longest)
    _check_shape(update, tokens)
    _refuse_service(update)
    _refuse(update, _loads, "LOAD is refused, since this service fetches nothing and reads no file. Send the triples")


def _read(text: str, longest: int) -> list[Token]:
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > longest:
        raise QueryTooLargeError(f"The query has {size:,} bytes; the limit is {longest:,}. Ask in several queries.")
    return first_reading(text)


def _word(token: Token) -> str:
    return token.text.upper() if token.kind is Kind.WORD else ""


def _refuse_service(query: str) -> None:
    _refuse(query, _calls_service, "SERVICE is refused, since this service asks no other server. Take it out")


def _refuse(query: str, refused: Callable[[Token], bool], why: str) -> None:
    for text in {query, _decode(query)}:
        for token in all_readings(text):
            if refused(token):
                raise QueryRefusedError(
                    f"{_place(text, token)}: {why}; where a prefix or a relative IRI is called so, give it another "
                    "name."
                )


def _calls_service(token: Token) -> bool:
    # Keywords need no space around them: a parser may read `SERVICEex:a`, `trueSERVICE` or `SERVICESILENT`.
    match token.kind:
        case Kind.WORD:
            return "SERVICE" in token.text.upper()
        case Kind.NAME:
            return "SERVICE" in token.text.partition(":")[0].upper()
        case _:
            return False


def _loads(token: Token) -> bool:
    # What stands before it ends with a bracket, a semicolon or a quotation mark: it begins a token.
    return token.kind in (Kind.WORD, Kind.NAME) and token.text.upper().startswith("LOAD")


def _decode(query: str) -> str:
    """The query as a parser sees it that decodes `\\u0053` wherever it stands, as the specification asks."""

    def character(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        return chr(code) if code <= 0x10FFFF else match[0]

    return _UCHAR.sub(character, query)


def _place(query: str, token: Token) -> str:
    line, column = position_of(query, token.start)
    return f"Line {line}, column {column}"


def _check_shape(query: str, tokens: list[Token]) -> None:
    """Count what is nested, operated and joined."""
    open_brackets: list[
        str
    ] = []  # "group" holds triples, "data" holds VALUES or what an update inserts, "paren" all else
    operators = patterns = 0
    before_data = separated = after_operand = False
    for token in tokens:
        inside = open_brackets[-1] if open_brackets else "paren"
        word = _word(token)
        mark = token.text if token.kind is Kind.MARK else ""
        if separated and mark not in _CLOSING:
            patterns += 1
        separated = inside == "group" and mark in (".", ";", ",")
        operators += word in _OPERATOR_WORDS or mark in _OPERATORS
        # In a list `(1 2 3)` each element is two triples; in a path each `/` is a join.
        patterns += inside == "paren" and after_operand and token.kind in _OPERANDS
        patterns += mark == "/"
        if word in ("VALUES", "DATA"):
            before_data = True
            patterns += word == "VALUES"  # a block is joined as a pattern is, however few rows it has
        elif mark in _OPENING:
            is_data = (before_data and mark == "{") or inside == "data"
            before_data = before_data and not is_data
            open_brackets.append("data" if is_data else "paren" if mark == "(" else "group")
            patterns += not is_data and mark != "("
        elif mark in _CLOSING and open_brackets:
            open_brackets.pop()
        after_operand = token.kind in _OPERANDS
        for found, most, what in (
            (len(open_brackets), MAX_DEPTH, "nested brackets"),
            (operators, MAX_OPERATORS, "operators"),
            (patterns, MAX_PATTERNS, "triple patterns"),
        ):
            if found > most:
                raise QueryTooComplexError(
                    f"{_place(query, token)}: the query has more than {most:,} {what}, the limit. "
                    "Ask in several queries, or give a list of values in VALUES."
                )
