"""`traslado explain`: what the extractor reads in a text, and by which rules."""

from __future__ import annotations

import shutil

import click

from api.cli_options import document_options


@click.command()
@click.argument("location", metavar="FILE|URL")
@document_options
def explain(location: str, **metadata: str | None) -> None:
    """Show a text with its claims: the words that each rests on, what it says, and the rule that made it."""
    from api.explanation import explain as explained
    from api.explanation_terminal import print_explanation
    from loaders.extraction.extractor import extract
    from loaders.reader import Overrides, read

    explanation = explained(extract(read(location, Overrides(**metadata))))
    print_explanation(explanation, shutil.get_terminal_size((100, 24)).columns)
