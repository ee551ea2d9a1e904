"""`traslado neo4j`: a Neo4j on this machine for who has none, and the sync into it or any other."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.cli_neo4j_browser import browser
from api.cli_neo4j_export import export
from api.cli_options import home_option, progress_bar

if TYPE_CHECKING:
    from graph.neo4j_batch import Tally
    from graph.neo4j_connection import Connection
    from graph.neo4j_parity import Parity
    from graph.neo4j_source import LedgerSource

_database_option = click.option(
    "--database", help="Database that gets the graph.  [default: NEO4J_DATABASE, else neo4j]"
)


@click.group()
def neo4j() -> None:
    """Look at the graph in Neo4j Browser and ask in Cypher.

    \b
    traslado neo4j start     run Neo4j Community on this machine, without Docker or an installed Java
    traslado neo4j sync      bring the graph into it, or into the one that NEO4J_URI names
    traslado neo4j verify    prove that it holds exactly this graph
    traslado neo4j browser   where to look at it, with a guide through the questions
    """


neo4j.add_command(export)
neo4j.add_command(browser)


@neo4j.command()
@home_option
@click.option("--bolt-port", type=click.IntRange(0, 65535), default=7687, show_default=True, help="For drivers.")
@click.option("--http-port", type=click.IntRange(0, 65535), default=7474, show_default=True, help="For Browser.")
def start(home: Path, bolt_port: int, http_port: int) -> None:
    """Start Neo4j for this home, and print how to connect; loopback only."""
    from graph.neo4j_server import start as start_server

    info = start_server(home, report=lambda line: click.echo(line, err=True), bolt_port=bolt_port, http_port=http_port)
    _show(info)


@neo4j.command()
@home_option
def status(home: Path) -> None:
    """Say whether Neo4j runs for this home, and how to connect."""
    from graph.neo4j_server import status as server_status

    info = server_status(home)
    if info is None:
        raise click.ClickException(f"No Neo4j runs for {home}. Start one: traslado neo4j start")
    _show(info)


@neo4j.command()
@home_option
def stop(home: Path) -> None:
    """Stop the Neo4j of this home."""
    from graph.neo4j_server import stop as stop_server

    click.echo("Neo4j stopped." if stop_server(home) else f"No Neo4j runs for {home}.")


@neo4j.command()
@home_option
@_database_option
@click.option("--full", is_flag=True, help="Take everything of ours away first, and load it anew.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option(
    "--slim/--no-slim",
    default=None,
    help="Entities and facts alone, or the claims, documents and disagreements behind them, too.  [default: as it is]",
)
def sync(home: Path, *, database: str | None, full: bool, dry_run: bool, slim: bool | None) -> None:
    """Bring the graph into Neo4j: what changed since the last sync.

    NEO4J_URI, NEO4J_USER, NEO4J_PASSWORD and NEO4J_DATABASE name the server, else the one that runs for this
    home is taken. Nodes that do not carry the label Traslado are never touched.
    """
    from graph.neo4j_checkpoint import read_standing
    from graph.neo4j_sync import preview
    from graph.neo4j_sync import sync as sync_graph

    with _open(home, database) as (connection, source_of), progress_bar() as progress:
        source = source_of(read_standing(connection).is_slim if slim is None else slim)
        report = (preview if dry_run else sync_graph)(connection, source, full=full, progress=progress)
    if dry_run:
        _show_changes(report.tally)
        click.echo(
            f"{report.units} units compared in {report.seconds:.1f} s: {report.nodes} nodes and "
            f"{report.relationships} relationships would be written, {report.deleted} deleted. Nothing was changed."
        )
        return
    click.echo(
        f"{report.units} units: {report.nodes} nodes and {report.relationships} relationships written, "
        f"{report.deleted} deleted, in {report.seconds:.1f} s; Neo4j is at {report.sequence}."
    )


@neo4j.command()
@home_option
@_database_option
@click.option("--repair", is_flag=True, help="Make what differs equal, and compare again.")
def verify(home: Path, *, database: str | None, repair: bool) -> None:
    """Prove that Neo4j holds exactly the graph of this home: every node and relationship is compared.

    Counts and hashes are shown by label and type, and the first items that differ. Exit code 1 if any does.
    """
    from graph.neo4j_checkpoint import read_standing
    from graph.neo4j_parity import repair as repair_graph
    from graph.neo4j_parity import verify as verify_graph

    with _open(home, database) as (connection, source_of), progress_bar() as progress:
        source = source_of(read_standing(connection).is_slim)
        parity = verify_graph(connection, source, progress=progress)
        if repair and not parity.holds:
            _show_differences(parity)
            tally = repair_graph(connection, source, parity)
            click.echo(f"Repaired: {sum(tally.values())} items written or deleted.")
            parity = verify_graph(connection, source, progress=progress)
    _show_contents(parity)
    if not parity.holds:
        _show_differences(parity)
        raise click.ClickException(
            "Neo4j differs from the ledger. Repair it: traslado neo4j verify --repair"
            if parity.differing
            else "Neo4j counts other items than its index finds. Load anew: traslado neo4j sync --full"
        )
    total = sum(contents.count for contents in parity.ledger.values())
    click.echo(f"Neo4j holds exactly the ledger's {total} nodes and relationships, as of {parity.sequence}.")


@contextmanager
def _open(home: Path, database: str | None) -> Iterator[tuple[Connection, Callable[[bool], LedgerSource]]]:
    from graph.home import ledger_path
    from graph.ledger import Ledger
    from graph.neo4j_connection import connect, find_settings
    from graph.neo4j_source import LedgerSource

    with Ledger(ledger_path(home)) as ledger:
        settings = find_settings(os.environ, home)
        with connect(replace(settings, database=database) if database else settings) as connection:
            yield connection, lambda slim: LedgerSource(ledger, slim=slim)


def _show_changes(tally: Tally) -> None:
    from rich import box
    from rich.table import Table

    from api.console import output

    table = Table("", box=box.SIMPLE)
    for what in ("created", "changed", "deleted"):
        table.add_column(what, justify="right")
    for name in sorted({name for _, name in tally}):
        table.add_row(name, *(str(tally[what, name] or "") for what in ("created", "changed", "deleted")))
    if tally:
        output(shutil.get_terminal_size().columns).print(table)


def _show_contents(parity: Parity) -> None:
    from rich import box
    from rich.table import Table

    from api.console import output

    table = Table("label or type", box=box.SIMPLE)
    for heading in ("ledger", "Neo4j", "hash of ledger", "of Neo4j"):
        table.add_column(heading, justify="right")
    for name in sorted(parity.ledger.keys() | parity.neo4j.keys()):
        sides = [side.get(name) for side in (parity.ledger, parity.neo4j)]
        counts = [str(side.count) if side else "0" for side in sides]
        hashes = [side.hash if side else "" for side in sides]
        table.add_row(name, *counts, *hashes, style=None if sides[0] == sides[1] else "red")
    output(shutil.get_terminal_size().columns).print(table)


def _show_differences(parity: Parity) -> None:
    for difference in parity.first:
        names = f" ({', '.join(difference.properties)})" if difference.properties else ""
        click.echo(f"{difference.what}: {difference.name} {difference.item}{names}", err=True)
    if parity.differing > len(parity.first):
        click.echo(f"… and {parity.differing - len(parity.first)} more.", err=True)


def _show(info: object) -> None:
    from graph.neo4j_server import ServerInfo

    if isinstance(info, ServerInfo):
        click.echo(
            f"Neo4j {info.version} runs (process {info.pid}).\n"
            f"  Browser   {info.browser_url}\n  Bolt      {info.bolt_uri}\n"
            f"  User      {info.user}\n  Password  {info.password}"
        )
