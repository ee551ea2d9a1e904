"""The command line. Everything heavy is imported by the command that needs it: start-up stays under 0.3 s."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from api.cli_ask import ask
from api.cli_explain import explain
from api.cli_extraction import evaluate
from api.cli_judge import erase, judge, withhold
from api.cli_neo4j import neo4j
from api.cli_options import document_options, home_option, progress_bar
from api.cli_review import review
from api.cli_token import token
from ontology.error import TrasladoError


class _Group(click.Group):
    """Shows our errors as one message on stderr, never as a stack trace."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except TrasladoError as error:
            click.secho(str(error), err=True, fg="red")
            ctx.exit(error.exit_code)
        except BrokenPipeError:
            ctx.exit(0)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="traslado", prog_name="traslado")
def main() -> None:
    """A knowledge graph of criminal organizations and prisoner transfers, with the words behind every answer.

    \b
    traslado load article.txt https://example.org/news   read documents into the graph
    traslado ask leaders_by_city --city "New York"       ask a question
    traslado serve                                       answer over HTTP and SPARQL
    traslado neo4j start                                 run a Neo4j on this machine
    """


main.add_command(ask)
main.add_command(evaluate)
main.add_command(erase)
main.add_command(explain)
main.add_command(judge)
main.add_command(neo4j)
main.add_command(review)
main.add_command(token)
main.add_command(withhold)


@main.command()
@click.argument("locations", nargs=-1, metavar="PATH|URL...")
@home_option
@click.option("--samples", is_flag=True, help="Load the bundled samples: the record of three transfers, and briefs.")
@document_options
def load(locations: tuple[str, ...], home: Path, *, samples: bool, **metadata: str | None) -> None:
    """Load documents: text, HTML or PDF files, folders, addresses, datasets of tables.

    Loading the same again changes nothing. What cannot be read is listed at the end; the rest is loaded.
    """
    from loaders.pipeline import load as load_documents
    from loaders.reader import Overrides
    from loaders.samples import sample_paths

    if samples:
        locations = (*locations, *map(str, sample_paths()))
    if not locations:
        raise click.UsageError("Name what to load: a file, a folder, an address, or --samples.")
    with progress_bar() as progress:
        report = load_documents(home, locations, Overrides(**metadata), progress=progress)
    _finish(report)


@main.command()
@click.argument("locations", nargs=-1, required=True, metavar="PATH|URL...")
@document_options
def extract(locations: tuple[str, ...], **metadata: str | None) -> None:
    """Print what documents claim, one JSON object a document, and load nothing."""
    from loaders.pipeline import extract_all
    from loaders.reader import Overrides

    refused = 0
    for outcome in extract_all(locations, Overrides(**metadata)):
        if outcome.refusal is not None:
            click.secho(outcome.refusal, err=True, fg="red")
            refused += 1
        for extraction in outcome.made:
            click.echo(json.dumps(extraction.to_json(), ensure_ascii=False))
    sys.exit(1 if refused else 0)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
def check(folder: Path) -> None:
    """Check a folder of tables as loading would, and load nothing.

    Columns, dates, addresses, known organizations and people, nobody twice, and counts; every fault with its line.
    """
    from loaders.dataset import load_dataset

    for table in load_dataset(folder):
        click.echo(f"{table.source.label}: {len(table.entities)} entities, {len(table.claims)} claims")


@main.command()
@click.argument("document")
@home_option
@click.option("--restore", is_flag=True, help="Bring a retracted document back.")
def retract(document: str, home: Path, *, restore: bool) -> None:
    """Take a document out of the answers; it stays in the ledger.

    DOCUMENT is an address (all versions there), a label, the name of a dataset, or an id.
    """
    from loaders.pipeline import retract as retract_document

    ids = retract_document(home, document, restore=restore)
    done = "restored" if restore else "retracted"
    click.echo(f"{len(ids)} document{'s' * (len(ids) != 1)} {done}: {', '.join(ids)}")


@main.command()
@home_option
def reextract(home: Path) -> None:
    """Read documents anew that an older extractor read."""
    from loaders.pipeline import reextract as reextract_documents

    with progress_bar() as progress:
        report = reextract_documents(home, progress=progress)
    _finish(report)


@main.command()
@home_option
def rebuild(home: Path) -> None:
    """Make the store anew from the ledger, and publish it."""
    from loaders.pipeline import rebuild as rebuild_store

    with progress_bar() as progress:
        units = rebuild_store(home, progress=progress)
    click.echo(f"{units} entities and documents projected anew.")


@main.command()
@home_option
@click.option("--host", help="Address to listen on.  [default: 127.0.0.1]")
@click.option("--port", type=int, help="Port to listen on.  [default: 8000]")
@click.option(
    "--backend",
    type=click.Choice(["oxigraph", "neo4j"]),
    help="Where questions, neighbours and paths are asked: the published graph, or a Neo4j that holds the same.  "
    "[default: oxigraph]",
)
def serve(home: Path, host: str | None, port: int | None, backend: str | None) -> None:
    """Answer over HTTP and SPARQL, with a page to look at, until interrupted.

    Further settings are environment variables; docs/service.md lists them.
    """
    from api.server import serve as run
    from api.settings import read_settings

    settings = read_settings(home=home, host=host, port=port, backend=backend)
    where = f"Traslado answers at http://{settings.host}:{settings.port}/ (stop it with Ctrl+C)"
    run(settings, started=lambda: click.echo(where, err=True))


def _finish(report: Any) -> None:
    """The report of a job on stdout, refusals on stderr, exit code 1 if there was one."""
    done = [f"{report.added} added", f"{report.replaced} replaced", f"{report.unchanged} unchanged"]
    rate = (report.added + report.replaced) / report.seconds if report.seconds else 0
    click.echo(
        f"{', '.join(done)}, {len(report.refused)} refused; {report.claims} claims in {report.seconds:.1f} s "
        f"({rate:.{0 if rate >= 10 else 1}f} documents/s)."
    )
    for refusal in report.refused:
        click.secho(refusal.message, err=True, fg="red")
    sys.exit(1 if report.refused else 0)
