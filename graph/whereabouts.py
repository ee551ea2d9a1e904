"""Who of the accused is said to have gone where, with the point of the place: what a map shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph.network import TYING
from graph.parameter import Parameter, Text
from graph.sparql_question import SparqlBackend
from graph.sparql_select import collection_text, select
from ontology.terms import BASES, STRENGTHS, TAXONOMY, concept_name

PARAMETERS = (
    Parameter("transfer", "transfer", "Transfer", Text("Of this transfer", "De este traslado"), "2026-01-20"),
    Parameter(
        "organization",
        "organization",
        "CriminalOrganization",
        Text("Of people tied to this organization", "De personas vinculadas con esta organización"),
        "Sinaloa Cartel",
    ),
    Parameter("person", "person", "Person", Text("Of this person", "De esta persona")),
    Parameter("city", "place", "Place", Text("To this place, or into it", "A este lugar o dentro de él"), "Texas"),
    Parameter("basis", "basisConcept", "choice", Text("On this basis", "Con esta base"), None, BASES),
    Parameter("strength", "strengthConcept", "choice", Text("At this strength", "Con esta fuerza"), None, STRENGTHS),
)
"""What the map is narrowed by."""


@dataclass(frozen=True, slots=True)
class Whereabout:
    """A fact that says where somebody went.

    Attributes:
        point: longitude and latitude in degrees (WGS 84); None where nobody has said where the place is.
    """

    fact: str
    person: str
    place: str
    relation: str
    basis: str
    strength: str
    documents: int
    origins: int
    speakers: int
    disputed: bool
    point: tuple[float, float] | None


def whereabouts(backend: SparqlBackend, given: Mapping[str, str]) -> list[Whereabout]:
    """The facts, in the order of their IRIs.

    Args:
        backend: to ask.
        given: values of `PARAMETERS`, as the user wrote them.

    Raises:
        InputError: a value is none of its choices.
        NotFoundError: nothing is called what a parameter says.
    """
    tying = [_concept("strength", strength) for strength in sorted(TYING)]
    bindings = dict.fromkeys(("strengthConcept", "inStrength", "roleStrength"), tying)
    for parameter in PARAMETERS:
        values = parameter.values(given[parameter.name], backend.resolve) if given.get(parameter.name) else None
        if values is not None:
            scheme = parameter.name if parameter.type == "choice" else None
            bindings[parameter.variable] = [_concept(scheme, value) if scheme else value for value in values]
    found = {
        row["fact"]: Whereabout(
            fact=row["fact"],
            person=row["person"],
            place=row["place"],
            relation=row["relation"],
            basis=row["basis"],
            strength=row["strength"],
            documents=int(row["documents"]),
            origins=int(row["origins"]),
            speakers=int(row["speakers"]),
            disputed=row["disputed"] == "true",
            point=(float(row["longitude"]), float(row["latitude"])) if "longitude" in row else None,
        )
        for row in select(backend.store, collection_text("whereabouts"), bindings)
    }
    return [found[fact] for fact in sorted(found)]


def _concept(scheme: str, notation: str) -> str:
    return TAXONOMY + concept_name(scheme, notation)
