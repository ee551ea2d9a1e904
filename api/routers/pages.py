"""The start page, and the API's documentation as a page of our own: nothing is fetched from elsewhere."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.pages import page
from api.routers.questions import listed
from api.snapshot import NothingPublishedError, Snapshots
from graph.question import questions

router = APIRouter(include_in_schema=False)


@router.get("/")
def start(request: Request) -> HTMLResponse:
    """What is loaded, a search box, and each question as a form."""
    snapshots: Snapshots = request.app.state.snapshots
    try:
        counts = snapshots.current().counts
    except NothingPublishedError:
        counts = {}
    # The question that the graph was made for comes first.
    ordered = sorted(questions().values(), key=lambda question: question.name != "leaders_by_city")
    asked = [listed(question) for question in ordered]
    return page(request, "start.html", counts=counts, questions=asked, values={})


@router.get("/docs")
def docs(request: Request) -> HTMLResponse:
    """The OpenAPI description, readable."""
    return page(request, "docs.html", api=request.app.openapi())
