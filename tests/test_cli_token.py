from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from api.cli import main
from api.token_store import token_of


def run(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["token", *arguments, "--home", str(home)])


def test_a_token_is_made_listed_without_its_secret_and_revoked(tmp_path: Path) -> None:
    made = run(tmp_path, "create", "desk", "--scope", "documents:write", "--scope", "audit:read").stdout.strip()
    token = token_of(tmp_path, made)
    assert token is not None
    assert token.scopes == {"documents:write", "audit:read"}
    listed = run(tmp_path, "list").output
    assert "desk" in listed
    assert "audit:read, documents:write" in listed
    assert made.rsplit("_", 1)[1] not in listed
    (row,) = json.loads(run(tmp_path, "list", "--format", "json").output)
    assert row["expires_at"] is not None
    assert run(tmp_path, "revoke", token.id).output == "desk: revoked.\n"
    assert token_of(tmp_path, made) is None
    assert run(tmp_path, "list").output == "No tokens: nothing can be written over HTTP.\n"
    assert "revoked" in run(tmp_path, "list", "--all").output


def test_what_cannot_be_is_refused_with_a_message(tmp_path: Path) -> None:
    assert run(tmp_path, "revoke", "nobody").exit_code == 1
    assert "no token in force" in run(tmp_path, "revoke", "nobody").output
    assert run(tmp_path, "create", "desk", "--scope", "everything").exit_code == 2
    assert run(tmp_path, "log").output == "Nothing was written over HTTP.\n"
    run(tmp_path, "create", "desk", "--scope", "audit:read", "--no-end")
    assert "has a token already" in run(tmp_path, "create", "desk", "--scope", "audit:read").output
