"""Reading a document: a text file, an HTML file or an address becomes a `Source`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from graph.claim import Source


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the user says about a document; it overrides the sidecar, which overrides what is detected.

    Attributes:
        published: ISO date, as precise as it is known.
        publisher: who published it.
        language: two-letter code.
        kind: one of `terms.KINDS`.
        title: its title.
        url: its address.
    """

    published: str | None = None
    publisher: str | None = None
    language: str | None = None
    kind: str | None = None
    title: str | None = None
    url: str | None = None


def read(location: str | Path, overrides: Overrides = Overrides()) -> Source:
    """Read one document; `InputError` says what is wrong with it and what to do."""
    raise NotImplementedError
