"""What is named in a text by a gazetteer or by the form of its name: all but persons.

A name that no gazetteer holds is known by its form: "the X Cartel", "Cártel de X", "Los X", "X prison",
"cárcel de X", "Southern District of X", "Ministerio de X".
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

import ahocorasick

from graph.claim import Span
from loaders.extraction.lexicon import (
    LANGUAGES,
    borne_names,
    gazetteer,
    lexicon,
    name_set,
    read_data,
    word_set,
)
from loaders.extraction.surroundings import named_by_surroundings
from loaders.extraction.text import LineFinder

TYPE_LETTER: Final = {
    "CriminalOrganization": "O",
    "Authority": "U",
    "Prison": "R",
    "Court": "C",
    "Place": "L",
    "Law": "W",
}


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that names something.

    Attributes:
        start: first code point; `end` one past the last.
        type: an entity type, or `Law` or `Charge`.
        value: what it is known by: a folded name, a charge's notation, a country's English name.
        kind: for a place `City`, `State`, `Country`, `Airport`, where known.
        country: English name of the country a place lies in, where known.
        core: the name without its class noun ("Altiplano" of "Altiplano prison"), where it has one.
    """

    start: int
    end: int
    type: str
    value: str
    kind: str | None = None
    country: str | None = None
    core: Span | None = None


_GROUP_AFTER: Final = re.compile(
    r",? (?:an? |the |el |la |un |una |una de las |considerad[oa] )?"
    r"(?:armed wing|faction|gang|cell|allies|ally|splinter|offshoot|heirs|rivals|brazo"
    r"|faccion|celula|banda|grupo|escision|disidencia|aliad[oa]s|rivales|herederos|nacieron|surgieron|se disputan"
    r"|se alio|se aliaron|fueron declarados|were designated|boss|bosses|kingpin|leader|leaders|chief|founder|lieutenant"
    r"|members?|hitm[ae]n|was founded|fue fundad[oa]|fue cread[oa]|is led|are led|es dirigid[oa]"
    r"|is headed|nacio|surgio)\b"
)
_NOT_LOS: Final = frozenset(
    {"angeles", "cabos", "mochis", "vegas", "cruces", "palmas", "alamos", "altos", "reyes", "estados", "lagos"}
)
_CLASS_WORDS: Final = frozenset(
    {
        "federal",
        "maximum-security",
        "high-security",
        "state",
        "street",
        "drug",
        "trafficking",
        "criminal",
        "human",
        "smuggling",
        "foreign",
        "terrorist",
    }
    | {"de", "del", "la", "estatal", "women's", "transnational", "crime", "delictiva", "maxima", "mujeres", "numero"}
)
_PLACE_PREPOSITION: Final = frozenset({"in", "to", "from", "at", "near", "en", "a", "de", "desde", "hacia", "for"})
_SHORTEST: Final = 2
_TRIM: Final = frozenset(
    {"the", "el", "la", "los", "las", "a", "an", "his", "her", "su", "this", "that", "in", "on", "at"}
)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(read_data("lexicon", "forms.toml"))


def _filled(pattern: str, parts: dict[str, str]) -> str:
    """A pattern with its parts in place of their names."""
    while re.search(r"<([A-Z_]{3,})>", pattern):
        pattern = re.sub(r"<([A-Z_]{3,})>", lambda m: parts[m.group(1)], pattern)
    return pattern


@cache
def _forms() -> tuple[tuple[str, re.Pattern[str]], ...]:
    data = _data()
    return tuple(
        (row["type"], re.compile(rf"(?<!\w)(?:{_filled(row['pattern'], data['part'])})(?!\w)", re.VERBOSE))
        for row in data["form"]
    )


@cache
def _needs() -> LineFinder:
    return LineFinder(*(row["needs"] for row in _data()["form"]))


def find_mentions(text: str, folded: str) -> list[Mention]:
    """All that is named, without overlaps, in order: the longest name wins, a name of the right form over a part."""
    known = list(_by_gazetteer(text, folded))
    formed = _without_articles([_known_as(mention, known) for mention in _by_form(text, folded)], text, folded)
    found = _without_overlaps([*known, *formed])
    surrounded = _by_surroundings(text, folded, found)
    kept = [m for m in found if m.type != "CriminalOrganization" or not _overlaps(m, surrounded)]
    return sorted([*kept, *surrounded], key=lambda m: m.start)


