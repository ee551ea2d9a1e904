from __future__ import annotations

import os
import random

import pytest
from invented_graph import ODD_NAMES, InventedLedger, group, history, iri, killed_sync, person, small_ledger
from neo4j_contents import graph_meant, graph_of

from graph import neo4j_batch
from graph.neo4j_checkpoint import SyncRunningError, SyncTakenOverError
from graph.neo4j_connection import Connection, Neo4jSettings, connect
from graph.neo4j_parity import verify
from graph.neo4j_sync import OtherGraphError, preview, sync
from graph.property_graph import GraphPart, Node, Property

TERMINATE_LOCK = """
SHOW TRANSACTIONS YIELD transactionId AS id, metaData AS data
WHERE data.holds = 'sync'
TERMINATE TRANSACTIONS id YIELD message
RETURN message"""

pytestmark = [pytest.mark.slow, pytest.mark.neo4j, pytest.mark.timeout(300)]


def test_first_sync_puts_the_whole_graph(neo4j: Connection) -> None:
    ledger = small_ledger()
    report = sync(neo4j, ledger)
    assert graph_of(neo4j) == graph_meant(ledger.held.values())
    nodes, relationships = graph_meant(ledger.held.values())
    assert (report.units, report.sequence, report.deleted) == (9, 9, 0)
    assert (report.nodes, report.relationships) == (len(nodes), len(relationships))
    assert report.tally["created", "Person"] == 7


def test_sync_again_touches_nothing(neo4j: Connection) -> None:
    ledger = small_ledger()
    sync(neo4j, ledger)
    report = sync(neo4j, ledger)
    assert (report.units, report.tally, report.sequence) == (0, {}, ledger.sequence)


def test_unchanged_unit_that_was_touched_is_compared_and_not_written(neo4j: Connection) -> None:
    ledger = small_ledger()
    sync(neo4j, ledger)
    ledger.put(ledger.held[iri("p1")])
    report = sync(neo4j, ledger)
    assert (report.units, report.nodes, report.relationships, report.deleted) == (1, 0, 0, 0)


def test_changed_facts_replace_what_was_there(neo4j: Connection) -> None:
    ledger = small_ledger()
    sync(neo4j, ledger)
    ledger.put(person("p2", leads=("sur",), nicknames=("El Otro", "El Nuevo"), age=41))
    sync(neo4j, ledger)
    assert graph_of(neo4j) == graph_meant(ledger.held.values())
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
    assert graph_of(neo4j) == graph_meant(ledger.held.values())
    assert graph_of(neo4j)[0][iri("norte")] == (["Traslado"], {"iri": iri("norte")})
    ledger.put(group("norte"))
    sync(neo4j, ledger)
    assert graph_of(neo4j) == graph_meant(ledger.held.values())


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
    monkeypatch.setattr(neo4j_batch, "BATCH_WEIGHT", 7)
    dice = random.Random(20261124)
    names = [f"n{number}" for number in range(8)]
    ledger = InventedLedger()
    for _ in range(25):
        for _ in range(dice.randrange(1, 6)):
            name = dice.choice(names)
            if iri(name) in ledger.held and dice.random() < 0.3:
                ledger.remove(iri(name))
            else:
                leads = tuple(dice.sample(names, dice.randrange(4)))
                ledger.put(person(name, leads=leads, nicknames=ODD_NAMES[: dice.randrange(3)], n=dice.randrange(3)))
        sync(neo4j, ledger, full=dice.random() < 0.15)
        assert graph_of(neo4j) == graph_meant(ledger.held.values())


def test_preview_says_what_a_sync_would_do_and_does_nothing(neo4j: Connection) -> None:
    ledger = history(9)
    first = preview(neo4j, ledger)
    assert graph_of(neo4j) == ({}, {})
    assert (first.units, first.tally) == (9, sync(neo4j, ledger).tally)
    before = graph_of(neo4j)
    ledger = history(14)
    expected = preview(neo4j, ledger)
    assert graph_of(neo4j) == before
    assert expected.tally == sync(neo4j, ledger).tally
    assert expected.deleted > 0
    assert preview(neo4j, ledger, full=True).tally == {}


def test_graph_of_another_projection_is_compared_whole_and_only_what_differs_written(neo4j: Connection) -> None:
    ledger = small_ledger()
    sync(neo4j, ledger)
    del ledger.held[iri("p6")]  # as by another code: nothing of it is in the journal
    ledger.held[iri("p1")] = person("p1", leads=("norte",), nicknames=("another",))
    assert sync(neo4j, ledger).units == 0
    ledger.projection = "slim-2"
    report = sync(neo4j, ledger)
    assert graph_of(neo4j) == graph_meant(ledger.held.values())
    assert report.units == 9
    assert report.nodes == 2
    assert sync(neo4j, ledger).units == 0


def test_new_unit_is_not_looked_for(neo4j: Connection, neo4j_statements: list[str]) -> None:
    ledger = small_ledger()
    sync(neo4j, ledger)
    neo4j_statements.clear()
    ledger.put(person("new", leads=("norte",)))
    sync(neo4j, ledger)
    assert not [statement for statement in neo4j_statements if "{unit: unit}" in statement]
    assert graph_of(neo4j) == graph_meant(ledger.held.values())


