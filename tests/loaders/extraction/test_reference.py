"""Whom descriptions, plurals and names given later mean, across sentences; and when they mean nobody."""

from __future__ import annotations

import pytest

from tests.loaders.extraction.test_caution import said

TWO = "Julián Paredes Lugo y Marcos Paredes Lugo fueron detenidos en Mendoza. "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Police in Lisbon arrested Teresa Vilar Couto on Monday. The woman is wanted in Germany for kidnapping.",
            "Teresa Vilar Couto accusedOf kidnapping wanted",
        ),
        (
            "Samir Haddou was arrested in Antwerp. The Tangier native is accused of drug trafficking.",
            "Samir Haddou accusedOf drug_trafficking alleged",
        ),
        (
            "Ana Vega Paz, 45, and Luis Rey Mora, 30, were arrested. The 45-year-old is accused of kidnapping.",
            "Ana Vega Paz accusedOf kidnapping alleged",
        ),
        (
            "Agentes capturaron en Maracaibo a Yefri Rondón Salas. Dicho sujeto es requerido por Perú por extorsión.",
            "Yefri Rondón Salas accusedOf extortion wanted",
        ),
        (
            "Agentes capturaron en Maracaibo a Yefri Rondón Salas. El venezolano pertenecía a Los Orientales.",
            "Yefri Rondón Salas memberOf Los Orientales reported",
        ),
        (
            "Dario Conti and Bruno Esposito were arrested. Both men are accused of extortion.",
            "Bruno Esposito accusedOf extortion alleged",
        ),
        (
            "Police arrested Ali Demir, Kemal Demir and Orhan Demir. The three brothers fled.",
            "Ali Demir siblingOf Orhan Demir reported",
        ),
        (TWO + "Los dos hermanos pertenecían a Los Cóndores.", "Julián Paredes Lugo memberOf Los Cóndores reported"),
        (TWO + "Ambos pertenecían a Los Cóndores.", "Marcos Paredes Lugo memberOf Los Cóndores reported"),
        (
            "Un hombre acusado de homicidio fue detenido en Cali. Se trata de Ramiro Tello Sarria.",
            "Ramiro Tello Sarria arrestedIn Cali reported",
        ),
    ],
)
def test_a_description_means_whom_the_text_spoke_of(text: str, expected: str) -> None:
    assert expected in said(text)


@pytest.mark.parametrize(
    "text",
    [
        "Carlos Mena Rubio was arrested. The woman is accused of kidnapping.",
        "Carlos Mena Rubio, 40, was arrested. The 25-year-old is accused of kidnapping.",
        "Dario Conti and Bruno Esposito were arrested. None of them is accused of kidnapping.",
        "Dario Conti and Bruno Esposito were arrested. The three men are accused of kidnapping.",
        "Dario Conti was arrested. The man who fled is accused of kidnapping.",
        "Julián Paredes Lugo fue detenido en Mendoza. La mujer es acusada de secuestro.",
        TWO + "Ninguno de ellos es acusado de secuestro.",
        "Un hombre acusado de secuestro fue detenido en Cali. Pedro Luna Paz vive en Lima.",
    ],
)
def test_a_description_that_fits_nobody_or_two_means_nobody(text: str) -> None:
    assert said(text, "accusedOf") == set()


def test_a_form_without_a_name_is_about_nobody() -> None:
    text = "Nombre: Juan Ruiz Soto\nDelito: secuestro\n\nNombre: reservado\nOrganización: Los Patos"
    assert said(text, "memberOf", "leaderOf", "founderOf") == set()
