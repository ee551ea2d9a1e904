"""Organizations whose names no form betrays are found by what surrounds them, and others are not taken for some."""

from __future__ import annotations

import pytest

from loaders.extraction.surroundings import named_by_surroundings
from loaders.extraction.text import fold


def named(text: str) -> set[str]:
    return {text[start:end] for start, end in named_by_surroundings(text, fold(text))}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("He was a lieutenant of La Herradura.", "La Herradura"),
        ("Three were killed since he fell out with the rival Norris Green Boys.", "Norris Green Boys"),
        ("The Bootle Dock Firm, a street gang, is old.", "The Bootle Dock Firm"),
        ("A breakaway faction calling itself La Novena came.", "La Novena"),
        ("A group known as the Roses shot at them.", "Roses"),
        ("La Diócesis es el brazo armado del cártel.", "La Diócesis"),
        ("Fue jefe de sicarios de la Fracción 13.", "Fracción 13"),
        ("Pagaba a una banda más joven, La Sub-14 de Durán.", "La Sub-14 de Durán"),
        ("Nombre: Ana Ruiz\nOrganización: Red Iturbe (fundadora)", "Red Iturbe"),
        ("Extraditaron a seis jefes de Barrio Norte y de Los Pargos.", "Los Pargos"),
    ],
)
def test_words_around_a_name_show_that_it_is_a_gang(text: str, name: str) -> None:
    assert name in named(text)


@pytest.mark.parametrize(
    "text",
    [
        "She is the leader of Congress.",
        "He is the founder of Mercado Azul and a member of Greenfields.",
        "The singer broke with Dos Lunas, a group known as the best of its day.",
        "Fue miembro de Morena y líder del Senado.",
        "The brother of gang leader Juan Ruiz fled.",
        "Juan Ruiz, “El Gato”, exlíder del Cártel del Sur, cayó.",
        "He spoke as Ruiz’s second-in-command, the head of Ruiz’s crew.",
        "Leaders of Trafficking Group Extradited",
    ],
)
def test_offices_people_and_headlines_are_no_gangs(text: str) -> None:
    assert named(text) <= {"Cártel del Sur", "Sur"}
