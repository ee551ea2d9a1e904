"""Who is a person, and which short forms are whose."""

from __future__ import annotations

import pytest

from loaders.extraction.mention import find_mentions
from loaders.extraction.person import find_people
from loaders.extraction.text import fold


def people(text: str) -> dict[str, set[str]]:
    found = find_people(text, fold(text), find_mentions(text, fold(text)))
    return {max(name.forms.values(), key=len): set(name.forms.values()) for name in found.names}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ayer cayó Yamile Palomino Ríos, alias “La Mona”.", "Yamile Palomino Ríos"),
        ("La Guardia Civil detuvo al neerlandés Hendrik Polman-Oosterwijk, de 47 años.", "Hendrik Polman-Oosterwijk"),
        ("The man is Ismael “El Mayo” Zambada.", "Ismael “El Mayo” Zambada"),
        ("The warden, Spokesman Brown Keller, spoke.", "Brown Keller"),
        ("Detuvieron a Ricardo “N”, alias “El Ricky”.", "Ricardo “N”"),
    ],
)
def test_a_person_never_seen_before_is_known_by_what_stands_beside_the_name(text: str, expected: str) -> None:
    assert expected in people(text)


@pytest.mark.parametrize(
    "text",
    [
        "They flew from Puerto Cortés to San Antonio.",
        "The National Security Law and the Superior Court of Los Angeles.",
        "El Ministerio de Justicia y la Guardia Nacional.",
        "The Gulf Cartel fought Los Zetas.",
    ],
)
def test_places_and_institutions_are_no_persons(text: str) -> None:
    assert people(text) == {}


def test_coordinated_given_names_share_the_surnames() -> None:
    assert set(people("The brothers Ana and Luis Pérez Soto were sent to Miami.")) == {
        "Ana Pérez Soto",
        "Luis Pérez Soto",
    }
    assert "Bryan Villao Tomalá" in people("Viajaron Jefferson Villao Tomalá y su hermano Bryan.")


def test_a_surname_alone_is_of_the_one_named_before() -> None:
    found = people("Pablo Edwin Huerta Nuño was charged. Huerta pleaded not guilty.")
    assert found == {"Pablo Edwin Huerta Nuño": {"Pablo Edwin Huerta Nuño", "Huerta"}}


def test_father_and_son_of_one_surname_stay_apart() -> None:
    found = people("Pedro Inzunza Noriega and his son, Pedro Inzunza Coronel, were charged.")
    assert set(found) == {"Pedro Inzunza Noriega", "Pedro Inzunza Coronel"}
