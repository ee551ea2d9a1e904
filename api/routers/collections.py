"""`/v1/people`, `/v1/organizations`, …: a list with its facets and a description of each item, of one table."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, create_model
from pydantic_core import to_json

from api.answer import csv_lines
from api.describer import Describer
from api.description import ClaimDescription, DisagreementDescription, EntitySummary, Statement
from api.negotiation import choose_or_refuse
from api.parameter_field import parameter_field
from api.problem import Problem
from api.resource_model import (
    ClaimModel,
    ClaimSummary,
    Described,
    DisagreementModel,
    DocumentModel,
    DocumentSummary,
    EntityModel,
    Page,
)
from api.resource_model import EntitySummary as EntitySummaryModel
from api.routers.resources import address, describer_of, known, moved
from api.snapshot import GENERATION, CurrentSnapshot, Snapshot
from graph.collection import Collection, collections
from graph.question import Cell, Evidence
from ontology.error import NotFoundError
from ontology.iri import local_id
from ontology.terms import PLACE_TYPES

_OFFERS: Final = {"json": "application/json", "csv": "text/csv"}
_VARY: Final = {"Vary": "Accept, Accept-Language"}
_MOST: Final = 100
_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The answer", "content": {"text/csv": {}}},
    404: {"model": Problem, "description": "Nothing is called so"},
    406: {"model": Problem, "description": "None of the formats asked for is written"},
    422: {"model": Problem, "description": "A parameter is unknown or wrong"},
    503: {"model": Problem, "description": "Nothing is published yet"},
}
_ITEM_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    **_RESPONSES,
    300: {"description": "Split: one of the entities listed"},
    307: {"description": "Merged: see the entity in Location"},
    410: {"model": Problem, "description": "It was erased for good"},
}

router = APIRouter()


@dataclass(frozen=True, slots=True)
class _Kind:
    """How items are described: in a list, and alone; each as a model, and as a line of CSV with its evidence."""

    folder: str
    summary: type[BaseModel]
    model: type[BaseModel]
    summarize: Callable[[Describer, Sequence[str]], Sequence[Any]]
    describe: Callable[[Describer, str], Any]


_KINDS: Final = {
    "entity": _Kind(
        "entities",
        EntitySummaryModel,
        EntityModel,
        lambda d, iris: [d.entity_summary(iri) for iri in iris],
        Describer.entity,
    ),
    "document": _Kind(
        "documents",
        DocumentSummary,
        DocumentModel,
        lambda d, iris: [d.document_summary(iri) for iri in iris],
        Describer.document,
    ),
    "claim": _Kind("claims", ClaimSummary, ClaimModel, Describer.claims, Describer.claim),
    "disagreement": _Kind(
        "disagreements",
        DisagreementModel,
        DisagreementModel,
        lambda d, iris: [d.disagreement(iri) for iri in iris],
        Describer.disagreement,
    ),
}


class ItemParameters(BaseModel):
    """How one item is wanted."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["json", "csv"] | None = Field(default=None, description="In place of the Accept header.")
    lang: Literal["en", "es"] | None = Field(default=None, description="Of labels, in place of Accept-Language.")
    generation: int | None = Field(default=None, ge=0, description=GENERATION)


class ListParameters(ItemParameters):
    """How a list is wanted."""

    limit: int = Field(default=20, ge=1, le=_MOST, description="Items on a page.")
    after: str | None = Field(default=None, max_length=200, description="Where the page begins: as `next` has it.")


def _add_routes(collection: Collection) -> None:
    kind = _KINDS[collection.item]

    def read_list(request: Request, snapshot: CurrentSnapshot, parameters: BaseModel) -> Response:
        return _list(request, snapshot, collection, parameters)

    def read_item(
        request: Request,
        snapshot: CurrentSnapshot,
        name: Annotated[str, Path(description="The last segment of its IRI.")],
        parameters: Annotated[ItemParameters, Query()],
    ) -> Response:
        return _item(request, snapshot, collection, name, parameters)

    # The models are made at run time, so that OpenAPI and validation know each list's own facets.
    read_list.__annotations__["parameters"] = Annotated[_parameters_model(collection), Query()]
    read_list.__doc__ = f"{collection.description.en}, narrowed by facets, in the order of their IRIs."
    read_item.__doc__ = f"One of these: {collection.description.en.lower()}. With its evidence."
    path, name = f"/v1/{collection.name}", collection.name
    page, one = Page[kind.summary], Described[kind.model]  # type: ignore[name-defined]
    add = router.add_api_route
    add(path, read_list, name=f"list_{name}", response_model=page, responses=_RESPONSES, tags=[name])
    add(f"{path}/{{name}}", read_item, name=f"read_{name}", response_model=one, responses=_ITEM_RESPONSES, tags=[name])


