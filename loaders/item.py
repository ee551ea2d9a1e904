"""What there is to load: the user's arguments, folders walked, in a stable order."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

PACKAGE = "datapackage.json"
DOCUMENT_SUFFIXES = (".txt", ".html", ".htm", ".xhtml", ".pdf")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to load: a document for `reader.read` or a folder for `dataset.load_dataset`."""

    kind: Literal["document", "dataset"]
    location: Path | str


def is_address(location: str | Path) -> bool:
    """Whether a location is an http or https address rather than a file."""
    return isinstance(location, str) and location.lower().startswith(("http://", "https://"))


def expand(arguments: Iterable[str | Path]) -> Iterator[Item]:
    """Turn files, folders, addresses and dataset folders into items, each once.

    Arguments keep their order; a folder is walked in the order of its names, hidden ones left out, and a folder in it
    with a datapackage.json is one dataset. What is named outright is an item even if it cannot be read (a missing
    file, a folder without documents), so that reading it says what is wrong and the rest of the batch goes on.
    """
    seen: set[Path | str] = set()
    for argument in arguments:
        for item in _items(argument):
            key = item.location.resolve() if isinstance(item.location, Path) else item.location
            if key not in seen:
                seen.add(key)
                yield item


def _items(argument: str | Path) -> Iterator[Item]:
    if isinstance(argument, str) and "://" in argument:
        yield Item("document", argument)
        return
    path = Path(argument)
    if path.name == PACKAGE:
        yield Item("dataset", path.parent)
    elif not path.is_dir():
        yield Item("document", path)
    else:
        found = False
        for item in _walk(path):
            found = True
            yield item
        if not found:
            yield Item("document", path)


def _walk(folder: Path) -> Iterator[Item]:
    if (folder / PACKAGE).is_file():
        yield Item("dataset", folder)
        return
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path))
        elif entry.name.lower().endswith(DOCUMENT_SUFFIXES) and entry.is_file():
            yield Item("document", Path(entry.path))
