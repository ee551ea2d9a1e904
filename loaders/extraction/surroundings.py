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
from loaders.extraction.lexicon import LANGUAGES, gazetteer, grammar, lexicon, name_set, word_set
from loaders.extraction.text import LineFinder, fold

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
_OF_A_GANG: Final = re.compile(
    rf"(?P<name>{NAME})[”\"’'»]?(?:,|[ ]\()[ ](?:(?:que|which|once|formerly|antes|hoy|today|then|entonces)[ ])?"
    r"(?:(?:was|is|were|are|era|es|fue|eran|son)[ ])?(?:an?|the|its|their|una?|la|el|su|sus)[ ]"
    r"(?:[\wà-ÿ’'-]{1,20}[ ]){0,2}$"
)
"""Before a part of a gang: "La Cuadrilla, que era su brazo armado"."""
_AFTER_VERB: Final = re.compile(
    rf"(?:l|[ ](?:the|los|las|la|el))[ ]{_OPENING}(?={_CAP})|[ ]{_OPENING}(?={_ARTICLE}[ ]{_CAP})"
)
_AFTER_CALLED: Final = re.compile(rf"[ ]{_LOWER_ARTICLE}{_OPENING}(?={_CAP})")
_APPOSED: Final = re.compile(
    rf"(?:[ ][a-zà-ÿ]{{2,20}}){{0,2}},[ ](?:the|los|las|la|el)[ ]{_OPENING}(?=(?P<apposed>{NAME})[”\"’'»]?[,.;)])"
)
_GROUP_OF_NAME: Final = re.compile(
    rf"\b(?:[Tt]he|[Ii]ts|rival)[ ](?:[a-z-]{{2,20}}[ ]|[A-Z]\w{{1,20}}-based[ ]){{0,2}}"
    rf"(?P<name>{_CAP}(?:[ ]{_CAP}){{0,2}})[ ]$"
)
_FULL_KIND: Final = re.compile(rf"(?P<name>{_CAP}(?:[ ]{_CAP}){{0,3}})[ ]$")
_AND: Final = re.compile(rf"[ ](?:and|y|e)[ ](?:(?:of|del?)[ ])?{_LOWER_ARTICLE}(?={_CAP})")
_FIELD: Final = re.compile(
    r"(?m)^[ \t•·*-]{0,8}(?i:organizaci[óo]n(?:[ ]criminal)?|grupo|banda|organi[sz]ation|gang|affiliation)[ \t]{0,4}:"
    rf"[ \t]{{0,4}}(?P<name>{NAME})"
)
_OF_CRIME: Final = 4
"""Lines that speak of crime, from which on a whole text does."""
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
        if kind != "gang_kind" and len(lines) < _OF_CRIME and (line < 0 or lines[line][1] < end):
            continue  # a founder, an ally, a group is a gang's only where crime is spoken of
        found |= _before(text, start, end, kind)
        after = next((match for pattern in _AFTER[kind] if (match := pattern.match(text, end))), None)
        while after and (name := _NAME.match(text, after.end())):
            found.add(name.span())
            after = _AND.match(text, name.end())
    found |= {match.span("name") for match in _FIELD.finditer(text)}
    trimmed = {(start + _before_article(text[start:end]), _before_act(folded, start, end)) for start, end in found}
    return {
        (start, end)
        for start, end in trimmed
        if _may_be_gang(folded[start:end])
        and not text.startswith(("'s", "’s"), end)
        and not _is_somebody(text, text[start:end])
        and not (folded.startswith("el ", start) and text[start - 1] in "“\"‘'«")  # a nickname
    }


_AFTER: Final = {
    "gang_role": (_AFTER_ROLE,),
    "gang_rival": (_AFTER_RIVAL, _AFTER_ROLE),
    "gang_verb": (_AFTER_VERB,),
    "gang_called": (_AFTER_CALLED,),
    "gang_part": (),
    "gang_kind": (_AFTER_KIND, _BESIDE_KIND, _APPOSED),
    "gang_group": (_AFTER_KIND, _APPOSED),
}
"""What leads from a word of each class to the name after it."""


