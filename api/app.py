"""The service: routers, error handlers and headers put together."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.staticfiles import StaticFiles
from starlette.middleware.cors import CORSMiddleware

from api.answer_cache import AnswerCache
from api.backend import connect_neo4j
from api.compression import Compression
from api.headers import StandardHeaders
from api.job import Jobs
from api.observation import Observation
from api.openapi import describe
from api.pages import FOLDER, contact_address
from api.problem import add_error_handlers
from api.rate_limit import ClientRateLimit, RateLimits
from api.request_size import RequestSize
from api.routers import (
    changes,
    collections,
    generations,
    geojson,
    graph_store,
    health,
    jobs,
    metrics,
    neo4j_guide,
    network,
    pages,
    questions,
    resources,
    review,
    search,
    sparql,
    timeline,
    writing,
)
from api.settings import Settings
from api.snapshot import NothingPublishedError, Snapshots
from api.sparql.dataset import Datasets
from api.sparql.pool import WorkerPool
from api.sparql.service_description import Describer


def create_app(settings: Settings, shared: Path | None = None) -> FastAPI:
    """The service over the published generations of a home.

    It starts without one, too, and takes up whatever is published later.

    Args:
        settings: what to serve.
        shared: folder of what the workers of one service share; one that is alone needs none.
    """
    app = FastAPI(
        title="Traslado",
        version=version("traslado"),
        summary="Who was sent where, according to whom, and how surely.",
        description="Every answer shows its evidence: the words, their document, and who says them. To be named here "
        "is no proof of guilt.",
        contact=_contact(settings.contact),
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.state.settings = settings
    app.state.neo4j = connect_neo4j(settings.home) if settings.backend == "neo4j" else None
    app.state.snapshots = Snapshots(settings.home, app.state.neo4j)
    counters = shared / "requests" if shared is not None else None
    app.state.jobs = Jobs(settings.home)
    app.state.limits = RateLimits(settings.rate_per_client, settings.rate_per_token, counters)
    add_error_handlers(app)
    # The last is the outermost.
    app.add_middleware(AnswerCache, snapshots=app.state.snapshots)
    app.add_middleware(Compression)
    app.add_middleware(RequestSize, most=settings.request_bytes)
    app.add_middleware(ClientRateLimit, limits=app.state.limits)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST", "PUT", "DELETE"],
        allow_headers=["*"],
        expose_headers=["*"],
        max_age=86_400,
    )
    app.add_middleware(Observation, settings=settings)
    app.add_middleware(StandardHeaders)
    for module in (
        pages,
        questions,
        search,
        collections,
        network,
        generations,
        changes,
        timeline,
        geojson,
        resources,
        sparql,
        graph_store,
        writing,
        jobs,
        review,
        neo4j_guide,
        health,
        metrics,
    ):
        app.include_router(module.router)
    describe(app)
    app.mount("/static", StaticFiles(directory=FOLDER / "static"))
    return app


def _contact(contact: str) -> dict[str, str] | None:
    """Whom to write to about replies, corrections and personal data, as OpenAPI has it."""
    name = {"name": "Replies, corrections and personal data"}
    address = contact_address(contact)
    if address is None:
        return {"name": contact} if contact else None
    return name | ({"email": contact} if address.startswith("mailto:") else {"url": contact})


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    workers = WorkerPool(
        workers=settings.sparql_workers, seconds=settings.sparql_seconds, memory_mib=settings.sparql_memory_mib
    )
    app.state.workers = workers
    app.state.datasets = Datasets(settings, app.state.snapshots)
    app.state.service_describer = Describer(settings)
    with contextlib.suppress(NothingPublishedError):
        await workers.warm((await app.state.datasets.current()).folder)
    await run_in_threadpool(app.state.jobs.make_sure_they_are_made)  # what an earlier service took on
    renewing = asyncio.create_task(app.state.snapshots.keep_renewed())
    try:
        yield
    finally:
        renewing.cancel()
        await app.state.service_describer.close()
        await workers.close()
        if app.state.neo4j is not None:
            app.state.neo4j.close()
