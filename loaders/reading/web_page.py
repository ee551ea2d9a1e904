"""From HTML to readable text: paragraphs, list items and rows of tables as lines, page furniture left out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from graph.canonical_url import UrlError, canonical_url
from graph.iso_date import is_date
from loaders.reading.decoding import decode
from loaders.reading.error import DocumentError
from loaders.reading.metadata import Metadata, Origin
from loaders.reading.page import Page
from loaders.reading.page_tree import prepare
from ontology import terms

_DECLARED = re.compile(rb"<meta[^>]+charset=[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_START = re.compile(rb"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
HTML_READER = "html 1"
_LONGEST_DAY = 60
"""Code points up to which words with a day in them are no sentence."""
_RULE = re.compile(r"\|(?:-+\|)+")
_ROW = re.compile(r"\|(.*)\|")
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
        prepare(tree)
        found = trafilatura.bare_extraction(
            tree,
            url=address,
            with_metadata=True,
            include_comments=False,
            include_tables=True,
            favor_recall=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    text = _plain_rows(found.text or "").strip() if found is not None and not isinstance(found, dict) else ""
    if found is None or isinstance(found, dict) or not text:
        raise DocumentError(f"{name}: no readable text was found in the page; save its text as a .txt file")
    reader = f"{HTML_READER}, trafilatura {trafilatura.__version__}"
    return Page(text + "\n", _layers(tree, found, language), decoded.encoding, reader)


def _plain_rows(text: str) -> str:
    """The text with a row of a table as its cells between bars, without the drawing of a table around them."""
    lines = (line for line in text.split("\n") if not _RULE.fullmatch(line.strip()))
    return "\n".join(_row(match[1]) if (match := _ROW.fullmatch(line.strip())) else line for line in lines)


def _row(cells: str) -> str:
    return " | ".join(cell.strip() for cell in cells.split("|")).rstrip("| ").lstrip()


def _layers(tree: Any, found: Any, language: str | None) -> tuple[tuple[Origin, Metadata], ...]:
    """What a page says about itself, by where it says so; trafilatura finds it and does not tell where."""
    kinds = [value.strip().lower() for value in tree.xpath("//meta[@property='og:type']/@content")]
    said: list[tuple[Origin, Metadata]] = []
    if title := _words(found.title):
        said.append((_where(tree, title), Metadata(title=title)))
    if publisher := _words(found.sitename):
        said.append((_where(tree, publisher), Metadata(publisher=publisher)))
    if found.date and is_date(found.date) and (origin := _where_dated(tree, found.date)):
        said.append((origin, Metadata(published=found.date)))
    if kind := next((kind for kind in kinds if kind in terms.KINDS), None):
        said.append(("meta", Metadata(kind=kind)))
    return (*said, ("html", Metadata(language=language, url=_canonical(found.url))))


def _where(tree: Any, value: str) -> Origin:
    """Where a page holds the words of a field, its visible part where nothing else does."""
    if any(value in (_words(content) or "") for content in tree.xpath("//meta/@content")):
        return "meta"
    return "json-ld" if any(value in script for script in _linked_data(tree)) else "html"


def _where_dated(tree: Any, day: str) -> Origin | None:
    """Where a page holds its day; None where only a sentence or the address of a picture does: that dates those."""
    if any(_is_day(content, day) for content in tree.xpath("//meta/@content")):
        return "meta"
    if any(day in script for script in _linked_data(tree)):
        return "json-ld"
    if any(_is_day(moment, day) for moment in tree.xpath("//time/@datetime | //abbr/@title")):
        return "time"
    addresses = tree.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")
    if any(day.replace("-", "/") in address for address in addresses):
        return "url"
    return "html" if any(_is_day(words, day) for words in tree.xpath("//body//text()")) else None


def _is_day(words: str, day: str) -> bool:
    """Whether a few words are a day, in whatever form: "2031-08-13T10:00Z", "13 de agosto de 2031", "20310813"."""
    year, _, number = day.split("-") if day.count("-") == 2 else (day, "", "")
    spelled = year in words and bool(re.search(rf"(?<!\d){number.lstrip('0')}(?!\d)|(?<!\d){number}(?!\d)", words))
    return len(words.strip()) <= _LONGEST_DAY and "://" not in words and (spelled or day.replace("-", "") in words)


def _linked_data(tree: Any) -> Iterator[str]:
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            yield json.dumps(json.loads(script), ensure_ascii=False)
        except ValueError:
            yield script


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
