from __future__ import annotations

import random
from dataclasses import replace

import pytest
from invented_graph import ODD_NAMES, InventedLedger, group, history, iri, killed_sync, person, small_ledger
from neo4j_contents import graph_meant, graph_of

from graph import neo4j_sync
from graph.neo4j_connection import Connection, Neo4jSettings
from graph.neo4j_sync import OtherGraphError, SyncReport, SyncTakenOverError, sync
from graph.property_graph import GraphPart, Node, Property

pytestmark = [pytest.mark.slow, pytest.mark.neo4j, pytest.mark.timeout(300)]


def test_first_sync_puts_the_whole_graph(neo4j: Connection) -> None:
    ledger = small_ledger()
    report = sync(neo4j, ledger)
    assert graph_of(neo4j) == graph_meant(ledger.parts.values())
    nodes, relationships = graph_meant(ledger.parts.values())
    assert replace(report, seconds=0.0) == SyncReport(9, len(nodes), len(relationships), 0, 0.0, 9)


def test_sync_again_touches_nothing(neo4j: Connection) -> None:
    ledger = small_ledger()
    sync(neo4j, ledger)
    report = sync(neo4j, ledger)
    assert replace(report, seconds=0.0) == SyncReport(0, 0, 0, 0, 0.0, ledger.sequence)


def test_unchanged_unit_that_was_touched_is_compared_and_not_written(neo4j: Connection) -> None:
    ledger = small_ledger()
    sync(neo4j, ledger)
    ledger.put(ledger.parts[iri("p1")])
    report = sync(neo4j, ledger)
    assert (report.units, report.nodes, report.relationships, report.deleted) == (1, 0, 0, 0)


def test_changed_facts_replace_what_was_there(neo4j: Connection) -> None:
    ledger = small_ledger()
    sync(neo4j, ledger)
    ledger.put(person("p2", leads=("sur",), nicknames=("El Otro", "El Nuevo"), age=41))
    sync(neo4j, ledger)
    assert graph_of(neo4j) == graph_meant(ledger.parts.values())
    assert "label" not in graph_of(neo4j)[0][iri("p2")][1]


@pytest.mark.parametrize(("before", "after"), [(1, True), (True, 1), (1, 1.0), ("1", 1)])
def test_value_that_changes_only_its_type_is_written(neo4j: Connection, before: Property, after: Property) -> None:
    ledger = InventedLedger()
    ledger.put(person("p", leads=(), x=before))
    sync(neo4j, ledger)
    ledger.put(person("p", leads=(), x=after))
    sync(neo4j, ledger)
    found = graph_of(neo4j)[0][iri("p")][1]["x"]
    assert found == after
    assert type(found) is type(after)


def test_changed_type_changes_the_label_and_keeps_labels_of_others(neo4j: Connection) -> None:
    ledger = small_ledger()
    sync(neo4j, ledger)
    neo4j.write(lambda tx: tx.run("MATCH (n {iri: $iri}) SET n:Watched", iri=iri("norte")).consume())
    ledger.put(GraphPart(iri("norte"), (Node(iri("norte"), ("Authority",), {"name": "norte"}),)))
    sync(neo4j, ledger)
    labels, _ = graph_of(neo4j)[0][iri("norte")]
    assert labels == ["Authority", "Traslado", "Watched"]


def test_entity_that_others_point_to_goes_and_comes_back(neo4j: Connection) -> None:
    ledger = small_ledger()
    sync(neo4j, ledger)
    ledger.remove(iri("norte"))
    sync(neo4j, ledger)
    assert graph_of(neo4j) == graph_meant(ledger.parts.values())
    assert graph_of(neo4j)[0][iri("norte")] == (["Traslado"], {"iri": iri("norte")})
    ledger.put(group("norte"))
    sync(neo4j, ledger)
    assert graph_of(neo4j) == graph_meant(ledger.parts.values())


def test_placeholder_goes_with_the_last_fact_that_points_to_it(neo4j: Connection) -> None:
    ledger = InventedLedger()
    ledger.put(person("p", leads=("nowhere",)))
    sync(neo4j, ledger)
    assert iri("nowhere") in graph_of(neo4j)[0]
    ledger.put(person("p"))
    report = sync(neo4j, ledger)
    assert iri("nowhere") not in graph_of(neo4j)[0]
    assert report.deleted == 1


def test_random_histories_end_in_the_graph_that_the_ledger_says(
    neo4j: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neo4j_sync, "BATCH_ITEMS", 7)
    dice = random.Random(20261124)
    names = [f"n{number}" for number in range(8)]
    ledger = InventedLedger()
    for _ in range(25):
        for _ in range(dice.randrange(1, 6)):
            name = dice.choice(names)
            if iri(name) in ledger.parts and dice.random() < 0.3:
                ledger.remove(iri(name))
            else:
                leads = tuple(dice.sample(names, dice.randrange(4)))
                ledger.put(person(name, leads=leads, nicknames=ODD_NAMES[: dice.randrange(3)], n=dice.randrange(3)))
        sync(neo4j, ledger, full=dice.random() < 0.15)
        assert graph_of(neo4j) == graph_meant(ledger.parts.values())


