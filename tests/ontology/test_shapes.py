"""Each shape has a graph that it accepts and one that it refuses, and the refused one says for which shape."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rdflib import SH, Graph, URIRef

from ontology import terms
from ontology.error import InputError
from ontology.validation import SHAPE_NAMESPACE, SHAPES, shapes_graph, validate

pytestmark = pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")  # inside rdflib
EXAMPLES = sorted((SHAPES / "examples").glob("*.ttl"))


def expected(path: Path) -> set[str]:
    return set(re.findall(r"^# violates: (\S+)$", path.read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_violates_the_shapes_that_it_names_and_no_other(path: Path):
    assert path.stem.startswith("invalid-" if expected(path) else "valid-")
    report = validate(path)
    assert {violation.shape for violation in report.violations} == expected(path)
    assert report.conforms == (not expected(path))
    assert all(violation.message for violation in report.violations)


def test_every_property_shape_has_an_example_that_violates_it():
    graph = shapes_graph()
    shapes = {s for s in graph.objects(None, SH.property) if isinstance(s, URIRef)}
    names = {str(shape).removeprefix(SHAPE_NAMESPACE) for shape in shapes}
    assert len(names) > 60
    assert names - {name for path in EXAMPLES for name in expected(path)} == set()


def test_every_target_class_has_a_valid_example():
    graph = shapes_graph()
    valid = Graph()
    for path in EXAMPLES:
        if path.stem.startswith("valid-"):
            valid.parse(path)
    for shape in ("Claim", "Fact", "Document", "Entity", "Person", "Concept"):
        targets = set(graph.objects(URIRef(SHAPE_NAMESPACE + shape), SH.targetClass))
        assert any((None, None, target) in valid for target in targets), shape


@pytest.mark.parametrize(
    ("shape", "scheme"),
    [
        ("claimModality", "modality"),
        ("claimStatus", "status"),
        ("factStrength", "strength"),
        ("factStatus", "status"),
        ("documentKind", "kind"),
        ("personPart", "part"),
        ("personIdentity", "identity"),
    ],
)
def test_a_shape_accepts_all_of_a_scheme_and_nothing_else(shape: str, scheme: str):
    pattern = re.compile(str(shapes_graph().value(URIRef(SHAPE_NAMESPACE + shape), SH.pattern)))
    names = [terms.concept_name(scheme, notation) for notation in terms.SCHEMES[scheme]]
    assert all(pattern.search(terms.TAXONOMY + name) for name in names)
    alternatives = re.search(r"\((.*)\)", pattern.pattern)
    assert alternatives is not None
    assert len(alternatives[1].split("|")) == len(names)


def test_every_twin_is_kept_apart_from_its_predicate():
    graph = shapes_graph()
    apart = {str(a): str(b) for s, b in graph.subject_objects(SH.disjoint) for a in graph.objects(s, SH.path)}
    for predicate in terms.PREDICATES.values():
        names = [predicate.name, predicate.former_name] if predicate.former else [predicate.name]
        for name in names if predicate.twin else []:
            assert apart[terms.TR + name] == terms.ALLEGED + name


def test_only_the_default_graph_of_a_file_of_quads_is_checked(tmp_path: Path):
    text = "<http://example.org/{0}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{1}Document> {2} .\n"
    named = tmp_path / "named.nq"
    named.write_text(text.format("d", terms.TR, "<http://example.org/graph>"))
    default = tmp_path / "default.nq"
    default.write_text(text.format("d", terms.TR, ""))
    assert validate(named).conforms
    assert {v.shape for v in validate(default).violations} >= {"documentText", "documentKind"}


def test_a_file_that_is_no_rdf_is_refused_by_name(tmp_path: Path):
    broken = tmp_path / "broken.ttl"
    broken.write_text("this is : no turtle")
    with pytest.raises(InputError, match=r"broken\.ttl"):
        validate(broken)
    with pytest.raises(InputError, match=r"missing\.ttl.*no such file"):
        validate(tmp_path / "missing.ttl")


def test_a_graph_in_memory_can_be_checked():
    graph = Graph().parse(SHAPES / "examples" / "invalid-claim-without-modality.ttl")
    (violation,) = validate(graph).violations
    assert violation.focus == "<https://w3id.org/traslado/claims/c1>"
    assert violation.path == f"<{terms.TR}modality>"
    assert "tr:modality" in violation.message
