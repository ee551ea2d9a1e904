"""Requests that are refused for who sends them, or how often; each with the header that says how to do better."""

from __future__ import annotations

from api.token_store import SCOPES
from ontology.error import TrasladoError


class RefusalError(TrasladoError):
    """A request that this client may not make, or not now; `headers` belong to the answer."""

    def __init__(self, message: str, **headers: str) -> None:
        super().__init__(message)
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


class AccessError(RefusalError):
    """A request without the right to what it asks; its challenge is that of RFC 6750."""

    def __init__(self, message: str, *challenge: str) -> None:
        super().__init__(message, WWW_Authenticate=", ".join(('Bearer realm="traslado"', *challenge)))


class WritingOffError(RefusalError):
    """Nothing can be written: nobody made a token."""

    def __init__(self) -> None:
        super().__init__("This is off: no token is in force. Whoever runs the service makes one: traslado token create")


class TokenMissingError(AccessError):
    """The request bears no token."""

    def __init__(self) -> None:
        super().__init__("This needs a token. Send it as `Authorization: Bearer …`.")


class TokenInvalidError(AccessError):
    """The request bears something that is no token in force."""

    def __init__(self) -> None:
        super().__init__("The token is unknown, expired or revoked.", 'error="invalid_token"')


class ScopeMissingError(AccessError):
    """The token is good, but not for this."""

    def __init__(self, *scopes: str) -> None:
        wanted = " or ".join(f"{scope} ({SCOPES[scope]})" for scope in scopes)
        challenge = ('error="insufficient_scope"', f'scope="{" ".join(scopes)}"')
        super().__init__(f"This needs a token with the scope {wanted}.", *challenge)


class TooManyRequestsError(RefusalError):
    """A client or a token is over its rate."""

    def __init__(self, limit: str, seconds: int) -> None:
        super().__init__(f"More than {limit} requests. Come again in {seconds} s.", Retry_After=str(seconds))
