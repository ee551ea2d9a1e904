"""No regular expression, and no text made to be hard for one, takes time that grows faster than the text."""

from __future__ import annotations

import cProfile
import itertools
import random
import time
from functools import cache

import pytest
from pattern_fuzzing import Found, expressions, hard_units, of_length, seconds

from graph.claim import Source
from loaders.extraction.extractor import extract

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

GROWTH = 2.6
"""What twice the text may take: 2 is linear, 4 quadratic, and a busy machine is in between."""
SHORT = 6_000
SHORTEST = 0.002
"""Seconds for `SHORT` code points under which nothing is measured: a quadratic expression takes ten times that."""


@cache
def found() -> tuple[Found, ...]:
    return tuple(expressions())


@cache
def units() -> tuple[str, ...]:
    """Hard stretches: all of each expression that reads whole texts, two of each that reads sentences."""
    each = (hard_units(f.regex)[: 2 if f.where.startswith("rule ") else None] for f in found())
    return tuple(dict.fromkeys(itertools.chain.from_iterable(each)))


def source_of(each: Found) -> str:
    return each.where.split(" ")[0].split(".")[0]


def too_slow(expressions: list[Found]) -> list[tuple[float, float, str, str]]:
    """Growth a doubling, seconds, place and repeated stretch, of those that grow too fast; the worst ten."""
    measured = []
    for each in expressions:
        for unit in hard_units(each.regex):
            if seconds(each.regex, of_length(unit, SHORT)) > SHORTEST:
                once, fourfold = (seconds(each.regex, of_length(unit, size), 3) for size in (SHORT, 4 * SHORT))
                measured.append(((fourfold / max(once, SHORTEST)) ** 0.5, fourfold, each.where, unit))
    return sorted((row for row in measured if row[0] > GROWTH), reverse=True)[:10]


@pytest.mark.parametrize("source", sorted({source_of(each) for each in found()}))
def test_no_expression_takes_more_than_linear_time(source: str) -> None:
    """Four times the text, with the expression asked for all its matches at every place of it."""
    assert too_slow([f for f in found() if source_of(f) == source]) == []


def seconds_to_extract(text: str) -> float:
    start = time.process_time()
    extract(Source(label="hard", text=text, published="2026-01-21"))
    return time.process_time() - start


def test_the_texts_that_are_hardest_are_read_in_linear_time() -> None:
    seconds_to_extract("Juan Ruiz Soto was flown to Houston.\n\nJuan Ruiz Soto fue llevado a Houston.")
    tried = random.Random(1).sample(units(), 300)
    hardest = sorted(tried, key=lambda unit: -seconds_to_extract(of_length(unit, 1_500)))[:4]
    measured = {
        unit: [min(seconds_to_extract(of_length(unit, size)) for _ in range(2)) for size in (8_000, 32_000)]
        for unit in hardest
    }
    slow = {unit: times for unit, times in measured.items() if (times[1] / max(times[0], 0.05)) ** 0.5 > GROWTH}
    assert slow == {}


def test_a_text_of_everything_that_is_hard_is_read_in_linear_time() -> None:
    """Up to a million code points, in which each hard stretch is as long as the text is."""

    def text(size: int) -> str:
        return "\n".join(of_length(unit, size // len(units())) for unit in units())

    quarter, whole = (seconds_to_extract(text(size)) for size in (250_000, 1_000_000))
    assert (whole / quarter) ** 0.5 <= GROWTH


def calls_to_extract(text: str) -> int:
    """How many functions were called: work that does not depend on what else the machine does."""
    with cProfile.Profile() as profile:
        extract(Source(label="people", text=text, published="2026-01-21"))
    return sum(entry.callcount for entry in profile.getstats())


def test_many_people_of_few_names_are_told_apart_in_linear_time() -> None:
    """The other thing that grows with a text is whom it names: 1,000 and 4,000 people of the same sixteen words."""
    given = "Ana Luis Eva Raúl Iris Hugo Sara Tomás"
    surnames = "García López Pérez Ruiz Soto Vega Luna Cruz"
    people = list(itertools.product(given.split(), given.split(), surnames.split(), surnames.split()))
    random.Random(1).shuffle(people)
    lines = [f"{' '.join(names)} fue detenido el lunes.\n" for names in people]
    few, many = (calls_to_extract("".join(lines[:count])) for count in (1_000, 4_000))
    assert (many / few) ** 0.5 <= GROWTH
