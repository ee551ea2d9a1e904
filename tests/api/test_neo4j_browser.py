"""The real Neo4j Browser on the real server: connected, guided and styled."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from neo4j_browser import BrowserWindow
from neo4j_contents import in_both_stores
from playwright.sync_api import Browser, expect
from pyoxigraph import Store
from serving import Home, Service, running

from api.cli import main
from api.neo4j.guide import Slide, slides
from api.settings import Settings
from graph import generation
from graph.neo4j_connection import Connection, Neo4jSettings
from graph.neo4j_server import ServerInfo
from graph.question import questions

pytestmark = [pytest.mark.slow, pytest.mark.neo4j, pytest.mark.browser, pytest.mark.timeout(300)]

PERSON, TRANSFER = "#2F6C9E", "#6B4C9A"


@pytest.fixture(scope="module")
def filled(demo_home: Path, neo4j_settings: Neo4jSettings) -> Iterator[Connection]:
    with in_both_stores(demo_home, neo4j_settings) as (_, connection):
        yield connection


@pytest.fixture(scope="module")
def guiding(demo_home: Path, filled: Connection) -> Iterator[Service]:
    with running(Settings(home=demo_home, sparql_workers=1), Home(demo_home)) as service:
        yield service


@pytest.fixture
def window(browser: Browser, guiding: Service, neo4j_server: ServerInfo, neo4j_home: Path) -> Iterator[BrowserWindow]:
    """Browser as a newcomer opens it: by the address that the command prints, with the password that it says."""
    # Neo4j takes guides from localhost, not from the same host by its number, before it knows its own settings.
    service = f"http://localhost:{guiding.settings.port}"
    printed = CliRunner().invoke(main, ["neo4j", "browser", "--home", str(neo4j_home), "--service", service])
    assert printed.exit_code == 0
    assert neo4j_server.password in printed.stderr
    with browser.new_context(viewport={"width": 1440, "height": 1000}) as context:
        window = BrowserWindow(context.new_page())
        window.open(printed.stdout.strip(), neo4j_server.password)
        yield window


def test_a_newcomer_is_guided_from_the_style_to_an_answer(window: BrowserWindow) -> None:
    expect(window.page.locator(".slide")).to_contain_text("no proof of guilt")
    window.run(0)
    whole = window.run(1)
    for color in (PERSON, TRANSFER):
        expect(whole.locator(f'svg circle[fill="{color}"]').first).to_be_visible()

    window.next()
    expect(window.page.locator(".slide")).to_contain_text("Which leaders and founders went to which U.S. city")
    expect(window.run(0)).to_contain_text("Successfully set your parameters")
    expect(window.run(1)).to_contain_text("Rafael Caro Quintero")
    picture = window.run(2)
    captions = picture.locator("svg .relationship text")
    # However short it is cut, how strongly it is said comes first.
    expect(captions.filter(has_text="alle").first).to_be_visible()


def test_a_question_that_needs_a_parameter_is_asked_with_one_of_this_graph(
    window: BrowserWindow, guiding: Service
) -> None:
    names = [slide.name for slide in asked(guiding)]
    window.next(1 + names.index("custody_on"))
    window.run(0)
    expect(window.run(1)).to_contain_text("Rafael Caro Quintero")


def test_the_queries_are_saved_when_their_file_is_dropped_onto_the_window(
    window: BrowserWindow, guiding: Service
) -> None:
    window.drop("traslado-queries.zip", guiding.client.get("/neo4j/queries.zip").content)
    window.page.get_by_test_id("navigationFavorites").click()
    window.page.get_by_test_id("expandFolder-Traslado").click()
    for title in (questions()[name].title.en for name in ("leaders_by_city", "custody_on")):
        expect(window.page.get_by_text(title).first).to_be_visible()


def test_every_query_of_the_guide_has_rows_and_every_picture_paths(guiding: Service, filled: Connection) -> None:
    assert {slide.name for slide in asked(guiding)} == set(questions())
    for slide in asked(guiding):
        for query in (slide.table, slide.picture):
            assert filled.read(query, slide.parameters), slide.name


def asked(service: Service) -> list[Slide]:
    return slides(Store.read_only(str(generation.current(service.home.path).path)), spanish=False)