def _without_articles(found: list[Mention], text: str, folded: str) -> list[Mention]:
    """Without the "Los X" that may be an article opening a sentence.

    It stays where X is so called elsewhere, or does what only a group does.
    """
    weak = [
        m
        for m in found
        if folded.startswith(("los ", "las "), m.start) and m.type == "CriminalOrganization" and _opens(text, m)
    ]
    families = borne_names("surname")
    doubtful = {
        id(m)
        for m in weak
        if not _GROUP_AFTER.match(folded, m.end)
        and (
            all(word in families for word in m.value.split()[1:])
            or (len(m.value.split()) == 2 and text[m.end : m.end + 2].strip().istitle())
        )
    }
    doubtful |= {
        id(m) for m in found if m.type == "CriminalOrganization" and _IN_LOS.match(folded, max(0, m.start - 3))
    }
    sure = {m.value for m in found if id(m) not in doubtful}
    return [m for m in found if id(m) not in doubtful or m.value in sure]


_IN_LOS: Final = re.compile(r"(?<!\w)(?:en|in|at) (?:los|las) ")
"""Before a place: "en Las Chinamas"."""


def _opens(text: str, mention: Mention) -> bool:
    before = text[max(0, mention.start - 2) : mention.start]
    return not before or "\n" in before or before[0] in ".?!|•·"


def _without_overlaps(found: list[Mention]) -> list[Mention]:
    taken: set[int] = set()
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda m: m.start - m.end):
        span = range(mention.start, mention.end)
        if taken.isdisjoint(span):
            taken.update(span)
            kept.append(mention)
    return sorted(kept, key=lambda m: m.start)


def _known_as(mention: Mention, known: list[Mention]) -> Mention:
    """With the identity of the reference entry whose name it contains: "Los Zetas cartel" is Los Zetas."""
    if mention.type not in ("CriminalOrganization", "Prison", "Court", "Authority"):
        return mention
    for at in range(bisect_left(known, mention.start, key=lambda m: m.start), len(known)):
        entry = known[at]
        if entry.start >= mention.end:
            break
        if entry.type == mention.type and entry.end <= mention.end:
            return replace(mention, value=entry.value, kind=entry.kind, country=entry.country)
    return mention


def _by_gazetteer(text: str, folded: str) -> Iterator[Mention]:
    length = len(folded)
    given, surnames = name_set("given_names"), name_set("surnames")
    for last, (size, entry) in gazetteer().iter(folded):
        start, end = last - size + 1, last + 1
        if (start and folded[start - 1].isalnum()) or (end < length and folded[end].isalnum()):
            continue
        if not _written_as_name(text[start:end]):
            continue
        if entry.type == "Place" and " " not in folded[start:end] and _is_of_a_name(text, folded, start, end):
            continue
        if entry.type == "Place" and (entry.kind != "Country" or folded[start:end] in given):
            before = folded[max(0, start - 24) : start].split(" ")
            if len(before) > 1 and before[-1] == "" and before[-2] in given and text[start - 2].islower():
                continue
            word = folded[start:end]
            if (word in given or word in surnames) and not (len(before) > 1 and before[-2] in _PLACE_PREPOSITION):
                continue
        acronym = _ACRONYM.search(text, start, end)
        for low, high in ((start, acronym.start()), acronym.span(1)) if acronym else ((start, end),):
            yield Mention(low, high, entry.type, entry.value, entry.kind, entry.country)


_ACRONYM: Final = re.compile(r" \(([^()]+)\)\Z")
"""A name with its acronym is two names: "Attorney General's Office (FGR)"."""
_AFTER_NICKNAME: Final = re.compile(r"[A-ZÀ-Þ][\w'’-]{1,30} [“\"‘'«(][^“”\"«»()\n]{2,30}[”\"’'»)] $")
_LONGEST_NICKNAME: Final = 66
_NEXT_WORD: Final = re.compile(r" ([A-ZÀ-Þ][\w'’-]{2,30})")


