"""Tokens that let a program or a person write over HTTP: made, listed and revoked on the machine of the home alone.

A token is `traslado_ID_SECRET`. The secret has 256 random bits, so that its SHA-256, which is all that is kept, tells
nothing about it; slow hashes are for what people choose.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from api.service_database import connected, exists
from ontology.error import InputError, NotFoundError

SCOPES: Final = {
    "documents:write": "load documents, retract them and bring them back",
    "judgements:write": "judge pairs, claims and documents, attach replies, and undo it",
    "withholding:write": "take people and documents out of every public view, and show them again",
    "graphs:write": "update graphs of your own by SPARQL and the Graph Store Protocol",
    "review:read": "read the queue of review and the judgements, which name people who are withheld",
    "audit:read": "read who wrote what, and when",
}
"""What a token may be good for."""

_PREFIX: Final = "traslado"
_NO_HASH: Final = "0" * 64


@dataclass(frozen=True, slots=True)
class Token:
    """Whose a token is and what it is good for; the secret is not kept.

    Attributes:
        name: of the person or program; judgements made with the token are signed with it.
        created_at, expires_at, revoked_at: ISO date and time in UTC.
    """

    id: str
    name: str
    scopes: frozenset[str]
    created_at: str
    expires_at: str | None
    revoked_at: str | None = None

    @property
    def in_force(self) -> bool:
        """Whether it is neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or _now() < self.expires_at)


def create_token(home: Path, name: str, scopes: Iterable[str], *, days: int | None) -> str:
    """Make a token, and return it: it is shown this once.

    Args:
        home: the home that it lets write to.
        name: of whom it is for.
        scopes: some of `SCOPES`.
        days: for which it is good; for ever where None.

    Raises:
        InputError: no such scope, none at all, or another token of that name is in force.
        HomeError: the home cannot be written.
    """
    scopes = sorted(set(scopes))
    if unknown := [scope for scope in scopes if scope not in SCOPES]:
        raise InputError(f"{', '.join(unknown)}: no such scope. There are: {', '.join(SCOPES)}.")
    if not scopes or not name.strip():
        raise InputError("A token needs a name and at least one scope.")
    id_, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    expires = None if days is None else _at(datetime.now(UTC) + timedelta(days=days))
    with connected(home) as database:
        # A name is free again once its token has expired.
        database.execute("UPDATE token SET revoked_at = expires_at WHERE name = ? AND expires_at <= ?", (name, _now()))
        if database.execute("SELECT 1 FROM token WHERE name = ? AND revoked_at IS NULL", (name,)).fetchone():
            raise InputError(f"{name}: has a token already. Revoke it first: traslado token revoke {name}")
        database.execute(
            "INSERT INTO token VALUES (?, ?, ?, ?, ?, ?, NULL)",
            (id_, name, json.dumps(scopes), _hash(secret), _now(), expires),
        )
    return f"{_PREFIX}_{id_}_{secret}"


def tokens(home: Path) -> list[Token]:
    """Every token that was ever made, oldest first."""
    if not exists(home):
        return []
    with connected(home) as database:
        rows = database.execute(f"SELECT {_COLUMNS} FROM token ORDER BY created_at, id").fetchall()  # noqa: S608
    return [_token(*row) for row in rows]


def revoke_token(home: Path, reference: str) -> Token:
    """End a token at once, by its name or id.

    Raises:
        NotFoundError: there is none in force.
    """
    found = next((t for t in tokens(home) if t.in_force and reference in (t.name, t.id)), None)
    if found is None:
        raise NotFoundError(f"{reference}: no token in force has this name or id. `traslado token list` shows them.")
    with connected(home) as database:
        database.execute("UPDATE token SET revoked_at = ? WHERE id = ?", (_now(), found.id))
    return found


def token_of(home: Path, presented: str) -> Token | None:
    """The token in force that was presented; None for every other text.

    An unknown id takes as long as a wrong secret, and neither tells how much of it was right.
    """
    if not presented.isascii() or not exists(home):
        return None
    prefix, _, rest = presented.partition("_")
    id_, _, secret = rest.partition("_")
    with connected(home) as database:
        row = database.execute(f"SELECT hash, {_COLUMNS} FROM token WHERE id = ?", (id_,)).fetchone()  # noqa: S608
    same = hmac.compare_digest(_hash(secret), row[0] if row else _NO_HASH)
    if not same or row is None or prefix != _PREFIX:
        return None
    token = _token(*row[1:])
    return token if token.in_force else None


_COLUMNS: Final = "id, name, scopes, created_at, expires_at, revoked_at"


def _token(id_: str, name: str, scopes: str, created: str, expires: str | None, revoked: str | None) -> Token:
    return Token(id_, name, frozenset(json.loads(scopes)), created, expires, revoked)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _now() -> str:
    return _at(datetime.now(UTC))


def _at(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
