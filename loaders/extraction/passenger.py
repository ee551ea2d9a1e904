"""Who was handed over: the people of an act of which a sentence tells, by their place in it."""

from __future__ import annotations

from typing import Any, Final

from graph.claim import QUOTE_LIMIT
from loaders.extraction.claiming import Claims
from loaders.extraction.clause import Bearer
from loaders.extraction.event_likeness import Act
from loaders.extraction.lexicon import grammar, word_set
from loaders.extraction.line import Finding, Line
from loaders.extraction.patient import listed_in, patient_of
from loaders.extraction.pattern import Rule

PASSENGER: Final = Rule("passenger", "any", "code", (), ())
_LIST: Final = 3
_NOT_ABOARD: Final = frozenset({"not", "never", "no", "nunca", "nor", "ni", "without", "sin"})


def read_passengers(line: Line, claims: Claims, topic: tuple[Any, ...]) -> None:
    """Claim that whoever an act was done to, or who travels, was in its transfer.

    Args:
        line: the sentence, with its people.
        claims: takes the claims, and knows the handings over of the sentence.
        topic: whom the text last spoke of.
    """
    _read_list(line, claims)
    _read_named(line, claims)
    for act in claims.events.acts:
        at = _indices(line, act)
        if at is None or not _NOT_ABOARD.isdisjoint(line.words[max(0, at[0] - 3) : at[0]]):
            continue
        bearer = patient_of(line, *at, act.options, topic, of_noun=act.of_noun)
        if bearer is None and len(act.people) == 1:
            bearer = Bearer(tuple(act.people))
        if bearer is None or (len(bearer.refs) > 1 and bearer.span is None):
            continue
        people = tuple(ref for ref in bearer.refs if not ref.official)
        finding = Finding("transferredIn", (act.event.entity,), PASSENGER, act.span)
        claims.emit_new(finding, people, bearer.span)


def _read_list(line: Line, claims: Claims) -> None:
    """As many people named together as the text says were in a transfer are those who were in it."""
    if not _NOT_ABOARD.isdisjoint(line.words):
        return
    for index in line.find("P"):
        node = line.nodes[line.words[index]]
        event = next((e for e in claims.events.all if len(node.refs) in e.counts), None)
        if event is None or not _LIST <= len(node.refs) == len(node.singles) or any(ref.official for ref in node.refs):
            continue
        claims.emit_new(Finding("transferredIn", (event.entity,), PASSENGER, (node.left, node.right)), node.refs, None)


def _read_named(line: Line, claims: Claims) -> None:
    """Those whom a sentence names of whom one before has told without names: "They are P and P", "P, 44, is …"."""
    if claims.events.acts or not _NOT_ABOARD.isdisjoint(line.words):
        return
    named = listed_in(line)
    event = claims.events.named_later()
    if event is None and named is not None and claims.events.current is not None:
        event = claims.events.current if not claims.events.current.people else None
        counts = event.counts if event is not None else set()
        if event is None or (counts and len(named.refs) > max(counts)) or not (counts or event.is_of_several()):
            return
    if event is None:
        return
    if named is None and not event.is_of_several():
        named = newly_named(line, claims)
    if named is None or any(ref.official for ref in named.refs):
        return
    event.people |= set(named.refs)
    span = (line.start, line.end) if line.end - line.start <= QUOTE_LIMIT else named.span or (line.start, line.start)
    claims.emit_new(Finding("transferredIn", (event.entity,), PASSENGER, span), named.refs, None)


def newly_named(line: Line, claims: Claims) -> Bearer | None:
    """Somebody with whom a sentence begins and whom the text has not named before, but who does not speak."""
    for at in line.find("P")[:1]:
        node = line.nodes[line.words[at]]
        before = line.words[:at]
        plain = all(word in grammar("determiner") or word in word_set("title") for word in before)
        new = len(node.refs) == 1 and min(node.refs[0].mentions, default=(0, 0))[0] >= line.start
        speaks = any(voice.speaker in node.refs for voice in claims.voices)
        if plain and new and not speaks and not node.pronoun:
            return Bearer(node.refs, (node.start, node.end), at)
    return None


def _indices(line: Line, act: Act) -> tuple[int, int] | None:
    """Where in the line the words of an act stand now."""
    inside = [at for at, (start, end) in enumerate(line.spans) if act.span[0] <= start and end <= act.span[1]]
    return (inside[0], inside[-1] + 1) if inside else None
