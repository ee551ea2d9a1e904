"""Measures of the service for Prometheus."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST

from api import metrics

router = APIRouter(tags=["health"])


@router.get("/metrics", response_class=PlainTextResponse)
def read_metrics() -> Response:
    """Requests by route, status and seconds, and what is served, of all workers, in Prometheus' text format."""
    return Response(metrics.exposition(), media_type=CONTENT_TYPE_LATEST)
