"""The number of a case belongs to the accusations and courts that stand beside it."""

from __future__ import annotations

import pytest

from graph.claim import Source
from loaders.extraction.extractor import extract


def cases(text: str) -> dict[str, str | None]:
    extraction = extract(Source("text", text, published="2026-01-20"))
    names = {entity.id: next(iter(entity.names), "") for entity in extraction.entities}
    return {names[c.subject]: c.case for c in extraction.claims if c.predicate in ("accusedOf", "chargedIn")}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Juan Ruiz Soto is charged with murder in case no. 1:23-cr-00417.\n", "1:23-cr-00417"),
        ("Juan Ruiz Soto is charged with murder.\n\nE.D.N.Y. Docket No. 23-CR-417 (LDM)\n", "23-CR-417 (LDM)"),
        ("Juan Ruiz Soto está acusado de homicidio en el expediente 24-CR-0391.\n", "24-CR-0391"),
        ("Juan Ruiz Soto está acusado de homicidio. Es la causa penal 45/2020 de un juzgado de Toluca.\n", "45/2020"),
        ("Juan Ruiz Soto is charged with murder (case no. Kov-Us-77/2024).\n", "Kov-Us-77/2024"),
    ],
)
def test_a_docket_number_is_the_case_of_the_accusation_beside_it(text: str, number: str) -> None:
    assert cases(text) == {"Juan Ruiz Soto": number}


def test_two_cases_stay_with_their_people() -> None:
    text = (
        "Juan Ruiz Soto is charged with murder in case no. 1:23-cr-00417.\n\n"
        "Luis Vega Paz is charged with kidnapping in case no. 1:24-cr-00009.\n"
    )
    assert cases(text) == {"Juan Ruiz Soto": "1:23-cr-00417", "Luis Vega Paz": "1:24-cr-00009"}


def test_dates_and_figures_are_no_cases() -> None:
    assert cases("In the case, 12 tonnes were seized. Juan Ruiz Soto is charged with murder since 2024-05-01.\n") == {
        "Juan Ruiz Soto": None
    }
