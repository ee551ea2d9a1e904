"""What the words of a cell name: places, prisons, courts, authorities, speakers.

A cell that only describes ("federal court in Kentucky (district not stated)") gives an entity without a name, bound to
its row: two such cells need not mean the same court. All else is keyed by its words, so that it joins over tables.
"""

from __future__ import annotations

import re
from dataclasses import replace

from graph.name import fold
from loaders.record.builder import Named

_STATE_NAMES = {"New York": "New York State", "Washington": "Washington State"}
"""U.S. states whose bare name, in a text, means a city → the name that means the state."""

_BRACKETS = re.compile(r"(?<=\S)\s*\(([^()]*)\)$")
_COURT = re.compile(r"\b(?:[Cc]ourt|(?:Northern|Southern|Eastern|Western|Central|Middle)? ?District of)\b")
_DESCRIBED_COURT = re.compile(r"[a-z]|(?:Mexican|U\.S\. federal) court\b|U\.S\. federal court")
_PRISON = re.compile(
    r"\b(?:cefereso|cps|cereso|penal|penitenciar[ií]a|reclusorio|prison|jail|penitentiary|MDC|MCC|FDC|"
    r"detention center|correctional (?:center|institution))\b",
    re.IGNORECASE,
)
_MANY_PRISONS = re.compile(r"\b(?:prisons|jails|penales|ceresos)\b", re.IGNORECASE)
_DESCRIBED_PRISON = re.compile(r"(?:an?|the|federal|state|local)\b")
_AUTHORITY_WORDS = re.compile(
    r"\b(?:Department|Office|Ministry|Secretar[ií]at?|White House|Council|Cabinet|Agency|Bureau|Court|Police|Navy|Army|"
    r"Government|Gobierno|Fiscal[ií]a|Gabinete|Consejo|officials|prosecutors|authorities)\b"
)
_ACRONYM = re.compile(r"[A-ZÁÉÍÓÚÑ]{2,7}")
_DESCRIBED_SPEAKER = re.compile(r"\b(?:officials|prosecutors|authorities|spokes\w+|press secretary)\b")
_NO_AUTHORITY = re.compile(r"(?:nobody|no one|none)\b|.*\bagreement\b")
_RELATIVE_OFFICE = re.compile(
    r"\b(?:wife|husband|brother|sister|son|daughter|mother|father|widow|partner|relative|cousin)s? of\b"
)
_COUNSEL_OFFICE = re.compile(r"\b(?:defen[cs]e|lawyer|attorneys? for|counsel)\b")


def place(city: str, state: str, country: str) -> Named:
    """A place by its columns: "San Antonio, Texas" and, as it stands in its cell, "San Antonio"."""
    if city and state:
        return Named("Place", f"place/{city}, {state}", (f"{city}, {state}", city))
    if city:
        return Named("Place", f"place/{city}, {country}", (city,))
    name = _STATE_NAMES.get(state, state) or country
    return Named("Place", f"place/{name}", (name,))


def place_in_words(words: str) -> Named:
    """A place in one cell: "San Antonio, Texas", "Arizona", "Felipe Ángeles International Airport".

    Cities stand there with their state, so that "New York" alone is the state; "Washington" alone, which the record
    has as a page printed it, stays what it is: a name that nobody can place.
    """
    name, forms = _forms(words)
    if name != "Washington":
        name = _STATE_NAMES.get(name, name)
    return Named("Place", f"place/{name}", (name, *forms[1:]))


def country(words: str) -> Named:
    """A country."""
    return Named("Place", f"place/{words}", (words,))


def is_court(words: str) -> bool:
    """Whether the words of a place name a court or a judicial district."""
    return bool(_COURT.search(words))


def court(words: str, row: str) -> Named:
    """A court or judicial district; one that is only described belongs to its row."""
    if _DESCRIBED_COURT.match(words):
        return Named("Court", f"court/{row}/{words}", description=words)
    return Named("Court", f"court/{words}", (words,))


def is_prison(words: str) -> bool:
    """Whether the words name one prison."""
    return bool(_PRISON.search(words)) and not _MANY_PRISONS.search(words)


def are_prisons(words: str) -> bool:
    """Whether the words speak of several prisons at once."""
    return bool(_MANY_PRISONS.search(words))


def prison(words: str, row: str, state: str = "") -> Named:
    """A prison; one that is only described belongs to its row. Its state tells it from namesakes."""
    name, forms = _forms(words)
    if state:
        forms = (*forms, f"{name}, {state}")
    if _DESCRIBED_PRISON.match(words):
        return Named("Prison", f"prison/{row}/{words}", description=words)
    bare = name.split(", ")[0]
    return Named("Prison", f"prison/{name}", tuple(dict.fromkeys((*forms, bare))))


def authority(words: str) -> Named | None:
    """An authority; None where the words name none ("nobody", "agreement between both governments")."""
    if _NO_AUTHORITY.match(words):
        return None
    name, forms = _forms(words)
    return Named("Authority", f"authority/{name}", forms)


def speakers(words: str, row: str, office: str) -> list[tuple[Named, tuple[int, int]]]:
    """Who speaks in a cell, each with its place in the cell: joint speakers are two.

    Args:
        words: of the cell: a person, an authority, or acronyms joined by "and".
        row: what binds a speaker who is only described.
        office: what the dataset says elsewhere that a person is; empty where it does not.
    """
    name, forms = _forms(words)
    joint = name.split(" and ")
    if len(joint) > 1 and all(_ACRONYM.fullmatch(one) for one in joint):
        starts = [name.index(one) for one in joint]
        return [
            (Named("Authority", f"authority/{one}", (one,)), (start, start + len(one)))
            for one, start in zip(joint, starts, strict=True)
        ]
    whole = (0, len(words))
    is_authority = bool(_ACRONYM.fullmatch(name) or _AUTHORITY_WORDS.search(name))
    if _DESCRIBED_SPEAKER.search(name):
        type_ = "Authority" if is_authority and "secretary" not in name else "Person"
        part = "official" if type_ == "Person" else None
        return [(Named(type_, f"speaker/{row}/{name}", description=name, part=part), whole)]
    if is_authority:
        return [(Named("Authority", f"authority/{name}", forms), whole)]
    return [(replace(person(name), part=_part(office)), whole)]


def person(name: str) -> Named:
    """Somebody named outside the rows of people: joined over tables by the same words."""
    return Named("Person", f"person/{name}", (name,))


def organization(name: str, printed: str) -> Named:
    """An organization by the name of its row, in the words of the cell; one that begins in lower case is described."""
    if printed[0].islower():
        return Named("CriminalOrganization", f"organization/{name}", description=printed)
    return Named("CriminalOrganization", f"organization/{name}", (printed,))


def _part(office: str) -> str:
    if not office:
        return "other"
    if _RELATIVE_OFFICE.search(office):
        return "relative"
    return "counsel" if _COUNSEL_OFFICE.search(office) else "official"


def _forms(words: str) -> tuple[str, tuple[str, ...]]:
    """The name without a remark in brackets, and its forms; an acronym in brackets made of its initials is one."""
    remark = _BRACKETS.search(words)
    name = _BRACKETS.sub("", words)
    initials = "".join(word[0] for word in name.split() if word[0].isupper())
    return name, (name, remark[1]) if remark and initials and fold(remark[1]) == fold(initials) else (name,)
