"""One form for each address, so that one page shared in two ways stays one document.

What is changed never changes which page is meant: case of scheme and host, default port, fragment,
credentials, percent-encoding (RFC 3986, section 6.2.2) and parameters that only tell a publisher
where a reader came from. The order of the other parameters is kept: it may mean something.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit, urlunsplit

from ontology.error import InputError

_DEFAULT_PORTS = {"http": 80, "https": 443}
_TRACKING = re.compile(
    r"utm_.*|mtm_.*|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|mc_cid|mc_eid|_ga|_gl",
    re.IGNORECASE,
)
_AMP = re.compile(r"outputType=amp(?:-type)?", re.IGNORECASE)
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")


class UrlError(InputError):
    """An address that is not an absolute http or https URL."""


def canonical_url(url: str) -> str:
    """The canonical form of an absolute http(s) address; applying it twice changes nothing.

    >>> canonical_url("HTTPS://Example.org:443/a?id=7&utm_source=x&outputType=amp#top")
    'https://example.org/a?id=7'

    Raises:
        UrlError: the text is not an absolute http or https address.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise UrlError(f"{url!r} is no address: {error}; write it as https://host/path") from error
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not host:
        raise UrlError(f"{url!r} is no http or https address; write it as https://host/path")
    netloc = _host(host, url)
    if port is not None and port != _DEFAULT_PORTS[scheme]:
        netloc = f"{netloc}:{port}"
    query = "&".join(_encoded(field) for field in parts.query.split("&") if field and not _is_noise(field))
    return urlunsplit((scheme, netloc, _encoded(parts.path) or "/", query, ""))


def _host(host: str, url: str) -> str:
    if ":" in host:
        return f"[{host}]"
    try:
        name = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise UrlError(f"{url!r} has no usable host: {error}; write it as https://host/path") from error
    if re.search(r"[^a-z0-9._-]", name):
        raise UrlError(f"{url!r} has no usable host; write it as https://host/path")
    return name


def _is_noise(field: str) -> bool:
    return bool(_TRACKING.fullmatch(field.partition("=")[0]) or _AMP.fullmatch(field))


def _encoded(part: str) -> str:
    """Encode what an address may not hold, decode what needs no encoding, upper-case the rest (RFC 3986, 6.2.2)."""
    escaped = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", part)
    ascii_only = quote(escaped, safe="!#$%&'()*+,/:;=?@[]~")
    return re.sub(r"%[0-9A-Fa-f]{2}", _normalized_escape, ascii_only)


def _normalized_escape(match: re.Match[str]) -> str:
    character = chr(int(match[0][1:], 16))
    return character if _UNRESERVED.fullmatch(character) else match[0].upper()
