"""`/neo4j`: what Neo4j Browser fetches from here: its style, its guide in both markups, and queries to be saved."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Request, Response

from api.neo4j.guide import guide, saved_queries
from api.neo4j.style import style
from api.pages import speaks_spanish
from api.problem import Problem
from api.snapshot import CurrentSnapshot, Snapshot

router = APIRouter(prefix="/neo4j", tags=["neo4j browser"])

Language = Annotated[Literal["en", "es"] | None, Query(description="Language, in place of Accept-Language.")]

_EMPTY: Final[dict[str, Any]] = {"model": Problem, "description": "Nothing is published yet"}


def _offered(media_type: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"description": "The file", "content": {media_type: {}}}, 503: _EMPTY}


@router.get("/style.grass", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def style_sheet() -> Response:
    """The style sheet for the classic Browser: `:style`."""
    return Response(style(), media_type="text/plain")


@router.get("/guide.html", response_class=Response, responses=_offered("text/html"))
def classic_guide(request: Request, snapshot: CurrentSnapshot, lang: Language = None) -> Response:
    """The guide for the classic Browser: `:play`."""
    return Response(_guide(request, snapshot, "html"), media_type="text/html", headers={"Vary": "Accept-Language"})


@router.get("/guide.adoc", response_class=Response, responses=_offered("text/asciidoc"))
def newer_guide(request: Request, snapshot: CurrentSnapshot, lang: Language = None) -> Response:
    """The guide for the newer Browser, in AsciiDoc: `:guide`."""
    return Response(_guide(request, snapshot, "adoc"), media_type="text/asciidoc", headers={"Vary": "Accept-Language"})


@router.get("/queries.zip", response_class=Response, responses=_offered("application/zip"))
def queries(request: Request, snapshot: CurrentSnapshot, lang: Language = None) -> Response:
    """The queries of the guide as files, to be dropped onto the classic Browser, which saves them."""
    content = saved_queries(snapshot.store, spanish=speaks_spanish(request))
    file = 'attachment; filename="traslado-queries.zip"'
    return Response(content, media_type="application/zip", headers={"Content-Disposition": file})


def _guide(request: Request, snapshot: Snapshot, markup: str) -> str:
    address = str(request.base_url).rstrip("/")
    return guide(snapshot.store, snapshot.counts, address, markup=markup, spanish=speaks_spanish(request))
