"""The service: routers, error handlers and headers put together, and run by uvicorn."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import uvicorn
from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.staticfiles import StaticFiles
from starlette.middleware.cors import CORSMiddleware
from uvicorn.supervisors import Multiprocess

from api.answer_cache import AnswerCache
from api.backend import connect_neo4j
from api.compression import Compression
from api.headers import StandardHeaders
from api.job import Jobs
from api.metrics import MULTIPROCESS
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
from api.structured_log import configure
from ontology.error import ServerError

_SECONDS_TO_START: Final = 60
"""After which a worker that does not answer is replaced; a busy machine may take some to start one."""


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


def serve(settings: Settings, *, started: Callable[[], None] = lambda: None) -> None:
    """Run the service until it is interrupted.

    Args:
        settings: what to serve, and where.
        started: called once the address is ours.

    Raises:
        ServerError: the address cannot be listened on, or the Neo4j to ask is not there; nothing was started then.
    """
    if settings.backend == "neo4j":
        connect_neo4j(settings.home).close()  # what is wrong with it is said before anything is started
    configure(settings.log_level)
    with listen(settings.host, settings.port) as listening, contextlib.suppress(KeyboardInterrupt):
        if settings.workers == 1:
            started()
            uvicorn.Server(server_config(settings, partial(create_app, settings))).run(sockets=[listening])
            return
        with TemporaryDirectory(prefix="traslado-") as folder:
            os.environ[MULTIPROCESS] = folder
            started()
            config = server_config(settings, partial(_app_of_a_worker, settings, Path(folder)))
            Multiprocess(config, sockets=[listening]).run()


def server_config(settings: Settings, factory: Callable[[], FastAPI]) -> uvicorn.Config:
    """How uvicorn runs the service; the factory is called in each worker."""
    return uvicorn.Config(
        factory,
        factory=True,
        workers=settings.workers,
        log_config=None,  # ours
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=settings.stop_seconds,
        timeout_worker_healthcheck=_SECONDS_TO_START,
    )


def _app_of_a_worker(settings: Settings, shared: Path) -> FastAPI:
    configure(settings.log_level)
    return create_app(settings, shared)


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


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there; port 0 takes a free one.

    Raises:
        ServerError: the address is in use, not ours, or not allowed.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise ServerError(
            f"{host}:{port}: cannot listen there ({error.strerror}). "
            "Stop what uses it, or choose another with --port or TRASLADO_PORT."
        ) from error
    # asyncio sets it only where the socket names its protocol; without it an answer waits 40 ms for an acknowledgement.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening
