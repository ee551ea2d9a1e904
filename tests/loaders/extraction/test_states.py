"""Which state hands somebody over and which receives; what is no handing over at all."""

from __future__ import annotations

import pytest

from graph.claim import Source
from loaders.extraction.extractor import extract


def states(text: str) -> list[tuple[str | None, str | None]]:
    extraction = extract(Source(label="test", text=text + "\n", published="2026-02-20"))
    return [(e.from_state, e.to_state) for e in extraction.entities if e.type == "Transfer"]


@pytest.mark.parametrize(
    ("text", "giver", "taker"),
    [
        ("Juan Ruiz Soto was handed over to Belgian police by Spain.", "Spain", "Belgium"),
        ("Peruvian authorities extradited Juan Ruiz Soto to Italy on Monday.", "Peru", "Italy"),
        ("Portugal has handed Juan Ruiz Soto over to Brazilian agents.", "Portugal", "Brazil"),
        ("Juan Ruiz Soto, wanted by France, was extradited by Greece on Monday.", "Greece", "France"),
        ("Juan Ruiz Soto was extradited on Monday and flown from Lima to Santiago.", "Peru", "Chile"),
        ("Juan Ruiz Soto fue entregado a las autoridades chilenas por la policía peruana.", "Peru", "Chile"),
        ("Paraguay expulsó a Juan Ruiz Soto, que fue entregado a la justicia argentina.", "Paraguay", "Argentina"),
        ("Panamá extraditó a Juan Ruiz Soto, reclamado por los Países Bajos.", "Panama", "Netherlands"),
    ],
)
def test_states_of_a_handing_over(text: str, giver: str, taker: str) -> None:
    assert states(text) == [(giver, taker)]


@pytest.mark.parametrize(
    "text",
    [
        "Mexico moved 40 inmates from Sinaloa to federal prisons in Durango on Friday.",
        "A court in Palermo on Monday agreed to extradite Juan Ruiz Soto to Germany.",
        "Venezuela is seeking the extradition of Juan Ruiz Soto from Spain.",
        "Juan Ruiz Soto sent cocaine from Colombia to Spain. He is fighting his extradition.",
        "Juan Ruiz Soto arrived in Madrid from Caracas in 2019. Spain refused his extradition.",
        "Juan Ruiz Soto was moved to a prison in Lima pending his extradition to Chile.",
        "Perú pedirá a Brasil la entrega de Juan Ruiz Soto.",
        "El Gobierno trasladó el domingo a 30 reos del penal de Tacumbú a la cárcel de Emboscada.",
        "La droga fue enviada de Colombia a Países Bajos. Juan Ruiz Soto pelea su extradición.",
        "La justicia de Chile aprobó ayer la extradición de Juan Ruiz Soto a Bolivia.",
    ],
)
def test_no_handing_over(text: str) -> None:
    extraction = extract(Source(label="test", text=text + "\n", published="2026-02-20"))
    assert [c.predicate for c in extraction.claims if c.predicate == "transferredIn"] == []
    assert states(text) == []
