"""The work grows with the length of the text, whatever the text."""

from __future__ import annotations

import time

import pytest

from graph.claim import Source
from loaders.extraction.extractor import extract

pytestmark = pytest.mark.slow

SHORT = 8_000
TIMES = 8
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
    start = time.process_time()
    extract(Source(label="long", text=text, published="2026-01-20"))
    return time.process_time() - start


@pytest.mark.parametrize("stretch", STRETCHES.values(), ids=STRETCHES.keys())
def test_eight_times_the_text_takes_little_more_than_eight_times_the_time(stretch: str) -> None:
    text = stretch * (SHORT // len(stretch))
    extract(Source(label="warm", text=text[:200], published="2026-01-20"))
    assert seconds(text * TIMES) <= 2.5 * TIMES * max(seconds(text), 0.02)
