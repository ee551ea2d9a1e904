"""What an IRI of ours names, at the path of the IRI: an entity, document, claim, fact or disagreement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from pyoxigraph import RdfFormat, serialize

from api.describer import Describer
from api.description import Thing
from api.negotiation import choose, choose_or_refuse
from api.pages import page, speaks_spanish
from api.prefix import PREFIXES
from api.problem import Problem
from api.snapshot import CurrentSnapshot, Snapshot
from ontology.error import GoneError, NotFoundError
from ontology.iri import local_id

router = APIRouter(tags=["resources"])

_OFFERS: Final = {"jsonld": "application/ld+json", "turtle": "text/turtle", "html": "text/html"}
_NO_STORE: Final = {"Cache-Control": "no-store", "Vary": "Accept, Accept-Language"}
_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "Its description", "content": {media_type: {} for media_type in _OFFERS.values()}},
    404: {"model": Problem, "description": "The graph has nothing of this name"},
    410: {"model": Problem, "description": "It was erased for good"},
    406: {"model": Problem, "description": "None of the formats asked for is written"},
}
_MOVED: Final[dict[int | str, dict[str, Any]]] = {
    300: {"description": "Split: one of the entities listed", "content": {"application/json": {}, "text/html": {}}},
    307: {"description": "Merged: see the entity in Location"},
}

Name = Annotated[str, Path(description="The last segment of its IRI.", examples=["cartel-de-sinaloa"])]
Format = Annotated[
    str | None, Query(alias="format", description="jsonld, turtle or html, in place of the Accept header.")
]


@router.get("/entities/{name}", responses={**_RESPONSES, **_MOVED}, response_class=Response)
def entity(request: Request, snapshot: CurrentSnapshot, name: Name, written: Format = None) -> Response:
    """A person, organization, place, prison, court, authority or transfer: its facts and their evidence."""
    describer, iri = describer_of(request, snapshot), address(snapshot, f"entities/{name}")
    return moved(request, describer, iri, "entities") or _describe(
        request, describer, iri, written, "entity.html", describer.entity
    )


@router.get("/documents/{name}", responses=_RESPONSES, response_class=Response)
def document(request: Request, snapshot: CurrentSnapshot, name: Name, written: Format = None) -> Response:
    """A document: what is known of it, its claims and their quotes; never its text."""
    describer, iri = describer_of(request, snapshot), address(snapshot, f"documents/{name}")
    return _describe(request, describer, iri, written, "document.html", describer.document)


@router.get("/claims/{name}", responses=_RESPONSES, response_class=Response)
def claim(request: Request, snapshot: CurrentSnapshot, name: Name, written: Format = None) -> Response:
    """A claim: its quote in its context, its document, and the fact that it supports or denies."""
    describer, iri = describer_of(request, snapshot), address(snapshot, f"claims/{name}")
    return _describe(request, describer, iri, written, "claim.html", describer.claim)


@router.get("/facts/{name}", responses=_RESPONSES, response_class=Response)
def fact(request: Request, snapshot: CurrentSnapshot, name: Name, written: Format = None) -> Response:
    """A fact: what the claims of one subject, predicate, status and object say together."""
    describer, iri = describer_of(request, snapshot), address(snapshot, f"facts/{name}")
    return _describe(request, describer, iri, written, "fact.html", describer.fact)


@router.get("/disagreements/{name}", responses=_RESPONSES, response_class=Response)
def disagreement(request: Request, snapshot: CurrentSnapshot, name: Name, written: Format = None) -> Response:
    """A disagreement: its sides, who takes each in which words, and how it could be settled."""
    describer, iri = describer_of(request, snapshot), address(snapshot, f"disagreements/{name}")
    return _describe(request, describer, iri, written, "disagreement.html", describer.disagreement)


def address(snapshot: Snapshot, path: str) -> str:
    """The IRI at a path below the base.

    Raises:
        GoneError: what it named was erased.
    """
    if path in snapshot.generation.erased:
        raise GoneError("What was here was erased for good on request.")
    return snapshot.generation.base + path


def known(describer: Describer, iri: str) -> None:
    """Refuse what the graph does not have.

    Raises:
        NotFoundError: it does not.
    """
    if not describer.exists(iri):
        raise NotFoundError(f"The graph has nothing called {iri}. Search for it by name: /v1/search?q=")


def moved(request: Request, describer: Describer, iri: str, folder: str, below: str = "") -> Response | None:
    """Where what was merged or split is now, in this folder of the service; None where it is where it was."""
    successors = [replace(it, href=f"/{folder}/{local_id(it.iri or '')}{below}") for it in describer.successors(iri)]
    if len(successors) == 1:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{successors[0].href}{query}", 307, headers=_NO_STORE)
    return _choices(request, successors) if successors else None


def describer_of(request: Request, snapshot: Snapshot) -> Describer:
    """What describes a snapshot in the language of a request."""
    return Describer(snapshot.store, snapshot.generation.base, spanish=speaks_spanish(request))


def _describe(
    request: Request,
    describer: Describer,
    iri: str,
    asked: str | None,
    template: str,
    describe: Callable[[str], object],
) -> Response:
    known(describer, iri)
    written = choose_or_refuse(_OFFERS, request.headers.get("accept"), asked)
    if written == "html":
        return page(request, template, it=describe(iri), d=describer)
    rdf = RdfFormat.TURTLE if written == "turtle" else RdfFormat.JSON_LD
    content = serialize(describer.triples(iri), format=rdf, prefixes=PREFIXES)
    return Response(content, media_type=_OFFERS[written], headers={"Vary": "Accept"})


def _choices(request: Request, successors: Sequence[Thing]) -> Response:
    if choose(("application/json", "text/html"), request.headers.get("accept")) == "text/html":
        response: Response = page(request, "choices.html", 300, choices=successors)
    else:
        choices = [{"label": it.label, "path": it.href} for it in successors]
        response = JSONResponse({"choices": choices}, 300)
    response.headers.update(_NO_STORE)
    return response
