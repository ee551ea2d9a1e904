"""The samples that the demo loads: the record of three transfers and short briefs of our own."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent


def sample_paths() -> tuple[Path, ...]:
    """The folder of the record, then the briefs in order: arguments for `item.expand`."""
    return (_HERE / "record", *sorted((_HERE / "briefs").glob("*.txt")))
