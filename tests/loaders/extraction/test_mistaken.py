"""Whoever was taken for a namesake: his identity is disputed, unless only his side says so."""

from __future__ import annotations

import pytest

from graph.claim import Source
from graph.matching import match_keys
from loaders.extraction.extractor import extract


def identity(text: str) -> str | None:
    extraction = extract(Source(label="test", text=text, published="2026-02-20"))
    return next(entity.identity for entity in extraction.entities if entity.names == ("Juan Ruiz Soto",))


@pytest.mark.parametrize(
    "text",
    [
        "Juan Ruiz Soto was detained on Monday. Juan Ruiz Soto was mistaken for a namesake.",
        "La FGR informó que Juan Ruiz Soto fue confundido con un homónimo.",
        "Juan Ruiz Soto, que fue detenido el lunes, había sido confundido con otra persona.",
    ],
)
def test_the_identity_of_one_who_was_taken_for_a_namesake_is_disputed(text: str) -> None:
    assert identity(text) == "disputed"


@pytest.mark.parametrize(
    "text",
    [
        "Su abogado Pedro Gil Mora dijo que Juan Ruiz Soto fue confundido con un homónimo.",
        "Juan Ruiz Soto was detained on Monday.",
    ],
)
def test_it_is_not_where_only_his_counsel_says_so(text: str) -> None:
    assert identity(text) is None


def test_he_meets_nobody_by_his_name() -> None:
    extraction = extract(Source(label="test", text="Juan Ruiz Soto fue confundido con un homónimo."))
    (keys,) = match_keys(extraction.entities, extraction.claims, None).values()
    assert not [key for key in keys if key.startswith(("name:", "with:"))]
