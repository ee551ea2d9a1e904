"""What bringing one more document into Neo4j costs as the graph grows, with hubs as coverage has (docs/benchmarks.md).

TRASLADO_DELTA lists sizes, in relationships. Told is the process that syncs, by the clock and in processor time.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from itertools import count
from pathlib import Path

import pytest
from benchmarks.test_resolution_growth import SYLLABLES, people
from builders import Article

from graph.entry import Entry
from graph.ledger import Ledger
from graph.neo4j_connection import Connection
from graph.neo4j_parity import verify
from graph.neo4j_source import LedgerSource
from graph.neo4j_sync import sync
from ontology.reference import reference_by_slug

SIZES = [int(size) for size in os.environ.get("TRASLADO_DELTA", "10000 100000").split()]
RELATIONSHIPS_A_DOCUMENT = 38
ROUNDS = 9
BATCH = 250
PLACES = (
    *("Houston", "San Diego", "New York", "Chicago", "Phoenix"),
    *("Miami", "Dallas", "Denver", "Atlanta", "Tucson"),
)
ORGANIZATIONS = [e.label_en for e in reference_by_slug().values() if e.type == "CriminalOrganization"][:8]

pytestmark = [pytest.mark.slow, pytest.mark.soak, pytest.mark.neo4j, pytest.mark.timeout(0)]


def document(number: int, known: list[str], dice: random.Random) -> Article:
    """Six people, each of one of a few known organizations, all flown to one of a few cities, out of one country.

    The first people are in a tenth of all documents; whom a document speaks of, it says the same of each time.
    """
    drawn = sorted({min(int(dice.paretovariate(0.7)) - 1, len(known) - 1) for _ in range(6)})
    told = [(known[who], ORGANIZATIONS[who % len(ORGANIZATIONS)]) for who in drawn]
    event, place = drawn[0] // 10, dice.choice(PLACES)
    day = f"20{event % 60 + 30}-0{event // 60 % 9 + 1}-1{event // 540 % 10}"
    article = Article(
        f"{number}: on {day} Mexico handed over 10. They were flown to {place}. "
        + " ".join(f"{name} of {organization}." for name, organization in told)
        # Words of its own, so that it is no copy of another.
        + f" {' '.join(''.join(dice.choices(SYLLABLES, k=3)) for _ in range(120))}",
        publisher=f"The Example {number % 40}",
        label=f"report-{number}",
        published=f"20{number % 30 + 40}-{number % 12 + 1:02}-{number % 28 + 1:02}",
    )
    transfer = article.transfer(f"on {day} Mexico handed over 10", day, 10)
    landed = article.entity("Place", place)
    groups = {name: article.entity("CriminalOrganization", name) for name in dict.fromkeys(o for _, o in told)}
    for name, organization in told:
        person = article.entity("Person", name, part="accused")
        article.claim(person, "memberOf", groups[organization], quote=f"{name} of {organization}", modality="alleged")
        article.claim(person, "flownTo", landed, quote=f"flown to {place}")
        if name == known[drawn[0]]:
            article.claim(person, "transferredIn", transfer, quote=name)
    return article


def test_one_more_document_costs_the_same_however_large_the_graph_is(neo4j: Connection, tmp_path: Path) -> None:
    dice, numbers = random.Random(7), count()
    source = people(dice)
    known = [next(source)[0] for _ in range(50_000)]
    costs = []
    with Ledger(tmp_path / "ledger.sqlite3", create=True) as ledger:

        def add(documents: int) -> None:
            with ledger.transaction():
                for _ in range(documents):
                    ledger.add(Entry.of(document(next(numbers), known, dice).extraction))

        graph = LedgerSource(ledger)
        for size in SIZES:
            while (missing := size // RELATIONSHIPS_A_DOCUMENT - _documents(ledger)) > 0:
                add(min(missing, BATCH))
            sync(neo4j, graph)
            clock, processor = [], []
            for _ in range(ROUNDS):
                add(1)
                began = time.perf_counter(), time.process_time()
                report = sync(neo4j, graph)
                clock.append(time.perf_counter() - began[0])
                processor.append(time.process_time() - began[1])
                assert report.relationships > RELATIONSHIPS_A_DOCUMENT
            if size <= 100_000:
                assert verify(neo4j, graph).holds
            what = f"about {size} relationships, {_documents(ledger)} documents, all out of one country"
            _tell(f"{what}: one more, by the clock", clock)
            _tell(f"{what}: one more, processor time", processor)
            costs.append(statistics.median(processor))
    assert costs[-1] < 2 * costs[0]


def _documents(ledger: Ledger) -> int:
    (documents,) = ledger.connection.execute("SELECT count(*) FROM document").fetchone()
    return int(documents)


def _tell(what: str, times: list[float]) -> None:
    sys.stdout.write(f"{what}: median {statistics.median(times):.3f} s, {min(times):.3f} to {max(times):.3f}\n")
    sys.stdout.flush()
