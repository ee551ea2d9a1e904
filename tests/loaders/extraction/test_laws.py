"""What holds of any text whatever: quotes stand, line ends say nothing, and no document knows of another."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import pytest
from examples import share
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graph.claim import QUOTE_LIMIT, Extraction, Source, Value
from loaders.extraction.extractor import extract
from loaders.extraction.text import paragraphs, sentences
from loaders.reader import read

TEXTS = Path(__file__).parents[2] / "corpus/train/texts"
some = settings(max_examples=share(0.25), deadline=None)
"""A quarter of what the profile asks: 25 where one waits for them, 2,500 in the long tests."""


@cache
def corpus() -> tuple[str, ...]:
    return tuple(path.read_text("utf-8") for path in sorted(TEXTS.glob("*.txt")))


def sentence_pool() -> list[str]:
    return [
        text[start:end]
        for text in corpus()
        for paragraph in paragraphs(text)
        for start, end in sentences(text, paragraph.start, paragraph.end)
    ]


GAPS = st.sampled_from([" ", "\n", "\n\n", "", "\t", "\u00a0", "\n• ", "\n1. ", "\u2028"])
SENTENCES = sentence_pool()
SENTENCE = st.integers(0, len(SENTENCES) - 1).map(lambda number: SENTENCES[number])
SHUFFLED = st.lists(SENTENCE, max_size=12)
LONG_WORD = st.builds(
    lambda unit, times: unit * times,
    st.sampled_from(["a", "A", "Á", "Juan", "Z-", "’s", "1", "1.", "N", "de ", "Los ", "el", "ß", "e\u0301", "😀"]),
    st.integers(1, 2_000),
)
MARKS = st.lists(
    st.sampled_from([*"“”\"'‘’«»‹›´`()[]{}.,;:—-•¿?¡!\n", "<<", ">>", "â€œ", "â€\x9d", "''"]), max_size=8
).map("".join)
PIECES = st.one_of(SHUFFLED.map(" ".join), LONG_WORD, MARKS, st.text(max_size=80))
ANY_TEXT = st.lists(st.tuples(PIECES, GAPS), max_size=6).map(lambda parts: "".join(a + b for a, b in parts))
PROSE = st.lists(st.tuples(SENTENCE, st.sampled_from([" ", "\n", "\n\n"])), max_size=12).map(
    lambda parts: "".join(a + b for a, b in parts)
)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A text of the corpus of which stretches were cut out, or put in where they do not belong."""
    text = corpus()[draw(st.integers(0, len(corpus()) - 1))][:2_500]
    for _ in range(draw(st.integers(1, 6))):
        at, length = draw(st.integers(0, len(text))), draw(st.integers(0, 60))
        text = text[:at] + draw(st.one_of(MARKS, st.text(max_size=10))) + text[at + length :]
    return text


def read_text(text: str) -> Extraction:
    return extract(Source(label="any", text=text, published="2026-01-21"))


def assert_lawful(text: str) -> None:
    extraction = read_text(text)
    ids = {entity.id for entity in extraction.entities}
    for claim in extraction.claims:
        assert claim.quote == text[claim.start : claim.end] != ""
        assert len(claim.quote) <= QUOTE_LIMIT
        assert claim.quote == claim.quote.strip()
        assert claim.subject in ids
        assert isinstance(claim.object, Value) or claim.object in ids
        assert claim.speaker is None or claim.speaker in ids
    for entity in extraction.entities:
        assert all(0 <= start < end <= len(text) for start, end in entity.mentions)
    json.dumps(extraction.to_json(), allow_nan=False)


@some
@given(ANY_TEXT)
@example("")
@example("“" * 3_000)
@example("«Juan Ruiz Soto “El Gallo' alias ‘ " * 40)
@example("Juan" * 5_000 + " fue llevado a Houston.")
def test_every_quote_stands_in_its_text_and_is_short_enough(text: str) -> None:
    assert_lawful(text)


@some
@given(damaged())
def test_every_quote_stands_in_a_damaged_text(text: str) -> None:
    assert_lawful(text)


def test_a_figure_of_any_length_is_read_or_left_out() -> None:
    assert_lawful("1" + ",111" * 1_500 + " prisoners were flown to Houston.")


def claims_of_file(text: str, line_end: str) -> list[dict[str, object]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "text.txt"
        path.write_bytes(text.replace("\n", line_end).encode())
        extraction = extract(read(path)).to_json()
    return [extraction["entities"], extraction["claims"]]


def without_line_ends_of_others(text: str) -> str:
    """A text that the reader takes for one, in which every line ends with LF."""
    return "Texto. " + text.replace("\r", "").replace("\x00", "")


@some
@given(st.one_of(PROSE, damaged(), ANY_TEXT).map(without_line_ends_of_others))
def test_line_ends_of_other_systems_change_no_claim_and_no_offset(text: str) -> None:
    plain = claims_of_file(text, "\n")
    assert claims_of_file(text, "\r\n") == plain
    assert claims_of_file(text, "\r") == plain


@some
@given(st.lists(st.one_of(PROSE, damaged()), min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_a_document_says_the_same_whatever_was_read_before_it(texts: list[str], chance: random.Random) -> None:
    first = [read_text(text) for text in texts]
    order = list(range(len(texts)))
    chance.shuffle(order)
    again = {number: read_text(texts[number]) for number in order}
    assert [again[number] for number in range(len(texts))] == first


READ_ALL = """
import json, sys
from graph.claim import Source
from loaders.extraction.extractor import extract
texts = json.load(sys.stdin)
print(json.dumps([extract(Source(label="any", text=text, published="2026-01-21")).to_json() for text in texts]))
"""


def in_a_new_process(texts: list[str], seed: str) -> list[dict[str, object]]:
    run = subprocess.run(
        [sys.executable, "-c", READ_ALL],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
        env={**os.environ, "PYTHONHASHSEED": seed},
    )
    result: list[dict[str, object]] = json.loads(run.stdout)
    return result


@pytest.mark.slow
def test_a_document_says_the_same_in_any_process_and_order() -> None:
    """With other hashes of strings too: the order of a set decides nothing."""
    texts = list(corpus())
    forward = in_a_new_process(texts, "0")
    assert list(reversed(in_a_new_process(texts[::-1], "1"))) == forward
    assert in_a_new_process(texts[-1:], "2") == forward[-1:]
    assert in_a_new_process(texts[:1], "3") == forward[:1]
