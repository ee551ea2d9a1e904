"""From PDF to readable text: paragraphs joined over lines, columns and pages, what repeats on every page left out."""

from __future__ import annotations

import re
from threading import Lock
from typing import Any, Final

from loaders.reading.column import lines
from loaders.reading.decoding import SIZE_LIMIT
from loaders.reading.error import DocumentError
from loaders.reading.metadata import Metadata
from loaders.reading.page import Page
from loaders.reading.paragraph import paragraphs
from loaders.reading.piece import Piece, pieces
from loaders.reading.running_head import without_running_heads

PDF_SIZE_LIMIT: Final = 50_000_000
"""The largest PDF, in bytes."""
PDF_PAGE_LIMIT: Final = 1_000
PDF_READER: Final = "pdf 1"

_HEAD: Final = 1_024
"""Bytes in which a PDF says that it is one (ISO 32000-1, annex H.3.4.1)."""
_TAIL: Final = 4_096
_READABLE: Final = 0.7
"""Share of the letters that fonts must name."""
_PLACEHOLDER: Final = re.compile(
    r"untitled|sin t[ií]tulo|document\d*|documento\d*|microsoft (?:word|powerpoint|excel)\b.*|powerpoint presentation"
    r"|presentaci[oó]n de powerpoint|slide \d+|\(?anonymous\)?|[\W\d_]*"
    r"|.*\.(?:docx?|rtf|odt|pdf|indd|qxd|pptx?|xlsx?|html?|wpd|pages)",
    re.IGNORECASE,
)
# PDFium is not safe to call from two threads at once.
_LOCK: Final = Lock()


def is_pdf(data: bytes, name: str) -> bool:
    """Whether a document is a PDF, by its name or by its first bytes."""
    return name.lower().endswith(".pdf") or data.startswith(b"%PDF-")


def read_pdf(data: bytes, name: str) -> Page:
    """Read a PDF.

    The day on which the file was made is no day of publication, and a title that a program put there is none.

    Args:
        data: the bytes of the file.
        name: file or address, for messages.

    Raises:
        DocumentError: too large, damaged, encrypted, or without text that can be read.
    """
    if len(data) > PDF_SIZE_LIMIT:
        raise DocumentError(f"{name}: is over the limit of {PDF_SIZE_LIMIT:,} bytes for a PDF; split it into parts")
    if b"%PDF-" not in data[:_HEAD]:
        raise DocumentError(f"{name}: is no PDF, whatever its name says; give it the ending of what it is")
    if b"%%EOF" not in data[-_TAIL:]:
        raise DocumentError(f"{name}: is cut off before its end; get the whole file and load it again")

    import pypdfium2

    with _LOCK:
        document = _open(data, name)
        try:
            found = [_pieces(document, index, name) for index in range(len(document))]
            metadata = _metadata(document)
        finally:
            document.close()
    letters = sum(len(piece.text) for page in found for piece in page)
    unreadable = sum(piece.unreadable for page in found for piece in page)
    if letters < _READABLE * (letters + unreadable):
        raise DocumentError(
            f"{name}: does not say which letters its fonts draw; run OCR on it first (such as ocrmypdf)"
        )
    text = _text(found)
    if not text:
        raise DocumentError(f"{name}: holds no text, only images of pages; run OCR on it first (such as ocrmypdf)")
    if len(text.encode()) > SIZE_LIMIT:
        raise DocumentError(f"{name}: its text is over the limit of {SIZE_LIMIT:,} bytes; split it into parts")
    return Page(text + "\n", (("pdf", metadata),), None, f"{PDF_READER}, pypdfium2 {pypdfium2.PYPDFIUM_INFO}")


def _open(data: bytes, name: str) -> Any:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise DocumentError(f"{name}: is encrypted; save it without its password and load that") from error
        raise DocumentError(f"{name}: is damaged ({error}); get the file anew, or save its text as .txt") from error
    if len(document) > PDF_PAGE_LIMIT:
        pages = len(document)
        document.close()
        raise DocumentError(f"{name}: has {pages:,} pages, over the limit of {PDF_PAGE_LIMIT:,}; split it into parts")
    return document


def _pieces(document: Any, index: int, name: str) -> list[Piece]:
    import pypdfium2

    try:
        page = document[index]
    except pypdfium2.PdfiumError as error:
        raise DocumentError(
            f"{name}: page {index + 1} is damaged ({error}); get the file anew, or save its text as .txt"
        ) from error
    text_page = page.get_textpage()
    try:
        return pieces(text_page)
    finally:
        text_page.close()
        page.close()


def _text(found: list[list[Piece]]) -> str:
    readable = [[piece for piece in page if piece.text] for page in found]
    pages = enumerate(without_running_heads(readable))
    return paragraphs([line for number, page in pages for line in lines(page, number)])


def _metadata(document: Any) -> Metadata:
    title = " ".join(document.get_metadata_value("Title").replace("\x00", "").split())
    return Metadata(title=None if _PLACEHOLDER.fullmatch(title) else title)
