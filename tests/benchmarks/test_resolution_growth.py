"""What adding one document costs the ledger as the graph grows, with hubs as coverage has (docs/resolution.md).

Run by `make bench`; TRASLADO_GROWTH lists the sizes, in documents.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from builders import Article

from graph.entry import Entry
from graph.ledger import Ledger

SIZES = [int(size) for size in os.environ.get("TRASLADO_GROWTH", "300 2000").split()]
MEASURED = 200
BATCH = 250
STEP = 100
"""Instructions of SQLite between two counts: unlike seconds they are the same on a busy machine."""
SYLLABLES = (
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "la",
    "me",
    "ni",
    "po",
    "ru",
    "sa",
    "te",
    "vi",
    "zo",
    "qua",
    "tre",
    "lin",
    "mor",
    "den",
)
GANGS = [f"Clan of the {name} Hills" for name in ("Blue", "Green", "Dry", "Long", "Cold", "Far", "High", "Low")]


def people(chance: random.Random) -> Iterator[tuple[str, str, str]]:
    """(full name, short name, organization): the first are in a tenth of all documents, most in a few only."""
    for _ in count():
        given, second, surname, other = (
            "".join(chance.choices(SYLLABLES, k=chance.choice((2, 3)))).capitalize() for _ in range(4)
        )
        yield f"{given} {second} {surname} {other}", f"{given} {surname}", chance.choice(GANGS)


def document(number: int, known: list[tuple[str, str, str]], chance: random.Random) -> Article:
    """Six people of an organization each, one in three by a short name; the first was handed over in a transfer of his.

    A transfer has ten people, and the transfers of the best known are in a tenth of all documents, too.
    """
    drawn = sorted({min(int(chance.paretovariate(0.7)) - 1, len(known) - 1) for _ in range(6)})
    told = [known[who] for who in drawn]
    called = [short if chance.random() < 1 / 3 else full for full, short, _ in told]
    event = drawn[0] // 10
    day = f"20{event % 60 + 30}-0{event // 60 % 9 + 1}-1{event // 540 % 10}"
    article = Article(
        f"{number}: on {day} Mexico handed over 10. "
        + " ".join(f"{name} of {gang}." for name, (_, _, gang) in zip(called, told, strict=True))
        # Words of its own, so that it is no copy of another.
        + " ".join("".join(chance.choices(SYLLABLES, k=3)) for _ in range(120)),
        publisher=f"The Example {number % 40}",
        label=f"growth-{number}",
    )
    transfer = article.transfer(f"on {day} Mexico handed over 10", day, 10)
    for index, (name, (_, _, gang)) in enumerate(zip(called, told, strict=True)):
        person = article.entity("Person", name, part="accused")
        group = article.entity("CriminalOrganization", gang, words=f"{name} of {gang}")
        article.claim(person, "memberOf", group, quote=f"{name} of {gang}", modality="alleged")
        if index == 0:
            article.claim(person, "transferredIn", transfer, quote=name)
    return article


@pytest.mark.slow
def test_adding_one_document_costs_the_same_however_many_there_are(tmp_path: Path) -> None:
    chance = random.Random(7)
    source = people(chance)
    known = [next(source) for _ in range(max(SIZES))]
    numbers = count()
    costs: dict[int, int] = {}
    with Ledger(tmp_path / "ledger.sqlite3", create=True) as ledger:
        for size in SIZES:
            missing = size - (max(costs, default=0) + bool(costs) * MEASURED)
            # As loading does: one huge transaction would read its own pages back from the write-ahead log.
            for batch in range(0, missing, BATCH):
                with ledger.transaction():
                    for _ in range(min(BATCH, missing - batch)):
                        ledger.add(Entry.of(document(next(numbers), known, chance).extraction))
            times, steps = [], [0]
            ledger.connection.set_progress_handler(lambda: steps.append(1) or 0, STEP)  # noqa: B023
            for _ in range(MEASURED):
                entry = Entry.of(document(next(numbers), known, chance).extraction)
                started = time.process_time()
                with ledger.transaction():
                    ledger.add(entry)
                times.append(time.process_time() - started)
            ledger.connection.set_progress_handler(None, STEP)
            costs[size] = len(steps) * STEP // MEASURED
            (entities,) = ledger.connection.execute("SELECT count(*) FROM entity WHERE state = 'current'").fetchone()
            took = statistics.mean(times) * 1000
            sys.stdout.write(
                f"{size} documents, {entities} entities: {took:.1f} ms of processor, {costs[size]} steps\n"
            )
            sys.stdout.flush()
    assert costs[SIZES[-1]] < 2 * costs[SIZES[0]]
