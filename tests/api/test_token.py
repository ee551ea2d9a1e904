from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import httpx
import pytest
from fastapi import Depends
from serving import Home, running

from api.app import create_app
from api.audit import trail
from api.settings import Settings
from api.token import Token, require_scope
from api.token_store import create_token, revoke_token


@pytest.fixture
def client(home: Home) -> Iterator[httpx.Client]:
    settings = Settings(home=home.path, sparql_workers=1)
    app = create_app(settings)

    @app.post("/graphs/{name}")
    def write(name: str, token: Annotated[Token, Depends(require_scope("graphs:write"))]) -> str:
        return token.name

    with running(settings, home, app) as service:
        yield service.client


def bearing(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_nothing_is_written_where_no_token_was_made(client: httpx.Client) -> None:
    for headers in ({}, bearing("x")):
        answer = client.post("/graphs/a", headers=headers)
        assert answer.status_code in (401, 403)
    assert "traslado token create" in client.post("/graphs/a").json()["detail"]


def test_a_request_without_a_token_with_a_wrong_one_and_without_the_scope_is_refused(
    client: httpx.Client, home: Home
) -> None:
    other = create_token(home.path, "reader", ["audit:read"], days=1)
    missing = client.post("/graphs/a")
    wrong = client.post("/graphs/a", headers=bearing("traslado_0_0"))
    narrow = client.post("/graphs/a", headers=bearing(other))
    assert [answer.status_code for answer in (missing, wrong, narrow)] == [401, 401, 403]
    assert missing.headers["www-authenticate"] == 'Bearer realm="traslado"'
    assert 'error="invalid_token"' in wrong.headers["www-authenticate"]
    assert 'scope="graphs:write"' in narrow.headers["www-authenticate"]


def test_a_token_opens_what_it_is_for_until_it_is_revoked(client: httpx.Client, home: Home) -> None:
    token = create_token(home.path, "desk", ["graphs:write"], days=1)
    assert client.post("/graphs/a", headers=bearing(token)).json() == "desk"
    assert client.post("/graphs/a", headers={"Authorization": f"bearer {token}"}).status_code == 200
    revoke_token(home.path, "desk")
    assert client.post("/graphs/a", headers=bearing(token)).status_code == 401


def test_every_attempt_with_a_token_is_in_the_trail_with_its_outcome_and_without_its_words(
    client: httpx.Client, home: Home
) -> None:
    token = create_token(home.path, "desk", ["graphs:write"], days=1)
    narrow = create_token(home.path, "reader", ["audit:read"], days=1)
    client.post("/graphs/Ana", headers=bearing(token))
    client.post("/graphs/Ana", headers=bearing(narrow))
    assert [(e.name, e.action) for e in trail(home.path)] == [
        ("reader", "POST /graphs/{name}"),
        ("desk", "POST /graphs/{name}"),
    ]