def _list(request: Request, snapshot: Snapshot, collection: Collection, parameters: BaseModel) -> Response:
    given = parameters.model_dump(exclude_none=True)
    written = choose_or_refuse(_OFFERS, request.headers.get("accept"), given.get("format"))
    facets = {facet.parameter.name for facet in collection.facets}
    iris = snapshot.listed(collection, {name: value for name, value in given.items() if name in facets})
    limit, folder = given["limit"], f"{snapshot.generation.base}{_KINDS[collection.item].folder}/"
    start = bisect_right(iris, folder + given["after"]) if "after" in given else 0
    page = iris[start : start + limit]
    describer = describer_of(request, snapshot)
    items = _KINDS[collection.item].summarize(describer, page)
    if written == "csv":
        sources = describer.sources(page) if collection.item == "entity" else {}
        return _csv(collection.name, [line for item in items for line in _lines(item, sources.get(item.iri, ()))])
    following = None
    if start + limit < len(iris):
        query = urlencode({**dict(request.query_params), "after": local_id(page[-1])})
        following = f"/v1/{collection.name}?{query}"
    body = {
        "generation": snapshot.generation.sequence,
        "total": len(iris),
        "next": following,
        "items": items,
    }
    links = {"Link": f'<{following}>; rel="next"'} if following else {}
    return Response(to_json(body), media_type=_OFFERS["json"], headers={**_VARY, **links})


def _item(
    request: Request, snapshot: Snapshot, collection: Collection, name: str, parameters: ItemParameters
) -> Response:
    kind, describer = _KINDS[collection.item], describer_of(request, snapshot)
    written = choose_or_refuse(_OFFERS, request.headers.get("accept"), parameters.format)
    iri = address(snapshot, f"{kind.folder}/{name}")
    if collection.item == "entity" and (elsewhere := moved(request, describer, iri, f"v1/{collection.name}")):
        return elsewhere
    known(describer, iri)
    type_ = describer.thing(iri).type
    if type_ != collection.type and not (collection.type == "Place" and type_ in ("Prison", "Court", *PLACE_TYPES)):
        raise NotFoundError(f"{iri} is a {type_}, and not among {collection.name}. It is at {describer.path(iri)}.")
    item = kind.describe(describer, iri)
    if written == "csv":
        return _csv(name, list(_lines(item)))
    body = {"generation": snapshot.generation.sequence, "item": item}
    return Response(to_json(body), media_type=_OFFERS["json"], headers=_VARY)


Line = tuple[Mapping[str, Cell], Sequence[Evidence]]


def _lines(item: Any, sources: Sequence[Evidence] = ()) -> list[Line]:
    """A description as lines of CSV: one a statement or side where it has some, else one for itself with `sources`."""
    if isinstance(item, Statement):
        return [_line(item)]
    if isinstance(item, ClaimDescription):
        return [_line(item.statement)]
    if isinstance(item, DisagreementDescription):
        return [
            (
                {
                    "iri": item.iri,
                    "kind": item.kind.notation,
                    "subjects": [subject.label for subject in item.subjects],
                    "side": side.value,
                    "entities": [entity.label for entity in side.entities],
                    "strength": side.strength.notation if side.strength else None,
                    "origins": side.origins,
                },
                side.evidence,
            )
            for side in item.sides
        ]
    statements = [*getattr(item, "statements", ()), *getattr(item, "named_in", ())]
    if statements:
        return [_line(statement) for statement in statements]
    cells: dict[str, Cell] = {"iri": item.iri, "label": item.label}
    if isinstance(item, EntitySummary):
        cells |= {"type": item.type, "names": list(item.names)}
        cells |= {name: term.notation for name in ("part", "identity") if (term := getattr(item, name))}
    else:
        cells |= {name: getattr(item, name) for name in ("publisher", "published", "language", "url")}
        cells["kind"] = item.kind.notation if item.kind else None
    return [(cells, sources)]


def _line(statement: Statement) -> Line:
    cells: dict[str, Cell] = {
        "iri": statement.iri,
        "subject": statement.subject.label,
        "relation": statement.relation,
        "object": statement.object.label,
        "status": statement.status.notation if statement.status else None,
        "strength": statement.strength.notation if statement.strength else None,
        "disputed": statement.disputed,
        "denials": statement.denials,
        "origins": statement.origins,
    }
    return cells, statement.evidence


def _csv(name: str, lines: Sequence[Line]) -> Response:
    names = list(dict.fromkeys(key for cells, _ in lines for key in cells)) or ["iri"]
    file = f'attachment; filename="{name}.csv"'
    return Response(csv_lines(names, lines), media_type="text/csv", headers={**_VARY, "Content-Disposition": file})


def _parameters_model(collection: Collection) -> type[BaseModel]:
    fields: dict[str, Any] = {f.parameter.name: parameter_field(f.parameter) for f in collection.facets}
    return create_model(f"{collection.name.capitalize()}Parameters", __base__=ListParameters, **fields)


for _collection in collections().values():
    _add_routes(_collection)