def _is_of_a_name(text: str, folded: str, start: int, end: int) -> bool:
    """Whether the name of a place is part of somebody's: "Jordan Chalén Vera", "Ana “Nita” Sacramento"."""
    if text[start - 2 : start].strip() in _CLOSING and _AFTER_NICKNAME.search(
        text, max(0, start - _LONGEST_NICKNAME), start
    ):
        return True
    following = _NEXT_WORD.match(text, end)
    if following is None or folded[start:end] not in name_set("given_names"):
        return False
    before = folded[max(0, start - 12) : start].split()
    if before and before[-1] in _PLACE_PREPOSITION:
        return False
    return folded[following.start(1) : following.end(1)] in borne_names("surname")


_CLOSING: Final = frozenset("”\"’'»)")


def _written_as_name(printed: str) -> bool:
    """Whether capitals show a name: short ones must be acronyms as printed; "us" is a pronoun."""
    if len(printed) <= 3 and printed.isalpha():
        return printed.isupper()
    return printed[0].isupper() or not printed[0].isalpha() or " " in printed


@cache
def _acts() -> frozenset[str]:
    """Words of acts, which stand behind names in headlines."""
    names = ("transfer_past", "arrested", "charged")
    return frozenset(word for name in names for word in word_set(name) if " " not in word)


def _by_form(text: str, folded: str) -> Iterator[Mention]:
    for (type_, pattern), lines in zip(_forms(), _needs().find(folded), strict=True):
        found = (match for line in lines for match in pattern.finditer(text, *line))
        for match in found:
            start, end = match.span()
            words = folded[start:end].split()
            while (
                len(words) > 1
                and words[0] in _TRIM
                and not (type_ == "CriminalOrganization" and words[0] in ("los", "las", "la", "el"))
            ):
                start += len(words[0]) + 1
                words = words[1:]
            gang = type_ == "CriminalOrganization"
            while (
                gang and len(words) > _SHORTEST and words[-1] in _acts()
            ):  # a headline that writes every word with a capital
                end = start + folded[start:end].rindex(" ")
                words.pop()
            while text[end - 1] in ".'’-,":
                end -= 1
            if type_ == "CriminalOrganization":
                # "la organización Los X": the article belongs to the name, the noun does not.
                if len(words) > 2 and words[1] in ("los", "las", "la") and text[start + len(words[0]) + 1].isupper():
                    start += len(words[0]) + 1
                    words = words[1:]
                if not _is_organization(words) or (words[-1] in _OF_A_PLACE and _is_place(" ".join(words[:-1]))):
                    continue
                if _is_only_described(text, folded, start, end, words[-1] if words else ""):
                    continue
            if len(words) < 2 and type_ not in ("Law", "Prison"):
                continue
            yield Mention(start, end, type_, folded[start:end], core=_core(type_, text, folded, start, end))


_INDEFINITE: Final = re.compile(r"\b(?:an?|another|one|una?|otr[oa]) (?:[a-z-]+ ){0,2}$")
_ROLE_FOLLOWS: Final = re.compile(
    r" (?:boss|leader|chief|kingpin|member|lieutenant|associate|founder|hitm|gunm|enforcer|operat|cell|faction|figure"
    r"|accountant|broker|money|financ|safe|stronghold|territory|plaza)"
)


def _is_only_described(text: str, folded: str, start: int, end: int, last: str) -> bool:
    """Whether a gang has no name there: "a Leeds-based crime group", "una banda de Limón"."""
    nouns = word_set("gang_noun")
    first = folded[start:end].split(" ", 1)[0]
    if last in nouns and text[start:end].rsplit(" ", 1)[-1].islower():
        if folded[start:end].count(" ") == 1 and any(first in lexicon(lang).tables["demonym"] for lang in LANGUAGES):
            return True  # "the Calabrian syndicate"
        named = not (_INDEFINITE.search(folded, max(0, start - 40), start) and not _ROLE_FOLLOWS.match(folded, end))
        return not named or "-based" in folded[start:end]
    lower = text[start].islower() and first in ("banda", "pandilla", "clan", "organizacion", "mafia")
    words = folded[start:end].split(" ", 3)
    of_place = len(words) > 2 and words[1] == "de" and words[2] not in ("la", "las", "lo", "los")
    return bool(lower and of_place and _INDEFINITE.search(folded, max(0, start - 30), start))


