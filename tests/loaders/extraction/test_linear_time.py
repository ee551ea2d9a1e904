"""The work grows with the length of the text, whatever the text."""

from __future__ import annotations

import time

import pytest

from graph.claim import Source
from loaders.extraction.extractor import extract

pytestmark = pytest.mark.slow

SHORT = 8_000
TIMES = 8
SHORTEST = 0.01
STRETCHES = {
    "one letter": "A",
    "one letter with hyphens": "A-",
    "dots": ".",
    "quotation marks": '"',
    "open quotes": "“a",
    "brackets": "( ",
    "blank lines": "\n",
    "spaces": " ",
    "figures": "1,111",
    "names": "Juan Pérez ",
    "names in a list": "Ana y Luis ",
    "names in capitals": "JUAN PEREZ ",
    "articles": "Los ",
    "roles": "líder de ",
    "dates": "feb 2 ",
    "prose": "Juan Ruiz Soto, alias “El Gallo”, líder de Los Faros, fue llevado a Houston el martes. ",
}


def seconds(text: str) -> float:
    """Processor time; the best of three, since the machine may do other things."""

    def once() -> float:
        start = time.process_time()
        extract(Source(label="long", text=text, published="2026-01-20"))
        return time.process_time() - start

    return min(once() for _ in range(3))


@pytest.mark.parametrize("stretch", STRETCHES.values(), ids=STRETCHES.keys())
def test_the_time_grows_with_the_length_and_not_with_its_square(stretch: str) -> None:
    """Eight times the text would take sixty-four times as long: between the two lies a bound that noise does not reach.

    Both texts are long enough for their times to be compared; of what is quicker than a clock can tell only the long
    one is held to the bound.
    """
    short = stretch * (SHORT // len(stretch))
    extract(Source(label="warm", text=short[:200], published="2026-01-20"))
    assert seconds(short * TIMES) <= 4 * TIMES * max(seconds(short), SHORTEST)
