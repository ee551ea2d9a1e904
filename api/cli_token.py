"""`traslado token`: who may write over HTTP, and who did."""

from __future__ import annotations

import json
from pathlib import Path

import click

from api.cli_options import home_option
from api.token_store import SCOPES


@click.group()
def token() -> None:
    """Let a program or a person write over HTTP. Without a token nothing can be written there.

    \b
    traslado token create desk --scope documents:write --scope judgements:write
    traslado token list
    traslado token revoke desk
    traslado token log                    who wrote what

    A token goes with every request, as `Authorization: Bearer TOKEN`. Who has it can do what its scopes say, in
    its name.
    """


@token.command(epilog="Scopes: " + "; ".join(f"{scope}, to {meaning}" for scope, meaning in SCOPES.items()) + ".")
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, required=True, type=click.Choice([*SCOPES]), help="May be repeated.")
@click.option("--days", type=click.IntRange(1, 3650), default=90, show_default=True, help="For how long it is good.")
@click.option("--no-end", is_flag=True, help="Good until it is revoked.")
@home_option
def create(name: str, scopes: tuple[str, ...], days: int, *, no_end: bool, home: Path) -> None:
    """Make a token for NAME, and print it. It is shown this once: only a hash of it is kept."""
    from api.token_store import create_token

    click.echo(create_token(home, name, scopes, days=None if no_end else days))


@token.command("list")
@click.option("--all", "all_", is_flag=True, help="Those that were revoked or have expired, too.")
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", show_default=True)
@home_option
def list_(*, all_: bool, format_: str, home: Path) -> None:
    """List the tokens, never their secrets."""
    from api.token_store import tokens

    found = [token for token in tokens(home) if all_ or token.in_force]
    if format_ == "json":
        fields = ("id", "name", "created_at", "expires_at", "revoked_at")
        rows = [{n: getattr(one, n) for n in fields} | {"scopes": sorted(one.scopes)} for one in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for one in found:
        end = f"revoked {one.revoked_at}" if one.revoked_at else f"until {one.expires_at or 'revoked'}"
        click.echo(f"{one.id}  {one.name}  {end}")
        click.echo(f"   {', '.join(sorted(one.scopes))}")
    if not found:
        click.echo("No tokens: nothing can be written over HTTP.")


@token.command()
@click.argument("name", metavar="NAME|ID")
@home_option
def revoke(name: str, home: Path) -> None:
    """End a token at once."""
    from api.token_store import revoke_token

    click.echo(f"{revoke_token(home, name).name}: revoked.")


@token.command()
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True, help="How many entries.")
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", show_default=True)
@home_option
def log(limit: int, format_: str, home: Path) -> None:
    """The audit trail: every attempt to write over HTTP, the newest first.

    It has the numbers of judgements and the ids of documents; `traslado judge list` says what they are about.
    """
    from dataclasses import asdict

    from api.audit import trail

    entries = trail(home, limit=limit)
    if format_ == "json":
        click.echo(json.dumps([asdict(entry) for entry in entries], ensure_ascii=False, indent=2))
        return
    for entry in entries:
        click.echo(f"{entry.number}  {entry.at}  {entry.name}  {entry.action}  {entry.status or 'no answer'}")
        if entry.job:
            click.echo(f"   job {entry.job}: {', '.join(entry.made) or 'not made yet'}")
    if not entries:
        click.echo("Nothing was written over HTTP.")
