from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from builders import handover
from neo4j_contents import graph_meant, graph_of
from random_corpus import random_articles

from graph.entry import Entry
from graph.judgement import judge, undo
from graph.ledger import Ledger
from graph.neo4j_connection import Connection
from graph.neo4j_parity import verify
from graph.neo4j_source import LedgerSource, TouchedUnit
from graph.neo4j_sync import sync

pytestmark = [pytest.mark.slow, pytest.mark.neo4j, pytest.mark.timeout(300)]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_happens_to_a_ledger_the_next_sync_brings_it_over(
    neo4j: Connection, tmp_path: Path, seed: int
) -> None:
    dice = random.Random(seed)
    articles = random_articles(seed, 16)
    with Ledger(tmp_path / "ledger.sqlite3", create=True) as ledger:
        source = LedgerSource(ledger)

        def follow(what: str, change: Callable[[], object]) -> None:
            before = ledger.sequence
            with ledger.transaction():
                change()
            assert ledger.sequence > before, what
            report = sync(neo4j, source)
            assert report.sequence == ledger.sequence
            assert graph_of(neo4j) == graph_meant(source.parts(source.listing()[1])), what

        for first in range(0, 16, 4):
            follow(f"add {first}", lambda: [ledger.add(Entry.of(a.extraction)) for a in articles[first : first + 4]])  # noqa: B023
        for article in dice.sample(articles, 3):
            article.claims, article.version = article.claims[::2], "2"
            follow("replace", lambda: ledger.add(Entry.of(article.extraction)))  # noqa: B023
        gone = [f"document {number}" for number in dice.sample(range(16), 4)]
        follow("retract", lambda: [ledger.retract(ledger.documents_at(label)) for label in gone])
        follow("restore", lambda: [ledger.restore(ledger.documents_at(label)) for label in gone[:2]])
        pairs = _pairs_of_people(ledger, dice, 3)
        merges: list[int] = []
        for left, right in pairs:
            before = ledger.sequence
            merges.append(judge(ledger, left, right, "same", by="tester", reason="test"))
            assert ledger.sequence > before
            sync(neo4j, source)
            assert graph_of(neo4j) == graph_meant(source.parts(source.listing()[1])), "merge"
        for number in merges:
            undo(ledger, number)
            sync(neo4j, source)
            assert graph_of(neo4j) == graph_meant(source.parts(source.listing()[1])), "undo"


def test_slim_graph_follows_the_journal_past_what_it_leaves_out(neo4j: Connection, tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger.sqlite3", create=True) as ledger:
        source = LedgerSource(ledger, slim=True)

        def follow(change: Callable[[], object]) -> None:
            with ledger.transaction():
                change()
            assert sync(neo4j, source).sequence == ledger.sequence
            assert verify(neo4j, source).holds
            assert graph_of(neo4j) == graph_meant(source.parts(source.listing()[1]))

        for number in range(3):
            article = handover(f"Ana Ruiz Soto {number}", label=f"article {number}")
            follow(lambda: ledger.add(Entry.of(article.extraction)))  # noqa: B023
        follow(lambda: ledger.retract(ledger.documents_at("article 1")))
        follow(lambda: ledger.restore(ledger.documents_at("article 1")))
        assert neo4j.read("MATCH (n:Traslado) WHERE n:Document OR n:Claim RETURN n") == []


def test_what_is_loaded_while_a_sync_reads_waits_for_the_next(neo4j: Connection, tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    waiting = [handover(day="2030-06-01", label="one more"), handover(day="2031-01-02", label="another")]
    with Ledger(path, create=True) as ledger, Ledger(path) as beside:

        class Meanwhile(LedgerSource):
            """A ledger to which something is added as soon as it has said what changed."""

            def touched_since(self, sequence: int) -> list[TouchedUnit]:
                touched = super().touched_since(sequence)
                if waiting:
                    with beside.transaction():
                        beside.add(Entry.of(waiting.pop().extraction))
                return touched

        source = Meanwhile(ledger)
        with ledger.transaction():
            ledger.add(Entry.of(handover(label="first").extraction))
        for left in (1, 0):
            meant = graph_meant(source.parts(source.listing()[1]))
            report = sync(neo4j, source)
            assert len(waiting) == left
            assert report.sequence < ledger.sequence
            assert graph_of(neo4j) == meant
        assert sync(neo4j, source).sequence == ledger.sequence
        assert verify(neo4j, source).holds


def _pairs_of_people(ledger: Ledger, dice: random.Random, count: int) -> list[tuple[str, str]]:
    """Mentions of two different people each."""
    rows = ledger.connection.execute(
        """SELECT min(r.mention) FROM resolution r JOIN entity e ON e.id = r.entity
           WHERE e.type = 'Person' GROUP BY r.entity ORDER BY 1"""
    ).fetchall()
    people = dice.sample([row[0] for row in rows], 2 * count)
    return list(zip(people[::2], people[1::2], strict=True))
