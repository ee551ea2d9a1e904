"""The states that a clause points to: by name, by the demonym of an authority, by an authority's or a place's state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from loaders.extraction.draft import DraftEntity
from loaders.extraction.lexicon import LANGUAGES, countries, grammar, lexicon
from loaders.extraction.line import Line, Node

FROM: Final = frozenset({"from", "desde"})
TO: Final = frozenset({"to", "into", "toward", "towards", "a", "al", "hacia", "bound"})
OF: Final = frozenset({"of", "de", "del"})
_REACH: Final = 6
"""How many words before a state may tell its part."""
_STRANGE: Final = 2
"""How many words that only describe may stand between a preposition and a state."""
_JOINS: Final = frozenset({"and", "y", "e", "with", "con", "against", "contra", "for", "para", "between", "entre"})
_BESIDE: Final = 3
"""How many words may stand between a demonym and the authority that it tells the state of."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """Words that point to a state.

    Attributes:
        index: of its first word; `last` one past its last.
        state: English name.
        node: where the state itself is named.
    """

    index: int
    last: int
    state: str
    node: Node | None = None


def pointers(line: Line) -> Iterator[Pointer]:
    """The states and the authorities of states in a sentence, in no order."""
    for index in line.find("K"):
        node = line.nodes[line.words[index]]
        yield Pointer(index, index + 1, node.refs[0].value, node)
    for index in line.find("U"):
        node = line.nodes[line.words[index]]
        state = _state_of_authority(node.refs[0]) if node.refs else None
        if state is not None:
            yield Pointer(index, index + 1, state)
    if line.present().isdisjoint(_first_words()):
        return
    for index, last, state in demonyms(line):
        beside = range(max(0, index - _BESIDE), min(len(line.words), last + _BESIDE))
        found = [at for at in beside if line.words[at] in grammar("authority_noun") or line.words[at][0] == "U"]
        found = [at for at in found if _plain(line, min(at, index) + 1, max(at, index))]
        if found:
            yield Pointer(min(index, found[0]), max(last, found[-1] + 1), state)


def demonyms(line: Line) -> Iterator[tuple[int, int, str]]:
    """The words for people and things of a state: index, one past the last, and the state's English name."""
    table, first_words = _states(), _first_words()
    if first_words.isdisjoint(line.present()):
        return
    for index, word in enumerate(line.words):
        if word not in first_words:
            continue
        pair = f"{word} {line.words[index + 1]}" if index + 1 < len(line.words) else word
        for size, phrase in ((2, pair), (1, word)):
            if phrase in table:
                yield index, index + size, table[phrase]
                break


def is_demonym(word: str) -> bool:
    """Whether a word is one for the people of a state."""
    return word in _states()


def state_of_place(place: DraftEntity) -> str | None:
    """The state that a place lies in, or is, where that is known."""
    return place.value if place.type in ("Place", "Prison", "Court") else None


def role_of(line: Line, pointer: Pointer, limit: int) -> str:
    """What the words before a state make of it: `to`, `from`, `by`, `on` (its soil), `subject`, or nothing."""
    strange, of = 0, False
    for at in reversed(range(max(limit, pointer.index - _REACH), pointer.index)):
        word = line.words[at]
        if word in TO or word in grammar("claims_somebody"):
            return "to"
        if word in FROM or word in ("procedente", "proveniente"):
            return "from"
        if word in ("by", "por"):
            before = line.words[max(limit, at - 3) : at]
            return "by" if grammar("claims_somebody").isdisjoint(before) else "to"
        if word in ("on", "en", "in"):
            return "on" if grammar("authority_noun") & set(line.words[pointer.index : pointer.last]) else ""
        if word in OF:
            if at == limit:
                return "from"
            of = True
            continue
        if word in (",", ";"):
            return "subject"
        if word in _JOINS or (word in line.nodes and word[0] not in "UTN"):
            return ""
        if word not in grammar("determiner") | grammar("authority_noun") and word not in line.nodes:
            strange += 1
            if of:
                return ""
            if strange > _STRANGE:
                return "subject"
    return "subject"


def _state_of_authority(authority: DraftEntity) -> str | None:
    """The state that reference data gives it, else the one that its name tells: "Belgian police"."""
    words = " ".join(authority.names).split()
    return authority.value or next((_states()[word] for word in words if word in _states()), None)


def _plain(line: Line, first: int, last: int) -> bool:
    return all(line.words[at].isalpha() for at in range(first, last))


@cache
def _states() -> dict[str, str]:
    english = {country.es: country.en for country in countries()}
    return {
        word: english.get(state, state)
        for language in LANGUAGES
        for word, state in lexicon(language).tables["demonym"].items()
    }


@cache
def _first_words() -> frozenset[str]:
    return frozenset(phrase.split()[0] for phrase in _states())
