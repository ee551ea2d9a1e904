"""Descriptions that stand for somebody spoken of before: "the 45-year-old Colombian", "dicho sujeto", "both men"."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from loaders.extraction.gender import Gender
from loaders.extraction.lexicon import grammar, lexicon, read_data, word_set
from loaders.extraction.line import Line

FEW: Final = 10
"""Up to so many people are a group of the text; more are the passengers of a transfer."""
_MODIFIERS: Final = 4
_LONGEST: Final = 3
"""Words of the longest noun."""
_NAMES_ANOTHER: Final = frozenset(
    {"of", "de", "del", "who", "que", "quien", "'s", "'", "whom", "whose", "cuyo", "cuya"}
)
_IN: Final = frozenset({"in", "en"})
_NAMED: Final = "PQOZNUF"
_CONTRACTED: Final = frozenset({"al", "del"})
_OLD: Final = "year-old"
_ONCE: Final = frozenset({"former", "ex"})
_THEY: Final = {"they": "", "ellos": "", "ellas": "f"}
_JOINS: Final = frozenset({"and", "y", "e", "or", "o"})
_KIN: Final = ("brother", "child", "parent", "spouse", "inlaw", "relative", "associate")


@dataclass(frozen=True, slots=True)
class Description:
    """Words that stand for one or several of those spoken of.

    Attributes:
        first: index of the first word that the person takes the place of; `last` one past the last.
        gender: of whom it speaks, where its form tells.
        many: how many they are: 1, another number, 0 for several, -1 for none of them.
        state: by which demonym it calls one.
        age: by which age.
        which: of those just spoken of the first (0), the second, the last (-1).
        siblings: whether it calls them brothers or sisters.
        weak: whether it says no more than that somebody is meant.
        counted: whether its words may be those of a transfer, too: "the 26 prisoners", "los extraditados".
    """

    first: int
    last: int
    gender: Gender = ""
    many: int = 1
    state: str | None = None
    age: int | None = None
    which: int | None = None
    siblings: bool = False
    weak: bool = False
    counted: bool = False

    def is_sure(self) -> bool:
        """Whether it stands for people of the text even where it cannot be told who they are."""
        return self.many < 0 or (self.many > 0 and self.many <= FEW and not self.weak and self.which is None)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(read_data("lexicon", "description.toml"))


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(_data()[name])


def described_words(name: str) -> frozenset[str]:
    """A list of words of descriptions."""
    return _words(name)


@cache
def _openings() -> frozenset[str]:
    """Words with which a description begins."""
    names = ("definite", "definite_plural", "both", "all", "none")
    return frozenset({phrase.split()[0] for name in names for phrase in _words(name)} | {"este", *_THEY})


@cache
def _predicates() -> frozenset[str]:
    """Words that say something of what stands before them."""
    return _words("predicate") | grammar("copula") | grammar("auxiliary")


def find_descriptions(line: Line, language: str) -> Iterator[Description]:
    """Descriptions of a line, from its end to its beginning, so that each can give way to a node."""
    openings = _openings()
    if openings.isdisjoint(line.present()):
        return
    demonyms: dict[str, str] = lexicon(language).tables["demonym"]
    found: list[Description] = []
    index = 0
    while index < len(line.words):
        one = _at(line, index, demonyms) if line.words[index] in openings else None
        if one is not None:
            found.append(one)
        index = one.last if one is not None else index + 1
    yield from reversed(found)


def _at(line: Line, index: int, demonyms: dict[str, str]) -> Description | None:
    words = line.words
    pair = " ".join(words[index : index + 2]).replace("al ", "el ", words[index] == "al")
    if pair in _data()["one_of"]:
        return _one_of(line, index, _data()["one_of"][pair])
    if words[index] in _THEY:
        return Description(index, index + 1, "f" if _THEY[words[index]] else "", 0, weak=True)
    for kind in ("none", "all", "both"):
        size = next((n for n in (3, 2, 1) if " ".join(words[index : index + n]) in _words(kind)), 0)
        if size:
            return _quantified(line, index, index + size, kind)
    if words[index] in _words("definite_plural"):
        several = _several(line, index, index + 1, 0)
        if several is not None:
            return several
    return _single(line, index, demonyms) if words[index] in _words("definite") else None


def _one_of(line: Line, index: int, which: int) -> Description | None:
    stop = index + 2
    if not has_verb(line, stop) and line.words[stop : stop + 1] not in ([","], ["."], []) and not _gapped(line, index):
        return None
    first = index + 1 if line.words[index] in _CONTRACTED else index
    gender: Gender = "f" if line.words[index + 1].endswith("a") else ""
    return Description(first, stop, gender, 1, which=which)


def _gapped(line: Line, index: int) -> bool:
    """Whether the verb is left out before what is said: "y el segundo de extorsión", ", the latter murder charges"."""
    before = line.words[index - 1] if index else ""
    after = [word for word in line.words[index + 2 : index + 4] if word in line.nodes]
    return before in ("and", "y", ",", ";", "while", "mientras") and bool(after) and after[0][0] in "XLRC"


def _quantified(line: Line, index: int, at: int, kind: str) -> Description | None:
    """Read "both men", "all three", "todos ellos", "each of the defendants", "none of them"."""
    words = line.words
    many = {"both": 2, "all": 0, "none": -1}[kind]
    if words[at : at + 1] == ["of"] or words[at : at + 1] == ["de"]:
        at += 1
    if words[at : at + 1] and words[at] in ("them", "ellos", "ellas"):
        return Description(index, at + 1, "f" if words[at] == "ellas" else "", many)
    article = at < len(words) and words[at] in _words("definite_plural")
    several = _several(line, index, at + article, many)
    if several is not None:
        return several
    alone = kind == "both" or (words[index] in ("todos", "todas") and has_verb(line, at))
    joined = at < len(words) and words[at] in _JOINS
    if kind == "both" and (_is_another(line, at) or _is_thing(line, at) or joined):
        return None
    return Description(index, at, "f" if words[index].endswith("as") else "", many) if alone and not article else None


def _several(line: Line, index: int, at: int, many: int) -> Description | None:
    """Several people, by a noun in the plural, by their number, or by both."""
    words = line.words
    start = at
    number = line.node(at)
    if number is not None and number.key[0] == "N":
        many = many or number.refs[0]
        at += 1
    elif words[at : at + 1] and words[at] in _data()["sized"]:
        many = many or _data()["sized"][words[at]]
        at += 1
    counted = at > start
    for _ in range(_MODIFIERS):
        if at < len(words) and words[at] in _words("describing"):
            at += 1
    head = words[at] if at < len(words) else ""
    if head in _words("people") or head in _words("women"):
        at = _behind(words, at + 1)
        if _is_another(line, at) or (at < len(words) and words[at] in _JOINS):
            return None
        feminine = head in _words("women") or words[index] in ("las", "estas", "dichas", "ambas", "todas")
        return Description(
            index,
            at,
            "f" if feminine else "",
            many,
            siblings=head in _words("siblings"),
            weak=not counted and not many,
            counted=True,
        )
    if counted and (has_verb(line, at) or line.words[at : at + 1] in ([","], ["."], [])) and not _is_another(line, at):
        return Description(index, at, "f" if words[index] in ("las", "estas", "ambas") else "", many, counted=True)
    return None


def _single(line: Line, index: int, demonyms: dict[str, str]) -> Description | None:
    words = line.words
    at = index + 1
    state: str | None = None
    age: int | None = None
    once = False
    for _ in range(_MODIFIERS):
        if words[at : at + 1] and words[at] in _words("describing"):
            once = once or words[at] in _ONCE
            at += 1
        elif words[at + 1 : at + 3] == ["-", _OLD] and words[at].isdigit():
            age = int(words[at])
            at += 3
        elif at < len(words) and words[at] in demonyms and state is None:
            state = demonyms[words[at]]
            at += 1
        elif at + 1 < len(words) and words[at + 1] in _words("native") and words[at] in line.nodes:
            if words[at][0] not in "LK":
                return None
            at += 1
        else:
            break
    noun, size = _noun(words, at, once=once)
    if not size and at > index + 1:  # "the accused": what may describe another noun is the noun
        noun, size = _noun(words, at - 1, once=False)
        size -= size > 0
    at += size
    stands = bool(noun)
    feminine = words[index] in ("la", "esta", "esa", "dicha", "aquella") and noun != "person"
    gender: Gender = "f" if noun == "woman" or feminine else "m" if noun == "man" or words[index] in _MASCULINE else ""
    if words[at : at + 1] == ["de"] and words[at + 2 : at + 3] == ["anos"] and words[at + 1][0] == "N":
        age = line.nodes[words[at + 1]].refs[0]
        at += 3
    at = _behind(words, at)
    if stands and state is None and at < len(words) and words[at] in demonyms:
        state = demonyms[words[at]]
        at += 1
    if not stands and not (
        (age is not None or state is not None) and (has_verb(line, at) or words[at : at + 1] == [","])
    ):
        return None
    if not stands and words[index] in _CONTRACTED:
        return None
    owns = stands and words[at : at + 1] in (["'s"], ["'"])  # "the defendant's brother"
    if _is_another(line, at) and not owns and not _is_of_relative(line, index, at):
        return None
    first = index + 1 if words[index] in _CONTRACTED else index
    return Description(first, at, gender, 1, state, age, weak=noun in ("man", "woman", "person"))


_MASCULINE: Final = frozenset({"el", "este", "ese", "dicho", "aquel"})


def _noun(words: list[str], at: int, *, once: bool) -> tuple[str, int]:
    """Which class of nouns stands at an index, and its words; those of an office only with "former"."""
    for size in range(_LONGEST, 0, -1):
        phrase = " ".join(words[at : at + size])
        for name in ("woman", "man", "person", "native"):
            if phrase in _words(name):
                return name, size
        if phrase in _words("once") and (once or phrase.startswith("ex")):
            return "once", size
    return "", 0


def head_noun(words: list[str], at: int) -> tuple[str, int]:
    """Which class of nouns for somebody not yet named stands at an index, and its words."""
    name, size = _noun(words, at, once=True)
    return (name, size) if size else ("trade", 1) if words[at : at + 1] and words[at] in _words("trade") else ("", 0)


def _behind(words: list[str], at: int) -> int:
    """The index behind a participle that only says again who is meant: "el sujeto capturado"."""
    for size in (2, 1):
        if " ".join(words[at : at + size]) in _words("described_after"):
            return at + size
    return at


def _is_another(line: Line, at: int) -> bool:
    """Whether what follows says who is meant: "the man who", "the suspect in", "the defendants A and B"."""
    if at >= len(line.words):
        return False
    after = line.words[at]
    if after in _NAMES_ANOTHER or after in _IN or (after in line.nodes and after[0] in _NAMED):
        return True
    beyond = line.node(at + 1)
    return after in (",", ":", "-") and beyond is not None and beyond.key[0] in "PQ"


def _is_of_relative(line: Line, index: int, at: int) -> bool:
    """Whether the name behind a description is that of a relative: "el sobrino del capo, P"."""
    of = index if line.words[index] == "del" else index - 1
    kin = any(line.words[of - 1] in word_set(kind) for kind in _KIN) if of > 0 else False
    return kin and line.words[of] in ("of", "de", "del") and line.words[at : at + 1] == [","]


def _is_thing(line: Line, at: int) -> bool:
    """Whether a noun follows that is no person: "both countries"."""
    word = line.words[at] if at < len(line.words) else ""
    return word in _words("thing") or (word in line.nodes and word[0] in "LKRCTW")


def has_verb(line: Line, at: int) -> bool:
    """Whether a verb follows, as far as its form tells."""
    if at >= len(line.words):
        return False
    word = line.words[at]
    if word in ("se", "lo", "la", "le", "les", "no", "not", "ya", "never", "nunca", "also", "tambien", "allegedly"):
        return at + 1 < len(line.words) and (line.words[at + 1] not in line.nodes)
    return word in _predicates() or (word not in line.nodes and word.endswith(tuple(_data()["predicate_ends"])))