def test_data_of_others_is_never_touched(neo4j: Connection) -> None:
    ledger = small_ledger()
    sync(neo4j, ledger)
    neo4j.write(
        lambda tx: tx.run(
            """MATCH (n:Traslado {iri: $iri})
               CREATE (note:Note {iri: 'mine', unit: $iri, text: 'read again'})-[:ABOUT {unit: 'km'}]->(n),
                      (n)-[:MENTIONED_IN {iri: 'x'}]->(:Person {name: 'of another application'})""",
            iri=iri("norte"),
        ).consume()
    )
    foreign = """MATCH (a)-[r]->(b) WHERE a:Note OR (b:Person AND NOT b:Traslado)
                 RETURN labels(a) AS a, properties(a) AS pa, properties(r) AS r, labels(b) AS b, b.name AS name
                 ORDER BY r.iri"""
    before = neo4j.read(foreign)
    assert len(before) == 2
    ledger.remove(iri("norte"))
    sync(neo4j, ledger)
    ledger.put(group("norte"))
    sync(neo4j, ledger)
    sync(neo4j, ledger, full=True)
    assert neo4j.read(foreign) == before
    assert graph_of(neo4j) == graph_meant(ledger.parts.values())


def test_full_sync_replaces_the_graph_of_another_ledger(neo4j: Connection) -> None:
    sync(neo4j, small_ledger())
    other = InventedLedger("ledger-2")
    other.put(person("q", leads=("oeste",)))
    with pytest.raises(OtherGraphError, match=r"another ledger \(ledger-1.*--full"):
        sync(neo4j, other)
    assert len(graph_of(neo4j)[0]) > 2
    sync(neo4j, other, full=True)
    assert graph_of(neo4j) == graph_meant(other.parts.values())


def test_checkpoint_ahead_of_the_ledger_is_refused(neo4j: Connection) -> None:
    ledger = small_ledger()
    sync(neo4j, ledger)
    ledger.journal.pop()
    with pytest.raises(OtherGraphError, match="ahead of this ledger"):
        sync(neo4j, ledger)


def test_graph_without_a_checkpoint_is_refused(neo4j: Connection) -> None:
    ledger = small_ledger()
    sync(neo4j, ledger)
    neo4j.write(lambda tx: tx.run("MATCH (c:TrasladoCheckpoint) DELETE c").consume())
    with pytest.raises(OtherGraphError, match="no checkpoint"):
        sync(neo4j, ledger)


def test_sync_that_another_one_overtakes_stops(neo4j: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neo4j_sync, "BATCH_ITEMS", 1)
    ledger = small_ledger()
    second: list[SyncReport] = []

    def overtake(done: int, of: int) -> None:
        if done == 2 and not second:
            second.append(sync(neo4j, ledger))

    with pytest.raises(SyncTakenOverError):
        sync(neo4j, ledger, progress=overtake)
    assert graph_of(neo4j) == graph_meant(ledger.parts.values())


def test_progress_counts_units(neo4j: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neo4j_sync, "BATCH_ITEMS", 10)
    seen: list[tuple[int, int]] = []
    sync(neo4j, small_ledger(), progress=lambda done, of: seen.append((done, of)))
    assert len(seen) > 1
    assert seen == sorted(seen)
    assert seen[-1] == (9, 9)


# After the checkpoint is taken over, within the first batch, between two batches, within the last statement but one.
@pytest.mark.parametrize("limit", [5, 9, 13, 18])
def test_sync_killed_anywhere_is_completed_by_the_next(
    neo4j: Connection, neo4j_settings: Neo4jSettings, limit: int
) -> None:
    sync(neo4j, history(9))
    killed_sync(neo4j_settings, 14, after=limit)
    ledger = history(14)
    sync(neo4j, ledger)
    assert graph_of(neo4j) == graph_meant(ledger.parts.values())


# Before and while clearing, while it clears placeholders, before and while loading, before it says current.
@pytest.mark.parametrize("limit", [5, 8, 14, 18, 23, 28, 32])
def test_full_sync_killed_anywhere_is_completed_by_an_ordinary_one(
    neo4j: Connection, neo4j_settings: Neo4jSettings, limit: int
) -> None:
    sync(neo4j, history(9))
    killed_sync(neo4j_settings, 14, full=True, after=limit)
    ledger = history(14)
    sync(neo4j, ledger)
    assert graph_of(neo4j) == graph_meant(ledger.parts.values())


@pytest.mark.parametrize("limit", [5, 9, 15, 25])
def test_first_sync_killed_anywhere_is_completed_from_a_ledger_that_went_on(
    neo4j: Connection, neo4j_settings: Neo4jSettings, limit: int
) -> None:
    killed_sync(neo4j_settings, 9, after=limit)
    ledger = history(14)
    sync(neo4j, ledger)
    assert graph_of(neo4j) == graph_meant(ledger.parts.values())
