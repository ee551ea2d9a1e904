"""Drives the real Neo4j Browser in Chromium; as a program, draws the README's picture of it anew."""

from __future__ import annotations

import base64
import sys
import tempfile
from pathlib import Path

from chromium import HOW_TO_GET_ONE, find_chromium
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
SECONDS = 30


class BrowserWindow:
    """A window with Neo4j Browser, from its address on."""

    def __init__(self, page: Page) -> None:
        page.set_default_timeout(1000 * SECONDS)
        self.page = page
        # The newest frame stands first.
        self.frames = page.get_by_test_id("frame")
        self.blocks = page.locator(".slide pre.runnable")

    def open(self, address: str, password: str) -> None:
        """Open an address that fills the form, and connect."""
        self.page.goto(address)
        self.page.get_by_test_id("password").fill(password)
        self.page.get_by_test_id("connect").click()
        expect(self.page.get_by_text("You are connected as user").first).to_be_visible(timeout=1000 * SECONDS)
        expect(self.blocks.first).to_be_visible(timeout=1000 * SECONDS)

    def run(self, block: int) -> Locator:
        """Run a block of the slide by its triangle: the frame with what came of it.

        Raises:
            AssertionError: it failed, or nothing came in time.
        """
        before = self.frames.count()
        self.blocks.nth(block).locator(".fa-play-circle-o").click()
        expect(self.frames).to_have_count(before + 1, timeout=1000 * SECONDS)
        frame = self.frames.first
        expect(frame.get_by_test_id("spinner")).to_have_count(0, timeout=1000 * SECONDS)
        expect(frame.get_by_test_id("frameContents")).not_to_contain_text("ERROR")
        return frame

    def drop(self, name: str, content: bytes) -> None:
        """Drop a file onto the window."""
        carried = self.page.evaluate_handle(
            """([name, content]) => {
                const carried = new DataTransfer();
                carried.items.add(new File([Uint8Array.from(atob(content), c => c.charCodeAt(0))], name));
                return carried;
            }""",
            [name, base64.b64encode(content).decode()],
        )
        self.page.dispatch_event(".filedrop", "drop", {"dataTransfer": carried})

    def next(self, steps: int = 1) -> None:
        """Go on in the guide by so many slides."""
        for _ in range(steps):
            self.page.get_by_test_id("nextSlide").first.click()


def _draw(program: str, picture: Path) -> None:
    from click.testing import CliRunner
    from serving import Home, running

    from api.cli import main
    from api.settings import Settings
    from graph.neo4j_server import start, stop

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder)
        server = start(home, report=print, bolt_port=0, http_port=0)
        try:
            for command in (["load", "--samples"], ["neo4j", "sync"]):
                assert CliRunner().invoke(main, [*command, "--home", folder]).exit_code == 0
            with running(Settings(home=home), Home(home)) as service:
                service_url = f"http://localhost:{service.settings.port}"
                asked = ["neo4j", "browser", "--home", folder, "--service", service_url]
                address = CliRunner().invoke(main, asked).stdout.strip()
                chromium = playwright.chromium.launch(executable_path=program, args=FLAGS)
                _photograph(chromium, address, server.password, picture)
        finally:
            stop(home)


def _photograph(chromium: Browser, address: str, password: str, picture: Path) -> None:
    """The picture behind the first question, as large as the window."""
    window = BrowserWindow(chromium.new_page(viewport={"width": 1200, "height": 720}, device_scale_factor=1.5))
    window.open(address, password)
    window.run(0)
    window.next()
    window.run(0)
    frame = window.run(2)
    frame.get_by_title("Fullscreen").click()
    frame.get_by_label("Collapse the node properties display").click()
    frame.get_by_label("zoom-to-fit").click()
    window.page.wait_for_timeout(5_000)  # until the nodes have come to rest
    window.page.screenshot(path=picture)


if __name__ == "__main__":
    _draw(find_chromium() or sys.exit(HOW_TO_GET_ONE), Path(sys.argv[1]))
