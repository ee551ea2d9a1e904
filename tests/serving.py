"""Homes that tests write and publish, and services that run over them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import uvicorn
from builders import Article
from fastapi import FastAPI

from api.app import create_app
from api.server import listen, server_config
from api.settings import Settings
from graph import generation
from graph.disagreement_ledger import follow_all
from graph.entry import Entry
from graph.home import ledger_path, store_path, writing
from graph.judgement import judge
from graph.ledger import Ledger
from graph.store import OxigraphStore


@dataclass(frozen=True)
class Home:
    """A home that a test writes, and publishes as a load does."""

    path: Path

    def publish(self, *articles: Article) -> None:
        with self._writing() as ledger, ledger.transaction():
            for article in articles:
                ledger.add(Entry.of(article.extraction))

    def judge(self, left: str, right: str, verdict: str) -> None:
        with self._writing() as ledger:
            judge(ledger, self._person(ledger, left), self._person(ledger, right), verdict, by="tester", reason="test")

    def retract(self, label: str) -> None:
        with self._writing() as ledger, ledger.transaction():
            ledger.retract(ledger.documents_at(label))

    def entity(self, publisher: str) -> str:
        """Id of the person that a publisher's document names."""
        with Ledger(ledger_path(self.path)) as ledger:
            (entity,) = ledger.connection.execute(
                "SELECT entity FROM resolution WHERE mention = ?", (self._person(ledger, publisher),)
            ).fetchone()
        return str(entity)

    @contextmanager
    def _writing(self) -> Iterator[Ledger]:
        with writing(self.path), Ledger(ledger_path(self.path), create=True) as ledger:
            yield ledger
            store = OxigraphStore(store_path(self.path))
            follow_all(ledger, store)
            generation.publish(self.path, ledger, store)
            store.close()

    @staticmethod
    def _person(ledger: Ledger, publisher: str) -> str:
        (mention,) = ledger.connection.execute(
            """SELECT m.id FROM mention m JOIN document d ON d.id = m.document
               WHERE m.type = 'Person' AND d.publisher = ?""",
            (publisher,),
        ).fetchone()
        return str(mention)


@dataclass(frozen=True)
class Service:
    """A running service and a client of it."""

    client: httpx.Client
    home: Home
    settings: Settings

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.settings.port}"

    def workers(self) -> list[psutil.Process]:
        """Its query workers: child processes that have its home open."""
        home = str(self.home.path)
        children = [p for p in psutil.Process().children(recursive=True) if p.status() != psutil.STATUS_ZOMBIE]
        return [p for p in children if p.is_running() and any(home in argument for argument in p.cmdline())]


def named(name: str, publisher: str) -> Article:
    article = Article(f"{name} was arrested, wrote {publisher}.", publisher=publisher, label=publisher)
    article.entity("Person", name, part="accused")
    return article


def allegation() -> Article:
    """A speaker's allegation about a leader, and a relative's denial of it."""
    text = (
        "According to the Example Prosecutor, Beto Cano Mora led Cartel of the Example Hills. "
        "“He never did”, said his sister Eva Cano Mora."
    )
    article = Article(text, publisher="The Other Example", label="allegation", kind="press release")
    person = article.entity("Person", "Beto Cano Mora", part="accused")
    sister = article.entity("Person", "Eva Cano Mora", part="relative")
    group = article.entity("CriminalOrganization", "Cartel of the Example Hills")
    prosecutor = article.entity("Authority", "Example Prosecutor")
    quote = "According to the Example Prosecutor, Beto Cano Mora led Cartel of the Example Hills"
    article.claim(person, "leaderOf", group, quote=quote, modality="alleged", speaker=prosecutor, status="current")
    denial = "“He never did”, said his sister Eva Cano Mora"
    article.claim(person, "leaderOf", group, quote=denial, modality="denied", speaker=sister, status="current")
    return article


@contextmanager
def running(settings: Settings, home: Home, app: FastAPI | None = None) -> Iterator[Service]:
    """A service in a thread of its own, on its own port: an app of the test's own, else the one of the settings."""
    listening = listen("127.0.0.1", 0)
    settings = settings.model_copy(update={"port": listening.getsockname()[1]})
    server = uvicorn.Server(server_config(settings, lambda: app or create_app(settings)))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.005)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{settings.port}", timeout=30) as client:
            yield Service(client, home, settings)
    finally:
        server.should_exit = True
        thread.join()


def free_port() -> int:
    """A TCP port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@contextmanager
def serving(home: Path, **settings: object) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`traslado serve` as a process of its own, ready to answer: it and its address."""
    port = free_port()
    environment = {f"TRASLADO_{name.upper()}": str(value) for name, value in settings.items()}
    command = [sys.executable, "-c", "from api.cli import main; main()", "serve", "--home", str(home)]
    url = f"http://127.0.0.1:{port}"
    # No pipe: nobody reads it while the service runs, and once it is full whoever writes a log line waits for ever.
    with tempfile.NamedTemporaryFile("w") as log, Path(log.name).open() as told:
        process = subprocess.Popen([*command, "--port", str(port)], env=os.environ | environment, stderr=log, text=True)
        process.stderr = told
        try:
            yield _ready_soon(process, url), url
        finally:
            process.terminate()
            process.wait(timeout=30)


def _ready_soon(process: subprocess.Popen[str], url: str) -> subprocess.Popen[str]:
    deadline = time.monotonic() + 60
    while not _ready(url):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return process


def _ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz").status_code == 200
    except httpx.TransportError:
        return False
