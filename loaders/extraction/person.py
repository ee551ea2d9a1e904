"""Who is named in a text: capitalised sequences that something shows to be a person, and their short forms.

Nobody is looked up: a person is known by a given name or surname from a list of frequent ones, by a title, a
nickname in quotes, or by standing where only a person stands.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Final

from graph.claim import Span
from loaders.extraction.candidate import Candidate, find_candidates
from loaders.extraction.description import described_words
from loaders.extraction.lexicon import LANGUAGES, borne_names, grammar, lexicon, name_set, word_set
from loaders.extraction.mention import Mention
from loaders.extraction.registry import CONNECTORS, Name, Registry, parts_of, surnames_of

_CUE_AFTER: Final = re.compile(
    r",? ?(?:the one they call|el [\"']|\(?a\.?k\.?a\.?\b|\(?alias\b|\(?nicknamed|\(?apodad[oa]"
    r"|\(?(?:mejor |tambien |also |better |best )?(?:known|conocid[oa]) (?:as|como)|[\"'(]{1,2}\w|<<)"
)
_OFFICE: Final = re.compile(
    r"\b(?:spokes(?:man|woman|person)|portavoz|vocer[oa]|titular|director[a]?|ministr[oa]|secretari[oa]|minister"
    r"|secretary) (?:for|of|de|del) (?:\w+ ){0,4}\w+$"
)
_ADDRESSED: Final = re.compile(r"\b(?:mr|mrs|ms|senor|senora|sr|sra)\.? ([a-z][a-z'-]+)\b")
"""Whom a text calls Mr or señor by the surname, it names in full elsewhere."""
_OFFICE_AFTER: Final = re.compile(
    r", (?:the |an? |el |la |un |una )?"
    r"(?:(?:acting|interim|assistant|deputy|first|chief|district|federal|state|senior|lead) ){0,2}"
    r"(?:united states attorney|u\.s\. attorney|attorney general|prosecutor|special agent in charge"
    r"|spokes(?:man|woman|person)|magistrate judge|judge|police commissioner|security secretary"
    r"|justice minister|interior minister|detective|fiscal|jueza?\b"
    r"|magistrad[oa]|portavoz|vocer[oa]|procurador[a]?|secretari[oa] de (?:seguridad|gobernacion)"
    r"|ministr[oa] (?:de|del) (?:justicia|interior|gobierno|seguridad)|comisari[oa]|director[a]? de la policia)"
)
_AGE: Final = re.compile(r",? (?:de )?\d{2}(?: anos)?(?:,|\.| y )|,? aged? \d{2}")
_SUFFERS: Final = (
    r"arrested|rearrested|captured|detained|caught|charged|indicted|convicted|sentenced|jailed|imprisoned|extradited"
    r"|deported|expelled|acquitted|killed|murdered|shot|gunned|kidnapped|released|freed|accused|wanted|sought|born"
    r"|handed|transferred|flown|identified|remanded|seen|found|linked|believed|alleged|released|brought|moved"
    r"|(?:arrest|captur|deten|aprehend|conden|sentenci|extradit|deport|expuls|absuelt|asesin|ultim|secuestr|liber|acus"
    r"|imput|busc|requer|reclam|recluid|procesad|entreg|traslad|envi|llev|identific|senal|vincul|investig|present"
    r"|intern|nombr|consider)(?:ad|id|)[oa]s?"
)
_DOES_AFTER: Final = re.compile(
    rf"(?:,? (?:who|whom|a? ?quien)\b|\(\d\d\)| \(\d\d\)|(?:'s|’s) (?:lawyer|attorney|brother|sister|wife|husband|son"
    r"|father|mother|widow|arrest|trial|extradition|family|house|home|death)\b"
    rf"|,? (?:(?:was|is|has been|had been|fue|es|era|ha sido|habia sido|sera|esta)(?: \w+)? )?(?:{_SUFFERS})\b"
    r"| (?:pleaded|pled|fled|escaped|surrendered|appeared|testified|admitted|denied|denies|faces|joined|founded|huyo"
    r"|escapo|comparecio|nego|niega|declaro|fundo|lidero|lideraba|encabezaba|ingreso|dijo|said|told|says|afirmo)\b)"
)
_DONE_TO: Final = re.compile(
    r"(?:\b(?:arrested|detained|captured|extradited|convicted|sentenced|indicted|deported|acquitted|jailed|brothers"
    r"|murdered|(?:arrest|capture|extradition|trial|conviction|murder|handover|testimony|brother|sister|wife|son"
    r"|husband|widow|cousin|nephew|lawyer) of|married to|related to|name of|name is|known as|identified as"
    r"|(?:detuvo|detuvieron|capturo|capturaron|arresto|arrestaron|extradito|entrego|condeno|acuso|acusa|busca|mato"
    r"|asesino|mataron|asesinaron|defiende|llamado|llamada) a|(?:detencion|captura|arresto|extradicion|asesinato"
    r"|homicidio|nombre|hermano|hermana|esposa|esposo|hijo|hija|viuda|abogado|abogada|defensa|declaracion) de"
    r"|(?:members?|leaders?|heads?|integrantes?|miembros?|lideres|jefes) (?:of|de|del) [^,.;:]{2,40},"
    r"|casad[oa] con|identificad[oa] como|llamad[oa]|nombrad[oa])"
    r"|\b(?:brother|sister|wife|husband|son|daughter|father|mother|cousin|nephew|widow|herman[oa]|espos[oa]|hij[oa]"
    r"|padre|madre|prim[oa]|sobrin[oa]|cunad[oa]|yerno|suegr[oa]|tio|viud[oa]|mayor|ex-?alcalde|alcalde|lawyer|abogad[oa]"
    r"|governor|gobernador|ex-?gobernador|police chief)(?: \w+){0,2} (?:of|de|del) [^,.;:]{2,40},)$"
)
"""What leads to somebody's name: those of acts and kin, "the elder son of X,"."""
_APPOSED: Final = re.compile(
    r", (?:an?|the|una?|el|la|his|her|su|then|entonces|ya) (?!\w+ (?:city|town|village|gang|cartel))[a-z]"
)
_FALSE_NAME: Final = re.compile(
    r"\b(?:under the (?:false )?(?:name|alias|identity)(?: of)?|using the (?:false )?name(?: of)?|in the name of"
    r"|bajo (?:el|la) (?:nombre|alias|identidad)(?: de)?|con (?:el|la) (?:nombre|identidad)(?: fals[oa])?(?: de)?"
    r"|a nombre de|posing as|travell?ed as|haciendose pasar por) $"
)
"""Before a name that somebody only goes by."""
_CUE: Final = 34
_KINDS_OF_OFFICE: Final = grammar("kind_of_office")
"""After a title in Spanish: "la jueza federal P"."""
_INITIAL: Final = re.compile(r"[^\W\d_](?:\. ?[^\W\d_])?\.?")
_ELDEST: Final = re.compile(
    r"\b(?:eldest|youngest|middle|elder|younger|oldest|firstborn|mayor|menor|primogenit[oa]|benjamin)"
    r"(?: (?:son|daughter|brother|sister|child|hij[oa]|herman[oa]))?,?$"
)
_OWNED_KIN: Final = re.compile(r"\b(?:his|her|their|su|sus|[a-z]+'s) (?:[\w-]+ ){0,2}[\w-]+,?$")
_AND: Final = re.compile(r" (?:and|y|e) (?=[a-z])")
_AND_SIBLING: Final = re.compile(
    r",? (?:and|y|e) (?:his|her|su)(?: (?:elder|older|younger|twin))?"
    r" (?:brother|sister|herman[oa](?: (?:mayor|menor))?),? $"
)
_BROTHERS_BEFORE: Final = re.compile(r"\b(?:los|hermanos|hermanas|brothers|sisters|siblings) $")
_BROTHERS_AFTER: Final = re.compile(r" (?:brothers|sisters|siblings)\b")
_BYLINES: Final = re.compile(
    r"[^\w\n]{0,4}(?:by|por|words by|written by|reporting by|report by|story by|additional reporting by|edited by"
    r"|photos? by|fotos? de|texto(?: y fotos)? de|texto:?|fotos?:|(?:una )?cronica de|con informacion de|redaccion:?"
    r"|escribe:?|reportaje de|corresponsal:?|autora?:) (?:[\w'’.-]{1,30}[, ]{1,2}){0,5}$"
)
_NICKNAMED_AFTER: Final = re.compile(r",? [“\"‘'«(](?:El|La|Los|Las|Don|Do[ñn]a|The) [A-ZÀ-Þ]")
_COMMA_WORD: Final = re.compile(r", ([a-z]{4,20})[,.]")
_BYLINE: Final = 60
"""Code points behind the name of an author up to the end of the line."""
_OF_KIN_AFTER: Final = re.compile(
    r",? (?:(?:who|que|quien) (?:is|was|es|era) )?(?:the |a |his |her |el |la |su )?(?:[a-z]+ ){0,1}?"
    r"(?:brother|sister|son|daughter|cousin|nephew|niece|wife|husband|father|mother|herman[oa]|hij[oa]|prim[oa]|sobrin[oa]"
    r"|espos[oa]|padre|madre|viud[oa]) (?:of|de|del)\b"
)
"""Behind a given name alone: "el otro, Jhonny, hermano del anterior"."""
_LONGEST: Final = 4
"""Words of a name that only what stands beside it shows to be somebody's."""
_SHORT_WORD: Final = 3
_HEADLINE: Final = 5
"""Words of a line, short ones left out, from which on it may be a headline."""
_LARGEST_FAMILY: Final = 40
"""More people than this with one surname, and a surname alone says nothing."""
_NEARBY: Final = 120
_OPENING: Final = "“\"‘'«"
_CLOSING: Final = ("”", '"', "’", "'", "»", ",", ".")
_PREPOSITION: Final = frozenset(
    {"in", "at", "to", "from", "near", "en", "desde", "hacia", "hasta", "into", "toward", "around", "outside"}
)


