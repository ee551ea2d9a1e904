"""Finding who or what a few letters mean: names and aliases, accents folded, slips of the finger forgiven.

RapidFuzz over the words of all names, measured beside SQLite FTS5 and tantivy (docs/benchmarks.md).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store
from rapidfuzz import fuzz, process

from graph.name import fold
from ontology.terms import ENTITY_TYPES, TAXONOMY, TR, concept_name

_TYPE: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_LABEL: Final = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
_NAME: Final = NamedNode(TR + "name")
_PART: Final = NamedNode(TR + "part")
_VICTIM: Final = NamedNode(TAXONOMY + concept_name("part", "victim"))
_DEFAULT: Final = DefaultGraph()
_FILLERS: Final = frozenset(("de", "del", "la", "las", "los", "el", "of", "the", "and", "y"))
_LEAST_WORD: Final = 75.0
"""How alike (0-100) two words must be to count as one; one slip in a word of five letters gives 80."""
_BEGUN_WORD: Final = 90.0
"""What a word counts that begins with the word asked for."""
_LEAST: Final = 60.0


@dataclass(frozen=True, slots=True)
class Match:
    """An entity that a search found: `score` is 100 where a name is just what was asked for."""

    iri: str
    type: str
    label: str
    name: str
    score: float


@dataclass(frozen=True, slots=True)
class _Named:
    iri: str
    type: str
    label: str
    name: str
    folded: str
    words: int


class NameIndex:
    """The words of all names in a store; victims are left out, since answers do not name them."""

    def __init__(self, store: Store) -> None:
        self._named: list[_Named] = []
        self._by_word: dict[str, set[int]] = defaultdict(set)
        for type_ in ENTITY_TYPES:
            for quad in store.quads_for_pattern(None, _TYPE, NamedNode(TR + type_), _DEFAULT):
                if isinstance(quad.subject, NamedNode):
                    self._add(store, quad.subject, type_)
        self._vocabulary = list(self._by_word)

    def find(self, text: str, limit: int) -> list[Match]:
        """The entities whose best name is most like `text`, the best first, at most `limit`."""
        asked = _words(text)
        if not asked:
            return []
        found: dict[int, float] = defaultdict(float)
        for word in asked:
            for index, score in self._score_word(word).items():
                found[index] += score / len(asked)
        best: dict[str, Match] = {}
        for index, score in found.items():
            named = self._named[index]
            # Of two names that hold every word asked for, the one with less besides is meant.
            rounded = round(score * (0.8 + 0.2 * min(1.0, len(asked) / named.words)), 1)
            if named.folded == fold(text):
                rounded = 100.0
            if rounded >= _LEAST and (named.iri not in best or rounded > best[named.iri].score):
                best[named.iri] = Match(named.iri, named.type, named.label, named.name, rounded)
        return sorted(best.values(), key=lambda m: (-m.score, m.label, m.iri))[:limit]

    def _add(self, store: Store, entity: NamedNode, type_: str) -> None:
        if any(store.quads_for_pattern(entity, _PART, _VICTIM, _DEFAULT)):
            return
        labels = _literals(store, entity, _LABEL)
        label = labels[0] if labels else entity.value
        for name in dict.fromkeys((*labels, *_literals(store, entity, _NAME))):
            words = _words(name)
            for word in words:
                self._by_word[word].add(len(self._named))
            self._named.append(_Named(entity.value, type_, label, name, fold(name), max(1, len(words))))

    def _score_word(self, asked: str) -> dict[int, float]:
        scores: dict[int, float] = {}
        alike = process.extract(asked, self._vocabulary, scorer=fuzz.ratio, score_cutoff=_LEAST_WORD, limit=None)
        begun = [(word, _BEGUN_WORD, 0) for word in self._vocabulary if len(asked) > 1 and word.startswith(asked)]
        for word, score, _ in (*alike, *begun):
            for index in self._by_word[word]:
                scores[index] = max(score, scores.get(index, 0.0))
        return scores


def _words(text: str) -> list[str]:
    words = fold(text).split()
    return list(dict.fromkeys(word for word in words if word not in _FILLERS)) or words


def _literals(store: Store, subject: NamedNode, predicate: NamedNode) -> list[str]:
    quads = store.quads_for_pattern(subject, predicate, None, _DEFAULT)
    return sorted(quad.object.value for quad in quads if isinstance(quad.object, Literal))
