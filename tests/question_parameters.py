"""What questions are asked with in benchmarks."""

from __future__ import annotations

from pyoxigraph import Store

from graph.question import ask, questions
from graph.sparql_question import SparqlBackend


def example_parameters(store: Store, name: str) -> dict[str, str]:
    """The example of the first parameter that a question needs."""
    question = questions()[name]
    needed = next((p for p in question.parameters if p.name in question.needs[:1]), None)
    if needed is None:
        return {}
    if needed.type == "claim":
        about = ask(SparqlBackend(store), "evidence_of", {"about": "Rafael Caro Quintero"})
        return {needed.name: str(about.rows[0].cells["claim"])}
    given = {needed.name: needed.example or ""}
    return given | ({"entity": "Rafael Caro Quintero"} if name == "changes_since" else {})
