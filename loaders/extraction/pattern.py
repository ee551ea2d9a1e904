"""The little language of the rules, and the rules themselves, read from `rules/`.

A pattern is a line of words that a reader can check against a sentence::

    [the] %leader% of [the] <O>          the leader of the Sinaloa Cartel

===========  ==============================================================================
`word`       this word, in lower case and without accents
`%class%`    any phrase of this class in `lexicon/LANGUAGE.toml`
`<P>`        something named: P persons, O organizations, U authorities, L places, R prisons,
             C courts, W laws, T a date, N a number, Q words in quotes, H a possessive ("his"),
             F a phrase that an earlier rule has found ("leader of X")
`<P:a>`      the same, called `a` in `says`; without a name it is called by its letter; where a name
             comes twice the first that is there counts
`<X>`        the charges within the next words of the clause; `<X:one>` one of them here
`[…]`        may be there or not
`( | )`      one of these; a parenthesis of the text is written { or }
`...`        up to six words that are no persons, phrases or numbers
`>`          what comes after it must follow, but is left in the line
`..`         up to three of them; `....` up to fourteen
`~`          up to four words that describe what follows: no names, marks, prepositions, conjunctions
===========  ==============================================================================
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources
from typing import Any, Final

from loaders.extraction.lexicon import LANGUAGES, grammar, lexicon, read_data, word_set
from loaders.extraction.text import fold

TOKEN: Final = re.compile(r"'s\b|[a-z]\.(?:[a-z]\.)+|\d+(?:[.,]\d+)*|\w+(?:[-.]\w+)*|[^\w\s]")
"""A word, a number, a possessive ending or a mark, in folded text."""

_ELEMENT: Final = re.compile(r"%\w+%|<[A-Z](?::\w+)?>|\.{2,4}|[()\[\]|]|[^\s()\[\]|]+")
PHRASE: Final = "phrase"
_PHRASE_FORMS: Final = ("relation", "verb", "noun", "list", "frame")
"""What a phrase may be, in the order in which they are looked for."""
_CHARGE_WINDOW: Final = 48
_GAPS: Final = {"..": 3, "...": 6, "....": 14}


class RuleError(ValueError):
    """A rule file that cannot be used: the message names the rule and what is wrong."""


@dataclass(frozen=True, slots=True)
class Says:
    """One claim that a rule makes: `subject predicate object`.

    `it` is the person whom the phrase is about, `event` the transfer; `=word` is a value.
    """

    subject: str
    predicate: str
    object: str


class Pattern:
    """One pattern of a rule.

    Attributes:
        text: as its author wrote it.
        expression: over ` word word `.
        needs: sets of words of which a sentence must have one of each, the most telling first; `further_needs`: all
            but that one.
    """

    def __init__(self, text: str, expression: str, needs: Iterable[frozenset[str]]) -> None:
        self.text = text
        self.expression = expression
        self.needs = tuple(sorted((need for need in needs if need), key=_how_common))
        self.further_needs = self.needs[1:]

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """Compiled when a sentence first calls for it: an article calls for a few of them."""
        return re.compile(self.expression)


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One rule.

    Attributes:
        id: what claims carry.
        language: `en`, `es` or `any`.
        form: how the phrase finds its person: `noun`, `verb`, `frame` (an act with what stands around it in its
            clause), `bind` (what patterns leave, see `binding`), `handover` (the act of giving somebody to another
            state, see `handover`), `list` (the persons that follow), `speaker`, `event`, `alias`, `ditto`, or
            `relation` (all that it speaks of stands in the pattern; `gloss` is a relation read before lists are).
        patterns: what it looks for.
        says: the claims.
        modality: strength of the claims, where the words of the rule give one.
        status: `current` or `former`, where the words of the rule give one.
        keep: name of the captured thing that stands for the phrase afterwards.
        number: `plural` where the phrase is about several.
        voice: of a `frame`, where its person stands: `passive`, `active`, `either` or `noun` (see `frame`).
        slots: of a `frame`, prepositions by the letter of what they lead to.
        description: what is read, of a rule that has no patterns because the code reads it (`code`).
        file: name of its file in `rules`.
        tests: sentences, each with the claims that the rule must make of it.
    """

    id: str
    language: str
    form: str
    patterns: tuple[Pattern, ...]
    says: tuple[Says, ...]
    modality: str | None = None
    status: str | None = None
    keep: str | None = None
    number: str | None = None
    voice: str = ""
    slots: dict[str, frozenset[str]] = field(default_factory=dict)
    options: frozenset[str] = frozenset()
    description: str = ""
    file: str = ""
    tests: tuple[dict[str, Any], ...] = field(default=(), compare=False)


