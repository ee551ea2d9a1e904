"""What accuses, sentences or jails nobody: others' acts, denials, what may come, what is only asked for."""

from __future__ import annotations

import pytest

from graph.claim import Source
from loaders.extraction.extractor import extract

PREDICATES = {"accusedOf", "sentencedTo", "chargedIn", "appearedIn", "arrestedIn", "heldAt"}


def said_of_somebody(text: str) -> list[str]:
    claims = extract(Source(label="test", text=text + "\n", published="2026-02-20")).claims
    return [claim.predicate for claim in claims if claim.predicate in PREDICATES]


@pytest.mark.parametrize(
    "text",
    [
        "Juan Ruiz Soto acusa a la fiscalía de extorsión.",
        "Juan Ruiz Soto lo acusa de homicidio.",
        "Juan Ruiz Soto pide a la Corte del Distrito de Delaware que cierre el caso de secuestro.",
        "Juan Ruiz Soto denunció a la policía por extorsión.",
        "Juan Ruiz Soto investigaba a la banda por secuestro.",
        "The lawyer of Juan Ruiz Soto was charged with bribery.",
        "Juan Ruiz Soto's brother was arrested in Madrid.",
        "Juan Ruiz Soto fue director de la cárcel La Picota.",
        "Juan Ruiz Soto visited the Altiplano prison.",
        "Juan Ruiz Soto, 41, and his wife, who got five years for money laundering, lived in Lima.",
        "Juan Ruiz Soto accused the police of killing his son.",
        "Juan Ruiz Soto, whose father was jailed for 12 years, is a trader.",
        "The man accused of killing Juan Ruiz Soto was held.",
        "Three men were jailed for 20 years for the murder of Juan Ruiz Soto.",
        "Juan Ruiz Soto's killer was sentenced to life.",
        "Juan Ruiz Soto is believed to have been killed in 2019 in Lima.",
        "Juan Ruiz Soto received death threats and got seven years' worth of files.",
        "Nadie ha sido condenado por el homicidio de Juan Ruiz Soto.",
        "Cargo: Juan Ruiz Soto carried two tonnes of fruit.",
    ],
)
def test_who_acts_or_stands_by_is_not_the_accused(text: str) -> None:
    assert said_of_somebody(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Juan Ruiz Soto was never charged with murder.",
        "Juan Ruiz Soto has not been charged with murder.",
        "The prosecutor demanded that Juan Ruiz Soto be jailed for 20 years for kidnapping.",
        "El fiscal pidió que Juan Ruiz Soto sea condenado a 20 años por secuestro.",
        "Juan Ruiz Soto could be given life for kidnapping.",
        "Juan Ruiz Soto smuggled his cat into the hotel.",
        "Juan Ruiz Soto no enfrenta cargos por homicidio.",
        "Juan Ruiz Soto was not held at the Altiplano prison.",
        "Prosecutors may charge Juan Ruiz Soto with murder.",
        "Juan Ruiz Soto could be charged with murder.",
        "Juan Ruiz Soto could be sentenced to 20 years.",
        "Juan Ruiz Soto podría ser condenado a 20 años de prisión por secuestro.",
        "Juan Ruiz Soto will be taken to the Altiplano prison.",
        "Juan Ruiz Soto comparecerá ante la corte.",
        "Prosecutors want Juan Ruiz Soto jailed for 20 years.",
        "La fiscalía pidió 20 años de prisión para Juan Ruiz Soto por secuestro.",
        "Juan Ruiz Soto was sentenced 12 years ago.",
        "A judge will decide whether Juan Ruiz Soto is guilty of murder.",
        "¿Será acusado Juan Ruiz Soto de homicidio?",
    ],
)
def test_what_is_denied_or_only_may_be_is_not_claimed(text: str) -> None:
    assert said_of_somebody(text) == []
