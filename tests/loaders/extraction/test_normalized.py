"""A text says the same in whatever form it is written, and its quotes stand in it as it is written."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from examples import share
from hypothesis import given, settings
from hypothesis import strategies as st
from synthetic_articles import article

from graph.claim import QUOTE_LIMIT, Extraction, Source
from loaders.extraction.extractor import extract
from loaders.extraction.normalized import normalize

PARTS = [
    "Pérez",
    "ñ",
    "a",
    " ",
    "\n",
    "\u00a0",
    "\u00ad",
    "\u200b",
    "e\u0301",
    "Ã©",
    "Ã‘",
    "â€œ",
    "â€\x9d",
    "“",
    "–",
    ".",
]


def misread(text: str, code_page: str = "cp1252") -> str:
    """UTF-8 read as something else, byte by byte; what the code page does not have as it is."""
    return "".join(bytes([b]).decode(code_page, "ignore") or chr(b) for b in text.encode())


FORMS: dict[str, Callable[[str], str]] = {
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "non-breaking spaces": lambda text: text.replace(" ", "\u00a0"),
    "narrow spaces": lambda text: text.replace(" ", "\u202f"),
    "soft hyphens": lambda text: "\u00ad".join(text),
    "zero-width spaces": lambda text: text.replace(" ", " \u200b"),
    "read as Windows-1252": misread,
    "read as Latin-1": lambda text: misread(text, "latin-1"),
    "decomposed and with soft hyphens": lambda text: unicodedata.normalize("NFD", text.replace("er", "e\u00adr")),
}


def read(text: str) -> Extraction:
    return extract(Source(label="one", text=text, published="2026-01-21"))


def said(extraction: Extraction) -> tuple[list[Any], list[Any]]:
    """Everything but where it stands and how it is written there; of longer quotes what all forms have room for."""
    entities = [replace(entity, mentions=()) for entity in extraction.entities]
    claims = [
        replace(claim, start=0, end=0, context=(), quote=normalize(claim.quote).text[:100])
        for claim in extraction.claims
    ]
    return entities, claims


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
@pytest.mark.parametrize("number", range(4))
def test_the_form_of_a_text_changes_nothing_that_it_says(form: Callable[[str], str], number: int) -> None:
    plain = article(number)[0] + "\nLa DEA informó que Óscar Ángel Ñíguez Pérez, alias “El Ñandú”, fue extraditado."
    written = form(plain)
    assert written != plain
    wanted, found = read(plain), read(written)
    assert said(found) == said(wanted)
    assert len(found.claims) > 40
    for claim in found.claims:
        assert written[claim.start : claim.end] == claim.quote
        assert 0 < len(claim.quote) <= QUOTE_LIMIT
    mentions = [(written[a:b], plain[c:d]) for (a, b), (c, d) in zip(spans(found), spans(wanted), strict=True)]
    assert all(normalize(ours).text == theirs for ours, theirs in mentions)


def spans(extraction: Extraction) -> list[tuple[int, int]]:
    return [span for entity in extraction.entities for span in entity.mentions]


@settings(max_examples=share(2))
@given(st.lists(st.sampled_from(PARTS), max_size=12), st.data())
def test_what_is_read_stands_in_the_text(parts: list[str], data: st.DataObject) -> None:
    text = "".join(parts)
    normalized = normalize(text)
    start = data.draw(st.integers(0, len(normalized.text)))
    end = data.draw(st.integers(start, len(normalized.text)))
    first, last = normalized.span(start, end)
    assert 0 <= first <= len(text)
    if start < end:
        assert normalize(text[first:last]).text == normalized.text[start:end]


@given(st.text("abé ñ“\n."))
def test_a_text_in_its_usual_form_is_read_as_it_is(text: str) -> None:
    assert normalize(text).text == text
    assert normalize(text).span(0, len(text)) == (0, len(text))


@pytest.mark.parametrize(
    "text", ["SÃO PAULO", "“A IRMÃ”", "MANHÃ… E NOITE", "DA MANHÃ’", "Ångström", "â table", "MANHÃ — disse", "Âmbar"]
)
def test_what_a_portuguese_or_swedish_text_rightly_has_is_left(text: str) -> None:
    assert normalize(text).text == text


def test_where_others_are_misread_the_doubtful_are_too() -> None:
    assert normalize("JosÃ© Ã”scar").text == "José Ôscar"
