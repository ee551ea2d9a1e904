"""Questions as files: NAME.rq (SPARQL), NAME.cypher, and NAME.toml with parameters, columns and texts.

A parameter that names an entity is resolved to addresses first, so that both languages filter by
the same nodes; a place stands for all that lies in it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Protocol

from pyoxigraph import BlankNode, Literal, NamedNode

from graph.parameter import Parameter, Text
from ontology.error import InputError, NotFoundError

Cell = str | int | bool | list[str] | None
Row = dict[str, Cell]

_SHARED: Final = ("strength", "basis", "identity", "documents", "origins", "speakers")
"""What every row has, None where the question has no such thing."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the answer; `type` is text, integer, boolean, list, iri or facts."""

    name: str
    type: str
    description: Text


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its texts, parameters and columns.

    Attributes:
        needs: names of parameters, of which at least one must be given; empty where the question stands alone.
    """

    name: str
    title: Text
    description: Text
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply to a document or of a person, beside every row that it touches."""

    reply: str
    title: str
    words: str | None
    url: str | None
    publisher: str | None
    published: str | None
    document: str | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One claim behind a row: the words, where they stand, and who says them.

    Attributes:
        confirmed: whether a person looked at the words and found that they say so.
        correction: what the document's publisher corrected of it.
        replies: to the document, and of whom the claim is about.
    """

    claim: str
    document: str
    title: str
    publisher: str | None
    published: str | None
    url: str | None
    kind: str
    quote: str
    prefix: str
    suffix: str
    modality: str
    speaker: str | None
    origin: str
    cites: tuple[str, ...]
    sources: tuple[str, ...]
    confirmed: bool = False
    correction: str | None = None
    replies: tuple[Reply, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """The cells of a row, and the claims that it rests on."""

    cells: Row
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows in the order of their columns, the same from every backend."""

    question: Question
    rows: tuple[AnswerRow, ...]


class Backend(Protocol):
    """Where a question is asked: a SPARQL store or Neo4j."""

    @property
    def evidence(self) -> dict[str, list[Evidence]]:
        """What is known of the claims of facts, to be added to; empty each time where the graph may change."""
        ...

    def resolve(self, type_: str, text: str) -> list[str]:
        """Addresses of the entities of a type that are called so."""
        ...

    def rows(self, name: str, bindings: Mapping[str, list[str]]) -> Iterable[Mapping[str, object]]:
        """Run the query of this name with the variables bound to addresses or words; unbound ones are left out."""
        ...


@cache
def questions() -> dict[str, Question]:
    """Every question, by name."""
    folder = files("graph").joinpath("questions")
    return {
        path.name.removesuffix(".toml"): _question(path.name.removesuffix(".toml"), path.read_text("utf-8"))
        for path in sorted(folder.iterdir(), key=lambda p: p.name)
        if path.name.endswith(".toml")
    }


@cache
def query_text(name: str, language: str) -> str:
    """The file of a question: language is `rq` or `cypher`."""
    return files("graph").joinpath("questions", f"{name}.{language}").read_text("utf-8")


def ask(backend: Backend, name: str, parameters: Mapping[str, str]) -> Answer:
    """Ask a question.

    Args:
        backend: where to ask.
        name: of the question.
        parameters: as the user wrote them.

    Raises:
        NotFoundError: no such question, or nothing is called what a parameter says.
        InputError: an unknown parameter, a value that is none, or a needed one is missing.
    """
    question, rows = ask_cells(backend, name, parameters)
    return with_evidence(backend, question, rows)


def ask_cells(backend: Backend, name: str, parameters: Mapping[str, str]) -> tuple[Question, list[Row]]:
    """Ask a question, as `ask` does, and leave the evidence for later: of a page, say."""
    question = questions().get(name)
    if question is None:
        raise NotFoundError(f"There is no question {name!r}. There are: {', '.join(questions())}.")
    bindings = bind(backend, question, parameters)
    rows = [_row(question, solution) for solution in backend.rows(name, bindings)]
    rows.sort(key=lambda row: [_sortable(row[column.name]) for column in question.columns])
    return question, rows


def with_evidence(backend: Backend, question: Question, rows: Sequence[Row]) -> Answer:
    """Rows of a question with the claims that they rest on."""
    facts = {fact for row in rows for fact in _facts(row)}
    evidence = evidence_of_facts(backend, facts) if facts else {}
    return Answer(
        question,
        tuple(AnswerRow(row, _evidence(row, evidence)) for row in rows),
    )


