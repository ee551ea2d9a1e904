"""`/v1/entities/{name}/neighbours` and `/v1/paths`: who is tied to whom, every tie with its words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import to_json

from api.answer import EvidenceModel, csv_lines
from api.describer import Describer
from api.lookup import called
from api.negotiation import choose_or_refuse
from api.problem import Problem
from api.resource_model import Page, TermModel, ThingModel
from api.routers.resources import address, describer_of, known, moved
from api.snapshot import GENERATION, CurrentSnapshot, Snapshot
from graph.network import RELATIONS, TYING, Lens, Member, Step
from graph.network import Path as NetworkPath
from graph.question import Cell, Evidence, evidence_of_facts
from ontology.iri import fact_iri, local_id
from ontology.terms import PARTS, STRENGTHS

_OFFERS: Final = {"json": "application/json", "csv": "text/csv"}
_VARY: Final = {"Vary": "Accept, Accept-Language"}
_LONGEST: Final = 6
_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The answer", "content": {"text/csv": {}}},
    400: {"model": Problem, "description": "Too much lies between the two, or several are called so"},
    404: {"model": Problem, "description": "Nothing is called so"},
    406: {"model": Problem, "description": "None of the formats asked for is written"},
    422: {"model": Problem, "description": "A parameter is unknown or wrong"},
    503: {"model": Problem, "description": "Nothing is published yet"},
}
_PARTS_NAMED: Final = tuple(part for part in PARTS if part != "victim")

router = APIRouter(tags=["network"])


class LensParameters(BaseModel):
    """What is looked at."""

    model_config = ConfigDict(extra="forbid")

    relation: list[Literal[tuple(sorted(RELATIONS))]] = Field(  # type: ignore[valid-type]
        default=[], description="Only these, whichever way they are said.", examples=[["leaderOf"]]
    )
    strength: list[Literal[STRENGTHS]] = Field(  # type: ignore[valid-type]
        default=[], description=f"Only these; else {', '.join(sorted(TYING))}.", examples=[["convicted"]]
    )
    part: list[Literal[_PARTS_NAMED]] = Field(  # type: ignore[valid-type]
        default=["accused"],
        description="People of these parts, as the documents have them; relatives, officials and counsel stay out "
        "unless they are asked for, victims always.",
    )
    format: Literal["json", "csv"] | None = Field(default=None, description="In place of the Accept header.")
    lang: Literal["en", "es"] | None = Field(default=None, description="Of labels, in place of Accept-Language.")
    generation: int | None = Field(default=None, ge=0, description=GENERATION)

    @property
    def lens(self) -> Lens:
        """It."""
        return Lens(frozenset(self.relation) or RELATIONS, frozenset(self.strength) or TYING, frozenset(self.part))


class NeighbourParameters(LensParameters):
    """Which neighbours."""

    limit: int = Field(default=50, ge=1, le=200, description="Neighbours on a page.")
    after: str | None = Field(default=None, max_length=200, description="Where the page begins: as `next` has it.")


class PathParameters(LensParameters):
    """Which paths."""

    start: str = Field(min_length=1, max_length=300, description="A name, or an IRI.", examples=["Los Zetas"])
    end: str = Field(min_length=1, max_length=300, description="A name, or an IRI.", examples=["Sinaloa Cartel"])
    longest: int = Field(default=4, ge=1, le=_LONGEST, description="Steps that a path may have.")
    shortest: bool = Field(default=False, description="Only those of the fewest steps.")
    limit: int = Field(default=20, ge=1, le=200, description="How many to give at most.")


class MemberModel(BaseModel):
    """An entity in the network."""

    iri: str = Field(examples=["https://w3id.org/traslado/entities/los-zetas"])
    href: str | None = Field(examples=["/entities/los-zetas"])
    label: str = Field(examples=["Los Zetas"])
    type: str = Field(examples=["CriminalOrganization"])
    part: str | None = Field(description="What the documents make of a person.", examples=["accused"])
    identity: str | None = Field(description="How sure it is who a person is.", examples=["full name"])


class StepModel(BaseModel):
    """One tie, from its subject to its object, whichever way it is walked, with its words."""

    iri: str = Field(description="Of the fact.")
    relation: str = Field(examples=["memberOf"])
    predicate: str = Field(description="It in words that are no stronger than `strength`.")
    subject: str = Field(description="IRI.")
    object: str = Field(description="IRI.")
    status: str | None = Field(description="`former` where it is said to be over.")
    strength: TermModel = Field(description="How strongly it is said: never more than the sources say.")
    documents: int
    origins: int
    speakers: int
    denials: int
    disputed: bool
    evidence: list[EvidenceModel]


class NeighbourModel(BaseModel):
    """Whom or what an entity is tied to, and by which tie; by two ties it is there twice."""

    member: MemberModel
    step: StepModel


class PathModel(BaseModel):
    """A way from one to the other that comes by nobody twice: one member more than steps."""

    members: list[MemberModel]
    steps: list[StepModel]


class PathsModel(BaseModel):
    """The paths between two, the shorter first."""

    generation: int = Field(description="Sequence of the generation that the answer is of.", examples=[412])
    start: ThingModel
    end: ThingModel
    longest: int = Field(description="Steps that a path was allowed to have: there may be longer ones.")
    paths: list[PathModel]


@router.get("/v1/entities/{name}/neighbours", response_model=Page[NeighbourModel], responses=_RESPONSES)
def neighbours(
    request: Request,
    snapshot: CurrentSnapshot,
    name: Annotated[str, Path(description="The last segment of its IRI.", examples=["los-zetas"])],
    parameters: Annotated[NeighbourParameters, Query()],
) -> Response:
    """Who or what is tied to an entity, a tie each, in the order of the ties' IRIs."""
    written = choose_or_refuse(_OFFERS, request.headers.get("accept"), parameters.format)
    describer, iri = describer_of(request, snapshot), address(snapshot, f"entities/{name}")
    if elsewhere := moved(request, describer, iri, "v1/entities", "/neighbours"):
        return elsewhere
    known(describer, iri)
    lens, limit = parameters.lens, parameters.limit
    after = fact_iri(snapshot.generation.base, parameters.after) if parameters.after else ""
    found = snapshot.network.neighbours(iri, lens, after=after, limit=limit + 1)
    page = found[:limit]
    writer = _Writer(snapshot, describer, (neighbour.step for neighbour in page))
    if written == "csv":
        return _csv("neighbours", [({"path": None}, writer, (neighbour.step,)) for neighbour in page])
    following = None
    if len(found) > limit:
        pairs = [(key, value) for key, value in request.query_params.multi_items() if key != "after"]
        following = f"{request.url.path}?{urlencode([*pairs, ('after', local_id(page[-1].step.fact))])}"
    body = {
        "generation": snapshot.generation.sequence,
        "total": snapshot.network.count(iri, lens),
        "next": following,
        "items": [{"member": writer.member(one.member), "step": writer.step(one.step)} for one in page],
    }
    links = {"Link": f'<{following}>; rel="next"'} if following else {}
    return Response(to_json(body), media_type=_OFFERS["json"], headers={**_VARY, **links})