class _Compiler:
    """Pattern text to a regular expression over ` word word ` and the words that it needs."""

    def __init__(self, language: str, pattern: str) -> None:
        self.language = language
        self.pattern = pattern
        self.elements = _ELEMENT.findall(pattern)
        self.at = 0
        self.needs: list[frozenset[str]] = []
        self.names: list[str] = []

    def compile(self) -> Pattern:
        expression, needs = self._sequence()
        if self.at < len(self.elements):
            raise RuleError(f"{self.pattern!r}: a bracket closes that never opened")
        return Pattern(self.pattern, r"(?<= )" + expression, needs)

    def _sequence(self) -> tuple[str, list[frozenset[str]]]:
        alternatives: list[tuple[str, list[frozenset[str]]]] = []
        parts: list[str] = []
        needs: list[frozenset[str]] = []
        while self.at < len(self.elements) and self.elements[self.at] not in (")", "]"):
            element = self.elements[self.at]
            self.at += 1
            if element == "|":
                alternatives.append(("".join(parts), needs))
                parts, needs = [], []
            elif element == ">":
                ahead, _ = self._sequence()
                parts.append(f"(?={ahead})")
            elif element in ("(", "["):
                inner, inner_needs = self._sequence()
                self.at += 1
                parts.append(f"(?:{inner})" + ("?" if element == "[" else ""))
                needs = needs + (inner_needs if element == "(" else [])
            else:
                text, need = self._element(element)
                parts.append(text)
                needs = [*needs, *need]
        if not alternatives:
            return "".join(parts), needs
        alternatives.append(("".join(parts), needs))
        union: frozenset[str] = frozenset()
        for _, each in alternatives:
            if not each:
                union = frozenset()
                break
            union |= min(each, key=_how_common)
        return "|".join(text for text, _ in alternatives), [union] if union else []

    def _element(self, element: str) -> tuple[str, list[frozenset[str]]]:
        if element == "~":
            return rf"(?:(?!(?:{_description_stops()}) )[a-z][a-z-]* ){{0,4}}?", []
        if element in _GAPS:
            return rf"(?:(?![PFN]\d)[^ .;]+ ){{0,{_GAPS[element]}}}?", []
        if element.startswith("%"):
            phrases = self._phrases(element.strip("%"))
            return _one_of(phrases), [frozenset(min(phrase, key=_share) for phrase in phrases)]
        if element.startswith("<"):
            kind, _, name = element[1:-1].partition(":")
            name = name or kind
            self.names.append(name)
            if self.names.count(name) > 1:
                name = f"{name}_{self.names.count(name)}"
            if (kind, name) == ("X", "one"):
                return r"(?P<one>X\d+) ", [frozenset({"X"})]
            if kind == "X":
                return rf"(?P<{name}>(?:(?!P\d)[^ .;]+ ){{0,{_CHARGE_WINDOW}}})", [frozenset({"X"})]
            article = "(?:the |los |las |el )?" if kind == "K" else ""
            return rf"{article}(?P<{name}>{kind}\d+) ", [frozenset({kind})]
        words = TOKEN.findall(fold(element))
        return "".join(re.escape(word) + " " for word in words), [frozenset([min(words, key=_share)])]

    def _phrases(self, name: str) -> list[tuple[str, ...]]:
        languages = LANGUAGES if self.language == "any" else (self.language,)
        return [tuple(TOKEN.findall(phrase)) for lang in languages for phrase in lexicon(lang).words(name)]


def _one_of(phrases: Iterable[tuple[str, ...]]) -> str:
    """An expression for any of these phrases, the longest first, that reads the words they share once."""
    branches: dict[str, list[tuple[str, ...]]] = {}
    whole = False
    for phrase in phrases:
        whole = whole or not phrase
        if phrase:
            branches.setdefault(phrase[0], []).append(phrase[1:])
    inner = "|".join(f"{re.escape(word)} {_one_of(rest)}" for word, rest in sorted(branches.items()))
    if not inner:
        return ""
    return f"(?:{inner})" + ("?" if whole else "")


