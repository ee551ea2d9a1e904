from __future__ import annotations

from pathlib import Path

import pytest

from api.service_database import connected
from api.token_store import create_token, revoke_token, token_of, tokens
from ontology.error import InputError, NotFoundError


def test_a_token_is_known_by_its_words_alone_and_nothing_in_the_home_has_them(tmp_path: Path) -> None:
    presented = create_token(tmp_path, "desk", ["documents:write"], days=30)
    token = token_of(tmp_path, presented)
    assert token is not None
    assert (token.name, token.scopes) == ("desk", {"documents:write"})
    secret = presented.split("_", 2)[2]
    for file in tmp_path.iterdir():
        assert secret.encode() not in file.read_bytes()
        assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("spoil", [str.upper, lambda t: t[:-1], lambda t: t + "a", lambda t: t[1:], lambda _: "\ud800"])
def test_what_is_nearly_a_token_is_none(tmp_path: Path, spoil: object) -> None:
    assert callable(spoil)
    assert token_of(tmp_path, spoil(create_token(tmp_path, "desk", ["documents:write"], days=None))) is None


def test_a_secret_is_good_for_its_own_token_only(tmp_path: Path) -> None:
    first, second = (create_token(tmp_path, name, ["documents:write"], days=None) for name in ("a", "b"))
    assert token_of(tmp_path, "_".join([*first.split("_", 2)[:2], second.split("_", 2)[2]])) is None


def test_a_revoked_and_an_expired_token_are_none_and_their_names_are_free_again(tmp_path: Path) -> None:
    presented = create_token(tmp_path, "desk", ["documents:write"], days=None)
    with pytest.raises(InputError, match="desk: has a token already"):
        create_token(tmp_path, "desk", ["documents:write"], days=None)
    revoke_token(tmp_path, "desk")
    assert token_of(tmp_path, presented) is None
    with pytest.raises(NotFoundError):
        revoke_token(tmp_path, "desk")
    expiring = create_token(tmp_path, "desk", ["documents:write"], days=1)
    with connected(tmp_path) as database:
        database.execute("UPDATE token SET expires_at = '2026-01-01T00:00:00+00:00' WHERE revoked_at IS NULL")
    assert token_of(tmp_path, expiring) is None
    create_token(tmp_path, "desk", ["documents:write"], days=1)
    assert [token.in_force for token in tokens(tmp_path)].count(True) == 1


def test_a_scope_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="everything: no such scope"):
        create_token(tmp_path, "desk", ["everything"], days=None)
    with pytest.raises(InputError, match="at least one scope"):
        create_token(tmp_path, "desk", [], days=None)
