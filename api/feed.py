"""An Atom feed (RFC 4287) of what changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree

_ATOM: Final = "http://www.w3.org/2005/Atom"
_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
MEDIA_TYPE: Final = "application/atom+xml"

ElementTree.register_namespace("", _ATOM)


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry.

    Attributes:
        id: an IRI, for ever its own.
        updated: ISO 8601 with a time zone.
        href: where it leads, relative to the feed; None where nothing is there any more.
    """

    id: str
    title: str
    updated: str
    summary: str
    category: str
    href: str | None


def atom(*, id_: str, title: str, updated: str, language: str, href: str, entries: Iterable[FeedEntry]) -> bytes:
    """The feed as XML; addresses are relative, so that it is the same whatever name the service is reached by.

    Args:
        id_: IRI of the feed.
        title: of it.
        updated: when the graph was last published.
        language: of its words.
        href: its own path and query.
        entries: in the order to show.
    """
    feed = ElementTree.Element(f"{{{_ATOM}}}feed", {_LANGUAGE: language})
    _add(feed, "id", id_)
    _add(feed, "title", title)
    _add(feed, "updated", updated)
    _add(feed, "link", rel="self", href=href, type=MEDIA_TYPE)
    _add(_add(feed, "author"), "name", "Traslado")
    for entry in entries:
        element = _add(feed, "entry")
        _add(element, "id", entry.id)
        _add(element, "title", entry.title)
        _add(element, "updated", entry.updated)
        _add(element, "summary", entry.summary)
        _add(element, "category", term=entry.category)
        if entry.href:
            _add(element, "link", rel="alternate", href=entry.href)
    written: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _add(parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    element.text = text
    return element