@dataclass(frozen=True, slots=True)
class PersonMention:
    """A span that names persons (several for "the Treviños"), and the nickname printed inside it."""

    start: int
    end: int
    names: tuple[Name, ...]
    inner: Span | None = None


@dataclass(slots=True)
class People:
    """The persons of one document and their mentions in order, and what else is capitalised."""

    names: list[Name]
    mentions: list[PersonMention]
    others: list[Candidate]


def find_people(text: str, folded: str, known: list[Mention]) -> People:
    """The persons that a text names.

    Args:
        text: the text.
        folded: its folding.
        known: what else is named, which no person's name may overlap.
    """
    candidates = [c for c in find_candidates(text, folded, known) if not _is_author(text, folded, c)]
    addressed = frozenset(_ADDRESSED.findall(folded))
    accepted = [
        c for c in candidates if _is_person(text, folded, c) or (len(c.tokens) > 1 and c.tokens[-1] in addressed)
    ]
    names = Registry()
    mentions: list[PersonMention] = []
    spans: set[Span] = set()
    for least, most in ((3, 99), (2, 2), (1, 1)):
        for candidate in sorted(accepted, key=lambda c: -len(c.tokens)):
            if most == 1 and names.begins_with(candidate.tokens[0]) and not _CUE_AFTER.match(folded, candidate.end):
                continue
            if least <= len(candidate.tokens) <= most and (candidate.start, candidate.end) not in spans:
                mentions.append(_register(text, folded, candidate, names))
        spans = {(m.start, m.end) for m in mentions}
        rest = [c for c in candidates if (c.start, c.end) not in spans]
        mentions.extend(_coordinated(text, folded, rest, names, mentions))
        spans = {(m.start, m.end) for m in mentions}
    others = []
    for candidate in candidates:
        if (candidate.start, candidate.end) in spans:
            continue
        short = _short_form(text, folded, candidate, names)
        if short is not None:
            mentions.append(short)
        else:
            others.append(candidate)
    return People(names.names, sorted(mentions, key=lambda m: m.start), others)


