"""`/neo4j`: what Neo4j Browser fetches from here: its style, its guide in both markups, and queries to be saved."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Query, Request, Response

from api.negotiation import prefers_spanish
from api.neo4j.guide import guide, saved_queries
from api.neo4j.style import style
from api.problem import Problem
from api.snapshot import CurrentSnapshot

router = APIRouter(prefix="/neo4j", tags=["neo4j browser"])


def _spanish(
    request: Request,
    lang: Annotated[Literal["en", "es"] | None, Query(description="Language, in place of Accept-Language.")] = None,
) -> bool:
    return prefers_spanish(lang, request.headers.get("accept-language"))


Spanish = Annotated[bool, Depends(_spanish)]

_BY_LANGUAGE: Final = {"Vary": "Accept-Language"}
_EMPTY: Final[dict[str, Any]] = {"model": Problem, "description": "Nothing is published yet"}


def _offered(media_type: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"description": "The file", "content": {media_type: {}}}, 503: _EMPTY}


@router.get("/style.grass", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def style_sheet() -> Response:
    """The style sheet for the classic Browser: `:style`."""
    return Response(style(), media_type="text/plain")


@router.get("/guide.html", response_class=Response, responses=_offered("text/html"))
def classic_guide(request: Request, snapshot: CurrentSnapshot, spanish: Spanish) -> Response:
    """The guide for the classic Browser: `:play`."""
    content = guide(snapshot.store, snapshot.counts, _address(request), markup="html", spanish=spanish)
    return Response(content, media_type="text/html", headers=_BY_LANGUAGE)


@router.get("/guide.adoc", response_class=Response, responses=_offered("text/asciidoc"))
def newer_guide(request: Request, snapshot: CurrentSnapshot, spanish: Spanish) -> Response:
    """The guide for the newer Browser, in AsciiDoc: `:guide`."""
    content = guide(snapshot.store, snapshot.counts, _address(request), markup="adoc", spanish=spanish)
    return Response(content, media_type="text/asciidoc", headers=_BY_LANGUAGE)


@router.get("/queries.zip", response_class=Response, responses=_offered("application/zip"))
def queries(snapshot: CurrentSnapshot, spanish: Spanish) -> Response:
    """The queries of the guide as files, to be dropped onto the classic Browser, which saves them."""
    headers = {"Content-Disposition": 'attachment; filename="traslado-queries.zip"', **_BY_LANGUAGE}
    return Response(saved_queries(snapshot.store, spanish=spanish), media_type="application/zip", headers=headers)


def _address(request: Request) -> str:
    return str(request.base_url).rstrip("/")
