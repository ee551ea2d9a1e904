"""Which requests may write, and read what is not for everybody: those that bear a token with the scope for it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Annotated, Final

from fastapi import Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api import audit
from api.settings import Settings
from api.token_store import SCOPES, Token, token_of, tokens
from ontology.error import TrasladoError

_log: Final = logging.getLogger("traslado.access")
_READING: Final = frozenset(("GET", "HEAD", "OPTIONS"))
_bearer: Final = HTTPBearer(
    auto_error=False,
    bearerFormat="traslado_…",
    description="Made by `traslado token create`. Its scopes: "
    + "; ".join(f"`{scope}`: {meaning}" for scope, meaning in SCOPES.items())
    + ".",
)


class AccessError(TrasladoError):
    """A request without the right to what it asks; `challenge` is its WWW-Authenticate (RFC 6750)."""

    challenge: str | None = None


class WritingOffError(AccessError):
    """Nothing can be written: nobody made a token."""


class TokenMissingError(AccessError):
    """The request bears no token."""

    challenge = 'Bearer realm="traslado"'


class TokenInvalidError(AccessError):
    """The request bears something that is no token in force."""

    challenge = 'Bearer realm="traslado", error="invalid_token"'


class ScopeMissingError(AccessError):
    """The token is good, but not for this."""

    def __init__(self, scope: str) -> None:
        super().__init__(f"This needs a token with the scope {scope}: {SCOPES[scope]}.")
        self.challenge = f'Bearer realm="traslado", error="insufficient_scope", scope="{scope}"'


def authorize(request: Request, scope: str) -> Token:
    """The token of a request, if it is good for this; a request that changes something begins an entry of the audit.

    For a route that everybody may use in part. It reads files: call it from a thread.

    Raises:
        AccessError: there is none, or it is not good for this.
    """
    settings: Settings = request.app.state.settings
    kind, _, presented = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not presented:
        if not any(token.in_force for token in tokens(settings.home)):
            raise WritingOffError(
                "This is off: no token is in force here. Whoever runs the service makes one: traslado token create"
            )
        raise TokenMissingError("This needs a token. Send it as `Authorization: Bearer …`.")
    token = token_of(settings.home, presented.strip())
    if token is None:
        _log.warning("a token was refused")
        raise TokenInvalidError("The token is unknown, expired or revoked.")
    if request.method not in _READING:
        request.state.audit = audit.begin(
            settings.home, token, request=_request_id(request), action=f"{request.method} {request.scope['route'].path}"
        )
    if scope not in token.scopes:
        raise ScopeMissingError(scope)
    return token


def require_scope(scope: str) -> Callable[..., Token]:
    """A dependency: `Annotated[Token, Depends(require_scope("graphs:write"))]` is the token of the request.

    Raises:
        AccessError: as `authorize`, when a request is without one.
    """

    def authorized(
        request: Request,
        _: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)] = None,  # for OpenAPI
    ) -> Token:
        return authorize(request, scope)

    return authorized


def _request_id(request: Request) -> str:
    return str(request.scope.get("request_id", ""))
