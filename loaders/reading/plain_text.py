"""From a file of plain text to a document: the text is what was read, decoded, and nothing else."""

from __future__ import annotations

from loaders.reading.decoding import decode
from loaders.reading.page import Page

TEXT_READER = "text 2"


def read_text(data: bytes, name: str, charset: str | None = None) -> Page:
    """Read plain text.

    Args:
        data: the bytes of the file.
        name: file or address, for messages.
        charset: encoding that the HTTP header declares.

    Raises:
        DocumentError: the text cannot be decoded.
    """
    decoded = decode(data, name, charset)
    return Page(decoded.text, (), decoded.encoding, TEXT_READER)
