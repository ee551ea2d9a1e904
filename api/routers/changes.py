"""`/v1/changes` and its Atom feed: what is new, corrected, withdrawn or re-resolved since a generation."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import to_json

from api.describer import Describer
from api.feed import MEDIA_TYPE, FeedEntry, atom
from api.lookup import called
from api.problem import Problem
from api.routers.resources import describer_of
from api.settings import Settings
from api.snapshot import GENERATION, CurrentSnapshot, Snapshot
from graph.history import HOWS, Change, changes
from graph.home import ledger_path
from ontology.iri import local_id

_FOLDERS: Final = {"document": "documents", "entity": "entities", "disagreement": "disagreements"}
_MOST_IN_FEED: Final = 100
_WORDS: Final = {
    "changes": ("What changed", "Qué cambió"),
    "document": ("Document", "Documento"),
    "entity": ("Entity", "Entidad"),
    "disagreement": ("Disagreement", "Discrepancia"),
    "new": ("new", "nuevo"),
    "corrected": ("corrected", "corregido"),
    "withdrawn": ("withdrawn", "retirado"),
    "re-resolved": ("read or resolved anew", "leído o resuelto de nuevo"),
    "changed": ("changed", "cambiado"),
}
_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    400: {"model": Problem, "description": "Several are called so"},
    404: {"model": Problem, "description": "Nothing is called so"},
    422: {"model": Problem, "description": "A parameter is unknown or wrong"},
    503: {"model": Problem, "description": "Nothing is published yet, or the ledger cannot be read"},
}

router = APIRouter(tags=["changes"], responses=_RESPONSES)


class FollowParameters(BaseModel):
    """Whom or what to follow."""

    model_config = ConfigDict(extra="forbid")

    entity: str | None = Field(
        default=None, max_length=300, description="Only what is about it: a name, or an IRI.", examples=["Los Zetas"]
    )
    case: str | None = Field(
        default=None, max_length=300, description="Only documents that name this case.", examples=["1:25-cr-00001"]
    )
    lang: Literal["en", "es"] | None = Field(default=None, description="Of labels, in place of Accept-Language.")
    generation: int | None = Field(default=None, ge=0, description=GENERATION)


class ChangesParameters(FollowParameters):
    """Since when."""

    since: int = Field(
        ge=0, lt=2**63, description="Sequence of a generation, 0 for all: answers name theirs.", examples=[412]
    )
    limit: int = Field(default=100, ge=1, le=1000, description="Things to look at for one page.")


class ChangeModel(BaseModel):
    """What became of one thing."""

    sequence: int = Field(description="Of the journal's last entry about it.", examples=[431])
    change: Literal[HOWS] = Field(  # type: ignore[valid-type]
        description="`new`: it was not there; `corrected`: its publisher corrected or replaced it; `withdrawn`: it is "
        "no longer there; `re-resolved`: read anew, or who is who was decided otherwise; `changed`: other sides.",
        examples=["new"],
    )
    kind: Literal["document", "entity", "disagreement"]
    iri: str
    href: str | None = Field(description="Where this service shows it; none of what is no longer there.")
    label: str | None = Field(description="None of what is no longer there.")
    at: str | None = Field(description="When, in UTC, as far as it is known.")
    publisher: str | None = Field(description="Of a document.")
    published: str | None = Field(description="Of a document.")
    successors: list[str] = Field(description="IRIs of what stands in its place.")


class ChangesModel(BaseModel):
    """What changed, in the order of the journal."""

    generation: int = Field(description="Up to here: ask `since` this next time.", examples=[440])
    since: int
    next: str | None = Field(description="Address of the next page; none on the last.")
    changes: list[ChangeModel]


@router.get("/v1/changes", response_model=ChangesModel)
def read_changes(
    request: Request, snapshot: CurrentSnapshot, parameters: Annotated[ChangesParameters, Query()]
) -> Response:
    """What is new, corrected, withdrawn or re-resolved since a generation: of everything, an entity or a case."""
    describer, until = describer_of(request, snapshot), snapshot.generation.sequence
    found = changes(
        ledger_path(_home(request)),
        since=parameters.since,
        until=until,
        entity=_followed(snapshot, describer, parameters),
        case=parameters.case,
        limit=parameters.limit,
    )
    following = None
    if found.looked_at == parameters.limit:
        query = {**dict(request.query_params), "since": found.reached}
        following = f"/v1/changes?{urlencode(query)}"
    body = {
        "generation": until,
        "since": parameters.since,
        "next": following,
        "changes": _shown(snapshot, describer, found.changes),
    }
    return Response(to_json(body), media_type="application/json", headers={"Vary": "Accept-Language"})


@router.get(
    "/v1/changes.atom", response_class=Response, responses={200: {"content": {MEDIA_TYPE: {}}, "description": "A feed"}}
)
def read_feed(
    request: Request, snapshot: CurrentSnapshot, parameters: Annotated[FollowParameters, Query()]
) -> Response:
    """The same as an Atom feed, the latest first: for a reader of news."""
    describer = describer_of(request, snapshot)
    entity = _followed(snapshot, describer, parameters)
    found = changes(
        ledger_path(_home(request)),
        since=0,
        until=snapshot.generation.sequence,
        entity=entity,
        case=parameters.case,
        limit=_MOST_IN_FEED,
        latest=True,
    )
    subject = describer.thing(f"{snapshot.generation.base}entities/{entity}").label if entity else parameters.case
    title = _text("changes", describer)
    content = atom(
        id_=":".join(
            part for part in ("urn:traslado:changes", snapshot.generation.ledger, entity, parameters.case) if part
        ),
        title=f"Traslado · {title}: {subject}" if subject else f"Traslado · {title}",
        updated=snapshot.generation.published,
        language="es" if describer.spanish else "en",
        href=f"{request.url.path}?{request.url.query}".rstrip("?"),
        entries=[_entry(one, snapshot, describer) for one in _shown(snapshot, describer, found.changes)],
    )
    return Response(content, media_type=MEDIA_TYPE, headers={"Vary": "Accept-Language"})


def _shown(snapshot: Snapshot, describer: Describer, found: list[Change]) -> list[dict[str, Any]]:
    """What the generation may show of each; it knows who is withheld, where the ledger knows everything."""
    shown = []
    for change in found:
        folder = f"{snapshot.generation.base}{_FOLDERS[change.kind]}/"
        iri = folder + change.id
        one: dict[str, Any] = {
            "sequence": change.sequence,
            "change": change.how,
            "kind": change.kind,
            "iri": iri,
            "href": None,
            "label": None,
            "at": change.at,
            "publisher": None,
            "published": None,
            "successors": [folder + id_ for id_ in change.successors],
        }
        if describer.exists(iri):
            if change.kind == "entity" and (change.how == "changed" or _is_victim(describer, iri)):
                continue  # what changed about it is told by documents and disagreements
            one |= {"href": describer.path(iri), "label": describer.thing(iri).label}
            if change.kind == "document":
                document = describer.document_summary(iri)
                one |= {"publisher": document.publisher, "published": document.published}
            elif change.kind == "disagreement":
                one["label"] = describer.disagreement(iri).label
        elif change.how == "new":
            continue
        elif not change.successors:
            one["change"] = "withdrawn"
        shown.append(one)
    return shown


def _is_victim(describer: Describer, iri: str) -> bool:
    part = describer.entity_summary(iri).part
    return part is not None and part.notation == "victim"


def _entry(one: dict[str, Any], snapshot: Snapshot, describer: Describer) -> FeedEntry:
    kind, how = _text(one["kind"], describer), _text(one["change"], describer)
    parts = [one["publisher"], one["published"], *(local_id(iri) for iri in one["successors"])]
    return FeedEntry(
        id=f"{one['iri']}#{one['change']}",
        title=f"{kind}, {how}: {one['label'] or local_id(one['iri'])}",
        updated=one["at"] or snapshot.generation.published,
        summary=" · ".join(part for part in parts if part),
        category=one["change"],
        href=one["href"],
    )


def _followed(snapshot: Snapshot, describer: Describer, parameters: FollowParameters) -> str | None:
    return local_id(called(snapshot, describer, "entity", parameters.entity)) if parameters.entity else None


def _home(request: Request) -> Any:
    settings: Settings = request.app.state.settings
    return settings.home


def _text(name: str, describer: Describer) -> str:
    return _WORDS[name][describer.spanish]