_OF_A_PLACE: Final = frozenset({"gang", "mob", "mafia", "crew", "ring", "network", "faction", "gangs"})
"""Behind the name of a place they say where a gang is from: "a Dublin gang boss"."""


def _is_place(name: str) -> bool:
    found = gazetteer().get(name, None)
    return found is not None and found[1].type == "Place"


def _is_organization(words: list[str]) -> bool:
    """Whether a sequence of the right form is one: not "Los Angeles", not the article that opens a sentence."""
    skip, nouns = word_set("not_a_name"), word_set("gang_noun")
    if words[0] in ("los", "las"):
        return words[1] not in _NOT_LOS and words[1] not in skip
    if words[-1].rstrip("s") in nouns or words[-1] in nouns:
        return not all(word in skip or word in nouns or word in _CLASS_WORDS for word in words[:-1])
    return not all(word in skip for word in words[1:])


def _by_surroundings(text: str, folded: str, known: list[Mention]) -> list[Mention]:
    """Organizations that only their surroundings show, wherever they are named."""
    names = {text[start:end] for start, end in named_by_surroundings(text, folded)}
    names |= {
        text[m.core[0] : m.core[1]]
        for m in known
        if m.type == "CriminalOrganization" and m.core and _stands_alone(folded[m.core[0] : m.core[1]])
    }
    found = list(_named(names, text, folded)) if names else []
    return _without_overlaps([m for m in found if _adds_to(m, known)])


def _adds_to(mention: Mention, known: list[Mention]) -> bool:
    """Whether nothing is known of these words, or no more than a part of the name: "La Línea" of "La Línea Chica"."""
    at = bisect_left(known, mention.end, key=lambda m: m.start) - 1
    while at >= 0 and known[at].end > mention.start:
        inner = known[at]
        if inner.type != "CriminalOrganization" or inner.start < mention.start or inner.end > mention.end:
            return False
        if mention.end - mention.start == inner.end - inner.start:
            return False
        at -= 1
    return True


def _named(names: set[str], text: str, folded: str) -> Iterator[Mention]:
    automaton = ahocorasick.Automaton()
    for name in names:
        automaton.add_word(name, len(name))
    automaton.make_automaton()
    for last, size in automaton.iter(text):
        start, end = last - size + 1, last + 1
        if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
            yield Mention(start, end, "CriminalOrganization", folded[start:end])


def _stands_alone(core: str) -> bool:
    """Whether the name of an organization without its class noun means nothing else ("Sinaloa" is a state)."""
    words = core.split()
    return (
        len(words) > 1
        and core not in gazetteer()
        and words[0] not in name_set("given_names")
        and words[0] not in ("los", "las")
        and words[0] not in word_set("place_head")
        and not set(words) <= name_set("surnames")
    )


def _overlaps(mention: Mention, known: list[Mention]) -> bool:
    at = bisect_left(known, mention.end, key=lambda m: m.start) - 1
    return at >= 0 and known[at].end > mention.start


def _core(type_: str, text: str, folded: str, start: int, end: int) -> Span | None:
    """The proper name inside "Altiplano federal prison" or "cárcel de El Rodeo"."""
    if type_ not in ("Prison", "CriminalOrganization"):
        return None
    quoted = re.search(r"[“\"‘«]([^”\"’»]{1,80})[”\"’»]", text[start:end])
    if quoted:
        return start + quoted.start(1), start + quoted.end(1)
    words = [(m.start() + start, m.end() + start, m.group()) for m in re.finditer(r"\S+", folded[start:end])]
    nouns = word_set("institution") | word_set("gang_noun") | _CLASS_WORDS
    while words and words[-1][2] in nouns:
        words.pop()
    while len(words) > 1 and words[0][2] in nouns:
        words.pop(0)
    if not words or (words[0][0], words[-1][1]) == (start, end):
        return None
    return words[0][0], words[-1][1]
