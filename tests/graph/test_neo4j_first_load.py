"""The first load into a database without any constraint of ours: by numbers of nodes, and by IRI where they fail."""

from __future__ import annotations

from dataclasses import replace

import pytest
from invented_graph import InventedLedger, group, history, iri, killed_sync, person, small_ledger
from large_graph import LargeGraph
from neo4j_contents import graph_meant, graph_of

from graph import neo4j_batch, neo4j_load
from graph.neo4j_checkpoint import SyncRunningError
from graph.neo4j_connection import Connection, Neo4jSettings, connect
from graph.neo4j_parity import verify
from graph.neo4j_sync import sync
from graph.property_graph import Relationship

pytestmark = [pytest.mark.slow, pytest.mark.neo4j, pytest.mark.timeout(300)]


def schema_of(connection: Connection) -> set[str]:
    return {row["name"] for row in connection.read("SHOW INDEXES YIELD name, state WHERE state = 'ONLINE' RETURN name")}


OURS = {"traslado_checkpoint", "traslado_iri", "traslado_unit", "traslado_claim_fact"}


def test_constraint_and_indexes_are_made_when_all_nodes_are_there(bare_neo4j: Connection) -> None:
    seen: list[set[str]] = []
    sync(bare_neo4j, small_ledger(), progress=lambda *_: seen.append(schema_of(bare_neo4j)))
    assert OURS & seen[0] == {"traslado_checkpoint"}
    assert schema_of(bare_neo4j) >= OURS
    assert graph_of(bare_neo4j) == graph_meant(small_ledger().held.values())


@pytest.mark.parametrize("known", [0, 300, 200_000])
def test_nodes_whose_numbers_are_not_kept_are_found_by_their_iris(
    bare_neo4j: Connection, monkeypatch: pytest.MonkeyPatch, known: int
) -> None:
    monkeypatch.setattr(neo4j_load, "_KNOWN", known)
    monkeypatch.setattr(neo4j_batch, "BATCH_WEIGHT", 200)
    stages: list[str] = []
    sync(bare_neo4j, LargeGraph(3_200), progress=lambda stage, *_: stages.append(stage))
    assert "relationships" in stages
    assert verify(bare_neo4j, LargeGraph(3_200)).holds


def test_node_that_somebody_deletes_meanwhile_gets_no_relationships_of_another(
    bare_neo4j: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neo4j_batch, "BATCH_WEIGHT", 1)
    monkeypatch.setattr(neo4j_load, "WRITERS", 1)
    ledger = InventedLedger()
    for number in range(9):
        ledger.put(person(f"p{number}", leads=("a",)))
    ledger.put(group("a"))
    deleted: list[int] = []

    def delete(stage: str, done: int, of: int) -> None:
        if done == 5 and not deleted:
            statement = "MATCH (n:Traslado {iri: $iri}) DETACH DELETE n RETURN count(*) AS deleted"
            deleted.append(bare_neo4j.write(lambda tx: tx.run(statement, iri=iri("a")).data())[0]["deleted"])

    sync(bare_neo4j, ledger, progress=delete)
    assert deleted == [1]
    facts = bare_neo4j.read("MATCH (p:Traslado)-[r:LEADER_OF]->(n) RETURN p.iri AS person, n.iri AS led")
    assert {row["led"] for row in facts} == {iri("a")}
    found = verify(bare_neo4j, ledger)
    assert {difference.item for difference in found.first} >= {iri("a")}


def test_relationship_to_nothing_ends_in_a_bare_node(bare_neo4j: Connection) -> None:
    ledger = InventedLedger()
    part = person("p", leads=("nowhere",))
    tie = Relationship("LOCATED_IN", part.unit, iri("elsewhere"))
    ledger.put(replace(part, relationships=(*part.relationships, tie)))
    sync(bare_neo4j, ledger)
    assert graph_of(bare_neo4j) == graph_meant(ledger.held.values())
    assert verify(bare_neo4j, ledger).holds


def test_second_sync_beside_a_first_load_says_so(bare_neo4j: Connection, neo4j_settings: Neo4jSettings) -> None:
    refused: list[SyncRunningError] = []

    def start_another(*_: object) -> None:
        if not refused:
            with connect(neo4j_settings) as other, pytest.raises(SyncRunningError) as refusal:
                sync(other, small_ledger())
            refused.append(refusal.value)

    sync(bare_neo4j, small_ledger(), progress=start_another)
    assert refused
    assert graph_of(bare_neo4j) == graph_meant(small_ledger().held.values())


# While the checkpoint is taken over, within the first batch, between batches, while the schema is made, at the end.
@pytest.mark.parametrize("limit", [5, 8, 11, 14, 17, 20, 23])
def test_killed_anywhere_is_completed_by_the_next(
    bare_neo4j: Connection, neo4j_settings: Neo4jSettings, limit: int
) -> None:
    killed_sync(neo4j_settings, 9, after=limit)
    ledger = history(14)
    sync(bare_neo4j, ledger)
    assert graph_of(bare_neo4j) == graph_meant(ledger.held.values())
    assert schema_of(bare_neo4j) >= OURS
