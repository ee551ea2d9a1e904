"""Tables and forms about people: a row a person ("Name | Age | …"), or a line a field ("Alias: …").

What a column or a field holds is told by its head (`lexicon/column.toml`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from graph.claim import QUOTE_LIMIT, Span
from loaders.extraction.date import DateMention
from loaders.extraction.draft import DraftClaim, DraftEntity
from loaders.extraction.lexicon import LANGUAGES, lexicon, read_data, word_set
from loaders.extraction.line import Line
from loaders.extraction.mention import Mention
from loaders.extraction.term import find_term
from loaders.extraction.text import Paragraph

if TYPE_CHECKING:
    from loaders.extraction.event_likeness import Event
    from loaders.extraction.interpreter import Interpreter

_SEPARATOR: Final = re.compile(r"[|\t]")
_FEWEST: Final = 2
"""Separators of a row."""
_NOTHING: Final = re.compile(r"(?:[-–—]+|s/[idn]|n/[ad]|sin dato|none|unknown|ninguno|no)?[.]?$")
_STAGES: Final = (
    (re.compile(r"sentenc|condenad"), "sentenced"),
    (re.compile(r"convicted|guilty|culpable"), "convicted"),
    (re.compile(r"wanted|requerid|buscad|reclamad"), "wanted"),
    (re.compile(r"alleged|accused|acusad|presunt"), "alleged"),
)
_ROW: Final = "table-row"
_FIELD: Final = re.compile(r"(?P<head>[^\W\d][^:|\n]{1,38}?)(?: (?:desde|since) \d{4})?[ \t]*:[ \t]+(?=\S)")
_OWN_RULES: Final = frozenset({"charges", "organization"})
"""Fields that rules read."""


_TERMS: Final = {
    "departure": ("origin", "L"),
    "arrival": ("destination", "L"),
    "day": ("date", "T"),
    "people": ("peopleCount", "N"),
    "aircraft": ("aircraftCount", "N"),
    "law": ("legalBasis", "W"),
    "total": ("cumulativeCount", "N"),
}
"""What fields about a transfer say, and the kind of thing that says it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: what its column holds, its span, and the line that it is read as."""

    kinds: tuple[str, ...]
    span: Span
    line: Line


class Tables:
    """Reads the tables of a document."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self.reader = interpreter.reader
        self.head: list[tuple[str, ...]] = []
        self.forms: list[tuple[DraftEntity, Span]] = []

    def read(self, paragraph: Paragraph, language: str) -> bool:
        """Read a paragraph if it is a row of a table; whether it was."""
        cells = self._cells(paragraph)
        if len(cells) <= _FEWEST:
            self.head = []
            return self._field(paragraph, language)
        kinds = [_kinds(self.reader.folded[start:end]) for start, end in cells]
        if not self.head and kinds[0] == ("name",):
            self.head = kinds
            return True
        if len(cells) != len(self.head):
            self.head = []
            return False
        row = [Cell(kind, span, self.reader.line(span, language)) for kind, span in zip(self.head, cells, strict=True)]
        person = next((line_person(cell.line) for cell in row if "name" in cell.kinds), None)
        if person is None:
            return False
        self._row(person, row, (cells[0][0], cells[-1][1]))
        return True

    def _field(self, paragraph: Paragraph, language: str) -> bool:
        """Read "Alias: …" under a name, "Departure: …" about the transfer; whether nothing else has to be read."""
        begin = paragraph.start + paragraph.bullet
        match = _FIELD.match(self.reader.folded, begin, paragraph.end)
        kinds = _kinds(match["head"]) if match is not None else ()
        kinds = tuple(kind for kind in kinds if kind not in _OWN_RULES)
        if match is None or not kinds:
            return False
        cell = Cell(kinds, (match.end(), paragraph.end), self.reader.line((match.end(), paragraph.end), language))
        span = (begin, min(paragraph.end, begin + QUOTE_LIMIT))
        person = line_person(cell.line)
        if "name" in kinds and person is not None:
            self.reader.topic = (person,)
            self.forms.append((person, span))
            return True
        claims: list[DraftClaim] = []
        if len(self.reader.topic) == 1:
            claims = list(self._claims(self.reader.topic[0], cell, span))
        event = self.interpreter.events.of_person()
        if event is not None and not self.reader.topic:
            claims += self._of_transfer(event, cell, span)
        for claim in claims:
            self.reader.draft.claim(claim)
        return bool(claims) or "alias" in kinds

    def _of_transfer(self, event: Event, cell: Cell, quote: Span) -> Iterator[DraftClaim]:
        """What a field says of a transfer."""
        for kind in cell.kinds:
            predicate, letter = _TERMS.get(kind, ("", ""))
            for ref in _refs(cell.line, letter)[:1]:
                claim = DraftClaim(event.entity, predicate, ref, "reported", quote, _ROW)
                if isinstance(ref, DateMention):
                    claim.object, claim.weekday = ref.value, ref.weekday
                    event.dates.add(ref.value)
                if predicate == "peopleCount":
                    event.counts.add(ref)
                yield claim
            place = self._place(cell) if letter == "L" else None
            if place is not None and not _refs(cell.line, "L"):
                yield DraftClaim(event.entity, predicate, place, "reported", quote, _ROW)
            if kind == "aircraft":
                for ref in _refs(cell.line, "U"):
                    yield DraftClaim(event.entity, "operatedBy", ref, "reported", quote, _ROW)

    def finish(self) -> None:
        """As many people as have a form of their own, if the text counts so many, were handed over."""
        for event in self.interpreter.events.all:
            if len(self.forms) in event.counts:
                for person, span in self.forms:
                    self.reader.draft.claim(DraftClaim(person, "transferredIn", event.entity, "reported", span, _ROW))
                return

    def _cells(self, paragraph: Paragraph) -> list[Span]:
        begin = paragraph.start + paragraph.bullet
        stops = [match.span() for match in _SEPARATOR.finditer(self.reader.text, begin, paragraph.end)]
        starts = [begin, *(end for _, end in stops)]
        ends = [*(start for start, _ in stops), paragraph.end]
        return [_trimmed(self.reader.text, span) for span in zip(starts, ends, strict=True)]

    def _row(self, person: DraftEntity, row: list[Cell], span: Span) -> None:
        quote = span if span[1] - span[0] <= QUOTE_LIMIT else row[0].span
        self.reader.topic = (person,)
        event = self.interpreter.events.of_person()
        claims = [claim for cell in row for claim in self._claims(person, cell, quote)]
        if event is not None:
            claims.append(DraftClaim(person, "transferredIn", event.entity, "reported", quote, _ROW))
        for claim in claims:
            self.reader.draft.claim(claim)

    def _claims(self, person: DraftEntity, cell: Cell, quote: Span) -> Iterator[DraftClaim]:
        start, end = cell.span
        folded = self.reader.folded[start:end]
        if _NOTHING.match(folded):
            return
        for kind in cell.kinds:
            match kind:
                case "alias":
                    for inner in _aliases(self.reader.text, cell.span):
                        self.reader.alias(person, inner, quote, _ROW)
                case "charges":
                    stage = next((name for pattern, name in _STAGES if pattern.search(folded)), "charged")
                    for value in _refs(cell.line, "X"):
                        yield DraftClaim(person, "accusedOf", value, stage, quote, _ROW)
                case "sentence":
                    term = find_term(cell.line, range(len(cell.line.words)))
                    if term is not None:
                        yield DraftClaim(person, "sentencedTo", term.value, "reported", quote, _ROW)
                case "nationality":
                    for language in LANGUAGES:
                        state = lexicon(language).tables["demonym"].get(folded)
                        if state is not None:
                            country = self.reader.country(state, cell.span)
                            yield DraftClaim(person, "nationality", country, "reported", quote, _ROW)
                            break
                case "was_held" | "held":
                    for prison in _refs(cell.line, "R") or self._prison(cell, kind):
                        claim = DraftClaim(person, "heldAt", prison, "reported", quote, _ROW)
                        claim.status = "former" if kind == "was_held" else "current"
                        yield claim
                case "court":
                    for court in _refs(cell.line, "C"):
                        yield DraftClaim(person, "chargedIn", court, "reported", quote, _ROW)
                case "organization":
                    predicate, status = _role(folded)
                    for organization in _refs(cell.line, "O"):
                        claim = DraftClaim(person, predicate, organization, "reported", quote, _ROW)
                        claim.status = status if predicate != "founderOf" else None
                        yield claim
                case "arrested" | "destination":
                    place = self._place(cell)
                    predicate = "arrestedIn" if kind == "arrested" else "flownTo"
                    if place is not None and (predicate == "arrestedIn" or self.interpreter.events.all):
                        yield DraftClaim(person, predicate, place, "reported", quote, _ROW)
                case _:
                    pass

    def _prison(self, cell: Cell, kind: str) -> list[DraftEntity]:
        """The prison of a cell under a head that can mean nothing else."""
        start, stop = cell.span
        printed = self.reader.text[start:stop]
        if kind != "was_held" or not printed[:1].isupper() or _refs(cell.line, "T") or _refs(cell.line, "L"):
            return []
        return [self.reader.thing(Mention(start, stop, "Prison", self.reader.folded[start:stop]))]

    def _place(self, cell: Cell) -> DraftEntity | None:
        """The place of a cell, known or not."""
        known: list[DraftEntity] = _refs(cell.line, "L")
        if known:
            return known[0]
        start, stop = cell.span
        printed = self.reader.text[start:stop].split(",")[0].rstrip()
        if not printed[:1].isupper() or any(c.isdigit() for c in printed):
            return None
        return self.reader.thing(
            Mention(start, start + len(printed), "Place", self.reader.folded[start : start + len(printed)])
        )


