"""Answers that a client has already: it says which (RFC 9110, 13), and need not be sent them again."""

from __future__ import annotations

import re
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

_TAG: Final = re.compile(r'(?:W/)?"([^"]*)"')


def entity_tag(*parts: str) -> str:
    """A weak entity tag, since what is compressed on the way has other bytes.

    >>> entity_tag("00000012", "json")
    'W/"00000012.json"'
    """
    return f'W/"{".".join(re.sub(r"[^A-Za-z0-9+_-]", "_", part) for part in parts)}"'


def not_modified(request: Request, tag: str, **headers: str) -> Response | None:
    """The answer to a client that has this one already; None where it has not."""
    known = _TAG.findall(request.headers.get("if-none-match", ""))
    if tag[3:-1] not in known:
        return None
    return Response(status_code=304, headers={"ETag": tag, **headers})
