"""Reading from the web, against a real HTTP server on this machine."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from reportlab.pdfgen.canvas import Canvas

from loaders.reader import Overrides, read
from loaders.reading import fetching
from loaders.reading.error import DocumentError
from ontology.error import InputError

TEXT = "Ana Ruiz fue llevada a Puerto Azul.\r\n"
PAGE = (
    "<html lang='en'><head><title>A page</title></head><body><article><p>" + "Words of a page. " * 20 + "</p></article>"
)


def _pdf() -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.drawString(72, 400, TEXT.strip())
    canvas.save()
    return file.getvalue()


class _Site(BaseHTTPRequestHandler):
    agents: list[str]

    def do_GET(self) -> None:
        self.server.agents.append(self.headers["User-Agent"])  # type: ignore[attr-defined]
        path = self.path.partition("?")[0]
        if path == "/robots.txt":
            self._answer(self.server.robots_status, "text/plain", self.server.robots)  # type: ignore[attr-defined]
        elif path == "/text":
            self._answer(200, "text/plain; charset=utf-8", TEXT)
        elif path == "/page":
            self._answer(200, "text/html", PAGE)
        elif path == "/latin":
            self._answer(200, "text/plain; charset=cp1250", "Škoda ž".encode("cp1250"))
        elif path == "/pdf":
            self._answer(200, "application/pdf", _pdf())
        elif path == "/image":
            self._answer(200, "image/png", b"\x89PNG")
        elif path == "/large":
            self._answer(200, "text/plain", "a" * 5_000_001)
        elif path == "/slow":
            time.sleep(1)
            self._answer(200, "text/plain", TEXT)
        elif path == "/hop":
            self._answer(302, "text/plain", "", location="/text?utm_source=hop")
        elif path == "/loop":
            self._answer(302, "text/plain", "", location="/loop")
        elif path == "/elsewhere":
            self._answer(302, "text/plain", "", location="ftp://example.org/a")
        elif path.removeprefix("/").isdigit():
            self._answer(int(path.removeprefix("/")), "text/plain", "no")
        else:
            self._answer(404, "text/plain", "no")

    def _answer(self, status: int, kind: str, body: str | bytes, location: str | None = None) -> None:
        data = body if isinstance(body, bytes) else body.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        try:
            self.wfile.write(data)
        except (BrokenPipeError, ConnectionResetError):
            # A client over its limits hangs up.
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep the output of the tests clean."""


@pytest.fixture
def site() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    server.daemon_threads = True
    server.robots, server.robots_status, server.agents = "", 404, []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def address(site: ThreadingHTTPServer, path: str) -> str:
    return f"http://127.0.0.1:{site.server_port}{path}"


def test_plain_text_is_read_as_text_and_labelled_by_its_address(site: ThreadingHTTPServer) -> None:
    source = read(address(site, "/text?fbclid=1#top"))
    assert source.text == TEXT.replace("\r\n", "\n")
    assert source.label == source.url == address(site, "/text")
    assert source.origins == {"url": "detected"}
    assert set(site.agents) == {"Traslado/0.1 (+https://w3id.org/traslado)"}  # type: ignore[attr-defined]


def test_a_page_is_read_as_a_page_and_options_override_it(site: ThreadingHTTPServer) -> None:
    source = read(address(site, "/page"), Overrides(title="Mine", url="https://faro.example/x"))
    assert source.text.startswith("Words of a page.")
    assert (source.title, source.url, source.language) == ("Mine", "https://faro.example/x", "en")


def test_a_pdf_is_read_as_a_pdf(site: ThreadingHTTPServer) -> None:
    source = read(address(site, "/pdf"))
    assert source.text == "Ana Ruiz fue llevada a Puerto Azul.\n"
    assert source.url == address(site, "/pdf")
    assert "pypdfium2" in source.reader


def test_the_charset_of_the_header_is_used(site: ThreadingHTTPServer) -> None:
    assert read(address(site, "/latin")).text == "Škoda ž"


def test_the_last_address_of_a_redirect_counts(site: ThreadingHTTPServer) -> None:
    source = read(address(site, "/hop"))
    assert (source.label, source.url) == (address(site, "/hop"), address(site, "/text"))


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/404", r"there is no such page \(HTTP 404\); check the address"),
        ("/403", r"refuses the page \(HTTP 403\); open it yourself"),
        ("/503", r"cannot answer now \(HTTP 503\); try again later"),
        ("/image", "is image/png, not HTML, plain text or PDF"),
        ("/large", "over the limit of 5,000,000 bytes"),
        ("/loop", "redirects more than 5 times"),
        ("/elsewhere", "is no http or https address"),
    ],
)
def test_what_cannot_be_read_says_why_and_what_to_do(site: ThreadingHTTPServer, path: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(address(site, path))


def test_robots_txt_is_honoured(site: ThreadingHTTPServer) -> None:
    site.robots_status = 200  # type: ignore[attr-defined]
    site.robots = "User-agent: Traslado\nDisallow: /text\n\nUser-agent: *\nDisallow: /\n"  # type: ignore[attr-defined]
    assert read(address(site, "/page")).text
    with pytest.raises(DocumentError, match=r"robots\.txt forbids fetching it; open it yourself"):
        read(address(site, "/text"))
    with pytest.raises(DocumentError, match=r"robots\.txt forbids"):
        read(address(site, "/hop"))


def test_a_server_that_cannot_give_its_robots_txt_is_left_alone(site: ThreadingHTTPServer) -> None:
    site.robots_status = 500  # type: ignore[attr-defined]
    with pytest.raises(DocumentError, match=r"robots\.txt cannot be read \(HTTP 500\)"):
        read(address(site, "/text"))


def test_a_server_that_does_not_answer_in_time_is_unreachable(
    site: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "TIMEOUT", 0.2)
    with pytest.raises(DocumentError, match=r"/slow: cannot be reached \(timed out\)|/slow: cannot be reached"):
        read(address(site, "/slow"))


def test_nobody_listening_is_unreachable(site: ThreadingHTTPServer) -> None:
    url = address(site, "/text")
    site.shutdown()
    site.server_close()
    with pytest.raises(DocumentError, match=r"/text: cannot be reached .*check the address and your connection"):
        read(url)
