"""`traslado review`: the queue of what a person should decide."""

from __future__ import annotations

import json
from pathlib import Path

import click

from api.cli_options import home_option


@click.command()
@home_option
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many pairs at most.")
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", show_default=True)
def review(home: Path, limit: int, format_: str) -> None:
    """List pairs of names that may be one, the likeliest first, with what speaks for and against.

    Nothing is decided here. Answer with `traslado judge same|different|unsure LEFT RIGHT --why "…"`; who was judged
    leaves the queue.
    """
    from api.review import review as queue
    from graph.home import ledger_path
    from graph.ledger import Ledger

    with Ledger(ledger_path(home)) as ledger:
        found = queue(ledger, limit)
    if format_ == "json":
        rows = [proposal.model_dump() for proposal in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    if not found:
        click.echo("Nothing waits for a decision.")
    for proposal in found:
        click.echo(f"{proposal.score:3}  {_called(proposal.left.names)}  |  {_called(proposal.right.names)}")
        click.echo("     " + "; ".join(f"{feature}: {value}" for feature, value in proposal.features))
        click.echo(f"     {proposal.left.mention} {proposal.right.mention}")


def _called(names: list[str]) -> str:
    return " / ".join(names[:3])
