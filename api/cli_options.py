"""What the commands share: options, and a progress bar where stderr is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from graph.home import default_home
from ontology.terms import KINDS


def home_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--home`, else TRASLADO_HOME, else `~/.traslado`."""
    return click.option(
        "--home",
        type=click.Path(path_type=Path, file_okay=False),
        default=default_home,
        envvar="TRASLADO_HOME",
        help="Folder of the ledger and the stores.  [default: TRASLADO_HOME, else ~/.traslado]",
    )(command)


_DOCUMENT_OPTIONS = [
    click.option("--published", metavar="DATE", help="Date of publication: YYYY, YYYY-MM or YYYY-MM-DD."),
    click.option("--publisher", help="Who published it."),
    click.option("--language", type=click.Choice(["en", "es"]), help="Language of the text."),
    click.option("--kind", type=click.Choice(KINDS), help="Kind of document."),
    click.option("--title", help="Title."),
    click.option("--url", help="Address at which it was published."),
]


def document_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Metadata that override a sidecar, which overrides what is detected."""
    for option in reversed(_DOCUMENT_OPTIONS):
        command = option(command)
    return command


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on stderr, where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, Any] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield show