def evidence_of_facts(backend: Backend, facts: Iterable[str]) -> dict[str, list[Evidence]]:
    """The claims of facts, by fact, in the order of publication."""
    wanted = sorted(facts)
    known = backend.evidence
    missing = [fact for fact in wanted if fact not in known]
    found: dict[str, list[Evidence]] = {fact: [] for fact in missing}
    replies = _replies(backend, missing) if missing else {}
    for solution in backend.rows("evidence_of_facts", {"fact": missing}) if missing else ():
        cell = {name: _plain(value) for name, value in solution.items()}
        found[str(cell["fact"])].append(
            Evidence(
                claim=str(cell["claim"]),
                document=str(cell["document"]),
                title=str(cell["title"]),
                publisher=_optional(cell.get("publisher")),
                published=_optional(cell.get("published")),
                url=_optional(cell.get("url")),
                kind=str(cell["kind"]),
                quote=str(cell["quote"]),
                prefix=str(cell.get("prefix", "")),
                suffix=str(cell.get("suffix", "")),
                modality=str(cell["modality"]),
                speaker=_optional(cell.get("speakerName")),
                origin=str(cell["origin"]),
                cites=tuple(_list(cell.get("cites"), " ")),
                sources=tuple(_list(cell.get("sources"), " ")),
                confirmed=cell.get("confirmed") in (True, "true"),
                correction=_optional(cell.get("correction")),
                replies=tuple(replies.get(str(cell["claim"]), ())),
            )
        )
    for claims in found.values():
        claims.sort(key=lambda e: (e.published or "", e.claim))
    known.update(found)
    return {fact: known[fact] for fact in wanted}


def _replies(backend: Backend, facts: list[str]) -> dict[str, list[Reply]]:
    """The replies beside the claims of facts, by claim."""
    found: dict[str, list[Reply]] = {}
    for solution in backend.rows("replies_of_facts", {"fact": facts}):
        cell = {name: _plain(value) for name, value in solution.items()}
        found.setdefault(str(cell["claim"]), []).append(
            Reply(
                reply=str(cell["reply"]),
                title=str(cell["title"]),
                words=_optional(cell.get("words")),
                url=_optional(cell.get("url")),
                publisher=_optional(cell.get("publisher")),
                published=_optional(cell.get("published")),
                document=_optional(cell.get("document")),
            )
        )
    for replies in found.values():
        replies.sort(key=lambda reply: reply.reply)
    return found


def bind(backend: Backend, question: Question, parameters: Mapping[str, str]) -> dict[str, list[str]]:
    """What the words of a user bind in the query of a question, by its variables; what is not given is left out.

    Args:
        backend: knows what is called how.
        question: which is asked.
        parameters: as the user wrote them, by name.

    Raises:
        NotFoundError: nothing is called what a parameter says.
        InputError: an unknown parameter, a value that is none, or a needed one is missing.
    """
    known = {parameter.name: parameter for parameter in question.parameters}
    for name in parameters:
        if name not in known:
            raise InputError(f"{question.name} has no parameter {name!r}. It has: {', '.join(known)}.")
    bindings: dict[str, list[str]] = {}
    for parameter in question.parameters:
        text = parameters.get(parameter.name) or parameter.default
        values = parameter.values(text, backend.resolve) if text else None
        if values is not None:
            bindings[parameter.variable] = values
    if question.needs and not any(known[name].variable in bindings for name in question.needs):
        raise InputError(f"{question.name} needs {' or '.join(f'`{name}`' for name in question.needs)}.")
    return bindings


def _row(question: Question, solution: Mapping[str, object]) -> Row:
    row: Row = dict.fromkeys(_SHARED)
    for column in question.columns:
        value = _plain(solution.get(column.name))
        if value is None and column.type in ("text", "iri", "integer"):
            row[column.name] = None
        elif column.type in ("text", "iri"):
            row[column.name] = str(value)
        elif column.type == "integer":
            row[column.name] = int(str(value))
        elif column.type == "boolean":
            row[column.name] = value in (True, "true")
        elif column.type in ("list", "facts"):
            row[column.name] = _list(value, "; " if column.type == "list" else " ")
    return row


_TERMS: Final = (NamedNode, Literal, BlankNode)


def _plain(term: object) -> object:
    return term.value if isinstance(term, _TERMS) else term


def _list(value: object, separator: str) -> list[str]:
    if value is None:
        return []
    parts = value if isinstance(value, list) else str(value).split(separator)
    return sorted({str(part) for part in parts if part})


def _facts(row: Row) -> list[str]:
    facts = row.get("facts")
    return facts if isinstance(facts, list) else []


def _evidence(row: Row, evidence: Mapping[str, list[Evidence]]) -> tuple[Evidence, ...]:
    """The claims of the facts of a row; of a side of a disagreement only its own."""
    claims = [each for fact in _facts(row) for each in evidence.get(fact, ())]
    own = row.get("sideClaims")
    return tuple(each for each in claims if each.claim in own) if isinstance(own, list) else tuple(claims)


def _optional(value: object) -> str | None:
    return None if value is None else str(value)


def _sortable(cell: Cell) -> tuple[bool, str]:
    if isinstance(cell, str):
        return (False, cell.casefold())
    if isinstance(cell, int):
        return (False, f"{cell:012d}")
    return (cell is None, "; ".join(cell or ()))


def _question(name: str, toml: str) -> Question:
    data = tomllib.loads(toml)
    return Question(
        name,
        Text(**data["title"]),
        Text(**data["description"]),
        tuple(
            Parameter(
                p["name"],
                p["variable"],
                p["type"],
                Text(**p["description"]),
                p.get("example"),
                tuple(p.get("choices", ())),
                p.get("default"),
            )
            for p in data.get("parameters", ())
        ),
        tuple(Column(c["name"], c["type"], Text(**c["description"])) for c in data["columns"]),
        tuple(data.get("needs", ())),
    )
