from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from serving import Home, Service

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@contextmanager
def opened(browser: Browser, service: Service, path: str, **context: object) -> Iterator[Page]:
    """A page on which nothing may go wrong: no script error, no refused resource, nothing from elsewhere."""
    wrong: list[str] = []
    with browser.new_context(base_url=service.url, **context) as fresh:  # type: ignore[arg-type]
        page = fresh.new_page()
        page.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda asked: None if asked.url.startswith(service.url) else wrong.append(asked.url))
        page.goto(path)
        yield page
    assert wrong == []


def ask(page: Page, question: str, **parameters: str) -> None:
    form = page.locator("article.question", has=page.locator(f"#{question}")).locator("form")
    for name, value in parameters.items():
        form.locator(f"[name={name}]").fill(value)
    form.get_by_role("button").click()


def test_a_question_is_answered_in_place_and_its_evidence_is_one_click_away(browser: Browser, service: Service) -> None:
    with opened(browser, service, "/") as page:
        expect(page.locator("article.question").first.locator("h3")).to_contain_text("leaders and founders")
        ask(page, "leaders_by_city", city="Houston")
        answer = page.locator("article.question .answer").first
        row = answer.locator("tbody").filter(has_text="Ana Ruiz Soto").filter(has_text="flown")
        expect(row).to_contain_text("Cartel of the Example Hills")
        quote = row.get_by_text("Ana Ruiz Soto was flown to Houston")
        expect(quote.first).not_to_be_visible()
        row.locator("summary").click()
        expect(quote.first).to_be_visible()
        expect(row).to_contain_text("The Example")
        expect(row).to_contain_text("2026-01-21")


def test_what_a_parameter_cannot_mean_is_said_in_place(browser: Browser, service: Service) -> None:
    with browser.new_context(base_url=service.url) as context:
        page = context.new_page()
        page.goto("/")
        ask(page, "leaders_by_city", city="Nowhere at All")
        expect(page.get_by_role("alert")).to_contain_text("Nowhere at All")


def test_answers_and_search_work_without_a_script(browser: Browser, service: Service) -> None:
    with opened(browser, service, "/", java_script_enabled=False) as page:
        ask(page, "leaders_by_city", city="Houston")
        expect(page.get_by_role("table")).to_contain_text("Ana Ruiz Soto")
        page.get_by_role("link", name="Start", exact=True).click()
        page.get_by_role("searchbox").fill("Beto Canno")
        page.get_by_role("button", name="Search").click()
        page.get_by_role("link", name="Beto Cano Mora").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Beto Cano Mora")


def test_an_allegation_says_so_in_words(browser: Browser, service: Service) -> None:
    with opened(browser, service, "/v1/search?q=Beto+Cano+Mora") as page:
        page.get_by_role("link", name="Beto Cano Mora").click()
        statement = page.locator(".statement").filter(has_text="Cartel of the Example Hills").first
        expect(statement.locator(".badge").first).to_have_text("alleged")
        expect(statement.locator(".predicate")).to_contain_text("allegedly")
        statement.locator("summary").click()
        expect(statement).to_contain_text("Example Prosecutor")


def test_the_page_speaks_spanish_where_the_browser_does(browser: Browser, service: Service) -> None:
    with opened(browser, service, "/", locale="es-MX") as page:
        expect(page.locator("html")).to_have_attribute("lang", "es")
        expect(page.get_by_role("button", name="Buscar")).to_be_visible()
        page.get_by_role("link", name="English").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        ask(page, "leaders_by_city", city="Houston")
        expect(page.get_by_role("columnheader", name="Person", exact=True)).to_be_visible()


def test_a_query_is_run_from_the_form_and_its_fault_shown(browser: Browser, service: Service) -> None:
    with opened(browser, service, "/sparql") as page:
        page.get_by_role("button", name="Run").click()
        expect(page.locator("#result table")).to_contain_text("Ana Ruiz Soto")
        page.get_by_label("Query").fill("ASK { ?s ?p ?o }")
        page.get_by_role("button", name="Run").click()
        expect(page.locator("#result")).to_contain_text("true")
    with browser.new_context(base_url=service.url) as context:
        page = context.new_page()
        page.goto("/sparql")
        page.get_by_label("Query").fill("ASK { ?s ?p }")
        page.get_by_role("button", name="Run").click()
        expect(page.get_by_role("alert")).to_contain_text("Line 1, column 13")


@pytest.mark.parametrize(
    "path", ["/", "/docs", "/sparql", "/v1/questions/leaders-by-city", "/entities/city-houston-texas"]
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_runs_over_the_side_of_a_small_screen(
    browser: Browser, service: Service, path: str, scheme: str
) -> None:
    with opened(browser, service, path, viewport={"width": 360, "height": 700}, color_scheme=scheme) as page:
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_every_field_has_a_label_and_all_can_be_reached_by_keyboard(browser: Browser, service: Service) -> None:
    with opened(browser, service, "/") as page:
        for field in page.locator("input:not([type=hidden]), select, textarea").all():
            assert field.evaluate("e => e.labels.length") == 1
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()


def test_an_empty_home_says_how_to_load(browser: Browser, own_service: Service, home: Home) -> None:
    assert isinstance(home.path, Path)
    with opened(browser, own_service, "/") as page:
        expect(page.get_by_text("traslado load PATH")).to_be_visible()
