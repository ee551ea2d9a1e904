"""`traslado neo4j browser`: the address that opens Neo4j Browser on the graph, with its guide."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

import click

from api.cli_options import home_option

_SERVICE = "http://localhost:8000"
_ELSEWHERE = "http://127.0.0.1:7474/browser/"


@click.command()
@home_option
@click.option(
    "--service",
    metavar="URL",
    default=_SERVICE,
    show_default=True,
    help="Where `traslado serve` answers; Neo4j takes guides from hosts of its allow-list, at first only localhost.",
)
@click.option(
    "--browser",
    "page",
    metavar="URL",
    envvar="TRASLADO_NEO4J_BROWSER_URL",
    help=f"Where Browser is.  [default: of the Neo4j of this home, else {_ELSEWHERE}]",
)
@click.option(
    "--open/--print", "open_it", default=False, help="Open it in the web browser, or only print it (default)."
)
def browser(home: Path, service: str, page: str | None, *, open_it: bool) -> None:
    """Print or open the address of Neo4j Browser: connected to the graph, with the guide through the questions.

    It is the Neo4j that NEO4J_URI names, else the one that runs for this home. The guide comes from the service:
    start that with `traslado serve`.
    """
    from graph.neo4j_connection import find_settings
    from graph.neo4j_server import status

    server = None if os.environ.get("NEO4J_URI") else status(home)
    settings = find_settings(os.environ, home)
    page = page or (server.browser_url if server else _ELSEWHERE)
    service = service.rstrip("/")
    address = browser_address(page, settings.uri, settings.user, settings.database, f"{service}/neo4j/guide.html")
    click.echo(address)
    click.echo(
        f"User {settings.user}, password {settings.password if server else 'as in NEO4J_PASSWORD'}.\n"
        f"In the newer Browser, which plays AsciiDoc: :guide {service}/neo4j/guide.adoc",
        err=True,
    )
    if not _answers(service):
        click.secho(
            f"Nothing answers at {service}, so that there is no guide yet. Start it: traslado serve --home {home}",
            err=True,
            fg="yellow",
        )
    if open_it and click.launch(address):
        raise click.ClickException("No web browser could be opened here. Open the address above in one.")


def browser_address(page: str, uri: str, user: str, database: str, guide: str) -> str:
    """The classic Browser's address that fills its form and plays a guide.

    Args:
        page: of Browser, such as `http://127.0.0.1:7474/browser/`.
        uri: of the server, `bolt://…` or `neo4j://…`.
        user: who connects; the password is never in an address.
        database: the one with the graph.
        guide: address of the guide.

    >>> browser_address("http://h:7474/browser/", "bolt://h:7687", "neo4j", "neo4j", "http://localhost:8000/g")
    'http://h:7474/browser/?dbms=bolt%3A%2F%2Fneo4j%40h%3A7687&db=neo4j&cmd=play&arg=http%3A%2F%2Flocalhost%3A8000%2Fg'
    """
    scheme, _, host = uri.partition("://")
    dbms = quote(f"{scheme}://{user}@{host}", safe="")
    return f"{page}?dbms={dbms}&db={quote(database, safe='')}&cmd=play&arg={quote(guide, safe='')}"


def _answers(service: str) -> bool:
    import httpx

    try:
        return httpx.head(f"{service}/neo4j/style.grass", timeout=2).is_success
    except httpx.HTTPError:
        return False
