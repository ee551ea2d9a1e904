"""Organizations whose names no form betrays, known by what surrounds them.

"a lieutenant of La Herradura", "the Norris Green Boys, a street gang", "una banda llamada La Sub-14", "Organización:
Red Iturbe". What is found so in one place is that organization wherever the text prints the name.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from typing import Final

import ahocorasick

from graph.claim import Span
from loaders.extraction.lexicon import grammar, name_set, word_set
from loaders.extraction.text import LineFinder

_CAP: Final = r"[A-ZÀ-ÖØ-Þ]\w{0,40}(?:['’-]\w{1,30}){0,3}"
_ARTICLE: Final = r"(?:La|Los|Las|El|Les|Os|As|De|Da|Il|The)"
NAME: Final = (
    rf"(?:{_ARTICLE}[ ])?{_CAP}(?:[ ](?:{_CAP}|\d{{1,3}}\b)){{0,4}}"
    rf"(?:[ ](?:del?|de[ ]l[ao]s?|of(?:[ ]the)?|d[ao])[ ](?:{_ARTICLE}[ ])?{_CAP}(?:[ ]{_CAP})?)?"
)
_NAME: Final = re.compile(NAME)
_WORDS: Final = r"(?:[a-zà-ÿ][\wà-ÿ-]{0,20}[ ])"
_OPENING: Final = r"[“\"‘'«]?"
_LOWER_ARTICLE: Final = r"(?:(?:the|la|los|las|el|lo)[ ])?"
_AFTER_ROLE: Final = re.compile(
    rf"[ ]{_WORDS}{{0,3}}?(?:of|del?|for|from|with|con|contra|against)[ ]{_LOWER_ARTICLE}"
    rf"(?:(?:rival|feared|temid[oa]|notorious|so-called|llamad[oa]|violent)[ ])?{_OPENING}(?={_CAP})"
)
_AFTER_KIND: Final = re.compile(
    r"(?:,?[ ](?:called|named|dubbed|known(?:[ ][a-z]+){0,3}?[ ]as|(?:which[ ]calls|calling)[ ]itself"
    r"|(?:auto)?(?:denominad|llamad)[oa]|conocid[oa][ ]como|que[ ]se[ ]hace[ ]llamar|bautizad[oa][ ]como)"
    rf"[ ]{_LOWER_ARTICLE}{_OPENING})(?={_CAP})"
)
_BESIDE_KIND: Final = re.compile(
    rf"(?:(?:[ ][a-zà-ÿ]{{2,20}}){{0,2}},)?[ ](?:(?:de|the|los|las)[ ])?{_OPENING}(?=(?!El ){_ARTICLE}[ ][A-ZÀ-Þ0-9])"
)
_AFTER_RIVAL: Final = re.compile(rf"[ ]{_OPENING}(?={_CAP}[ ]{_CAP}|{_ARTICLE}[ ]{_CAP})")
_BEFORE_KIND: Final = re.compile(
    rf"(?P<name>{NAME})[”\"’'»]?(?:,|[ ]\(|:|[ ][—–-])[ ]"
    r"(?:(?:an?|the|una?|la|el|otr[oa]|another)[ ](?:(?!(?:of|del?|with|con|and|y)[ ])[\wà-ÿ’'-]{1,20}[ ]){0,3})?$"
)
_DEFINED: Final = re.compile(
    rf"(?P<name>{NAME})[”\"’'»]?[ ](?:is|are|was|were|es|son|era|eran|fue)[ ](?:an?|the|una?|la|el)[ ]"
    r"(?:[\wà-ÿ-]{1,20}[ ]){0,2}$"
)
_DEFINES: Final = re.compile(r"[.,;]|[ ](?:of|that|which|based|from|founded|formed|del?|que|con|dedicad|fundad|nacid)")
_FULL_KIND: Final = re.compile(rf"(?P<name>{_CAP}(?:[ ]{_CAP}){{0,3}})[ ]$")
_AND: Final = re.compile(rf"[ ](?:and|y|e)[ ](?:(?:of|del?)[ ])?{_LOWER_ARTICLE}(?={_CAP})")
_FIELD: Final = re.compile(
    r"(?m)^[ \t•·*-]{0,8}(?i:organizaci[óo]n(?:[ ]criminal)?|grupo|banda|organi[sz]ation|gang|affiliation)[ \t]{0,4}:"
    rf"[ \t]{{0,4}}(?P<name>{NAME})"
)
_BACK: Final = 110
"""Code points before a word in which a name that it explains may stand."""


@cache
def _crime() -> LineFinder:
    return LineFinder(grammar("crime_stem"))


def named_by_surroundings(text: str, folded: str) -> set[Span]:
    """Where a name stands that its surroundings call a gang's."""
    found: set[Span] = set()
    (lines,) = _crime().find(folded)
    for start, end, kind in _cues(folded):
        line = bisect_right(lines, (start, len(folded))) - 1
        if kind != "gang_kind" and (line < 0 or lines[line][1] < end):
            continue  # a founder, an ally, a group is a gang's only where crime is spoken of
        found |= _before(text, start, end, kind)
        after = next((match for pattern in _AFTER[kind] if (match := pattern.match(text, end))), None)
        while after and (name := _NAME.match(text, after.end())):
            found.add(name.span())
            after = _AND.match(text, name.end())
    found |= {match.span("name") for match in _FIELD.finditer(text)}
    trimmed = {(start + _before_article(text[start:end]), end) for start, end in found}
    return {
        (start, end)
        for start, end in trimmed
        if _may_be_gang(folded[start:end]) and not text.startswith(("'s", "’s"), end)
    }


