"""What there is to load: the user's arguments, folders walked, in a stable order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to load: a document for `reader.read` or a folder for `dataset.load_dataset`."""

    kind: Literal["document", "dataset"]
    location: Path | str


def expand(arguments: Iterable[str | Path]) -> Iterator[Item]:
    """Turn files, folders, addresses and dataset folders into items."""
    raise NotImplementedError
