"""What a text takes back is not claimed; what it puts in its place is."""

from __future__ import annotations

import pytest

from graph.claim import Source, Value
from loaders.extraction.extractor import extract


def said(text: str) -> set[str]:
    extraction = extract(Source("text", text, published="2026-01-20"))
    names = {entity.id: next(iter(entity.names), entity.type) for entity in extraction.entities}
    return {
        f"{names[c.subject]} {c.predicate} {c.object if isinstance(c.object, Value) else names[c.object]}"
        for c in extraction.claims
    }


@pytest.mark.parametrize(
    ("text", "taken_back", "instead"),
    [
        (
            (
                "CORRECTION\n\nOur story said that Juan Ruiz Soto was the leader of Los Patos. "
                "Luis Vega Paz is the leader of Los Patos.\n"
            ),
            "Juan Ruiz Soto leaderOf Los Patos",
            "Luis Vega Paz leaderOf Los Patos",
        ),
        (
            (
                "Rectificamos\n\nEn la nota de ayer se dijo que Juan Ruiz Soto fue detenido en Lima; "
                "Juan Ruiz Soto fue detenido en Quito.\n"
            ),
            "Juan Ruiz Soto arrestedIn Lima",
            "Juan Ruiz Soto arrestedIn Quito",
        ),
        (
            (
                "Juan Ruiz Soto was arrested in Lima.\n\n"
                "An earlier version of this article said Luis Vega Paz was arrested in Quito.\n"
            ),
            "Luis Vega Paz arrestedIn Quito",
            "Juan Ruiz Soto arrestedIn Lima",
        ),
    ],
)
def test_a_correction_withdraws_what_it_corrects(text: str, taken_back: str, instead: str) -> None:
    claims = said(text)
    assert taken_back not in claims
    assert instead in claims


def test_a_text_without_corrections_takes_nothing_back() -> None:
    assert "Juan Ruiz Soto leaderOf Los Patos" in said(
        "The indictment said that Juan Ruiz Soto was the leader of Los Patos.\n"
    )
