"""`/v1/geojson`: who is said to have gone where, as features of a map (RFC 7946)."""

from __future__ import annotations

from bisect import bisect_right
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field, create_model
from pydantic_core import to_json

from api.answer import EvidenceModel
from api.parameter_field import parameter_field
from api.problem import Problem
from api.resource_model import TermModel, ThingModel
from api.routers.resources import describer_of
from api.snapshot import GENERATION, CurrentSnapshot
from graph.question import evidence_of_facts
from graph.whereabouts import PARAMETERS, whereabouts
from ontology.iri import fact_iri, local_id

_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    404: {"model": Problem, "description": "Nothing is called what a parameter says"},
    422: {"model": Problem, "description": "A parameter is unknown or wrong"},
    503: {"model": Problem, "description": "Nothing is published yet"},
}

router = APIRouter(tags=["map"], responses=_RESPONSES)


class GeoJsonResponse(JSONResponse):
    """GeoJSON."""

    media_type = "application/geo+json"


class _Wanted(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=200, ge=1, le=1000, description="Features on a page.")
    after: str | None = Field(default=None, max_length=200, description="Where the page begins: as `next` has it.")
    lang: Literal["en", "es"] | None = Field(default=None, description="Of labels, in place of Accept-Language.")
    generation: int | None = Field(default=None, ge=0, description=GENERATION)


_FACETS: Final[dict[str, Any]] = {parameter.name: parameter_field(parameter) for parameter in PARAMETERS}


class PointModel(BaseModel):
    """Where a place is, in degrees (WGS 84)."""

    type: Literal["Point"]
    coordinates: tuple[float, float] = Field(description="Longitude, latitude.", examples=[[-95.37, 29.76]])


class WhereaboutModel(BaseModel):
    """What is said, on what basis, how strongly, and in which words."""

    person: ThingModel
    place: ThingModel
    relation: str = Field(examples=["flownTo"])
    predicate: str = Field(description="It in words that are no stronger than `strength`.")
    basis: TermModel
    strength: TermModel
    documents: int
    origins: int
    speakers: int
    disputed: bool
    evidence: list[EvidenceModel]


class FeatureModel(BaseModel):
    """One fact; without a point where nobody has said where the place is."""

    type: Literal["Feature"]
    id: str = Field(description="IRI of the fact.")
    geometry: PointModel | None
    properties: WhereaboutModel


class FeaturesModel(BaseModel):
    """A page of the map."""

    type: Literal["FeatureCollection"]
    generation: int = Field(description="Sequence of the generation that the answer is of.", examples=[412])
    total: int
    next: str | None = Field(description="Address of the next page; none on the last.")
    features: list[FeatureModel]


def read_map(request: Request, snapshot: CurrentSnapshot, parameters: _Wanted) -> Response:
    """Who of the accused is said to have gone where: a feature a fact, with its words."""
    given = parameters.model_dump(exclude_none=True)
    found = whereabouts(snapshot.published, {name: str(value) for name, value in given.items()})
    start = 0
    if parameters.after:
        after = fact_iri(snapshot.generation.base, parameters.after)
        start = bisect_right(found, after, key=lambda one: one.fact)
    page = found[start : start + parameters.limit]
    describer = describer_of(request, snapshot)
    evidence = evidence_of_facts(snapshot.backend, [one.fact for one in page]) if page else {}
    following = None
    if start + parameters.limit < len(found):
        following = f"/v1/geojson?{urlencode({**dict(request.query_params), 'after': local_id(page[-1].fact)})}"
    body = {
        "type": "FeatureCollection",
        "generation": snapshot.generation.sequence,
        "total": len(found),
        "next": following,
        "features": [
            {
                "type": "Feature",
                "id": one.fact,
                "geometry": {"type": "Point", "coordinates": one.point} if one.point else None,
                "properties": {
                    "person": describer.thing(one.person),
                    "place": describer.thing(one.place),
                    "relation": one.relation,
                    "predicate": describer.wording(one.relation, None, one.strength),
                    "basis": describer.concept("basis", one.basis),
                    "strength": describer.concept("strength", one.strength),
                    "documents": one.documents,
                    "origins": one.origins,
                    "speakers": one.speakers,
                    "disputed": one.disputed,
                    "evidence": evidence[one.fact],
                },
            }
            for one in page
        ],
    }
    return Response(to_json(body), media_type=GeoJsonResponse.media_type, headers={"Vary": "Accept-Language"})


# The model is made at run time, so that OpenAPI and validation know the facets.
read_map.__annotations__["parameters"] = Annotated[create_model("MapParameters", __base__=_Wanted, **_FACETS), Query()]
router.add_api_route(
    "/v1/geojson", read_map, response_model=FeaturesModel, response_class=GeoJsonResponse, name="read_map"
)
