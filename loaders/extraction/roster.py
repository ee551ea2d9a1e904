"""Lists of passengers: a paragraph or an item a person, under a heading or a sentence that says what they are.

A person who opens such a paragraph was in the transfer of which the list speaks. Under a heading with a
destination ("Rumbo a Tampa") the person also went there; under one that denies it ("Los que no viajaron") neither.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from graph.claim import QUOTE_LIMIT
from loaders.extraction.draft import DraftClaim, DraftEntity
from loaders.extraction.lexicon import grammar, word_set
from loaders.extraction.line import Line
from loaders.extraction.reader import Reader
from loaders.extraction.text import Paragraph, paragraphs

if TYPE_CHECKING:
    from loaders.extraction.interpreter import Interpreter

_ROSTER: Final = re.compile(
    r"who (?:was|were|is|are) (?:on|aboard|who)|who they are|who.s who|quienes (?:son|iban|eran|viajaron)"
    r"|uno por uno|one by one|los demas|the others"
    r"|the (?:list|passengers|roster)|la lista|los (?:trasladados|extraditados|entregados|reos)"
    r"|perfiles|profiles|los hermanos|the brothers|estos son|these are"
)
_NOT_HERE: Final = re.compile(
    r"no (?:viajaron|viajo|fueron|van)|not (?:on board|on the plane|sent|transferred|extradited)"
    r"|stayed|se quedaron|los que faltan|did not|still wanted|who remain"
)
_AT_LARGE: Final = frozenset(
    {"large", "fugitive", "fugitives", "run", "remain", "profugo", "profuga", "profugos", "fugado", "faltan"}
)
_OF_OTHERS: Final = _AT_LARGE | {"wanted", "buscado", "buscados", "buscada", "arrested", "detained", "detenidos"}
_FOR_THE_LAW: Final = frozenset(
    {
        "lawyer",
        "lawyers",
        "attorney",
        "barrister",
        "solicitor",
        "judge",
        "prosecutor",
        "magistrate",
        "spokesman",
        "spokeswoman",
    }
    | {
        "abogado",
        "abogada",
        "defensor",
        "defensora",
        "juez",
        "jueza",
        "fiscal",
        "magistrado",
        "magistrada",
        "vocero",
        "vocera",
    }
)
_LISTS: Final = frozenset(
    {"list", "names", "passengers", "lista", "nombres", "siguientes", "following", "identificados", "coming", "aboard"}
    | {"trasladados", "extraditados", "entregados", "enviados", "deportados", "expulsados", "transferred", "extradited"}
    | {"deported", "expelled", "surrendered", "plane", "avion", "pasajeros", "bordo"}
)
"""What a lead-in to passengers speaks of, besides the transfer."""
_WORD: Final = re.compile(r"[\w-]+")
_TRAVELS: Final = frozenset(
    {
        "viajo",
        "viajaba",
        "iba",
        "subio",
        "abordo",
        "fue",
        "plane",
        "flight",
        "board",
        "travel",
        "fly",
        "flew",
        "extradited",
    }
)
_VERBS: Final = grammar("copula") | grammar("auxiliary")
_BOUND: Final = re.compile(r"^(?:rumbo a|con destino a|hacia|destino:?|bound for|to|a|destination:?) ")


_BEFORE_FIRST: Final = frozenset(
    {"*", "-", ".", "the", "el", "la", "los", "las", "alias", "hermanos", "hermanas", "gemelos", "brothers", "twins"}
)
_RUN: Final = 3
"""How many paragraphs that open with somebody each make a list."""
_APART: Final = 2
"""How many other paragraphs may stand between two items of such a list."""


@cache
def _announcing() -> frozenset[str]:
    return word_set("transfer_past") | word_set("transfer_noun") | word_set("flown") | _LISTS


_AFTER_NAME: Final = ',:(-–—“"‘.|'


def items_of_lists(reader: Reader) -> dict[int, int]:
    """Where the paragraphs start that open with somebody each, one after the other; how many they are."""
    found: dict[int, int] = {}
    run: list[int] = []
    people: set[int] = set()
    others = 0
    for paragraph in [*paragraphs(reader.text), None]:
        person = None if paragraph is None else _opens_with(reader, paragraph)
        if paragraph is not None and person is not None and person not in people:
            run.append(paragraph.start)
            people.add(person)
            others = 0
            continue
        others += 1
        if paragraph is None or others > _APART:
            if len(run) >= _RUN:
                found.update(dict.fromkeys(run, len(run)))
            run, people, others = [], set(), 0
    return found


def _opens_with(reader: Reader, paragraph: Paragraph) -> int | None:
    """The person with whose name a paragraph opens, and a mark behind it or nothing."""
    begin = paragraph.start + paragraph.bullet
    item = next((i for i in reader.items_between(begin, paragraph.end) if i.letter == "P"), None)
    if item is None or any(c.isalnum() for c in reader.folded[begin : item.start]):
        return None
    after = reader.text[item.end : item.end + 2].lstrip()
    return (
        id(item.what.names[0])
        if after[:1] in ("", ",", ":", "(", "-", "–", "—", "“", '"', "‘", "\n", ".", "|")
        else None
    )


class Roster:
    """What the headings and lead-ins so far make of a person who opens a paragraph."""

    def __init__(self, reader: Reader) -> None:
        self.in_lists = items_of_lists(reader)
        self.listing = False
        self.denied = False
        self.items = False
        self.of_others = False
        self.destination: DraftEntity | None = None
        self.here: Paragraph | None = None
        self.first = False
        self.item = False
        self.passenger: tuple[Any, ...] = ()
        self.verbless = False
        self.waiting: list[DraftClaim] = []

    def flush(self, reader: Reader) -> None:
        """End a paragraph: passengers of whose journey it told no other way were in the transfer of the list."""
        for claim in self.waiting:
            told = reader.draft.last_move.get(id(claim.subject))
            if told is None or told < claim.span:
                reader.draft.claim(claim)
        self.waiting = []

    def paragraph(self, paragraph: Paragraph, interpreter: Interpreter) -> None:
        """Take note of a heading; begin a paragraph."""
        reader = interpreter.reader
        self.flush(reader)
        self.here, self.first, self.passenger = paragraph, True, ()
        self.item = False
        folded = reader.folded[paragraph.start : paragraph.end]
        if paragraph.heading and not paragraph.bullet:
            self.destination = None
            self.denied = bool(_NOT_HERE.search(folded))
            self.listing = bool(_ROSTER.search(folded)) and not self.denied
            bound = _BOUND.match(folded)
            if bound and len(folded.split()) <= 6:
                place = next(
                    (i.what for i in reader.items if i.letter == "L" and paragraph.start <= i.start < paragraph.end),
                    None,
                )
                if place is not None:
                    self.destination = reader.thing(place)
        elif not paragraph.bullet:
            self.items = self.of_others = False

    def opens(self, line: Line, head: tuple[Any, ...]) -> bool:
        """Whether a sentence opens a paragraph with the person whom the paragraph is about."""
        first, self.first = self.first, False
        if not first or not head or self.here is None:
            return False
        at = next((i for i in line.find("P") if line.nodes[line.words[i]].refs == head), None)
        if at is None or any(w not in _BEFORE_FIRST for w in line.words[:at]):
            return False
        self.verbless = _VERBS.isdisjoint(line.words)
        after = line.words[at + 1] if at + 1 < len(line.words) else "."
        if after in (".", ":", "-", ",", "{") or self.here.bullet:
            self.passenger = head
            self.item = True
        return True

    def close(self, line: Line, interpreter: Interpreter) -> None:
        """Make the claims of a paragraph's first sentence, and note a lead-in that announces items."""
        reader = interpreter.reader
        if not word_set("negation").isdisjoint(line.words[:3]) and _words(reader, line) & _TRAVELS:
            self.waiting = []  # "Ana Ruiz. No viajó en ningún avión."
        if line.words and line.words[-1] == ":" and not self.denied and not self.item:
            words = _words(reader, line)
            self.of_others = bool(words & _OF_OTHERS)
            self.items = bool(words & _announcing()) and not self.of_others
        if any(w.startswith("estos") or w == "these" for w in line.words[:1]):
            self.listing = self.listing or bool({"son", "are"} & _words(reader, line))
        if not self.passenger or self.here is None:
            return
        passengers, self.passenger = self.passenger, ()
        events = interpreter.events
        event = events.of_person() if self.destination is None else events.towards(self.destination)
        if event is None or self.denied or not word_set("negation").isdisjoint(line.words[:12]) or _stays(line):
            return
        announced = self.listing or self.destination is not None or self.items
        announced = announced or (self.in_lists.get(self.here.start) in event.counts and not self.of_others)
        listed = bool(self.here.bullet) or (self.verbless and _is_item(line))
        if not announced and not (listed and not self.of_others and event.is_of_several()):
            return
        node = next((line.nodes[line.words[i]] for i in line.find("P")), None)
        short = line.end - line.start <= QUOTE_LIMIT
        span = (line.start, line.end) if short or node is None else (node.start, node.end)
        for person in passengers:
            if person.official:
                continue
            self.waiting.append(DraftClaim(person, "transferredIn", event.entity, "reported", span, "roster-item"))
            if self.destination is not None:
                reader.draft.claim(DraftClaim(person, "flownTo", self.destination, "reported", span, "roster-heading"))
                reader.draft.claim(
                    DraftClaim(event.entity, "destination", self.destination, "reported", span, "roster-heading")
                )


def _words(reader: Reader, line: Line) -> set[str]:
    """The words of a sentence as printed."""
    return set(_WORD.findall(reader.folded, line.start, line.end))


def _stays(line: Line) -> bool:
    """Whether an item is somebody who is looked for still, or who is there for the law."""
    words = line.words[:14]
    return not _AT_LARGE.isdisjoint(words) or not _FOR_THE_LAW.isdisjoint(words[:8])


def _is_item(line: Line) -> bool:
    """Whether the sentence is a name with what belongs to it and no more, or a name before a dash or colon.

    A bare name on a line of its own may as well be the author's, or of somebody who stayed.
    """
    rest = line.words[1:]
    person = line.node(0)
    if person is not None and (person.left, person.right) == (person.start, person.end) and rest in ([], ["."]):
        return False
    return not rest or rest[0] in (":", "-") or (len(rest) <= 2 and not any(word.isalpha() for word in rest))