@cache
def _description_stops() -> str:
    return "|".join(sorted(re.escape(word) for word in grammar("ends_description")))


def captures(match: re.Match[str]) -> dict[str, str]:
    """The keys of the captured nodes by name; of several with one name the first that took part."""
    found: dict[str, str] = {}
    for name, key in match.groupdict().items():
        if key:
            found.setdefault(name.split("_")[0], key.strip())
    return found


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, in the order of the files' names and of the rules in them.

    Raises:
        RuleError: two rules have one id, or a pattern cannot be read.
    """
    found: list[Rule] = []
    folder = resources.files("loaders.extraction").joinpath("rules")
    for name in sorted(path.name for path in folder.iterdir() if path.name.endswith(".toml")):
        for row in tomllib.loads(read_data("rules", name)).get("rule", []):
            found.extend(_rule(each, name) for each in _variants(row))
    ids = [rule.id for rule in found]
    if len(set(ids)) < len(ids):
        raise RuleError(f"rules: two rules are called {next(i for i in ids if ids.count(i) > 1)!r}")
    return tuple(found)


@cache
def patterns(language: str) -> tuple[tuple[Rule, Pattern], ...]:
    """The patterns that hold in a language, in the order of the rules; of phrases those of one form after another."""
    held = [(rule, p) for rule in rules() if rule.language in (language, "any") for p in rule.patterns]
    return tuple(
        sorted(held, key=lambda pair: _PHRASE_FORMS.index(pair[0].form) if pair[0].form in _PHRASE_FORMS else 0)
    )


@cache
def calls(language: str, form: str) -> tuple[frozenset[str], dict[str, tuple[int, ...]]]:
    """The words that call for patterns of a form, or of all phrases, and the numbers of these in `patterns`.

    Each pattern stands under the words of its most telling need, so that a sentence looks only at the few
    patterns that can match it.
    """
    index: dict[str, list[int]] = {}
    for number, (rule, pattern) in enumerate(patterns(language)):
        if form == (PHRASE if rule.form in _PHRASE_FORMS else rule.form):
            for word in pattern.needs[0]:
                index.setdefault(word, []).append(number)
    return frozenset(index), {word: tuple(numbers) for word, numbers in index.items()}


def _how_common(need: AbstractSet[str]) -> float:
    """In what share of sentences one of these words stands, roughly."""
    return sum(_share(word) for word in need)


_SHARES: Final = {"P": 0.6, "L": 0.4, "O": 0.3, "N": 0.3, "X": 0.3, "T": 0.3, "Q": 0.2, "K": 0.2, "U": 0.2}
"""In what share of sentences a node of a letter stands, roughly; of the other letters in a tenth."""


def _share(word: str) -> float:
    if word.isupper():
        return _SHARES.get(word, 0.1)
    return 0.7 if not word[0].isalnum() or word in word_set("function_word") else 0.0005


def _variants(row: dict[str, Any]) -> list[dict[str, Any]]:
    """A rule for each of its `variants`: `$name` in its texts gives way to what the variant says."""
    variants = row.get("variants")
    if not variants:
        return [row]
    out = []
    for variant in variants:
        each = {key: value for key, value in row.items() if key != "variants"}
        for key in ("id", "patterns", "says", "modality", "status", "number"):
            if key in each:
                each[key] = _filled(each[key], variant)
        out.append(each)
    return out


def _filled(value: Any, variant: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_filled(item, variant) for item in value]
    for name, text in variant.items():
        value = value.replace(f"${name}", text)
    return value


def _rule(row: dict[str, Any], name: str) -> Rule:
    try:
        return Rule(
            id=row["id"],
            language=row["language"],
            form=row["form"],
            patterns=tuple(_Compiler(row["language"], pattern).compile() for pattern in row["patterns"]),
            says=tuple(Says(*text.split(maxsplit=2)) for text in row.get("says", ())),
            modality=row.get("modality"),
            status=row.get("status"),
            keep=row.get("keep"),
            number=row.get("number"),
            voice=row.get("voice", ""),
            slots={name: frozenset(text.split()) for name, text in row.get("slots", {}).items()},
            options=frozenset(row.get("options", ())),
            description=row.get("description", ""),
            file=name,
            tests=tuple(row.get("tests", ())),
        )
    except (KeyError, TypeError) as error:
        raise RuleError(f"rules/{name}: the rule {row.get('id')!r} cannot be read: {error!r}") from error
