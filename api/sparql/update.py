"""What a SPARQL update writes, read from its tokens: which graphs, and where a dataset of the request goes.

The engine gives neither. What is read here decides on what is refused and in which words, never on what can be changed:
of the result of an update nothing is kept but the graphs that users may write.

Source: SPARQL 1.1 Update, 3, and its grammar (Update1 and below).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from api.sparql.error import QueryRefusedError
from api.sparql.position import position_of
from api.sparql.tokenizer import Kind, Token, first_reading

_TERMS: Final = frozenset((Kind.IRI, Kind.NAME, Kind.VARIABLE))
_DECLARED: Final = {"BASE": 1, "PREFIX": 2, "VERSION": 1}
"""Words of the prologue, and how many tokens follow each."""


@dataclass(slots=True)
class Operation:
    """One operation of a request.

    Attributes:
        prologue: every BASE and PREFIX that stands before it in the request.
        text: its own.
        graphs: terms of the graphs it writes, as they are written: IRIs, prefixed names, variables.
        writes_default: whether it writes the default graph.
        writes_all: whether it writes every graph, or every named one.
        with_graph: the term of its WITH.
        using: its USING clauses.
        where: its pattern, in brackets; empty where it has none.
        template: what stands before its WHERE or USING, where it has a pattern.
    """

    prologue: str
    text: str
    graphs: list[str] = field(default_factory=list)
    writes_default: bool = False
    writes_all: bool = False
    with_graph: str | None = None
    using: str = ""
    where: str = ""
    template: str = ""

    def over(self, using: list[str], using_named: list[str]) -> str:
        """Its text with a dataset of the request for its WHERE, in place of one of its own (Protocol, 2.2.3)."""
        if not self.where or not (using or using_named):
            return self.text
        clauses = " ".join([*(f"USING <{iri}>" for iri in using), *(f"USING NAMED <{iri}>" for iri in using_named)])
        return f"{self.template} {clauses} WHERE {self.where}"


def read_update(update: str) -> list[Operation]:
    """The operations of an update that parses.

    Raises:
        QueryRefusedError: it cannot be told what it writes.
    """
    return _Reader(update).operations()


class _Reader:
    """Goes through the tokens of an update once."""

    def __init__(self, update: str) -> None:
        self._update = update
        self._tokens = first_reading(update)
        self._at = 0
        self._prologue: list[str] = []

    def operations(self) -> list[Operation]:
        operations: list[Operation] = []
        while self._at < len(self._tokens):
            word = self._word()
            if word in _DECLARED:
                begin = self._at
                self._at += 1 + _DECLARED[word]
                self._prologue.append(self._text(begin, self._at))
            elif self._mark() == ";":
                self._at += 1
            else:
                operations.append(self._operation())
        return operations

    def _operation(self) -> Operation:
        begin = self._at
        operation = Operation("\n".join(self._prologue), "")
        match self._word():
            case "CLEAR" | "DROP" | "CREATE":
                self._at += 1
                self._skip("SILENT")
                self._target(operation)
            case "ADD" | "COPY" | "MOVE" as word:
                self._at += 1
                self._skip("SILENT")
                source = Operation("", "")
                self._target(source if word != "MOVE" else operation)
                self._skip("TO")
                self._target(operation)
            case "WITH" | "INSERT" | "DELETE":
                self._modify(operation)
            case _:
                raise self._unreadable()
        operation.text = self._text(begin, self._at)
        return operation

    def _target(self, operation: Operation) -> None:
        word = self._word()
        if word in ("DEFAULT", "ALL", "NAMED"):
            self._at += 1
            operation.writes_default |= word != "NAMED"
            operation.writes_all |= word != "DEFAULT"
            return
        self._skip("GRAPH")
        operation.graphs.append(self._term())

    def _modify(self, operation: Operation) -> None:
        begin = self._at
        if self._skip("WITH"):
            operation.with_graph = self._term()
        while (word := self._word()) in ("INSERT", "DELETE"):
            self._at += 1
            if self._skip("DATA"):
                self._quads(operation)
                return
            if word == "DELETE" and self._skip("WHERE"):
                operation.where = self._quads(operation)
                operation.template = f"DELETE {operation.where}"
                return
            self._quads(operation)
        operation.template = self._text(begin, self._at)
        using = self._at
        while self._skip("USING"):
            self._skip("NAMED")
            self._term()
        operation.using = self._text(using, self._at)
        self._skip("WHERE")
        operation.where = self._block()

    def _quads(self, operation: Operation) -> str:
        """Read a block of quads, and note the graphs that they are in."""
        begin = self._at
        end = self._end_of_block()
        self._at += 1
        while self._at < end:
            if self._skip("GRAPH"):
                operation.graphs.append(self._term())
                self._at = self._end_of_block() + 1
            elif self._mark() == ".":
                self._at += 1
            else:
                if operation.with_graph is None:
                    operation.writes_default = True
                else:
                    operation.graphs.append(operation.with_graph)
                self._at += 1
        self._at = end + 1
        return self._text(begin, self._at)

    def _block(self) -> str:
        begin = self._at
        self._at = self._end_of_block() + 1
        return self._text(begin, self._at)

    def _end_of_block(self) -> int:
        """The token that closes the bracket which opens here."""
        depth = 0
        for index in range(self._at, len(self._tokens)):
            token = self._tokens[index]
            if token.kind is Kind.MARK and token.text in ("{", "{|"):
                depth += 1
            elif token.kind is Kind.MARK and token.text in ("}", "|}"):
                depth -= 1
            if depth == 0:
                break
        else:
            raise self._unreadable()
        if index == self._at:
            raise self._unreadable()
        return index

    def _term(self) -> str:
        token = self._token()
        if token is None or token.kind not in _TERMS:
            raise self._unreadable()
        self._at += 1
        return token.text

    def _skip(self, word: str) -> bool:
        found = self._word() == word
        self._at += found
        return found

    def _token(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _word(self) -> str:
        token = self._token()
        return token.text.upper() if token is not None and token.kind is Kind.WORD else ""

    def _mark(self) -> str:
        token = self._token()
        return token.text if token is not None and token.kind is Kind.MARK else ""

    def _text(self, begin: int, end: int) -> str:
        """The text from one token up to, not with, another."""
        if begin == end:
            return ""
        last = self._tokens[end - 1]
        return self._update[self._tokens[begin].start : last.start + len(last.text)]

    def _unreadable(self) -> QueryRefusedError:
        token = self._token() or self._tokens[-1]
        line, column = position_of(self._update, token.start)
        return QueryRefusedError(
            f"Line {line}, column {column}: it cannot be told which graph is written here. Put the keywords apart by "
            "spaces, and name the graphs."
        )
