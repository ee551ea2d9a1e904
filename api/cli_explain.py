"""`traslado explain`: what the extractor reads in a text, and by which rules."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from api.cli_options import document_options

if TYPE_CHECKING:
    from api.explanation import Explanation
    from loaders.reader import Overrides


@click.command()
@click.argument("location", metavar="FILE|URL")
@click.option("--html", type=click.File("w", "utf-8", lazy=True), help="Write a page there instead.")
@click.option(
    "--gold",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Annotation of the text, in the shape of docs/claims.md: say which claims are right, and which are missed.",
)
@document_options
def explain(location: str, html: TextIO | None, gold: Path | None, **metadata: str | None) -> None:
    """Show a text with its claims: the words that each rests on, what it says, and the rule that made it."""
    from loaders.reader import Overrides

    explanation = _explanation(location, gold, Overrides(**metadata))
    if html is not None:
        from api.explanation_page import to_html

        html.write(to_html(explanation))
        click.echo(f"{html.name}: {explanation.summary}", err=True)
    else:
        from api.explanation_terminal import print_explanation

        print_explanation(explanation, shutil.get_terminal_size((100, 24)).columns)


def _explanation(location: str, gold: Path | None, given: Overrides) -> Explanation:
    from api.explanation import explain as explained
    from api.explanation import explain_against
    from loaders.evaluation.comparison import compare
    from loaders.evaluation.gold import read_gold
    from loaders.extraction.extractor import extract
    from loaders.reader import read

    if gold is None:
        return explained(extract(read(location, given)))
    annotation = read_gold(gold, location, given)
    return explain_against(compare(annotation, extract(annotation.source)))
