"""A text with its claims, as a person reads them: paragraphs, the words that claims rest on, and what they say.

Nothing here draws: `explanation_terminal` and `explanation_page` do.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, Literal

from api.rule_text import RuleText, rule_texts
from graph.claim import Claim, Entity, Extraction, Source, Span
from loaders.evaluation.comparison import MEMBERSHIPS, Comparison
from loaders.evaluation.family import family_of

Verdict = Literal["right", "wrong", "optional", "missed"]

_PARAGRAPH: Final = re.compile(r"\n*[^\n]+\n*|\n+")
_CONTROLS: Final = {
    code: "\N{REPLACEMENT CHARACTER}" for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"
}


@dataclass(frozen=True, slots=True)
class ExplainedClaim:
    """One claim in words.

    Attributes:
        number: its place in the order of reading, from 1.
        subject: a name; with the local id where two entities have one name.
        predicate: one of `terms.PREDICATES`.
        object: a name, or a value.
        family: of its predicate.
        qualifiers: strength where it is not plainly reported, status, speaker, time, number and what else it carries.
        quote: the words that it rests on.
        start: first code point of the quote in the text; `end` one past the last.
        rule: id of the rule that made it; empty for what is missed.
        verdict: against annotations, None where there are none. What is `right` agrees in subject, predicate and
            object; `optional` is neither right nor wrong; `missed` is a claim of the annotators alone.
        annotated: in what else the annotators read it otherwise, and how: `modality alleged`.
    """

    number: int
    subject: str
    predicate: str
    object: str
    family: str
    qualifiers: tuple[str, ...]
    quote: str
    start: int
    end: int
    rule: str
    verdict: Verdict | None = None
    annotated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the text over which the same quotes lie.

    Attributes:
        text: its words.
        claims: numbers of the claims whose quotes lie over it, the innermost last.
        opens: the quotes that begin with it, the longest first, each with the numbers of the claims that rest on it.
        closes: the quotes that end with it, the shortest first, likewise.
    """

    text: str
    claims: tuple[int, ...] = ()
    opens: tuple[tuple[int, ...], ...] = ()
    closes: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the text with the line ends after it, and the claims whose quotes begin in it."""

    segments: tuple[Segment, ...]
    claims: tuple[ExplainedClaim, ...]

    @property
    def text(self) -> str:
        """All its words."""
        return "".join(segment.text for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Explanation:
    """One document.

    Attributes:
        source: it.
        paragraphs: all of the text.
        claims: in the order of reading, what was missed among them.
        entities: all that the extractor found.
        rules: those that made the claims, in the order of their first claim.
        unwritten: ids that claims carry of what the extractor reads by itself, without a rule's pattern.
    """

    source: Source
    paragraphs: tuple[Paragraph, ...]
    claims: tuple[ExplainedClaim, ...]
    entities: tuple[Entity, ...]
    rules: tuple[RuleText, ...]
    unwritten: tuple[str, ...]

    @property
    def by_number(self) -> dict[int, ExplainedClaim]:
        """The claims by their number."""
        return {claim.number: claim for claim in self.claims}

    @property
    def summary(self) -> str:
        """How many claims there are, and how many of them are right, where that is known."""
        verdicts = Counter(claim.verdict for claim in self.claims)
        made = len(self.claims) - verdicts["missed"]
        counted = f"{made} claim{'s' * (made != 1)}"
        if set(verdicts) <= {None}:
            return counted
        judged: tuple[Verdict, ...] = ("right", "wrong", "optional")
        return f"{counted}: {', '.join(f'{verdicts[v]} {v}' for v in judged)}; {verdicts['missed']} missed"


def explain(extraction: Extraction) -> Explanation:
    """What the extractor says of a document."""
    names = _names(extraction.entities)
    return _explanation(extraction, [_Judged(claim, names) for claim in extraction.claims])


def explain_against(comparison: Comparison) -> Explanation:
    """The same, with what to think of each claim, and with the claims that are missed."""
    extraction = comparison.extraction
    names, gold = _names(extraction.entities), _names(comparison.gold.entities)
    verdicts = comparison.verdicts()
    readings = {claim: agreement.readings for agreement in comparison.agreements for claim in agreement.said}
    judged = []
    for claim in extraction.claims:
        verdict = verdicts[claim]
        if verdict == "invented":
            judged.append(_Judged(claim, names, "wrong"))
        else:
            speaker = comparison.aligned.get(claim.speaker or "", claim.speaker)
            otherwise = tuple(_differences(replace(claim, speaker=speaker), readings[claim], gold))
            judged.append(_Judged(claim, names, verdict, otherwise))
    judged += [_Judged(claim, gold, "missed") for claim in comparison.missed]
    return _explanation(extraction, judged)


def printable(text: str) -> str:
    """A text whose control characters, which could steer a terminal, are shown as what cannot be shown."""
    return text.translate(_CONTROLS)


@dataclass(frozen=True, slots=True)
class _Judged:
    """A claim, the names of the entities of whoever made it, and what to think of it."""

    claim: Claim
    names: dict[str, str]
    verdict: Verdict | None = None
    annotated: tuple[str, ...] = ()


def _explanation(extraction: Extraction, judged: Iterable[_Judged]) -> Explanation:
    ordered = sorted(judged, key=lambda each: (each.claim.start, each.claim.end))
    claims = tuple(_explained(number, each) for number, each in enumerate(ordered, 1))
    ids = tuple(dict.fromkeys(claim.rule for claim in claims if claim.verdict != "missed"))
    written = rule_texts()
    return Explanation(
        source=extraction.source,
        paragraphs=tuple(_paragraphs(extraction.source.text, claims)),
        claims=claims,
        entities=extraction.entities,
        rules=tuple(written[id_] for id_ in ids if id_ in written),
        unwritten=tuple(id_ for id_ in ids if id_ not in written),
    )


def _differences(claim: Claim, readings: Sequence[Claim], names: dict[str, str]) -> Iterator[str]:
    """In what a claim is none of the readings of the annotators, with theirs; the speaker is one of their entities."""
    role = ("predicate",) if claim.predicate in MEMBERSHIPS else ()
    for name in (*role, "modality", "status", "speaker", "when", "count"):
        theirs = [getattr(reading, name) for reading in readings]
        if getattr(claim, name) not in theirs:
            value = theirs[0] if theirs[0] is not None else "none"
            yield f"{name} {names.get(value, value)}" if name == "speaker" else f"{name} {value}"


def _names(entities: Iterable[Entity]) -> dict[str, str]:
    """What to call each entity, by its local id."""
    names = {entity.id: _name(entity) for entity in entities}
    uses = Counter(names.values())
    return {id_: name if uses[name] == 1 else f"{name} [{id_}]" for id_, name in names.items()}


def _name(entity: Entity) -> str:
    if entity.names:
        return entity.names[0]
    if entity.type == "Transfer":
        return f"transfer {entity.id}"
    return entity.description or f"someone [{entity.id}]"


def _explained(number: int, judged: _Judged) -> ExplainedClaim:
    claim, names = judged.claim, judged.names
    return ExplainedClaim(
        number=number,
        subject=names[claim.subject],
        predicate=claim.predicate,
        object=names[claim.object] if isinstance(claim.object, str) else str(claim.object),
        family=family_of(claim.predicate),
        qualifiers=tuple(_qualifiers(claim, names)),
        quote=claim.quote,
        start=claim.start,
        end=claim.end,
        rule=claim.rule,
        verdict=judged.verdict,
        annotated=judged.annotated,
    )


def _qualifiers(claim: Claim, names: dict[str, str]) -> Iterator[str]:
    if claim.modality != "reported":
        yield claim.modality
    if claim.status is not None:
        yield claim.status
    if claim.speaker is not None:
        yield f"said by {names[claim.speaker]}"
    if claim.when is not None:
        yield f"when {claim.when}"
    if claim.weekday is not None:
        yield claim.weekday
    if claim.count is not None:
        yield f"count {claim.count}"
    if claim.case is not None:
        yield f"case {claim.case}"
    if claim.via:
        yield f"via {', '.join(claim.via)}"


def _paragraphs(text: str, claims: Sequence[ExplainedClaim]) -> Iterator[Paragraph]:
    spans = [match.span() for match in _PARAGRAPH.finditer(text)]
    segments = _segments(text, claims, [start for start, _ in spans])
    segment = next(segments, None)
    waiting = list(reversed(claims))
    for _, end in spans:
        inside = []
        while segment is not None and segment[0] < end:
            inside.append(segment[1])
            segment = next(segments, None)
        begun = []
        while waiting and (waiting[-1].start < end or end == len(text)):
            begun.append(waiting.pop())
        yield Paragraph(tuple(inside), tuple(begun))


def _segments(text: str, claims: Sequence[ExplainedClaim], cuts: Iterable[int]) -> Iterator[tuple[int, Segment]]:
    """The text from first to last, each stretch with where it begins; none goes over one of the cuts."""
    quotes: defaultdict[Span, list[int]] = defaultdict(list)
    for claim in claims:
        # Annotations are of people, who may have miscounted.
        start, end = max(0, claim.start), min(claim.end, len(text))
        if start < end:
            quotes[start, end].append(claim.number)
    # The longest first, so that what is opened last is closed first.
    spans = sorted(quotes, key=lambda span: (span[0], -span[1]))
    opens, closes = _grouped(spans, 0), _grouped(reversed(spans), 1)
    bounds = sorted({0, len(text), *cuts, *opens, *closes})
    over: dict[Span, None] = {}
    for start, end in pairwise(bounds):
        begun, ended = opens.get(start, ()), closes.get(end, ())
        over |= dict.fromkeys(begun)
        numbers = tuple(number for span in over for number in quotes[span])
        yield start, Segment(text[start:end], numbers, _numbers(begun, quotes), _numbers(ended, quotes))
        for span in ended:
            del over[span]


def _grouped(spans: Iterable[Span], side: int) -> dict[int, list[Span]]:
    """Spans by where they start (0) or end (1), in their order."""
    found: dict[int, list[Span]] = {}
    for span in spans:
        found.setdefault(span[side], []).append(span)
    return found


def _numbers(spans: Iterable[Span], quotes: dict[Span, list[int]]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(quotes[span]) for span in spans)
