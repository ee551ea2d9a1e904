from __future__ import annotations

import json
from pathlib import Path

import pytest
from builders import Article, handover
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Quad, RdfFormat, Store, parse

import graph.store
from graph import projection
from graph.entry import Entry
from graph.ledger import Ledger
from graph.neo4j_source import LedgerSource
from graph.store import Checkpoint, OxigraphStore, follow, vocabulary

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    ledger = Ledger(tmp_path / "ledger.sqlite3", create=True)
    alleged = Article(
        "Ana Ruiz Soto, “La Mora”, allegedly led Cartel of the Example Hills, said the FGR.", publisher="B"
    )
    person = alleged.entity("Person", "Ana Ruiz Soto", part="accused")
    group = alleged.entity("CriminalOrganization", "Cartel of the Example Hills")
    words = "allegedly led Cartel of the Example Hills"
    speaker = alleged.entity("Authority", "FGR")
    alleged.claim(person, "leaderOf", group, quote=words, modality="alleged", speaker=speaker, status="former")
    with ledger.transaction():
        for article in (handover(), alleged):
            ledger.add(Entry.of(article.extraction))
    return ledger


def projected(ledger: Ledger, path: Path) -> list[str]:
    store = OxigraphStore(path)
    follow(ledger, store)
    words = set(vocabulary()[1])
    lines = (serialized(quad) for quad in store.store)
    return sorted(line for line in lines if line not in words and "urn:traslado:" not in line)


def serialized(quad: Quad) -> str:
    graph = "" if isinstance(quad.graph_name, DefaultGraph) else f"{quad.graph_name} "
    # When a document was loaded is the test's own time.
    object_ = '"now"' if quad.predicate.value.endswith("ns#changed") else quad.object
    return f"{quad.subject} {quad.predicate} {object_} {graph}.\n"


def golden(name: str, got: str) -> None:
    path = GOLDEN / name
    assert path.exists(), f"{path} is missing; what would stand in it:\n{got}"
    assert got == path.read_text("utf-8")


def test_the_quads_of_two_documents_are_the_golden_ones(ledger: Ledger, tmp_path: Path) -> None:
    golden("two-documents.nq", "".join(projected(ledger, tmp_path / "store")))


def test_the_golden_quads_are_n_quads() -> None:
    quads = list(parse((GOLDEN / "two-documents.nq").read_bytes(), format=RdfFormat.N_QUADS))
    assert len(quads) > 100


def test_the_nodes_of_two_documents_are_the_golden_ones(ledger: Ledger) -> None:
    source = LedgerSource(ledger)
    parts = [
        {
            "unit": part.unit,
            "nodes": [
                [n.iri, n.labels, {**n.properties, **({"changed": "now"} if "changed" in n.properties else {})}]
                for n in part.nodes
            ],
            "relationships": [[r.type, r.start, r.end, r.properties] for r in part.relationships],
        }
        for part in source.parts(sorted(source.listing()[1]))
    ]
    golden("two-documents.nodes.json", json.dumps(parts, indent=1, ensure_ascii=False, sort_keys=True) + "\n")


def test_the_default_graph_says_what_stands_and_a_documents_graph_what_it_says(ledger: Ledger, tmp_path: Path) -> None:
    store = Store()
    store.bulk_extend(list(_quads(ledger, tmp_path)))
    ask = "PREFIX tr: <https://w3id.org/traslado/ns#> PREFIX alleged: <https://w3id.org/traslado/alleged#> "
    assert store.query(ask + "ASK { ?p tr:leaderOf ?o }")
    assert store.query(ask + "ASK { ?p alleged:formerLeaderOf ?o }")
    assert store.query(
        ask + "ASK { GRAPH ?d { ?p tr:leaderOf ?o } ?d <http://purl.org/dc/terms/publisher> 'The Example' }"
    )
    assert store.query(
        ask + "ASK { GRAPH ?d { ?p alleged:formerLeaderOf ?o } ?d <http://purl.org/dc/terms/publisher> 'B' }"
    )
    assert not store.query(ask + "ASK { GRAPH ?d { ?p tr:formerLeaderOf ?o } }")


