"""A claim whose quote does not name whom it is about says where the text does."""

from __future__ import annotations

from graph.claim import Source
from loaders.extraction.extractor import extract


def contexts(text: str, predicate: str) -> list[list[str]]:
    extraction = extract(Source(label="test", text=text, published="2026-01-20"))
    return [[text[a:b] for a, b in c.context] for c in extraction.claims if c.predicate == predicate]


def test_a_pronoun_needs_the_sentence_before() -> None:
    text = "Juan Ruiz Soto leads Los Patos. He was convicted of kidnapping in 2014."
    assert contexts(text, "accusedOf") == [["Juan Ruiz Soto"]]
    assert contexts(text, "leaderOf") == [[]]


def test_the_gang_needs_its_name() -> None:
    text = "Juan Ruiz Soto dirige Los Patos. La banda está en guerra con el Cártel del Delta."
    assert contexts(text, "rivalOf") == [["Los Patos"]]


def test_a_quote_with_the_name_needs_nothing() -> None:
    assert contexts("Juan Ruiz Soto was convicted of kidnapping in Texas.", "accusedOf") == [[]]