def _before(text: str, start: int, end: int, kind: str) -> set[Span]:
    """The name before a gang noun that tells what it is: "X, a street gang"; "X is a gang that …"."""
    if kind not in ("gang_kind", "gang_group", "gang_part"):
        return set()
    begin = max(text.rfind("\n", 0, start) + 1, start - _BACK)
    before = text[begin:start]
    if kind == "gang_part":
        match = _OF_A_GANG.search(before)
        return {(begin + match.start("name"), begin + match.end("name"))} if match else set()
    match = _BEFORE_KIND.search(before)
    if kind == "gang_group":
        if match is None and text.startswith(_GROUP_NOUNS, start) and (match := _GROUP_OF_NAME.search(before)):
            return {(begin + match.start("name"), end)} if _is_nobodys(match["name"]) else set()
        return {(begin + match.start("name"), begin + match.end("name"))} if match else set()
    if match is None and _DEFINES.match(text, end):
        match = _DEFINED.search(before)
    if match is None and " " in text[start:end]:
        match = _FULL_KIND.search(before)
        match = match if match and _is_nobodys(match["name"]) else None
    return {(begin + match.start("name"), begin + match.end("name"))} if match else set()


_GROUP_NOUNS: Final = ("group", "faction", "family", "crew", "outfit", "ring", "firm", "network", "organi")


def _is_nobodys(name: str) -> bool:
    """Whether no place, state or authority is so called: "the Kang group", and not "the Sonoran group"."""
    folded = fold(name)
    first = folded.split(" ", 1)[0]
    return folded not in gazetteer() and not _is_of_a_state(first) and not name.isupper() and "-based" not in folded


def _is_of_a_state(word: str) -> bool:
    return any(word in lexicon(language).tables["demonym"] for language in LANGUAGES)


def _before_act(folded: str, start: int, end: int) -> int:
    """Where a name ends before an act, in a headline that writes every word with a capital."""
    act = _act().search(folded, start + 1, end)
    return act.start() if act else end


@cache
def _act() -> re.Pattern[str]:
    words = {word for name in ("transfer_past", "arrested", "charged") for word in word_set(name) if " " not in word}
    return re.compile(rf" (?:{'|'.join(map(re.escape, sorted(words)))})\b")


def _before_article(name: str) -> int:
    """Where the name begins after a word that only opens the sentence: "Encabezaba Los Fariseos"."""
    article = re.match(rf"{_CAP}[ ](?=(?:Los|Las)[ ])", name)
    return article.end() if article else 0


_KINDS: Final = frozenset(("drug", "trafficking", "smuggling", "criminal", "crime", "armed", "street", "mafia"))
_KIN: Final = frozenset(("brothers", "sisters", "sons", "hermanos", "hijos"))
_LINKING: Final = frozenset(
    ("la", "los", "las", "el", "les", "os", "as", "il", "the", "de", "del", "of", "da", "do", "lo")
)


_ALSO_OF_GANGS: Final = frozenset(
    {"union", "puerto", "rio", "valle", "playa", "lago", "isla", "plaza", "grupo", "group", "banda", "gang", "clan"}
    | {"cartel", "carteles", "company", "empresa", "fuerza", "fuerzas", "oficina", "unidad", "guardia", "zona", "bahia"}
    | {"puente", "river", "street", "park", "valley", "bay", "port", "organizacion", "organization", "organisation"}
    | {"federacion", "barrio", "house", "kingdom", "road"}
)
"""Words of places and institutions that gangs call themselves by, too: "Unión del Puerto", "La Empresa"."""


@cache
def _lawful() -> frozenset[str]:
    return (word_set("institution") | word_set("lawful_group")) - _ALSO_OF_GANGS


def _is_somebody(text: str, name: str) -> bool:
    """Whether a single word is the surname of somebody whom the text names with a given name."""
    given = name_set("given_names")
    return " " not in name and any(
        fold(match[1]) in given
        for match in re.finditer(
            rf"\b([A-ZÀ-Þ][\w'’-]{{1,30}}) (?:[“\"(][^”\")\n]{{1,30}}[”\")] )?{re.escape(name)}\b", text
        )
    )


def _may_be_gang(name: str) -> bool:
    words = name.split()
    if name.endswith("'s") or (len(words) > 1 and words[0] in name_set("given_names")):
        return False
    telling = [word for word in words if word not in _LINKING]
    if not telling or len(telling[0]) < 2 or not _lawful().isdisjoint(telling):
        return False
    bare = [word for word in telling if word not in word_set("gang_noun") and word not in _KINDS]
    if not bare or (_is_of_a_state(telling[0]) and telling[-1] in word_set("gang_noun")):
        return False  # "Trafficking Group", "the Calabrian syndicate"
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