_AFTER: Final = {
    "gang_role": (_AFTER_ROLE,),
    "gang_rival": (_AFTER_RIVAL, _AFTER_ROLE),
    "gang_kind": (_AFTER_KIND, _BESIDE_KIND),
    "gang_group": (_AFTER_KIND,),
}
"""What leads from a word of each class to the name after it."""


def _before(text: str, start: int, end: int, kind: str) -> set[Span]:
    """The name before a gang noun that tells what it is: "X, a street gang"; "X is a gang that …"."""
    if kind != "gang_kind":
        return set()
    begin = max(text.rfind("\n", 0, start) + 1, start - _BACK)
    before = text[begin:start]
    match = _BEFORE_KIND.search(before)
    if match is None and _DEFINES.match(text, end):
        match = _DEFINED.search(before)
    if match is None and " " in text[start:end]:
        match = _FULL_KIND.search(before)
    return {(begin + match.start("name"), begin + match.end("name"))} if match else set()


def _before_article(name: str) -> int:
    """Where the name begins after a word that only opens the sentence: "Encabezaba Los Fariseos"."""
    article = re.match(rf"{_CAP}[ ](?=(?:Los|Las)[ ])", name)
    return article.end() if article else 0


_KIN: Final = frozenset(("brothers", "sisters", "sons", "hermanos", "hijos"))
_LINKING: Final = frozenset(
    ("la", "los", "las", "el", "les", "os", "as", "il", "the", "de", "del", "of", "da", "do", "lo")
)


def _may_be_gang(name: str) -> bool:
    words = name.split()
    if name.endswith("'s") or (len(words) > 1 and words[0] in name_set("given_names")):
        return False
    telling = [word for word in words if word not in _LINKING]
    if (
        not telling
        or len(telling[0]) < 2
        or not (word_set("institution") | word_set("lawful_group")).isdisjoint(telling)
    ):
        return False
    usual = word_set("not_a_name")
    if words[0] in _LINKING or len(telling) > 1:
        return telling[0] in _KIN or not all(word in usual for word in telling[:2])
    return telling[0] not in usual


def _cues(folded: str) -> Iterator[tuple[int, int, str]]:
    length = len(folded)
    for last, (size, kind) in _automaton().iter(folded):
        start, end = last - size + 1, last + 1
        if not ((start and folded[start - 1].isalnum()) or (end < length and folded[end].isalnum())):
            yield start, end, kind


@cache
def _automaton() -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for kind in _AFTER:
        for phrase in word_set(kind):
            automaton.add_word(phrase, (len(phrase), kind))
    automaton.make_automaton()
    return automaton