def test_a_kinship_said_from_both_sides_is_one_fact_and_stands_both_ways(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "kin.sqlite3", create=True)
    with ledger.transaction():
        for one, other in (("Ana Ruiz Soto", "Luis Ruiz Soto"), ("Luis Ruiz Soto", "Ana Ruiz Soto")):
            article = Article(f"{one} is a sibling of {other}.")
            people = article.entity("Person", one), article.entity("Person", other)
            article.claim(people[0], "siblingOf", people[1], quote=f"{one} is a sibling of {other}")
            ledger.add(Entry.of(article.extraction))
    store = Store()
    store.bulk_extend(list(_quads(ledger, tmp_path)))
    query = """PREFIX tr: <https://w3id.org/traslado/ns#> SELECT * {
        ?fact a tr:Fact ; tr:origins ?origins . ?a tr:siblingOf ?b . ?b tr:siblingOf ?a }"""
    rows = list(store.query(query))  # type: ignore[arg-type]
    assert len({row["fact"].value for row in rows}) == 1
    assert {row["origins"].value for row in rows} == {"2"}
    assert len(rows) == 2
    source = LedgerSource(ledger)
    parts = source.parts(source.listing()[1])
    assert sum(r.type == "SIBLING_OF" for part in parts for r in part.relationships) == 1


def test_every_claim_has_its_quote_its_text_and_its_document(ledger: Ledger, tmp_path: Path) -> None:
    store = Store()
    store.bulk_extend(list(_quads(ledger, tmp_path)))
    query = """PREFIX tr: <https://w3id.org/traslado/ns#> PREFIX oa: <http://www.w3.org/ns/oa#>
        PREFIX prov: <http://www.w3.org/ns/prov#>
        SELECT (COUNT(DISTINCT ?claim) AS ?all) (COUNT(DISTINCT ?quoted) AS ?whole) WHERE {
          ?claim a tr:Claim
          OPTIONAL { ?claim tr:evidence ?e ; prov:wasQuotedFrom ?d . ?e oa:hasSource ?t ; oa:hasSelector ?p, ?q .
                     ?p oa:start ?start ; oa:end ?end . ?q oa:exact ?exact BIND (?claim AS ?quoted) } }"""
    (row,) = store.query(query)  # type: ignore[misc]
    assert row["all"].value == row["whole"].value != "0"


def test_claims_on_the_same_words_share_their_evidence_which_goes_with_the_document(
    ledger: Ledger, tmp_path: Path
) -> None:
    store = OxigraphStore(tmp_path / "store")
    follow(ledger, store)
    ask = """PREFIX tr: <https://w3id.org/traslado/ns#> PREFIX oa: <http://www.w3.org/ns/oa#>
        ASK { ?one tr:evidence ?words . ?other tr:evidence ?words FILTER (?one != ?other) }"""
    assert store.store.query(ask)
    with ledger.transaction():
        ledger.retract([id_ for (id_,) in ledger.connection.execute("SELECT id FROM document")])
    follow(ledger, store)
    assert [str(quad) for quad in store.store if "#evidence-" in str(quad)] == []


def test_each_statement_of_the_default_graph_stands_once(ledger: Ledger, tmp_path: Path) -> None:
    lines = projected(ledger, tmp_path / "store")
    assert len(lines) == len(set(lines))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_any_text_stands_in_a_literal_as_it_is(text: str) -> None:
    (triple,) = parse(f"<urn:s> <urn:p> {projection._literal(text)} .", format=RdfFormat.N_TRIPLES)
    assert triple.object.value == text  # type: ignore[union-attr]


def test_a_bulk_loaded_step_equals_a_transaction(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = projected(ledger, tmp_path / "small")
    monkeypatch.setattr(graph.store, "_WORTH_BULK_LOADING", 1)
    assert projected(ledger, tmp_path / "bulk") == small


def test_a_bulk_load_that_was_broken_off_makes_the_store_anew(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = projected(ledger, tmp_path / "whole")
    monkeypatch.setattr(graph.store, "_WORTH_BULK_LOADING", 1)
    broken = OxigraphStore(tmp_path / "broken")
    follow(ledger, broken)
    mark = '<urn:traslado:ledger:x> <urn:traslado:unfinished> "1" <urn:traslado:checkpoint> .'
    broken.store.load(mark.encode(), format=RdfFormat.N_QUADS)
    broken.store.load(b"<urn:left> <urn:over> <urn:half> .", format=RdfFormat.N_QUADS)
    assert broken.checkpoint() is None
    broken.close()
    assert projected(ledger, tmp_path / "broken") == whole


def test_a_checkpoint_names_its_ledger(ledger: Ledger, tmp_path: Path) -> None:
    store = OxigraphStore(tmp_path / "store")
    follow(ledger, store)
    assert store.checkpoint() == Checkpoint(ledger.id, ledger.sequence, vocabulary()[0])


def _quads(ledger: Ledger, tmp_path: Path) -> list[Quad]:
    store = OxigraphStore(tmp_path / "quads")
    follow(ledger, store)
    return [q for q in store.store if isinstance(q.graph_name, DefaultGraph) or "urn:" not in q.graph_name.value]
