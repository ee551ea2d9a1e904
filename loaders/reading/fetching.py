"""Fetching one page of the public web, politely: robots.txt, a time limit, a size limit, few redirects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from graph.canonical_url import canonical_url
from loaders.reading.decoding import SIZE_LIMIT
from loaders.reading.error import DocumentError
from loaders.reading.pdf import PDF_SIZE_LIMIT

if TYPE_CHECKING:
    import httpx

USER_AGENT = "Traslado/0.1 (+https://w3id.org/traslado)"
TIMEOUT = 20.0
"""Seconds for each of connecting, and waiting for more of an answer."""
REDIRECT_LIMIT = 5
ROBOTS_LIMIT = 500_000
"""Bytes of robots.txt that are read (RFC 9309, section 2.5)."""
PDF_TYPE = "application/pdf"
CONTENT_TYPES = ("text/html", "application/xhtml+xml", "text/plain", PDF_TYPE)

_SAVE = "save the page as .html or .txt and give the file"


@dataclass(frozen=True, slots=True)
class Fetched:
    """The bytes of a page, its last address in canonical form, its content type and declared charset."""

    data: bytes
    address: str
    content_type: str
    charset: str | None


def fetch(url: str) -> Fetched:
    """Fetch a page.

    Raises:
        UrlError: the address is not http or https.
        DocumentError: unreachable, refused, forbidden by robots.txt, too large, or no text.
    """
    import httpx

    current = canonical_url(url)
    with httpx.Client(headers={"User-Agent": USER_AGENT}, timeout=TIMEOUT, follow_redirects=False) as client:
        for _ in range(REDIRECT_LIMIT + 1):
            _ask_robots(client, current)
            try:
                with client.stream("GET", current) as response:
                    if not response.is_redirect:
                        return _answer(response, current)
                    target = response.headers.get("location", "")
            except httpx.HTTPError as error:
                raise _unreachable(current, error) from error
            current = canonical_url(urljoin(current, target))
    raise DocumentError(f"{url}: redirects more than {REDIRECT_LIMIT} times; give the address where the page is")


def _answer(response: httpx.Response, url: str) -> Fetched:
    status = response.status_code
    if status in (404, 410):
        raise DocumentError(f"{url}: there is no such page (HTTP {status}); check the address")
    if status >= 500 or status == 429:
        raise DocumentError(f"{url}: the server cannot answer now (HTTP {status}); try again later, or {_SAVE}")
    if status != 200:
        raise DocumentError(f"{url}: the server refuses the page (HTTP {status}); open it yourself, {_SAVE}")
    content_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type not in CONTENT_TYPES:
        raise DocumentError(f"{url}: is {content_type or 'of no stated type'}, not HTML, plain text or PDF; {_SAVE}")
    limit = PDF_SIZE_LIMIT if content_type == PDF_TYPE else SIZE_LIMIT
    return Fetched(_read_up_to(response, limit, url), url, content_type, response.charset_encoding)


def _read_up_to(response: httpx.Response, limit: int, url: str) -> bytes:
    data = bytearray()
    for chunk in response.iter_bytes():
        data += chunk
        if len(data) > limit:
            raise DocumentError(f"{url}: is over the limit of {limit:,} bytes; save the part you need as .txt")
    return bytes(data)


def _ask_robots(client: httpx.Client, url: str) -> None:
    """Honour robots.txt as RFC 9309 says: missing allows all, a server that cannot answer allows nothing."""
    import httpx

    parts = urlsplit(url)
    address = f"{parts.scheme}://{parts.netloc}/robots.txt"
    rules = RobotFileParser()
    try:
        with client.stream("GET", address, follow_redirects=True) as response:
            if response.status_code >= 500:
                raise DocumentError(
                    f"{url}: {address} cannot be read (HTTP {response.status_code}), which forbids fetching;"
                    f" try again later, or {_SAVE}"
                )
            if response.status_code >= 400:
                return
            lines = bytearray()
            for chunk in response.iter_bytes():
                lines += chunk
                if len(lines) > ROBOTS_LIMIT:
                    break
    except httpx.HTTPError as error:
        raise _unreachable(url, error) from error
    rules.parse(lines[:ROBOTS_LIMIT].decode("utf-8", "replace").splitlines())
    if not rules.can_fetch(USER_AGENT, url):
        raise DocumentError(f"{url}: {address} forbids fetching it; open it yourself, {_SAVE}")


def _unreachable(url: str, error: Exception) -> DocumentError:
    reason = str(error) or type(error).__name__
    return DocumentError(f"{url}: cannot be reached ({reason}); check the address and your connection, or {_SAVE}")
