"""Which requests may write, and read what is not for everybody: those that bear a token with the scope for it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Annotated, Final

from fastapi import Request, Response, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api import audit
from api.rate_limit import RateLimits
from api.refusal import ScopeMissingError, TokenInvalidError, TokenMissingError, WritingOffError
from api.settings import Settings
from api.token_store import SCOPES, Token, token_of, tokens

_log: Final = logging.getLogger("traslado.access")
_READING: Final = frozenset(("GET", "HEAD", "OPTIONS"))
_bearer: Final = HTTPBearer(
    auto_error=False,
    bearerFormat="traslado_…",
    description="Made by `traslado token create`. Its scopes: "
    + "; ".join(f"`{scope}`: {meaning}" for scope, meaning in SCOPES.items())
    + ".",
)


def authorize(request: Request, *scopes: str) -> Token:
    """The token of a request, if it is good for one of these; one that changes something begins an entry of the audit.

    For a route that everybody may use in part. It reads files: call it from a thread.

    Raises:
        RefusalError: there is none, or it is not good for this, or was used more often than it may be.
    """
    settings: Settings = request.app.state.settings
    limits: RateLimits = request.app.state.limits
    kind, _, presented = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not presented:
        if not any(token.in_force for token in tokens(settings.home)):
            raise WritingOffError
        raise TokenMissingError
    token = token_of(settings.home, presented.strip())
    if token is None:
        _log.warning("a token was refused")
        raise TokenInvalidError
    limits.token.count("token", token.id)
    request.state.token = token
    if request.method not in _READING:
        action = f"{request.method} {request.scope['route'].path}"
        request.state.audit = audit.begin(settings.home, token, request=request.scope["request_id"], action=action)
    if token.scopes.isdisjoint(scopes):
        raise ScopeMissingError(*scopes)
    return token


def require_scope(*scopes: str) -> Callable[..., Token]:
    """A dependency: `Annotated[Token, Depends(require_scope("graphs:write"))]` is the token of the request.

    Raises:
        RefusalError: as `authorize`.
    """

    def authorized(
        request: Request,
        response: Response,
        _: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)] = None,  # for OpenAPI
    ) -> Token:
        response.headers["Cache-Control"] = "no-store"  # it is for who bears the token alone
        return authorize(request, *scopes)

    return authorized
