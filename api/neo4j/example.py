"""What to ask a question with, so that the loaded graph has an answer to it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from graph.parameter import Parameter
from graph.question import Question, ask
from graph.sparql_question import SparqlBackend
from ontology.error import NotFoundError
from ontology.terms import TR

_TRIED: Final = 50
"""How many things of the graph are tried for one parameter."""
_DAY: Final = len("2026-01-20")
_TYPE: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def example_of(question: Question, store: Store) -> dict[str, str] | None:
    """Parameters with which the question has an answer, none where it needs none.

    The example of the question's own file is tried first, then what the graph holds.

    Returns:
        Words by parameter, or None where nothing that was tried has an answer.
    """
    if not question.needs:
        return {}
    backend = SparqlBackend(store)
    needed = [parameter for parameter in question.parameters if parameter.name in question.needs]
    for given in chain.from_iterable(({p.name: text} for text in _candidates(p, store)) for p in needed):
        try:
            if ask(backend, question.name, given).rows:
                return given
        except NotFoundError:  # the example of the file is not in this graph
            continue
    return None


def _candidates(parameter: Parameter, store: Store) -> Iterator[str]:
    if parameter.example:
        yield parameter.example
    yield from islice(_known(parameter.type, store), _TRIED)


def _known(type_: str, store: Store) -> Iterator[str]:
    """Words for a parameter of this type that the graph knows."""
    if property_ := {"text": "case", "date": "changed"}.get(type_):
        said = (quad.object for quad in store.quads_for_pattern(None, NamedNode(TR + property_), None, DefaultGraph()))
        yield from (it.value[: _DAY if type_ == "date" else None] for it in said if isinstance(it, Literal))
    else:
        class_ = NamedNode(TR + {"entity": "Person", "claim": "Claim"}.get(type_, type_))
        there = (quad.subject for quad in store.quads_for_pattern(None, _TYPE, class_, DefaultGraph()))
        yield from (it.value for it in there if isinstance(it, NamedNode))