@router.get("/v1/paths", response_model=PathsModel, responses=_RESPONSES)
def paths(request: Request, snapshot: CurrentSnapshot, parameters: Annotated[PathParameters, Query()]) -> Response:
    """The short paths between two entities, or only the shortest, with the words of every step."""
    written = choose_or_refuse(_OFFERS, request.headers.get("accept"), parameters.format)
    describer = describer_of(request, snapshot)
    start, end = (called(snapshot, describer, name, getattr(parameters, name)) for name in ("start", "end"))
    found: Sequence[NetworkPath] = snapshot.network.paths(
        start, end, parameters.lens, longest=parameters.longest, limit=parameters.limit
    )
    if parameters.shortest:
        found = [path for path in found if len(path.steps) == len(found[0].steps)]
    writer = _Writer(snapshot, describer, (step for path in found for step in path.steps))
    if written == "csv":
        numbered = enumerate(found, start=1)
        return _csv("paths", [({"path": number}, writer, path.steps) for number, path in numbered])
    body = {
        "generation": snapshot.generation.sequence,
        "start": describer.thing(start),
        "end": describer.thing(end),
        "longest": parameters.longest,
        "paths": [
            {"members": list(map(writer.member, path.members)), "steps": list(map(writer.step, path.steps))}
            for path in found
        ],
    }
    return Response(to_json(body), media_type=_OFFERS["json"], headers=_VARY)


class _Writer:
    """Writes members and steps with their labels, and the steps' evidence, which is read at once."""

    def __init__(self, snapshot: Snapshot, describer: Describer, steps: Iterable[Step]) -> None:
        self._describer = describer
        facts = {step.fact for step in steps}
        self.evidence: dict[str, list[Evidence]] = evidence_of_facts(snapshot.backend, facts) if facts else {}

    def member(self, member: Member) -> dict[str, Any]:
        return {
            "iri": member.iri,
            "href": self._describer.path(member.iri),
            "label": self.label(member.iri),
            "type": member.type,
            "part": member.part,
            "identity": member.identity,
        }

    def step(self, step: Step) -> dict[str, Any]:
        return {
            "iri": step.fact,
            "relation": step.relation,
            "predicate": self._describer.wording(step.relation, step.status, step.strength),
            "subject": step.subject,
            "object": step.object,
            "status": step.status,
            "strength": self._describer.concept("strength", step.strength),
            "documents": step.documents,
            "origins": step.origins,
            "speakers": step.speakers,
            "denials": step.denials,
            "disputed": step.disputed,
            "evidence": self.evidence[step.fact],
        }

    def label(self, iri: str) -> str:
        return self._describer.thing(iri).label


def _csv(name: str, rows: Iterable[tuple[dict[str, Cell], _Writer, Iterable[Step]]]) -> Response:
    """A line a step, with its sources."""
    lines = [
        (
            cells
            | {
                "subject": writer.label(step.subject),
                "relation": step.relation,
                "object": writer.label(step.object),
                "status": step.status,
                "strength": step.strength,
                "origins": step.origins,
                "disputed": step.disputed,
            },
            writer.evidence[step.fact],
        )
        for cells, writer, steps in rows
        for step in steps
    ]
    names = list(lines[0][0]) if lines else ["subject"]
    file = f'attachment; filename="{name}.csv"'
    return Response(csv_lines(names, lines), media_type="text/csv", headers={**_VARY, "Content-Disposition": file})
