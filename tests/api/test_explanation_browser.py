from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from explained import explanation
from playwright.sync_api import Browser, Page, expect

from api.explanation_page import to_html

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(to_html(explanation()), "utf-8")
    return path


@contextmanager
def opened(browser: Browser, file: Path, **context: object) -> Iterator[Page]:
    """The page from its file, on which nothing may go wrong, and which asks for nothing else."""
    wrong: list[str] = []
    with browser.new_context(**context) as fresh:  # type: ignore[arg-type]
        page = fresh.new_page()
        page.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda asked: None if asked.url.startswith(file.as_uri()) else wrong.append(asked.url))
        page.goto(file.as_uri())
        yield page
    assert wrong == []


def test_the_number_behind_a_quote_leads_to_its_claim_and_back(browser: Browser, file: Path) -> None:
    with opened(browser, file, viewport={"width": 500, "height": 200}, java_script_enabled=False) as page:
        claim = page.locator("#claim-7")
        expect(claim).not_to_be_in_viewport()
        page.locator("sup").get_by_role("link", name="claim 7", exact=True).click()
        expect(claim).to_be_in_viewport()
        assert page.url.endswith("#claim-7")
        claim.get_by_role("link", name="claim 7, to its words").click()
        expect(page.locator("mark[data-claims='7']")).to_be_in_viewport()


def test_a_claim_and_its_words_light_up_together(browser: Browser, file: Path) -> None:
    with opened(browser, file) as page:
        page.locator("#claim-3").hover()
        assert "".join(page.locator("mark.lit").all_inner_texts()) == (
            "Ana Ruiz Soto, alias “La <b>Sombra</b>”, led the Example Hills Cartel"
        )
        page.get_by_text("She denies it", exact=True).hover()
        expect(page.locator(".claim.lit")).to_have_id("claim-6")
        page.locator("#claim-1 .number").focus()
        expect(page.locator("mark.lit")).to_have_text("Twelve sent north")


def test_the_patterns_of_a_rule_are_one_click_away(browser: Browser, file: Path) -> None:
    with opened(browser, file) as page:
        pattern = page.locator("#claim-3").get_by_text("[once] led [the] <O>")
        expect(pattern).not_to_be_visible()
        page.locator("#claim-3 summary").click()
        expect(pattern).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_words_can_be_read_on_every_colour_and_nothing_runs_over_the_side(
    browser: Browser, file: Path, scheme: str
) -> None:
    with opened(browser, file, viewport={"width": 360, "height": 700}, color_scheme=scheme) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        contrasts = page.evaluate(
            """[...document.querySelectorAll("mark, .families li, .number")].map((element) => {
                const light = (colour) => {
                  const [r, g, b] = colour.match(/[\\d.]+/g).map((part) => {
                    const share = part / 255;
                    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
                  });
                  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
                };
                const style = getComputedStyle(element);
                const [one, other] = [light(style.color), light(style.backgroundColor)];
                return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
            })"""
        )
        assert len(contrasts) > 10
        assert min(contrasts) >= 4.5
