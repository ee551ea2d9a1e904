"""The service: routers, error handlers and headers put together, and run by uvicorn."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Final

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware.cors import CORSMiddleware

from api.headers import StandardHeaders
from api.pages import FOLDER, contact_address
from api.problem import add_error_handlers
from api.routers import health, pages, questions, resources, search, sparql
from api.settings import Settings
from api.snapshot import NothingPublishedError, Snapshots
from api.sparql.pool import WorkerPool
from ontology.error import ServerError

_SECONDS_TO_FINISH: Final = 3
"""How long requests under way may still take when the service is told to stop."""


def create_app(settings: Settings) -> FastAPI:
    """The service over the published generations of a home.

    It starts without one, too, and takes up whatever is published later.
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
    app.state.snapshots = Snapshots(settings.home)
    add_error_handlers(app)
    app.add_middleware(
        CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "HEAD", "POST"], allow_headers=["*"], max_age=86_400
    )
    app.add_middleware(StandardHeaders)
    for module in (pages, questions, search, resources, sparql, health):
        app.include_router(module.router)
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
        ServerError: the address cannot be listened on; nothing was started then.
    """
    import uvicorn

    with listen(settings.host, settings.port) as listening:
        started()
        config = uvicorn.Config(
            create_app(settings),
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=_SECONDS_TO_FINISH,
        )
        with contextlib.suppress(KeyboardInterrupt):  # Control+C is how it is stopped
            uvicorn.Server(config).run(sockets=[listening])


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    workers = WorkerPool(
        workers=settings.sparql_workers, seconds=settings.sparql_seconds, memory_mib=settings.sparql_memory_mib
    )
    app.state.workers = workers
    with contextlib.suppress(NothingPublishedError):
        await workers.warm(app.state.snapshots.current().generation.path)
    try:
        yield
    finally:
        await workers.close()


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