def _is_author(text: str, folded: str, candidate: Candidate) -> bool:
    """Whether a line names who wrote the text: "By Ana Ruiz, crime desk"."""
    begin = text.rfind("\n", 0, candidate.start) + 1
    end = text.find("\n", candidate.start)
    line = text[candidate.end : end if end >= 0 else len(text)]
    return (
        len(line) <= _BYLINE
        and not line.rstrip().endswith(".")
        and _BYLINES.match(folded, begin, candidate.start) is not None
    )


def _is_person(text: str, folded: str, candidate: Candidate) -> bool:
    tokens = [t for t in candidate.tokens if t not in CONNECTORS]
    if candidate.withheld:
        return True
    if candidate.inner is not None and not text[candidate.start : candidate.end].isupper():
        return True
    if (
        candidate.start
        and text[candidate.start - 1] in _OPENING
        and text[candidate.end : candidate.end + 1] in _CLOSING
    ):
        return False
    if _FALSE_NAME.search(folded, max(0, candidate.start - _CUE), candidate.start):
        return False
    printed = text[candidate.start : candidate.end]
    if printed.isupper() and _line(text, candidate).isupper():
        return False
    if set(tokens) & word_set("institution"):
        return False
    given = borne_names("given")
    before = folded[max(0, candidate.start - 60) : candidate.start]
    cue_before = _ends_with_cue(before)
    if not tokens:
        return False
    first = tokens[0]
    is_given = first in given or first.split("-")[0] in given or (len(first) == 1 and len(tokens) > 1)
    surnames = borne_names("surname")
    surname = any(t in surnames or t.split("-")[0] in surnames or (t.endswith("ez") and len(t) > 4) for t in tokens[1:])
    if len(tokens) > 1 and len(tokens[-1]) == 1 and text[candidate.end - 1] == ".":
        return True  # "Stevan D.": a surname withheld but for its first letter
    if len(tokens) == 1:
        owned = (cue_before == "kin" and _OWNED_KIN.search(before.rstrip()) is not None) or (
            _ELDEST.search(before.rstrip()) is not None and text[candidate.start].isupper()
        )
        told = is_given and (_OF_KIN_AFTER.match(folded, candidate.end) or _NICKNAMED_AFTER.match(text, candidate.end))
        return (cue_before == "kin" and is_given) or owned or cue_before == "given" or bool(told)
    score = 2 * is_given + surname + 2 * bool(_CUE_AFTER.match(folded, candidate.end)) + 2 * bool(cue_before)
    score += len(tokens) >= 3
    if 1 < len(tokens) <= _LONGEST and not word_set("group_name").intersection(tokens):
        score += 2 * bool(_DOES_AFTER.match(folded, candidate.end)) + 2 * bool(_DONE_TO.search(before.rstrip()))
        apposed = _APPOSED.match(folded, candidate.end) is not None
        score += apposed * (1 + _opens_sentence(text, candidate.start)) + 2 * (_last_word(before) in _described())
    score += 2 * bool(_AGE.match(folded, candidate.end))
    score += 2 * (len(tokens) > 1 and (_after_demonym(before) or _before_demonym(folded, candidate.end)))
    if first in word_set("place_head") and not is_given:
        score -= 3
    if not (is_given or surname) and _is_headline(_line(text, candidate)):
        score -= 3
    words = before.split()
    if words and words[-1] in _PREPOSITION and not (is_given and surname):
        score -= 2
    if _opens_line(text, candidate.start) and text[candidate.end : candidate.end + 1] in (",", ".", ":"):
        score += 1
    return score >= 2


@cache
def _described() -> frozenset[str]:
    """Words for a person that stand right before a name: trades, roles, kin."""
    kin = ("brother", "spouse", "child", "parent", "relative")
    names = (*kin, "leader", "founder", "member", "associate", "accused_noun")
    found = {phrase.split()[-1] for name in names for phrase in word_set(name)}
    return frozenset(found.union(*(described_words(name) for name in ("woman", "man", "person", "once", "trade"))))


def _last_word(before: str) -> str:
    words = before.rstrip().rstrip(",").rsplit(maxsplit=1)
    return words[-1].removeprefix("ex-").removeprefix("half-").removeprefix("step") if words else ""


def _opens_sentence(text: str, start: int) -> bool:
    return text[max(0, start - 2) : start].strip(" ") in ("", ".", "\n", "\n\n", "”", '"')


def _after_demonym(before: str) -> bool:
    words = before.split()
    return bool(words) and any(words[-1] in lexicon(language).tables["demonym"] for language in LANGUAGES)


def _before_demonym(folded: str, end: int) -> bool:
    """Whether what follows tells where somebody is from: "P, venezolana,"."""
    match = _COMMA_WORD.match(folded, end)
    return match is not None and match[1] in lexicon("es").tables["demonym"]


def _opens_line(text: str, start: int) -> bool:
    before = text[max(0, start - 12) : start]
    return not any(c.isalnum() for c in before[before.rfind("\n") + 1 :]) and (start < 12 or "\n" in before)


