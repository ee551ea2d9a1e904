"""Which sentences tell of a handing over, and which only of one that is wanted, refused or feared."""

from __future__ import annotations

import pytest

from graph.claim import Source, Value
from loaders.extraction.extractor import extract


def said(text: str) -> set[str]:
    extraction = extract(Source(label="test", text=text, published="2026-01-21"))
    names = {e.id: e.names[0] if e.names else e.type for e in extraction.entities}
    return {
        f"{names[c.subject]} {c.predicate} {c.object if isinstance(c.object, Value) else names[c.object]}"
        for c in extraction.claims
    }


@pytest.mark.parametrize(
    "text",
    [
        "Juan Ruiz Soto could be extradited to the United States on Monday.",
        "Juan Ruiz Soto was not extradited to the United States.",
        "Juan Ruiz Soto is to be extradited to Spain on Monday.",
        "A judge ordered Juan Ruiz Soto extradited to Spain on Monday.",
        "The United States wants Juan Ruiz Soto extradited from Spain.",
        "Spain refused the extradition of Juan Ruiz Soto to Colombia.",
        "If convicted, he will be deported. Juan Ruiz Soto was arrested.",
        "The extradition of Juan Ruiz Soto is pending. He was returned to his cell in Lima by agents.",
        "Extradition talks failed. The letter was handed over to Juan Ruiz Soto by U.S. Marshals.",
        "Juan Ruiz Soto se entregó en 2019 en Miami.",
        "Juan Ruiz Soto sería entregado a Estados Unidos el lunes.",
        "El juez negó que Juan Ruiz Soto fuera extraditado a España.",
        "La Audiencia accedió a que Juan Ruiz Soto sea extraditado a Colombia.",
    ],
)
def test_what_was_not_done_makes_no_transfer(text: str) -> None:
    assert not {claim for claim in said(text) if "Transfer" in claim}


def test_the_date_of_a_dateline_is_not_that_of_the_act() -> None:
    text = "BOGOTA, Jan 20 (ABC) - Colombia extradited Juan Ruiz Soto to Spain."
    assert not {claim for claim in said(text) if " date " in claim}


def test_a_place_inside_the_name_of_a_prison_is_no_origin_of_its_own() -> None:
    claims = said("Juan Ruiz Soto was extradited on Monday from La Picota prison of Bogotá to Houston.")
    assert "Transfer destination Houston" in claims
    assert "Transfer origin Bogotá" not in claims


def test_whoever_hands_over_is_not_handed_over() -> None:
    text = "Juan Ruiz Soto was arrested. México extraditó a 12 presos a Estados Unidos el lunes."
    assert "Juan Ruiz Soto transferredIn Transfer" not in said(text)


def transfers(text: str) -> list[tuple[set[str], set[str]]]:
    """The dates and the people of each transfer of a text."""
    extraction = extract(Source(label="test", text=text, published="2026-01-20"))
    names = {e.id: e.names[0] for e in extraction.entities if e.names}
    found: dict[str, tuple[set[str], set[str]]] = {e.id: (set(), set()) for e in extraction.entities if not e.names}
    for claim in extraction.claims:
        if claim.predicate == "date":
            found[claim.subject][0].add(str(claim.object))
        elif claim.predicate == "transferredIn":
            found[str(claim.object)][1].add(names[claim.subject])
    return sorted(found.values(), key=lambda one: sorted(one[1]))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Chile extradited Juan Ruiz Soto on 3 March 2025, a year after Peru expelled Ana Vega Paz.",
            [(set(), {"Ana Vega Paz"}), ({"2025-03-03"}, {"Juan Ruiz Soto"})],
        ),
        (
            "Juan Ruiz Soto was extradited on Monday. Ana Vega Paz was extradited a week earlier, on 12 January.",
            [({"2026-01-12"}, {"Ana Vega Paz"}), ({"2026-01-19"}, {"Juan Ruiz Soto"})],
        ),
        (
            "Han sido extraditados Ana Vega Paz (2016) y Juan Ruiz Soto (2019).",
            [({"2016"}, {"Ana Vega Paz"}), ({"2019"}, {"Juan Ruiz Soto"})],
        ),
        (
            "Ana Vega Paz succeeded Juan Ruiz Soto, extradited in 2014, as leader of Los Patos.",
            [({"2014"}, {"Juan Ruiz Soto"})],
        ),
    ],
)
def test_handings_over_of_other_people_and_years_are_told_apart(
    text: str, expected: list[tuple[set[str], set[str]]]
) -> None:
    assert transfers(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Juan Ruiz Soto surrendered to police in Lima on Monday.",
        "Juan Ruiz Soto handed over control of Los Patos to his son in 2014.",
        "The Supreme Court approved the extradition of Juan Ruiz Soto to the United States on Monday.",
        "Juan Ruiz Soto pelea su extradición a Estados Unidos desde 2024.",
        "The lawyer for Juan Ruiz Soto asked a court to block his extradition, scheduled for Monday.",
        "Juan Ruiz Soto was taken to Lima on Monday after his arrest in Cusco.",
    ],
)
def test_what_was_not_done_or_not_to_another_state_is_no_handing_over(text: str) -> None:
    assert transfers(text) == []
