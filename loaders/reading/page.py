"""What a reader makes of a document."""

from __future__ import annotations

from dataclasses import dataclass

from loaders.reading.metadata import Metadata, Origin


@dataclass(frozen=True, slots=True)
class Page:
    """The readable text of a document and what it says about itself.

    Attributes:
        text: what is hashed, stored and offset into.
        layers: what is known beside the text, by where it comes from, the surest first.
        encoding: where the text was not UTF-8.
        reader: name and version of what made the text.
    """

    text: str
    layers: tuple[tuple[Origin, Metadata], ...]
    encoding: str | None
    reader: str
