from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import Article, handover
from chromium import HOW_TO_GET_ONE, find_chromium
from playwright.sync_api import Browser, sync_playwright
from serving import Home, Service, allegation, named, running

from api.settings import Settings

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An empty home."""
    return Home(tmp_path / "home")


@pytest.fixture(scope="session")
def example_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with a handover, an allegation and its denial, a victim, a merge and a split; not to be written."""
    home = Home(tmp_path_factory.mktemp("hogar ñ") / "home")
    victim = Article("Iris Paz Luna was killed.", publisher="The Victim Example", label="victim")
    victim.entity("Person", "Iris Paz Luna", part="victim")
    home.publish(handover(label="handover"), allegation(), victim)
    home.publish(named("Ana Ruiz", "Merged A"), named("A. Ruiz", "Merged B"))
    home.publish(named("Luz Gil Rey", "Split A"), named("Luz Gil Rey", "Split B"))
    return home


@pytest.fixture(scope="session")
def service(example_home: Home) -> Iterator[Service]:
    """The service over the example home, with short limits; for tests that do not write."""
    settings = Settings(home=example_home.path, sparql_seconds=2, sparql_result_bytes=1_000_000)
    with running(settings, example_home) as service:
        yield service


@pytest.fixture
def own_service(home: Home) -> Iterator[Service]:
    """A service over the test's own empty home."""
    with running(Settings(home=home.path, sparql_workers=1, sparql_seconds=2), home) as service:
        yield service


@pytest.fixture(scope="session")
def chromium() -> str:
    """A Chromium to drive: the program's path."""
    return find_chromium() or pytest.skip(HOW_TO_GET_ONE)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """It, started, with nothing of its own to fetch."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()
