from __future__ import annotations

import pytest
from invented_graph import InventedLedger, group, iri, person, small_ledger
from neo4j_contents import graph_meant, graph_of

from graph.neo4j_connection import Connection
from graph.neo4j_parity import NotSyncedError, Parity, repair, verify
from graph.neo4j_sync import sync

pytestmark = [pytest.mark.slow, pytest.mark.neo4j, pytest.mark.timeout(300)]

P1 = iri("p1")


@pytest.fixture
def ledger(neo4j: Connection) -> InventedLedger:
    ledger = small_ledger()
    ledger.put(person("q", leads=("nowhere",)))
    sync(neo4j, ledger)
    return ledger


def found(parity: Parity) -> list[tuple[str, str, str, tuple[str, ...]]]:
    return [(each.what, each.name, each.item, each.properties) for each in parity.first]


def test_what_was_synced_is_the_same(neo4j: Connection, ledger: InventedLedger) -> None:
    parity = verify(neo4j, ledger)
    assert parity.holds
    assert parity.differing == 0
    assert parity.sequence == ledger.sequence
    assert parity.ledger["Person"].count == parity.scanned["Person"] == 8
    assert parity.ledger["LEADER_OF"].hash == parity.neo4j["LEADER_OF"].hash


def test_hash_tells_another_value_and_not_another_order(neo4j: Connection) -> None:
    hashes = []
    for names in (("a", "b"), ("b", "a"), ("a", "c")):
        ledger = InventedLedger()
        for name in names:
            ledger.put(group(name))
        sync(neo4j, ledger, full=True)
        hashes.append(verify(neo4j, ledger).neo4j["CriminalOrganization"].hash)
    assert hashes[0] == hashes[1] != hashes[2]


@pytest.mark.parametrize(
    ("tampering", "what"),
    [
        ("MATCH (n {iri: $p1}) SET n.name = 'somebody else'", ("different", "Person", P1, ("name",))),
        ("MATCH (n {iri: $p1}) SET n.more = true", ("different", "Person", P1, ("more",))),
        ("MATCH (n {iri: $p1}) REMOVE n:Person", ("different", "Person", P1, ("labels",))),
        ("MATCH (n {iri: $p1}) SET n:Authority", ("different", "Person", P1, ("labels",))),
        ("MATCH ({iri: $p1})-[r:LEADER_OF]->() SET r.origins = 2.0", ("different", "LEADER_OF", "", ("origins",))),
        ("MATCH ({iri: $p1})-[r:LEADER_OF]->() DELETE r", ("missing", "LEADER_OF", "", ())),
        ("MATCH (n {iri: $p1}) DETACH DELETE n", ("missing", "Person", P1, ())),
        (
            "MATCH (a {iri: $p1})-[r:LEADER_OF]->(b) CREATE (a)-[s:LEADER_OF]->(b) SET s = properties(r)",
            ("extra", "LEADER_OF", "", ()),
        ),
        ("CREATE (:Traslado:Person {iri: 'urn:x', unit: 'urn:x'})", ("extra", "Person", "urn:x", ())),
        ("CREATE (:Traslado {iri: 'urn:loose'})", ("extra", "Traslado", "urn:loose", ())),
        ("MATCH (n {iri: $nowhere}) SET n:Person", ("extra", "Person", iri("nowhere"), ())),
        (
            "MATCH (a {iri: $nowhere}), (b {iri: $p1}) CREATE (a)-[:LEADER_OF {traslado: true, iri: 'urn:r'}]->(b)",
            ("extra", "LEADER_OF", "urn:r", ()),
        ),
    ],
)
def test_whatever_was_tampered_with_is_found_and_repaired(
    neo4j: Connection, ledger: InventedLedger, tampering: str, what: tuple[str, str, str, tuple[str, ...]]
) -> None:
    neo4j.write(lambda tx: tx.run(tampering, p1=P1, nowhere=iri("nowhere")).consume())
    parity = verify(neo4j, ledger)
    assert not parity.holds
    assert any(got[:2] == what[:2] and what[2] in got[2] and got[3] == what[3] for got in found(parity)), found(parity)
    repair(neo4j, ledger, parity)
    assert verify(neo4j, ledger).holds
    assert graph_of(neo4j) == graph_meant(ledger.held.values())


def test_what_others_added_is_no_difference(neo4j: Connection, ledger: InventedLedger) -> None:
    neo4j.write(
        lambda tx: tx.run(
            "MATCH (n {iri: $p1}) SET n:Watched CREATE (n)<-[:ABOUT]-(:Note {iri: 'x'}), (n)-[:KNOWS]->(:Person)", p1=P1
        ).consume()
    )
    assert verify(neo4j, ledger).holds


def test_only_the_first_differences_are_kept_and_all_are_counted(neo4j: Connection, ledger: InventedLedger) -> None:
    neo4j.write(lambda tx: tx.run("MATCH (n:Person) SET n.more = 1").consume())
    parity = verify(neo4j, ledger, show=3)
    assert (len(parity.first), parity.differing) == (3, 8)


def test_ledger_that_went_on_is_to_be_synced_first(neo4j: Connection, ledger: InventedLedger) -> None:
    ledger.put(group("sur"))
    with pytest.raises(NotSyncedError, match=r"at 10 of the journal, and the ledger at 11.*sync"):
        verify(neo4j, ledger)


def test_empty_database_is_to_be_synced_first(neo4j: Connection) -> None:
    with pytest.raises(NotSyncedError, match="does not hold"):
        verify(neo4j, small_ledger())
