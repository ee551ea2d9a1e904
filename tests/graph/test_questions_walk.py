"""Questions about somebody walk from there: what they look at does not grow with what else the graph holds."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from multiplied_graph import multiply
from pyoxigraph import Store

from graph import generation
from graph.question import ask, bind, query_text, questions
from graph.sparql_question import SparqlBackend
from graph.sparql_select import fill

pytestmark = pytest.mark.slow

ABOUT = {
    "Person": "Rafael Caro Quintero",
    "CriminalOrganization": "Abdul Karim Conteh Human Smuggling Organization",
    "entity": "Rafael Caro Quintero",
}
_COPIES = 4


@pytest.fixture(scope="module")
def stores(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The demo's graph, and one with three others like it beside."""
    small = generation.current(demo_home).path
    large = tmp_path_factory.mktemp("multiplied") / "store"
    multiply(Store.read_only(str(small)), large, _COPIES)
    return small, large


def _parameters() -> list[tuple[str, str, str]]:
    return [
        (name, parameter.name, parameter.type)
        for name, question in questions().items()
        for parameter in question.parameters
        if parameter.type in (*ABOUT, "claim")
    ]


@pytest.mark.parametrize(("name", "parameter", "type_"), _parameters())
def test_what_a_question_looks_at_does_not_grow_with_the_graph(
    stores: tuple[Path, Path], tmp_path: Path, name: str, parameter: str, type_: str
) -> None:
    backend = SparqlBackend(Store.read_only(str(stores[0])))
    if type_ == "claim":
        text = str(ask(backend, "evidence_of", {"about": ABOUT["Person"]}).rows[0].cells["claim"])
    else:
        (text,) = backend.resolve(type_, ABOUT[type_])
    given = {parameter: text} | ({"date": "2000"} if name == "changes_since" else {})
    query = tmp_path / "query.rq"
    query.write_text(fill(query_text(name, "rq"), bind(backend, questions()[name], given)), "utf-8")
    small, large = (_looked_at(store, query, tmp_path / "explained.json") for store in stores)
    assert large <= small * 1.1 + 20, (small, large)


def _looked_at(store: Path, query: Path, explained: Path) -> int:
    """How many solutions all parts of a query had together."""
    explained.unlink(missing_ok=True)
    asked = ["query", "--location", str(store), "--query-file", str(query), "--results-format", "csv"]
    command = [str(Path(sys.executable).with_name("oxigraph")), *asked, "--stats", "--explain-file", str(explained)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)

    def count(node: dict[str, Any]) -> int:
        own = sum(int(value) for key, value in node.items() if key.startswith("number of results"))
        return own + sum(map(count, node.get("children", ())))

    described = json.loads(explained.read_text("utf-8"))
    return sum(count(part) for part in described.values() if isinstance(part, dict))
