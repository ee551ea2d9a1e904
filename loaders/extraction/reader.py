"""One document, read from its first sentence to its last: who is meant, and what each sentence says."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from functools import cache, cached_property
from typing import Any, Final, NamedTuple

from graph.claim import Source, Span
from loaders.extraction.candidate import Candidate
from loaders.extraction.charge import find_charges
from loaders.extraction.date import DateMention, anchor_of, find_dates
from loaders.extraction.draft import Draft, DraftClaim, DraftEntity
from loaders.extraction.language import detect
from loaders.extraction.lexicon import countries, grammar, lexicon, word_set
from loaders.extraction.line import Line, Node
from loaders.extraction.mention import TYPE_LETTER, Mention, find_mentions
from loaders.extraction.number import find_numbers
from loaders.extraction.pattern import TOKEN
from loaders.extraction.person import PersonMention, find_people
from loaders.extraction.quotation import Quotation, find_quotations
from loaders.extraction.registry import Name
from loaders.extraction.relative_date import SEASON, find_relative_dates
from loaders.extraction.text import Paragraph, fold

_PRONOUNS: Final = frozenset({"he", "she", "him", "ella"})
_POSSESSIVES: Final = frozenset({"his", "her", "their", "su", "sus"})
_POINTING: Final = _PRONOUNS | _POSSESSIVES | {"el"}
_TO_PLACE: Final = frozenset(
    {"in", "to", "from", "at", "near", "en", "desde", "hacia", "a", "into", "toward", "towards", "rumbo"}
)
_PARENTHESES: Final = {"(": "{", ")": "}", "[": "{", "]": "}"}
_ARTICLE: Final = 3
"""Code points of an article before a date."""
_YEARS: Final = re.compile(r"(?:(?:19|20)\d\d(?: ?[-–] ?(?:\d\d)?\d\d)?|ayer|hoy|yesterday|today) ?[.:–—-] ?\S")
"""An entry of a chronology that opens with a year or with a day that is told from now."""
_OFTEN: Final = 3
_DONE: Final = ("ed", "ó", "aba", "aban", "aron", "ieron")
_KIN: Final = ("brother", "child", "parent", "spouse", "inlaw", "relative", "associate")


@cache
def _kin_words(language: str) -> frozenset[str]:
    words = {phrase.split()[0] for name in _KIN for phrase in lexicon(language).words(name)}
    others = (
        {phrase.split()[0] for phrase in grammar("only_of_organization")} | word_set("leader") | word_set("founder")
    )
    return frozenset(words - others)


def _next_unqualified(words: list[str], at: int) -> str:
    """The word for a relative behind what tells which: "his second wife", "su entonces cuñado"."""
    while at < len(words) and words[at] in grammar("qualifies_kin"):
        at += 1
    return words[at] if at < len(words) else ""


class Item(NamedTuple):
    """Something recognised, on its way into a line."""

    start: int
    end: int
    letter: str
    what: Any


class Reader:
    """The state of reading one document."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        self.folded = fold(self.text)
        self.language = source.language or detect(self.folded)
        self.draft = Draft(self.text)
        self.anchor = anchor_of(source.published, self.folded)
        spaced = self.text.replace("\t", " ")
        known = find_mentions(spaced, self.folded)
        self.people = find_people(spaced, self.folded, known)
        self.persons: dict[int, DraftEntity] = {}
        self.named: dict[tuple[str, str], DraftEntity] = {}
        self.by_alias: dict[str, DraftEntity] = {}
        self.by_word: dict[str, DraftEntity] = {}
        self.by_prefix: dict[str, str] = {}
        self.topic: tuple[DraftEntity, ...] = ()
        self.items = sorted(self._items(known), key=lambda i: (i.start, -i.end))
        self.starts = [item.start for item in self.items]
        self._tokens = [match.span() for match in TOKEN.finditer(self.folded)]
        self._words = [_PARENTHESES.get(word := self.folded[a:b], word) for a, b in self._tokens]
        self._token_starts = [start for start, _ in self._tokens]

    def _items(self, known: list[Mention]) -> Iterator[Item]:
        for mention in known:
            letter = "K" if mention.kind == "Country" else TYPE_LETTER[mention.type]
            yield Item(mention.start, mention.end, letter, mention)
        for person in self.people.mentions:
            yield Item(person.start, person.end, "P", person)
        for other in self.people.others:
            yield Item(other.start, other.end, "Z", other)
        for quotation in find_quotations(self.text, self.folded):
            yield Item(quotation.start, quotation.end, "Q", quotation)
        days = list(find_dates(self.folded, self.anchor))
        for day in days:
            yield Item(day.start, day.end, "T", day)
        printed = [(day.start, day.end, day.value) for day in days]
        for start, end, value in find_relative_dates(self.folded, printed, self.anchor):
            season = SEASON.search(self.folded, start, end) is not None
            yield Item(start, end, "T", DateMention(start, end, value, season=season))
        for number in find_numbers(self.folded):
            yield Item(number.start, number.end, "N", number)

    def line(self, span: Span, language: str) -> Line:
        """A sentence as words and nodes."""
        start, end = span
        chosen = self._chosen(start, end)
        words: list[str] = []
        spans: list[Span] = []
        nodes: dict[str, Node] = {}
        at = start
        for item in [*chosen, None]:
            stop = item.start if item else end
            self._read_words(at, stop, words, spans)
            if item is None:
                break
            node = self._node(item, f"{item.letter}{len(nodes)}", words)
            at = item.end
            if node is None:
                self._read_words(item.start, item.end, words, spans)
                continue
            nodes[node.key] = node
            words.append(node.key)
            spans.append((item.start, item.end))
        line = Line(words, spans, nodes, start, end)
        self._mark_charges(line)
        self._mark_pronouns(line, language)
        return line

    def _read_words(self, start: int, end: int, words: list[str], spans: list[Span]) -> None:
        """Add the words between two places, those at whose edge the text is cut as they stand there."""
        first = bisect_left(self._token_starts, start)
        last = bisect_left(self._token_starts, end, first)
        if (first and self._tokens[first - 1][1] > start) or (last > first and self._tokens[last - 1][1] > end):
            for match in TOKEN.finditer(self.folded, start, end):
                words.append(_PARENTHESES.get(match.group(), match.group()))
                spans.append(match.span())
            return
        words += self._words[first:last]
        spans += self._tokens[first:last]

    def items_between(self, start: int, end: int) -> list[Item]:
        """What is recognised between two places."""
        first = bisect_left(self.starts, start)
        return self.items[first : bisect_left(self.starts, end, first)]

    def _chosen(self, start: int, end: int) -> list[Item]:
        """The items of a sentence without overlaps: the longer one, an organization in quotes over its quotes."""
        inside = []
        for at in range(bisect_left(self.starts, start), len(self.items)):
            item = self.items[at]
            if item.start >= end:
                break
            if item.end <= end:
                inside.append(item)
        rank = {"P": 0, "O": 1, "R": 1, "C": 1, "W": 1, "U": 2, "L": 3, "K": 3, "T": 3, "Q": 2, "N": 5, "Z": 6}
        quoted = {i.what.inner: i for i in inside if i.letter == "Q"}
        drop: set[int] = set()
        for number, item in enumerate(inside):
            cover = quoted.get((item.start, item.end))
            if cover is not None and item.letter == "O":
                drop.add(id(cover))
                inside[number] = Item(cover.start, cover.end, "O", item.what)
            elif cover is not None and item is not cover:
                drop.add(id(item))
        kept: list[Item] = []
        for item in sorted(inside, key=lambda i: (i.start - i.end if i.letter != "Z" else 0, rank[i.letter])):
            if id(item) not in drop and all(item.end <= k.start or item.start >= k.end for k in kept):
                kept.append(item)
        return sorted(kept, key=lambda i: i.start)

    def _node(self, item: Item, key: str, before: list[str]) -> Node | None:
        start, end = item.start, item.end
        match item.what:
            case PersonMention():
                refs = tuple(self.person(name) for name in item.what.names)
                for ref in refs:
                    ref.mentions.add((start, end))
                if item.what.inner:
                    self.alias(refs[0], item.what.inner, (start, end), "name-with-nickname")
                return Node(key, start, end, refs)
            case Mention(type="Law"):
                return Node(key, start, end, (self.text[start:end],))
            case Mention():
                return Node(key, start, end, (self.thing(item.what),))
            case Quotation():
                return Node(key, start, end, (item.what.inner,))
            case DateMention():
                return Node(key, start, end, (item.what,))
            case Candidate():
                return self._other(item.what, key, before)
            case number:
                return Node(key, start, end, (number.value,))

    def _other(self, candidate: Candidate, key: str, before: list[str]) -> Node | None:
        """A capitalised sequence that is a known nickname, or a place because of the preposition before it."""
        start, end = candidate.start, candidate.end
        if before and before[-1] in word_set("not_a_name"):
            longer = f"{before[-1]} {self.folded[start:end]}"
            if longer in self.by_alias and before[-1] in ("el", "la", "the", "los"):
                entity = self.by_alias[longer]
                entity.mentions.add((start - len(before[-1]) - 1, end))
                return Node("P" + key[1:], start, end, (entity,))
        if self.folded[start:end] in self.by_alias:
            entity = self.by_alias[self.folded[start:end]]
            entity.mentions.add((start, end))
            return Node("P" + key[1:], start, end, (entity,))
        if before and before[-1] in ("the", "los") and len(candidate.tokens) == 1:
            family = self._organization_called(candidate.tokens[0])
            if family is not None:
                family.add_name(self.folded[start:end], self.text[start:end])
                family.mentions.add((start, end))
                return Node("O" + key[1:], start, end, (family,))
        article = before[-1:] == ["a"] and self.language == "en"
        if (
            before
            and self.text[start].isupper()
            and not article
            and word_set("institution").isdisjoint(candidate.tokens)
            and (before[-1] in _TO_PLACE or _is_part_of_place(before))
        ):
            place = Mention(start, end, "Place", self.folded[start:end])
            return Node("L" + key[1:], start, end, (self.thing(place),))
        if len(candidate.tokens) > 1 and not (word_set("institution") | word_set("lawful_group")).intersection(
            candidate.tokens
        ):
            return Node("Z" + key[1:], start, end)
        return None

    def _organization_called(self, word: str) -> DraftEntity | None:
        """The organization named before of which one word is enough: "the Orellanas", "the Caimanes"."""
        return self.by_word.get(word) or self.by_word.get(word.removesuffix("s"))

    def _mark_charges(self, line: Line) -> None:
        for first, last, notation in reversed(list(find_charges(line.words))):
            start, end = line.span(first, last)
            done = frozenset({"done"}) if _is_done(self.text[start:end]) else frozenset[str]()
            line.put(first, last, Node(line.new_key("X"), start, end, (notation,), options=done))

    def _mark_pronouns(self, line: Line, language: str) -> None:
        if _POINTING.isdisjoint(line.words):
            return
        kin = _kin_words(language)
        for index, word in enumerate(line.words):
            start, end = line.spans[index]
            if word in _PRONOUNS or (word == "el" and self.text[start : start + 2].lower() == "él"):
                line.put(index, index + 1, Node(line.new_key("P"), start, end, words=(word,), pronoun=True))
            elif word in _POSSESSIVES and _next_unqualified(line.words, index + 1) in kin:
                line.put(index, index + 1, Node(line.new_key("H"), start, end))

    def opens_with_date(self, paragraph: Paragraph) -> bool:
        """Whether a paragraph is an entry of a chronology: "25 de septiembre de 2020. Es extraditado …"."""
        if _YEARS.match(self.folded, paragraph.start + paragraph.bullet):
            return True
        at = bisect_left(self.starts, paragraph.start + paragraph.bullet)
        item = self.items[at] if at < len(self.items) else None
        return (
            item is not None
            and item.letter == "T"
            and item.start <= paragraph.start + paragraph.bullet + _ARTICLE
            and self.text[item.end : item.end + 1] in (".", ":", " ")
            and self.text[item.end : item.end + 2].strip(" ")[:1] in (".", ":", "-", "—", "–")
        )

    def main_person(self) -> DraftEntity | None:
        """Whom the document is about: whom it names most often and before all others, or far more often than they."""
        return None if self._main_name is None else self.person(self._main_name)

    @cached_property
    def _main_name(self) -> Name | None:
        counts = Counter(id(name) for mention in self.people.mentions for name in mention.names if not name.title)
        ranked = counts.most_common(2)
        if not ranked or ranked[0][1] < _OFTEN:
            return None
        first = next(id(name) for mention in self.people.mentions for name in mention.names if not name.title)
        second = ranked[1][1] if len(ranked) > 1 else 0
        most = first if counts[first] == ranked[0][1] else ranked[0][0]
        if second * 2 > ranked[0][1] and first != most:
            return None
        return next(name for name in self.people.names if id(name) == most)

    def person(self, name: Name) -> DraftEntity:
        """The entity of a named person."""
        entity = self.persons.get(id(name))
        if entity is None:
            entity = self.persons[id(name)] = self.draft.entity("Person")
            for folded, printed in name.forms.items():
                entity.add_name(folded, printed)
            entity.official = name.title == "title"
        return entity

    def thing(self, mention: Mention) -> DraftEntity:
        """The entity of anything else that is named; one an identity of its gazetteer, else one a name."""
        start, end = mention.start, mention.end
        value = self._value(mention)
        key = (mention.type, value)
        entity = self.named.get(key)
        if entity is None:
            entity = self.named[key] = self.draft.entity(mention.type)
            entity.value = mention.value if mention.kind == "Country" else mention.country
            entity.description = mention.kind
        if mention.core:
            a, b = mention.core
            if mention.type == "Prison":
                entity.add_name(self.folded[a:b], self.text[a:b])
                self.named.setdefault((mention.type, self.folded[a:b]), entity)
        if mention.type == "CriminalOrganization":
            for word in self.folded[start:end].split():
                if len(word) > 4 and word not in word_set("gang_noun") and word not in word_set("not_a_name"):
                    self.by_word.setdefault(word, entity)
        printed = self.text[start:end]
        for article in ("the ", "el ", "la "):
            printed = printed.removeprefix(article)
        entity.add_name(self.folded[end - len(printed) : end], printed)
        entity.mentions.add((start, end))
        return entity

    def _value(self, mention: Mention) -> str:
        if mention.type != "CriminalOrganization" or ("-" in mention.value and " " not in mention.value):
            return mention.value.removeprefix("the ")
        words = mention.value.split()
        prefixes = [" ".join(words[:size]) for size in range(1, len(words) + 1)]
        for prefix in reversed(prefixes):
            if prefix in self.by_prefix and (prefix == mention.value or self.by_prefix[prefix] == prefix):
                return self.by_prefix[prefix]
        for prefix in prefixes[1:]:
            self.by_prefix.setdefault(prefix, mention.value)
        return mention.value

    def country(self, value: str, at: Span) -> DraftEntity:
        """The entity of a state known by a demonym: its name in the language of the text first."""
        key = ("Place", value)
        entity = self.named.get(key)
        state = next((c for c in countries() if value in (c.en, c.es)), None)
        if entity is None and state is not None:
            key = ("Place", state.en)
            entity = self.named.get(key)
        if entity is None:
            entity = self.named[key] = self.draft.entity("Place")
            entity.value = state.en if state else value
            entity.description = "Country"
        entity.add_name(fold(value), value)
        entity.add_name(self.folded[at[0] : at[1]], self.text[at[0] : at[1]])
        entity.mentions.add(at)
        return entity

    def alias(self, entity: DraftEntity, inner: Span, quote: Span, rule: str) -> None:
        """Give somebody a further name, with the claim."""
        start, end = inner
        printed = self.text[start:end]
        folded = self.folded[start:end]
        if folded in entity.names and folded not in entity.aliases:
            return
        entity.add_name(folded, printed)
        entity.aliases.setdefault(folded, printed)
        entity.mentions.add(inner)
        if entity.type == "Person":
            self.by_alias.setdefault(folded, entity)
            for article in ("el ", "la ", "the "):
                if folded.startswith(article) and len(folded) > len(article) + 3:
                    self.by_alias.setdefault(folded.removeprefix(article), entity)
        self.draft.claim(DraftClaim(entity, "alias", printed, "reported", quote, rule))

    def unite(self, kept: DraftEntity, other: DraftEntity) -> None:
        """Two names are said to be one thing's."""
        self.draft.merge(kept, other)
        for table in (self.named, self.by_alias, self.persons):
            for key, entity in table.items():
                if entity is other:
                    table[key] = kept  # type: ignore[index]


def _is_done(printed: str) -> bool:
    """Whether a charge is printed as a verb of what somebody did: "laundered", "secuestró", "extorsionaba"."""
    return printed.split()[0].lower().endswith(_DONE)


def _is_part_of_place(before: list[str]) -> bool:
    """Whether "of" hangs on a noun that is a place by its preposition: "en un gimnasio de X", "in the town of X"."""
    if before[-1] not in ("of", "de", "del"):
        return False
    for word in reversed(before[-6:-1]):
        if word in _TO_PLACE and word != "a":
            return True
        if not (word.isalpha() and word.islower()):
            return False
    return False


def paragraph_language(reader: Reader, paragraph: Paragraph) -> str:
    """The language of a paragraph; short ones are in that of the document."""
    if paragraph.end - paragraph.start < 80:
        return reader.language
    return detect(reader.folded[paragraph.start : paragraph.end], reader.language)