def test_names_with_quotes_backticks_line_breaks_and_emoji_stay_as_they_are(neo4j: Connection) -> None:
    ledger = InventedLedger()
    odd = (*ODD_NAMES, "nul \0", "\u2028", "a\r\nb", "'; DROP", "$iri", "{{}}", "\\u0041")
    ledger.put(person("p", nicknames=odd, names=list(odd), label="".join(odd)))
    sync(neo4j, ledger)
    assert graph_of(neo4j)[0][iri("p")][1]["names"] == list(odd)
    assert graph_of(neo4j) == graph_meant(ledger.held.values())
    assert verify(neo4j, ledger).holds


def test_quotes_of_a_megabyte_are_synced_a_few_at_a_time(neo4j: Connection) -> None:
    ledger = InventedLedger()
    for number in range(60):
        ledger.put(person(f"p{number}", quote=f"{number} «é\n»" + "x" * 1_000_000))
    progress: list[int] = []
    sync(neo4j, ledger, progress=lambda *told: progress.append(told[1]))
    assert progress[0] < 60
    assert graph_of(neo4j) == graph_meant(ledger.held.values())


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
    assert graph_of(neo4j) == graph_meant(ledger.held.values())


def test_full_sync_replaces_the_graph_of_another_ledger(neo4j: Connection) -> None:
    sync(neo4j, small_ledger())
    other = InventedLedger("ledger-2")
    other.put(person("q", leads=("oeste",)))
    with pytest.raises(OtherGraphError, match=r"another ledger \(ledger-1.*--full"):
        sync(neo4j, other)
    assert len(graph_of(neo4j)[0]) > 2
    sync(neo4j, other, full=True)
    assert graph_of(neo4j) == graph_meant(other.held.values())


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


def test_second_sync_at_once_says_so_and_changes_nothing(
    neo4j: Connection, neo4j_settings: Neo4jSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neo4j_batch, "BATCH_WEIGHT", 1)
    ledger = small_ledger()
    refused: list[str] = []

    def start_another(stage: str, done: int, of: int) -> None:
        if done == 2 and not refused:
            with connect(neo4j_settings) as other, pytest.raises(SyncRunningError) as refusal:
                sync(other, ledger, full=True)
            refused.append(str(refusal.value))

    sync(neo4j, ledger, progress=start_another)
    assert f"process {os.getpid()}" in refused[0]
    assert graph_of(neo4j) == graph_meant(ledger.held.values())


@pytest.mark.parametrize("full", [False, True])
def test_sync_that_lost_its_lock_and_was_overtaken_stops(
    neo4j: Connection, neo4j_settings: Neo4jSettings, monkeypatch: pytest.MonkeyPatch, full: bool
) -> None:
    monkeypatch.setattr(neo4j_batch, "BATCH_WEIGHT", 1)
    ledger = small_ledger()
    if not full:
        sync(neo4j, history(3))
    second: list[int] = []

    def overtake(stage: str, done: int, of: int) -> None:
        if done == 2 and not second:
            with connect(neo4j_settings) as other:
                # As where the leader of a cluster changes: what was open is undone.
                other.write(lambda tx: tx.run(TERMINATE_LOCK).consume())
                second.append(sync(other, ledger).units)

    with pytest.raises(SyncTakenOverError):
        sync(neo4j, ledger, full=full, progress=overtake)
    assert graph_of(neo4j) == graph_meant(ledger.held.values())


def test_progress_counts_units(neo4j: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neo4j_batch, "BATCH_WEIGHT", 10)
    seen: list[tuple[str, int, int]] = []
    sync(neo4j, small_ledger(), progress=lambda *told: seen.append(told))
    units = [(done, of) for stage, done, of in seen if stage == "creating"]
    assert len(units) > 1
    assert units == sorted(units)
    assert units[-1] == (9, 9)
    assert [stage for stage, *_ in seen] == sorted(stage for stage, *_ in seen)


# After the checkpoint is taken over, within the first batch, between two batches, within the last statement but one.
@pytest.mark.parametrize("limit", [5, 9, 13, 16])
def test_sync_killed_anywhere_is_completed_by_the_next(
    neo4j: Connection, neo4j_settings: Neo4jSettings, limit: int
) -> None:
    sync(neo4j, history(9))
    killed_sync(neo4j_settings, 14, after=limit)
    ledger = history(14)
    sync(neo4j, ledger)
    assert graph_of(neo4j) == graph_meant(ledger.held.values())


# While clearing, while it clears placeholders, while creating nodes and relationships, before it says current.
@pytest.mark.parametrize("limit", [5, 8, 13, 19, 24, 29])
def test_full_sync_killed_anywhere_is_completed_by_an_ordinary_one(
    neo4j: Connection, neo4j_settings: Neo4jSettings, limit: int
) -> None:
    sync(neo4j, history(9))
    killed_sync(neo4j_settings, 14, full=True, after=limit)
    ledger = history(14)
    sync(neo4j, ledger)
    assert graph_of(neo4j) == graph_meant(ledger.held.values())


@pytest.mark.parametrize("limit", [5, 11, 17, 23])
def test_first_sync_killed_anywhere_is_completed_from_a_ledger_that_went_on(
    neo4j: Connection, neo4j_settings: Neo4jSettings, limit: int
) -> None:
    killed_sync(neo4j_settings, 9, after=limit)
    ledger = history(14)
    sync(neo4j, ledger)
    assert graph_of(neo4j) == graph_meant(ledger.held.values())
