"""`traslado neo4j export`: the first load of a large graph, by files that `neo4j-admin database import` reads."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path

import click

from api.cli_options import home_option, progress_bar


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), required=False)
@home_option
@click.option("--import", "import_", is_flag=True, help="Import the files into this home's Neo4j, which is stopped.")
@click.option("--overwrite", is_flag=True, help="With --import: replace the database there, with all that is in it.")
@click.option("--slim", is_flag=True, help="Entities and facts alone, without claims, documents and disagreements.")
def export(folder: Path | None, home: Path, *, import_: bool, overwrite: bool, slim: bool) -> None:
    """Write the whole graph to FOLDER, as files for `neo4j-admin database import`.

    The quickest way to load a large graph into an empty database; `traslado neo4j sync` goes on from there. With
    --import and without FOLDER, the files are deleted once they are imported.
    """
    from graph.home import ledger_path
    from graph.ledger import Ledger
    from graph.neo4j_export import export as write_files
    from graph.neo4j_import import check_stopped, import_files
    from graph.neo4j_source import LedgerSource

    if folder is None and not import_:
        raise click.UsageError("Name a folder for the files, or import them with --import.")
    if overwrite and not import_:
        raise click.UsageError("--overwrite goes with --import.")
    if import_:
        check_stopped(home, overwrite=overwrite)
    with ExitStack() as stack:
        if folder is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=home, prefix="neo4j-export-")))
        ledger = stack.enter_context(Ledger(ledger_path(home)))
        with progress_bar() as progress:
            report = write_files(
                LedgerSource(ledger, slim=slim), folder, progress=lambda done, total: progress("writing", done, total)
            )
        click.echo(
            f"{report.units} units: {report.nodes} nodes and {report.relationships} relationships, "
            f"{report.size / 1e6:.0f} MB, in {report.seconds:.1f} s; the next sync goes on from {report.sequence}."
        )
        if not import_:
            click.echo(f"With Neo4j stopped, import them into an empty database:\n  {report.command}")
            return
        import_files(home, folder, report=lambda line: click.echo(line, err=True), overwrite=overwrite)
    click.echo("Imported. Go on with `traslado neo4j start`, then `traslado neo4j sync`.")