def _line(text: str, candidate: Candidate) -> str:
    before = text[max(0, candidate.start - _NEARBY) : candidate.start]
    after = text[candidate.end : candidate.end + _NEARBY]
    return before[before.rfind("\n") + 1 :] + text[candidate.start : candidate.end] + after.split("\n", 1)[0]


def _is_headline(line: str) -> bool:
    """Whether nearly all words of a line are capitalised: there capitals show no name."""
    words = [word for word in line.split() if len(word) > _SHORT_WORD and word[0].isalpha()]
    return len(words) >= _HEADLINE and sum(word[0].isupper() for word in words) * 4 >= len(words) * 3


def _ends_with_cue(before: str) -> str | None:
    """`given` after "identified only as", `kin` after "his brother", `title` after a title, else None."""
    stripped = before.rstrip()
    bare = stripped.rstrip(",").rstrip("'\"")
    words = [word.removeprefix("ex-") for word in bare.split()]
    if not words or stripped.endswith((".", ";")):
        return None
    if _OFFICE.search(bare):
        return "title"
    tails = {" ".join(words[-size:]) for size in range(1, 5)}
    if words[-1] in ("de", "of"):
        tails |= {" ".join(words[-size:-1]) for size in range(2, 5)}
    if tails & word_set("given_cue"):
        return "given"
    for kin in ("brother", "child", "parent", "spouse", "inlaw", "relative"):
        if tails & word_set(kin):
            return "kin"
    if words[-1] in _KINDS_OF_OFFICE and words[-2:-1] and words[-2] in word_set("title"):
        return "title"
    if tails & (word_set("title") | word_set("counsel")) and words[-1] not in ("de", "of"):
        return "title" if not {"former", "ex", "exjefe"} & set(words[-4:]) else "former title"
    return None


def _register(text: str, folded: str, candidate: Candidate, names: Registry) -> PersonMention:
    form = text[candidate.start : candidate.end]
    tokens = candidate.tokens
    name = None
    if not candidate.withheld:
        fits = _few(names.of_form(tokens))
        name = fits[0] if len(fits) == 1 else next(iter(names.of_name(tokens)), None)
        if name is None and 1 < len(fits) <= _LARGEST_FAMILY and all(tokens == surnames_of(n.tokens) for n in fits):
            if _BROTHERS_BEFORE.search(folded[max(0, candidate.start - 24) : candidate.start]) or _BROTHERS_AFTER.match(
                folded, candidate.end
            ):
                return PersonMention(candidate.start, candidate.end, tuple(fits))
            name = max(fits, key=lambda n: _last_named(folded, n, candidate.start))
    elif not _CUE_AFTER.match(folded, candidate.end):
        name = next(reversed(names.of_name(tokens)), None)
    if name is None:
        name = names.add(Name(tokens))
    insort(name.printed_at, candidate.start)
    name.forms.setdefault(folded[candidate.start : candidate.end], form)
    if candidate.inner:
        a, b = candidate.inner
        bare = " ".join((text[candidate.start : a - 2], text[b + 2 : candidate.end]))
        name.forms.setdefault(" ".join(bare.split()).lower(), " ".join(bare.split()))
    before = folded[max(0, candidate.start - 60) : candidate.start]
    if _ends_with_cue(before) == "title" or _OFFICE_AFTER.match(folded, candidate.end):
        name.title = "title"
    return PersonMention(candidate.start, candidate.end, (name,), candidate.inner)


