"""`traslado neo4j`: a Neo4j on this machine for who has none, and the sync into it or any other."""

from __future__ import annotations

import os
from pathlib import Path

import click

from api.cli_neo4j_browser import browser
from api.cli_neo4j_export import export
from api.cli_options import home_option, progress_bar


@click.group()
def neo4j() -> None:
    """Look at the graph in Neo4j Browser and ask in Cypher.

    \b
    traslado neo4j start     run Neo4j Community on this machine, without Docker or an installed Java
    traslado neo4j sync      bring the graph into it, or into the one that NEO4J_URI names
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
@click.option("--full", is_flag=True, help="Take everything of ours away first, and load it anew.")
def sync(home: Path, *, full: bool) -> None:
    """Bring the graph into Neo4j: what changed since the last sync.

    NEO4J_URI, NEO4J_USER, NEO4J_PASSWORD and NEO4J_DATABASE name the server, else the one that runs for this
    home is taken. Nodes that do not carry the label Traslado are never touched.
    """
    from graph.home import ledger_path
    from graph.ledger import Ledger
    from graph.neo4j_connection import connect, find_settings
    from graph.neo4j_projection import LedgerSource
    from graph.neo4j_sync import sync as sync_graph

    with (
        Ledger(ledger_path(home)) as ledger,
        connect(find_settings(os.environ, home)) as connection,
        progress_bar() as progress,
    ):
        report = sync_graph(
            connection, LedgerSource(ledger), full=full, progress=lambda done, total: progress("syncing", done, total)
        )
    click.echo(
        f"{report.units} units: {report.nodes} nodes and {report.relationships} relationships written, "
        f"{report.deleted} deleted, in {report.seconds:.1f} s; Neo4j is at {report.sequence}."
    )


def _show(info: object) -> None:
    from graph.neo4j_server import ServerInfo

    if isinstance(info, ServerInfo):
        click.echo(
            f"Neo4j {info.version} runs (process {info.pid}).\n"
            f"  Browser   {info.browser_url}\n  Bolt      {info.bolt_uri}\n"
            f"  User      {info.user}\n  Password  {info.password}"
        )
