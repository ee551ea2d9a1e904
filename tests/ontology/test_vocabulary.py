"""`terms.py` and the Turtle say the same, both ways, in both languages."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection

from ontology import terms
from ontology.validation import validate

ONTOLOGY = Path(terms.__file__).parent
TR = Namespace(terms.TR)
ALLEGED = Namespace(terms.ALLEGED)
TAXONOMY = Namespace(terms.TAXONOMY)
SCHEMA = Namespace("https://schema.org/")
pytestmark = pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")  # inside rdflib
KINDS_OF_PROPERTY = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)


@cache
def turtle(name: str) -> Graph:
    return Graph().parse(ONTOLOGY / f"{name}.ttl")


def of_type(graph: Graph, *types: URIRef) -> set[URIRef]:
    return {s for type_ in types for s in graph.subjects(RDF.type, type_) if isinstance(s, URIRef)}


def former_names() -> set[str]:
    return {p.former_name for p in terms.PREDICATES.values() if p.former}


def twin_names() -> set[str]:
    twins = [p for p in terms.PREDICATES.values() if p.twin]
    return {p.name for p in twins} | {p.former_name for p in twins if p.former}


def test_every_class_is_in_the_turtle_and_no_other():
    assert of_type(turtle("traslado"), OWL.Class) == {TR[name] for name in terms.CLASSES}


def test_every_property_is_in_the_turtle_and_no_other():
    plain = {TR[name] for name in (*terms.PREDICATES, *former_names(), *terms.PROPERTIES)}
    assert of_type(turtle("traslado"), *KINDS_OF_PROPERTY) == plain | {ALLEGED[name] for name in twin_names()}


def test_no_term_has_two_meanings():
    names = [*terms.CLASSES, *terms.PREDICATES, *former_names(), *terms.PROPERTIES]
    assert len(names) == len(set(names))


def test_every_term_of_ours_that_any_turtle_mentions_exists():
    known = of_type(turtle("traslado"), OWL.Class, *KINDS_OF_PROPERTY)
    known |= of_type(turtle("taxonomy"), SKOS.Concept, SKOS.ConceptScheme, SKOS.OrderedCollection)
    files = [ONTOLOGY / f"{name}.ttl" for name in ("traslado", "taxonomy", "alignments")]
    files += (ONTOLOGY / "shapes").glob("*.ttl")
    mentioned = {
        node
        for path in files
        for triple in Graph().parse(path)
        for node in triple
        if isinstance(node, URIRef) and str(node).startswith((terms.TR, terms.ALLEGED, terms.TAXONOMY))
    }
    assert mentioned - known == set()
    assert len(mentioned) > 200


@pytest.mark.parametrize("predicate", terms.PREDICATES.values(), ids=lambda p: p.name)
def test_a_predicate_is_described_as_terms_says(predicate: terms.Predicate):
    graph = turtle("traslado")
    node = TR[predicate.name]
    assert set(graph.objects(node, SCHEMA.domainIncludes)) == {TR[name] for name in predicate.subjects}
    if predicate.objects:
        assert set(graph.objects(node, SCHEMA.rangeIncludes)) == {TR[name] for name in predicate.objects}
    is_resource = predicate.kind in ("entity", "concept")
    assert (node, RDF.type, OWL.ObjectProperty if is_resource else OWL.DatatypeProperty) in graph
    assert ((node, RDF.type, OWL.SymmetricProperty) in graph) == predicate.symmetric
    assert ((node, TR.competing, Literal(True)) in graph) == predicate.single
    scheme = {TAXONOMY[predicate.scheme]} if predicate.scheme else set()
    assert set(graph.objects(node, RDFS.seeAlso)) == scheme
    assert set(graph.objects(node, TR.allegedForm)) == ({ALLEGED[predicate.name]} if predicate.twin else set())
    assert set(graph.objects(node, TR.formerForm)) == ({TR[predicate.former_name]} if predicate.former else set())


@pytest.mark.parametrize("predicate", [p for p in terms.PREDICATES.values() if p.twin], ids=lambda p: p.name)
def test_a_twin_speaks_of_the_same_things_and_says_alleged(predicate: terms.Predicate):
    graph = turtle("traslado")
    plain, twin = TR[predicate.name], ALLEGED[predicate.name]
    for inclusion in (SCHEMA.domainIncludes, SCHEMA.rangeIncludes):
        assert set(graph.objects(plain, inclusion)) == set(graph.objects(twin, inclusion))
    labels = {label.language: str(label) for label in graph.objects(twin, RDFS.label)}
    assert "allegedly" in labels["en"]
    assert "presunt" in labels["es"]


@pytest.mark.parametrize("predicate", [p for p in terms.PREDICATES.values() if p.former], ids=lambda p: p.name)
def test_a_former_form_has_the_twin_of_its_predicate(predicate: terms.Predicate):
    graph = turtle("traslado")
    twins = {ALLEGED[predicate.former_name]} if predicate.twin else set()
    assert set(graph.objects(TR[predicate.former_name], TR.allegedForm)) == twins
    assert set(graph.objects(ALLEGED[predicate.name], TR.formerForm)) == twins


def test_what_could_count_against_someone_is_worded_as_said_by_somebody():
    graph = turtle("traslado")
    for predicate in terms.PREDICATES.values():
        if predicate.twin or predicate.accusation:
            labels = {label.language: str(label) for label in graph.objects(TR[predicate.name], RDFS.label)}
            assert labels["en"].startswith(("said to", "accused of")), predicate.name
            assert labels["es"].startswith(("señalad", "acusado de")), predicate.name


def test_no_logic_leads_from_one_term_to_another():
    graph = turtle("traslado")
    for relation in (RDFS.subPropertyOf, OWL.equivalentProperty, OWL.inverseOf, RDFS.domain, RDFS.range):
        assert list(graph.subject_objects(relation)) == []
    assert (TR.Claim, RDFS.subClassOf, RDF.Statement) in graph
    assert {TR[name] for name in terms.PLACE_TYPES} == set(graph.subjects(RDFS.subClassOf, TR.Place))


def test_the_taxonomy_has_the_schemes_and_concepts_of_terms_and_no_other():
    graph = turtle("taxonomy")
    assert of_type(graph, SKOS.ConceptScheme) == {TAXONOMY[scheme] for scheme in terms.SCHEMES}
    expected = {
        (TAXONOMY[terms.concept_name(scheme, notation)], TAXONOMY[scheme], Literal(notation))
        for scheme, notations in terms.SCHEMES.items()
        for notation in notations
    }
    found = {
        (concept, scheme, notation)
        for concept in of_type(graph, SKOS.Concept)
        for scheme in graph.objects(concept, SKOS.inScheme)
        for notation in graph.objects(concept, SKOS.notation)
    }
    assert found == expected
    assert set(graph.subject_objects(SKOS.topConceptOf)) == {(concept, scheme) for concept, scheme, _ in expected}


def test_strength_is_ordered_whole():
    graph = turtle("taxonomy")
    members = graph.value(TAXONOMY["strength-order"], SKOS.memberList)
    order = [str(graph.value(concept, SKOS.notation)) for concept in Collection(graph, members)]
    assert sorted(order) == sorted(terms.STRENGTHS)
    for weaker, stronger in (("possible", "alleged"), ("attributed", "reported"), ("charged", "convicted")):
        assert order.index(weaker) < order.index(stronger)


@pytest.mark.parametrize("name", ["traslado", "taxonomy", "alignments"])
def test_the_turtle_keeps_the_house_style(name: str):
    assert validate(ONTOLOGY / f"{name}.ttl").violations == ()


def test_ontologies_carry_their_version():
    for name in ("traslado", "taxonomy", "alignments"):
        graph = turtle(name)
        (ontology,) = of_type(graph, OWL.Ontology)
        version = graph.value(ontology, OWL.versionInfo)
        assert graph.value(ontology, OWL.versionIRI) == URIRef(f"{ontology}/{version}")


def test_penal_terms_align_by_close_match_only():
    graph = turtle("alignments")
    penal = {p for p in terms.PREDICATES.values() if p.twin or p.accusation}
    penal |= {terms.PREDICATES[name] for name in ("heldAt", "arrestedIn", "sentencedTo", "transferredIn")}
    nodes = {namespace[p.name] for p in penal for namespace in (TR, ALLEGED)} | {TR.CriminalOrganization}
    used = {predicate for node in nodes for predicate in graph.predicates(node)}
    assert used == {SKOS.closeMatch}
