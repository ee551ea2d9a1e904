"""Measures of the service for Prometheus."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST

from api import metrics
from api.job import Jobs

router = APIRouter(tags=["health"])


@router.get("/metrics", response_class=PlainTextResponse)
def read_metrics(request: Request) -> Response:
    """Requests by route, status and seconds, and what is served, of all workers, in Prometheus' text format."""
    jobs: Jobs = request.app.state.jobs
    return Response(metrics.exposition(len(jobs.unfinished())), media_type=CONTENT_TYPE_LATEST)
