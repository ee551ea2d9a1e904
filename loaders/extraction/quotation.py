"""Words in quotes short enough to be a name, code names such as Z-40, and names after "alias"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from graph.claim import Span
from loaders.extraction.text import LineFinder

_QUOTED: Final = re.compile(
    r"“([^“”\n]{1,48})”|«([^«»\n]{1,48})»|<<([^<>\n]{1,48})>>|”([^“”\n]{1,24})”"
    r"|‹([^‹›\n]{1,48})›"
    r"|(?<!\w)''([^'\n]{1,48})''(?!\w)"
    r"|(?<![\w“])‘([^‘\n]{1,46}?)’(?!\w)"
    r"|(?<!\w)\"([^\"\n]{1,48})\"(?!\w)"
    r"|(?<!\w)'([^'\n]{1,48})'(?!\w)"
    r"|(?<!\w)´([^´'\n]{1,48})[´'](?!\w)"
)
_MARK: Final = re.compile(r"[“”«<‹'‘\"´]")
"""What a quotation opens with: found first, because few places are worth trying all its forms."""
_CODE: Final = re.compile(r"[A-Z](?<![\w-][A-Z])(?:-?\d{1,3}|[A-Z]?\d{1,2})(?![\w-])")
_UNQUOTED: Final = re.compile(
    r"(?:\balias|\ba\.?k\.?a\.?,?|\bapodad[oa]|\bnicknamed|\b(?:known|conocid[oa]) (?:as|como)"
    r"|\b(?:under the (?:false )?(?:name|alias|identity)(?: of)?|using the (?:false )?name(?: of)?|in the name of"
    r"|bajo (?:el|la) (?:nombre|alias|identidad)(?: de)?|con (?:el|la) (?:nombre|identidad)(?: fals[oa])?(?: de)?"
    r"|a nombre de|posing as|travell?ed as|haci[ée]ndose pasar por)"
    r"|\ble (?:dicen|llaman|apodan)|\bllamaban|\bapodaban|\bgo(?:es)? by|\btambi[ée]n llamad[oa]) "
    r"((?:(?:El|La|Los|Las|Don|Doña|el|la|The) )?[A-ZÀ-Þ0-9][\w-]{0,30}"
    r"(?: (?:(?:de|del|la|of|the) ){0,2}[A-ZÀ-Þ0-9][\w-]{0,30}){0,3})"
)
_UNQUOTED_NEEDS: Final = (
    *("alias", "aka", "a.k", "apodad", "nicknamed", "known as", "conocid"),
    *("under the", "name of", "using the", "bajo el", "bajo la", "con el nombre", "con la identidad", "a nombre de"),
    *("posing as", "led as", "pasar por"),
    *("le dicen", "le llaman", "le apodan", "llamaban", "apodaban", "tambien llamad", "goes by", "go by"),
)
_UNQUOTED_LINES: Final = LineFinder(_UNQUOTED_NEEDS)
_LEADING: Final = frozenset({"el", "la", "los", "las", "the", "don", "doña"})
_TRAILING: Final = ".,;:"


@dataclass(frozen=True, slots=True)
class Quotation:
    """A short quotation or code.

    Attributes:
        start: first code point, the mark of quotation included; `end` one past the last.
        inner: the words alone.
    """

    start: int
    end: int
    inner: Span


def find_quotations(text: str, folded: str) -> Iterator[Quotation]:
    """Possible nicknames, in order, without overlaps."""
    last = 0
    for found in sorted(_all(text, folded), key=lambda q: (q.start, -q.end)):
        if found.start >= last:
            yield found
            last = found.end


def _all(text: str, folded: str) -> Iterator[Quotation]:
    for match in _quoted(text):
        group = match.lastindex or 0
        start, end = match.span(group)
        while start < end and text[start].isspace():
            start += 1
        while end > start and (text[end - 1].isspace() or text[end - 1] in _TRAILING):
            end -= 1
        if end > start and _is_name(text[start:end]):
            yield Quotation(match.start(), match.end(), (start, end))
    for match in _CODE.finditer(text):
        yield Quotation(match.start(), match.end(), match.span())
    for line in _UNQUOTED_LINES.find(folded)[0]:
        for match in _UNQUOTED.finditer(text, *line):
            yield Quotation(match.start(1), match.end(1), match.span(1))


def _quoted(text: str) -> Iterator[re.Match[str]]:
    last = 0
    for mark in _MARK.finditer(text):
        if mark.start() >= last and (match := _QUOTED.match(text, mark.start())):
            yield match
            last = match.end()


def _is_name(printed: str) -> bool:
    """Whether quoted words look like a nickname and not like a remark."""
    words = printed.split()
    if len(words) > 6 or printed == "N":
        return False
    first = next((w for w in words if w.lower() not in _LEADING), words[-1])
    return first.strip("‘“'\"")[:1].isupper() or first[:1].isdigit()