def _few(found: Iterator[Name]) -> list[Name]:
    """As many as tell that they are too many."""
    return list(islice(found, _LARGEST_FAMILY + 1))


def _last_named(folded: str, name: Name, position: int) -> tuple[bool, bool, int]:
    """Where somebody was last named before a position; behind all others who was named once, or as somebody's kin."""
    at = name.last_before(position - 1)
    own = at >= 0 and _ends_with_cue(folded[max(0, at - 60) : at]) != "kin"
    return own, bisect_left(name.printed_at, position) > 1, at


def _coordinated(
    text: str, folded: str, rest: list[Candidate], names: Registry, mentions: list[PersonMention]
) -> Iterator[PersonMention]:
    """Given names that share the surnames of a neighbour: "Ana and Luis Pérez Soto", "X and his brother Luis"."""
    by_start = {m.start: m for m in mentions}
    by_end = {m.end: m for m in mentions}
    given = name_set("given_names")
    for candidate in rest:
        if len(candidate.tokens) > 2 or candidate.tokens[0] in word_set("institution"):
            continue
        after = _AND.match(folded, candidate.end)
        neighbour = by_start.get(after.end()) if after else None
        if neighbour is not None and (all(t in given for t in candidate.tokens) or len(candidate.tokens) == 1):
            yield _shared(text, candidate, neighbour.names[0], names)
            continue
        before = _AND_SIBLING.search(folded[max(0, candidate.start - 45) : candidate.start])
        if before:
            owner = by_end.get(max(0, candidate.start - 45) + before.start())
            if owner is not None:
                yield _shared(text, candidate, owner.names[0], names)


def _shared(text: str, candidate: Candidate, neighbour: Name, names: Registry) -> PersonMention:
    form = text[candidate.start : candidate.end]
    family = surnames_of(neighbour.tokens)
    longest = max(neighbour.forms.values(), key=len).split()
    printed = " ".join(longest[-len(family) :])
    tokens = (*candidate.tokens, *family)
    name = next(reversed(names.of_name(tokens)), None)
    if name is None:
        name = names.add(Name(tokens, {f"{form} {printed}".lower(): f"{form} {printed}"}))
    insort(name.printed_at, candidate.start)
    name.forms.setdefault(form.lower(), form)
    return PersonMention(candidate.start, candidate.end, (name,))


def _short_form(text: str, folded: str, candidate: Candidate, names: Registry) -> PersonMention | None:
    tokens = candidate.tokens
    if tokens[-1] == "n":
        return None
    before = folded[max(0, candidate.start - 24) : candidate.start]
    plural = re.search(r"(?:\bthe|\blos|\blos hermanos|\blas hermanas) $", before)
    if plural and len(tokens) == 1:
        bare = (tokens[0], tokens[0].removesuffix("s"), tokens[0].removesuffix("es"))
        family = _few(n for n in names.with_one(bare) if set(bare) & set(n.tokens[1:]))
        if 1 < len(family) <= _LARGEST_FAMILY:
            return PersonMention(candidate.start, candidate.end, tuple(family))
    fits = _few(name for name in names.with_run(tokens) if name.tokens[-1] != "n")
    if len(fits) > _LARGEST_FAMILY:
        return None
    given = name_set("given_names")
    if len(tokens) == 1 and tokens[0] in given and not any(n.tokens[0] == tokens[0] for n in fits):
        fits = [n for n in fits if tokens[0] in name_set("surnames")]
    if not fits:
        return None
    heads = [n for n in fits if tokens == parts_of(surnames_of(n.tokens))[: len(tokens)]] or fits
    chosen = max(heads, key=lambda name: _last_named(folded, name, candidate.start))
    chosen.forms.setdefault(folded[candidate.start : candidate.end], text[candidate.start : candidate.end])
    return PersonMention(candidate.start, candidate.end, (chosen,))
