"""Questions over an Oxigraph store: NAME.rq with its slots filled (`graph.sparql_select`)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Store, Triple

from graph.name import fold
from graph.question import Evidence, query_text
from graph.sparql_select import select
from ontology.terms import TR

_REMEMBERED_FACTS: Final = 50_000
"""Facts whose evidence is kept, about 100 MB; beyond it the memory starts anew."""
_NAME: Final = NamedNode(TR + "name")
_REPLY: Final = NamedNode(TR + "reply")
_LOCATED_IN: Final = NamedNode(TR + "locatedIn")
_TYPE: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


class SparqlBackend:
    """Questions over an Oxigraph store that does not change: a generation."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._evidence: dict[str, list[Evidence]] = {}

    @property
    def evidence(self) -> dict[str, list[Evidence]]:
        """The claims of facts that were asked for before."""
        if len(self._evidence) > _REMEMBERED_FACTS:
            self._evidence = {}
        return self._evidence

    def rows(self, name: str, bindings: Mapping[str, list[str]]) -> Iterable[Mapping[str, object]]:
        """Fill the slots of the query and run it."""
        if name == "replies_of_facts" and not self._has_replies:
            return ()
        return select(self.store, query_text(name, "rq"), bindings)

    def resolve(self, type_: str, text: str) -> list[str]:
        """By address, by name (exact first, then folded), and a transfer by its day."""
        if text.startswith(("http://", "https://", "urn:")):
            return [text]
        if type_ == "claim":
            return []
        if type_ == "Place":
            return self._within(self._called(type_, text))
        return self._called(type_, text)

    def _called(self, type_: str, text: str) -> list[str]:
        if type_ in ("Transfer", "entity") and (found := self._transfers_on(text)):
            return found
        named = {q.subject for q in self.store.quads_for_pattern(None, _NAME, Literal(text), DefaultGraph())}
        if not (found := self._of_type(named, type_)):
            found = self._of_type(self._folded_names.get(fold(text), ()), type_)
        return found

    @cached_property
    def _has_replies(self) -> bool:
        return any(self.store.quads_for_pattern(None, _REPLY, None, DefaultGraph()))

    @cached_property
    def _folded_names(self) -> dict[str, set[NamedNode]]:
        """Who bears a name, by the name's folded form: reading all names of a large graph takes a second."""
        found: dict[str, set[NamedNode]] = defaultdict(set)
        for quad in self.store.quads_for_pattern(None, _NAME, None, DefaultGraph()):
            if isinstance(quad.object, Literal) and isinstance(quad.subject, NamedNode):
                found[fold(quad.object.value)].add(quad.subject)
        return found

    def _within(self, places: list[str]) -> list[str]:
        """The places and everything that lies in them: of a state its cities, of a city its prisons."""
        found = dict.fromkeys(places)
        queue = list(places)
        while queue:
            inner = self.store.quads_for_pattern(None, _LOCATED_IN, NamedNode(queue.pop()), DefaultGraph())
            new = [q.subject.value for q in inner if isinstance(q.subject, NamedNode) and q.subject.value not in found]
            found |= dict.fromkeys(new)
            queue += new
        return sorted(found)

    def _transfers_on(self, day: str) -> list[str]:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", day):
            return []
        literal = Literal(day, datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date"))
        subjects = {
            self._subject_of(fact.subject)
            for fact in self.store.quads_for_pattern(None, NamedNode(_RDF + "object"), literal, DefaultGraph())
        }
        return self._of_type({subject for subject in subjects if subject is not None}, "Transfer")

    def _subject_of(self, statement: NamedNode | BlankNode | Triple) -> NamedNode | BlankNode | Triple | None:
        quads = self.store.quads_for_pattern(statement, NamedNode(_RDF + "subject"), None, DefaultGraph())
        return next((q.object for q in quads if isinstance(q.object, NamedNode)), None)

    def _of_type(self, nodes: Iterable[NamedNode | BlankNode | Triple], type_: str) -> list[str]:
        wanted = NamedNode(TR + type_)
        return sorted(
            node.value
            for node in nodes
            if isinstance(node, NamedNode)
            and (type_ == "entity" or any(self.store.quads_for_pattern(node, _TYPE, wanted, DefaultGraph())))
        )