def _trimmed(text: str, span: Span) -> Span:
    inner = text[span[0] : span[1]]
    return span[0] + len(inner) - len(inner.lstrip()), span[1] - len(inner) + len(inner.rstrip())


def line_person(line: Line) -> DraftEntity | None:
    """The person whom a cell names."""
    people = _refs(line, "P")
    return people[0] if people else None


def _refs(line: Line, letter: str) -> list[Any]:
    return [ref for at in line.find(letter) for ref in line.nodes[line.words[at]].refs]


def _aliases(text: str, span: Span) -> Iterator[Span]:
    """The names of a cell, which commas and conjunctions part, without their marks."""
    for match in re.finditer(r"[^,;/“”\"‘’'«»\s](?:[^,;/“”\"‘’'«»]*[^,;/“”\"‘’'«»\s])?", text[span[0] : span[1]]):
        yield span[0] + match.start(), span[0] + match.end()


@cache
def _columns() -> dict[str, tuple[str, ...]]:
    return {name: tuple(words) for name, words in tomllib.loads(read_data("lexicon", "column.toml")).items()}


def _kinds(head: str) -> tuple[str, ...]:
    """What a column holds, by its head; `()` for what is of no use here."""
    bare = head.strip(" .:*#")
    found = tuple(name for name, words in _columns().items() if bare in words)
    return found or (_kinds(bare[: bare.index("(")]) if "(" in bare[1:] else ())  # "organización (cargo)"


def _role(folded: str) -> tuple[str, str]:
    """What a cell like "Los Patos (cabecilla)" says of somebody, and since when it is not so any more."""
    words = re.findall(r"\w[\w -]*\w", folded.partition("(")[2])
    former = any(word in word_set("former") or word.startswith("ex") for word in words)
    bare = {word.removeprefix("ex").strip(" -") for word in words}
    for name, predicate in (("founder", "founderOf"), ("lesser_leader", "memberOf"), ("leader", "leaderOf")):
        if bare & word_set(name):
            return predicate, "former" if former else "current"
    return "memberOf", "former" if former else "current"
