"""The words that the rules speak of, read from `lexicon/`, and the gazetteers, read once a process."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module, resources
from typing import Any, Final, Literal

import ahocorasick

from loaders.extraction.conjugation import conjugate
from loaders.extraction.text import fold
from ontology.reference import load_reference, names

LANGUAGES: Final = ("en", "es")


def read_data(folder: str, name: str) -> str:
    """A data file that is shipped with the extractor."""
    return resources.files("loaders.extraction").joinpath(folder, name).read_text("utf-8")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The classes of words of one language, folded."""

    language: str
    classes: dict[str, tuple[str, ...]]
    tables: dict[str, dict[str, Any]]

    def words(self, name: str) -> tuple[str, ...]:
        """The phrases of a class; KeyError where there is no such class."""
        return self.classes[name]


@cache
def lexicon(language: str) -> Lexicon:
    """The word classes of `en` or `es`."""
    data = tomllib.loads(read_data("lexicon", f"{language}.toml"))
    classes = {name: tuple(fold(word) for word in words) for name, words in data.items() if isinstance(words, list)}
    tables = {
        name: {fold(word): value for word, value in table.items()}
        for name, table in data.items()
        if isinstance(table, dict)
    }
    for name, verbs in tables.pop("verb", {}).items():
        classes.update({f"{name}_{tense}": forms for tense, forms in conjugate(language, verbs).items()})
    return Lexicon(language, classes, tables)


@cache
def word_set(name: str) -> frozenset[str]:
    """A class of words of both languages together."""
    return frozenset(word for language in LANGUAGES for word in lexicon(language).words(name))


@cache
def grammar(name: str) -> frozenset[str]:
    """A list of words that build sentences, of both languages together."""
    return frozenset(fold(word) for word in _grammar()[name])


@cache
def _grammar() -> dict[str, list[str]]:
    return tomllib.loads(read_data("lexicon", "grammar.toml"))


@cache
def name_set(name: str) -> frozenset[str]:
    """`given_names` or `surnames`, folded."""
    lines = read_data("lexicon", f"{name}.txt").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


_NAME_LOCALES: Final = (
    *(
        "en_US",
        "en_GB",
        "en_IE",
        "es_MX",
        "es_ES",
        "es_CO",
        "es_AR",
        "es_CL",
        "pt_BR",
        "pt_PT",
        "it_IT",
        "nl_NL",
        "nl_BE",
    ),
    *("fr_FR", "fr_CA", "de_DE", "tr_TR", "ro_RO", "hr_HR", "pl_PL"),
)


@cache
def borne_names(kind: Literal["male", "female", "given", "surname"]) -> frozenset[str]:
    """Names that people of the countries in the news bear, folded: our own, and those of Faker (decision 31).

    Of the library's without words that mean something else here: words of the lexicon, places, two letters. They tell
    that a sequence of names is a person; what may be a place too is decided by `name_set` alone.
    """
    if kind == "given":
        return name_set("given_names") | borne_names("male") | borne_names("female")
    attribute = "last_names" if kind == "surname" else f"first_names_{kind}"
    found: set[str] = set()
    for locale in _NAME_LOCALES:
        provider = import_module(f"faker.providers.person.{locale}").Provider
        names = getattr(provider, attribute, ())
        found.update(fold(name) for name in names if " " not in name and len(name) > 2)
    usual = word_set("not_a_name") | word_set("institution") | word_set("function_word") | word_set("place_head")
    own = name_set("surnames" if kind == "surname" else f"{kind}_names")
    return own.union(name for name in found - usual if name not in gazetteer())


@dataclass(frozen=True, slots=True)
class Entry:
    """What a gazetteer says of a name.

    Attributes:
        type: an entity type, or `Charge` or `Law`.
        value: of reference data its slug, of a country its English name, else the folded name.
        kind: for a place `City`, `State`, `Country` or `Airport`, where known.
        country: English name of the country that a place lies in, where known.
    """

    type: str
    value: str
    kind: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Country:
    """A state with its names in both languages."""

    en: str
    es: str
    also: tuple[str, ...]


@cache
def countries() -> tuple[Country, ...]:
    """The states that the extractor knows."""
    rows = tomllib.loads(read_data("lexicon", "country.toml"))["country"]
    return tuple(Country(row["en"], row["es"], tuple(row.get("also", ()))) for row in rows)


def _entries() -> Iterator[tuple[str, Entry]]:
    yield from _reference_entries()
    for name in tomllib.loads(read_data("lexicon", "authority.toml"))["names"]:
        yield name, Entry("Authority", fold(name))
    for country in countries():
        for name in (country.en, country.es, *country.also):
            yield name, Entry("Place", country.en, "Country", country.en)


def _reference_entries() -> Iterator[tuple[str, Entry]]:
    rows = load_reference()
    labels = {row.slug: row.label_en for row in rows}
    for row in rows:
        country = labels.get(row.country or "")
        for name in names(row):
            if row.kind == "Country":
                yield name, Entry("Place", row.label_en, "Country", row.label_en)
            elif len(name) > 1:
                yield name, Entry(row.type, row.slug, row.kind, country)


_PRIORITY: Final = ("Authority", "Law", "Prison", "Court", "CriminalOrganization", "Place")


@cache
def gazetteer() -> ahocorasick.Automaton:
    """All known names, folded, each with its entry; a name of several types keeps the first of a fixed order."""
    best: dict[str, Entry] = {}
    for name, entry in _entries():
        key = fold(name)
        held = best.get(key)
        if held is None or _PRIORITY.index(entry.type) < _PRIORITY.index(held.type):
            best[key] = entry
    automaton = ahocorasick.Automaton()
    for key, entry in best.items():
        automaton.add_word(key, (len(key), entry))
    automaton.make_automaton()
    return automaton


@cache
def charge_words() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Charge phrases with the notations of their charges, by first word, the longest first."""
    table: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for notation, phrases in tomllib.loads(read_data("lexicon", "charges.toml")).items():
        for phrase in phrases:
            words = tuple(fold(phrase).split())
            table.setdefault(words[0], []).append((words, notation))
    return {first: tuple(sorted(found, key=lambda entry: -len(entry[0]))) for first, found in table.items()}
