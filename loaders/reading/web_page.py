"""From HTML to readable text: paragraphs, list items and rows of tables as lines, page furniture left out."""

from __future__ import annotations

import re
from typing import Any

from graph.canonical_url import UrlError, canonical_url
from loaders.iso_date import is_date
from loaders.reading.decoding import decode
from loaders.reading.error import DocumentError
from loaders.reading.metadata import Metadata
from loaders.reading.page import Page

_DECLARED = re.compile(rb"<meta[^>]+charset=[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_START = re.compile(rb"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_SUFFIXES = (".html", ".htm", ".xhtml")


def is_html(data: bytes, name: str) -> bool:
    """Whether a document is HTML, by its name or by its first bytes."""
    return name.lower().endswith(_SUFFIXES) or bool(_START.match(data[:4096].removeprefix(b"\xef\xbb\xbf")))


def read_html(data: bytes, name: str, address: str | None = None, charset: str | None = None) -> Page:
    """Read a page.

    Args:
        data: the bytes of the page.
        name: file or address, for messages.
        address: where it was fetched from; relative canonical addresses are resolved against it.
        charset: encoding that the HTTP header declares.

    Raises:
        DocumentError: the page cannot be decoded or holds no readable text.
    """
    declared = _DECLARED.search(data[:4096])
    decoded = decode(data, name, charset or (declared[1].decode("ascii") if declared else None))

    import trafilatura

    # A page may name its encoding in an XML declaration, which lxml refuses in decoded text.
    tree = trafilatura.load_html(re.sub(r"^\s*<\?xml[^>]*>", "", decoded.text))
    found = None
    if tree is not None:
        language = _language(tree)
        found = trafilatura.bare_extraction(
            tree,
            url=address,
            with_metadata=True,
            include_comments=False,
            include_tables=True,
            favor_recall=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    text = (found.text or "").strip() if found is not None and not isinstance(found, dict) else ""
    if found is None or isinstance(found, dict) or not text:
        raise DocumentError(f"{name}: no readable text was found in the page; save its text as a .txt file")
    metadata = Metadata(
        title=_words(found.title),
        publisher=_words(found.sitename),
        published=found.date if found.date and is_date(found.date) else None,
        language=language,
        url=_canonical(found.url),
    )
    return Page(text + "\n", (("html", metadata),), decoded.encoding, f"trafilatura {trafilatura.__version__}")


def _language(tree: Any) -> str | None:
    for value in (*tree.xpath("/html/@lang"), *tree.xpath("//meta[@property='og:locale']/@content")):
        code = re.match(r"[a-z]{2}(?=$|[-_])", value.strip().lower())
        if code:
            return code[0]
    return None


def _words(text: str | None) -> str | None:
    return " ".join(text.split()) or None if text else None


def _canonical(address: str | None) -> str | None:
    try:
        return canonical_url(address) if address else None
    except UrlError:
        # The page's own link may be broken or relative; it then says nothing.
        return None
