"""The service run by uvicorn: one process, or several that share an address and one folder."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from api.app import create_app
from api.backend import connect_neo4j
from api.metrics import MULTIPROCESS
from api.settings import Settings
from api.structured_log import configure
from ontology.error import ServerError

_SECONDS_TO_START: Final = 60
"""After which a worker that does not answer is replaced; a busy machine may take some to start one."""


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
