"""SHACL: whether a graph is shaped as the vocabulary says, on demand and in tests.

The shapes are `shapes/*.ttl`. They check what we make (quotes, hashes, labels, strengths), never what
sources say: contradictions, denials and unknown dates are valid.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from rdflib import Dataset, Graph
from rdflib.namespace import RDF, SH
from rdflib.term import Node
from rdflib.util import guess_format

from ontology.error import InputError

SHAPES: Final = Path(__file__).with_name("shapes")
SHAPE_NAMESPACE: Final = "https://w3id.org/traslado/shapes#"


class ValidationInputError(InputError):
    """What is to be validated cannot be read, or the validator is not installed."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One place where a graph is not as a shape asks.

    Attributes:
        focus: the node, as N3.
        shape: local name of the shape in `shapes/`.
        path: the property, as N3, where the shape is about one.
        value: the value that is refused, as N3, where there is one.
        message: what is wrong, in English.
    """

    focus: str
    shape: str
    path: str | None
    value: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a validation; `violations` is sorted and empty where the graph conforms."""

    violations: tuple[Violation, ...]

    @property
    def conforms(self) -> bool:
        """Whether nothing is violated."""
        return not self.violations


def validate(data: Graph | Path) -> Report:
    """Check a graph, or the default graph of a file, against all shapes.

    Args:
        data: an rdflib graph, or a file that rdflib reads (Turtle, N-Triples, TriG, N-Quads, RDF/XML, JSON-LD);
            of quads only the default graph is checked, since named graphs hold what documents say.

    Raises:
        ValidationInputError: the file is not there or is no RDF, or pySHACL is not installed.
    """
    try:
        from pyshacl import validate as check
    except ImportError as error:
        raise ValidationInputError(
            "Validation needs pySHACL, which is not installed: run `pip install pyshacl` in the virtual environment."
        ) from error
    graph = _read(data) if isinstance(data, Path) else data
    _, results, _ = check(graph, shacl_graph=shapes_graph(), inference="none")
    return Report(tuple(sorted(_violations(results), key=lambda v: (v.focus, v.shape, v.value or ""))))


@cache
def shapes_graph() -> Graph:
    """All shapes in one graph; not to be changed."""
    shapes = Graph()
    for path in sorted(SHAPES.glob("*.ttl")):
        shapes.parse(path)
    return shapes


def _read(path: Path) -> Graph:
    if not path.is_file():
        raise ValidationInputError(f"{path}: there is no such file; give a file of RDF.")
    dataset = Dataset()
    try:
        dataset.parse(path, format=guess_format(path.name) or "turtle")
    except Exception as error:  # rdflib's parsers raise what they like
        raise ValidationInputError(f"{path}: this is no RDF that can be read: {error}") from error
    default: Graph = dataset.default_graph
    return default


def _violations(results: Graph) -> list[Violation]:
    found = []
    for result in results.subjects(RDF.type, SH.ValidationResult):
        messages = sorted(str(message) for message in results.objects(result, SH.resultMessage))
        found.append(
            Violation(
                focus=_n3(results.value(result, SH.focusNode)) or "",
                shape=str(results.value(result, SH.sourceShape)).removeprefix(SHAPE_NAMESPACE),
                path=_n3(results.value(result, SH.resultPath)),
                value=_n3(results.value(result, SH.value)),
                message=" ".join(messages),
            )
        )
    return found


def _n3(node: Node | None) -> str | None:
    return None if node is None else node.n3()
