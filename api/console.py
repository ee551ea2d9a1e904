"""Where commands print what has colours and a width."""

from __future__ import annotations

import sys

from rich.console import Console


class _Output(Console):
    """Standard output; whoever reads no further, as `head`, has what he wants."""

    def on_broken_pipe(self) -> None:
        try:
            super().on_broken_pipe()  # nothing more is written, and it would exit as if something had failed
        except SystemExit:
            raise SystemExit(0) from None


def output(width: int) -> Console:
    """Standard output, so many columns wide, which prints words as they are."""
    return _Output(width=width, file=sys.stdout, highlight=False, emoji=False, markup=False)
