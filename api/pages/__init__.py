"""The pages that people read: rendered here, working without a script, and nothing in them from elsewhere."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.negotiation import prefers_spanish
from api.pages.text import TEXTS

FOLDER: Final = Path(__file__).parent


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page in the language that the request prefers.

    Args:
        request: decides the language, which its links keep where `?lang=` asked for it.
        template: name of its file.
        status: of the response.
        values: what the template shows.
    """
    spanish = speaks_spanish(request)
    asked = request.query_params.get("lang")

    def url(path: str) -> str:
        return f"{path}?lang={'es' if spanish else 'en'}" if asked else path

    text = (
        _environment()
        .get_template(template)
        .render(
            language="es" if spanish else "en",
            asked_language=("es" if spanish else "en") if asked else None,
            t={name: pair[spanish] for name, pair in TEXTS.items()},
            url=url,
            here=request.url,
            other_language_url=address_with(request, lang="en" if spanish else "es"),
            contact=request.app.state.settings.contact,
            contact_href=contact_address(request.app.state.settings.contact),
            neo4j_browser_url=request.app.state.settings.neo4j_browser_url,
            **values,
        )
    )
    return HTMLResponse(text, status, headers={"Vary": "Accept, Accept-Language"})


def contact_address(contact: str) -> str | None:
    """Where a link to whom to contact leads: a page or a mail address; None for any other words."""
    if _is_web_address(contact):
        return contact
    return f"mailto:{contact}" if "@" in contact and " " not in contact else None


def speaks_spanish(request: Request) -> bool:
    """Whether to speak Spanish to this client."""
    return prefers_spanish(request.query_params.get("lang"), request.headers.get("accept-language"))


def address_with(request: Request, **parameters: str) -> str:
    """This request's address on this host, with some parameters set."""
    url = request.url.include_query_params(**parameters)
    return f"{url.path}?{url.query}"


def _is_web_address(address: object) -> bool:
    """Whether an address out of a document may be linked: `javascript:` and the like may not."""
    return isinstance(address, str) and address.startswith(("https://", "http://"))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.tests["web_address"] = _is_web_address
    environment.filters["host"] = lambda address: urlsplit(address).hostname or address
    return environment
