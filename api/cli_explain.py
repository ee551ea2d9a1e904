"""`traslado explain`: what the extractor reads in a text, and by which rules."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from api.cli_options import document_options


@click.command()
@click.argument("location", metavar="FILE|URL")
@click.option(
    "--html", type=click.Path(path_type=Path, dir_okay=False, writable=True), help="Write a page there instead."
)
@document_options
def explain(location: str, html: Path | None, **metadata: str | None) -> None:
    """Show a text with its claims: the words that each rests on, what it says, and the rule that made it."""
    from api.explanation import explain as explained
    from loaders.extraction.extractor import extract
    from loaders.reader import Overrides, read

    explanation = explained(extract(read(location, Overrides(**metadata))))
    if html is not None:
        from api.explanation_page import to_html

        html.write_text(to_html(explanation), "utf-8")
        click.echo(f"{html}: {explanation.summary}")
    else:
        from api.explanation_terminal import print_explanation

        print_explanation(explanation, shutil.get_terminal_size((100, 24)).columns)
