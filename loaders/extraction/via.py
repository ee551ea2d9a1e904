"""Documents and media through which the words of a sentence came: "according to the indictment", "según El Faro"."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from typing import Final

from graph.claim import Span
from loaders.extraction.lexicon import word_set
from loaders.extraction.reader import Reader
from loaders.extraction.surroundings import NAME
from loaders.extraction.text import LineFinder, paragraphs, sentences

_CITES: Final = (
    r"(?:according to|citing|cited by|quoting|per|segun|conforme a|de acuerdo con|de acuerdo a|cita|citando|cito a)"
)
_REPORTED: Final = r"[Ss]eg[úu]n|[Aa]ccording to|[Cc]iting|[Cc]itando(?: a)?|inform[óo]|report[óo]|adelant[óo]|cont[óo]"
_KIND: Final = r"(?:the|el|la|los|diario|peri[óo]dico|portal|newspaper|agency|agencia|daily|semanario|revista|emisora)"
_MEDIUM: Final = re.compile(
    rf"\b(?:{_CITES}|{_REPORTED}) (?:{_KIND} ){{0,3}}(?P<name>{NAME})"
    rf"|(?P<before>{NAME}),? (?:first )?(?:reported|public[óo]|adelant[óo]|revel[óo])\b"
)
_MEDIUM_NEEDS: Final = (
    *("according to", "citing", "cited by", "quoting", "per ", "segun", "conforme a", "de acuerdo", "cita", "cito a"),
    *("inform", "report", "adelant", "cont", "public", "revel"),
)
_MEDIUM_LINES: Final = LineFinder(_MEDIUM_NEEDS)


def read_via(reader: Reader) -> None:
    """Give the claims of a sentence the documents and media that it names as where its words come from."""
    cited = sorted({*_documents(reader.folded), *_media(reader)})
    if not cited:
        return
    claims = sorted(reader.draft.claims.values(), key=lambda claim: claim.span)
    starts = [claim.span[0] for claim in claims]
    for paragraph in paragraphs(reader.text):
        for low, high in sentences(reader.text, paragraph.start + paragraph.bullet, paragraph.end):
            printed = tuple(reader.text[a:b] for a, b in cited if low <= a < high)
            if printed:
                for claim in claims[bisect_left(starts, low) : bisect_left(starts, high)]:
                    claim.via = printed


def _documents(folded: str) -> set[Span]:
    return {match.span(name) for match in _document().finditer(folded) for name in ("cited", "saying") if match[name]}


@cache
def _document() -> re.Pattern[str]:
    nouns = "|".join(re.escape(noun) for noun in sorted(word_set("document_noun"), key=lambda noun: (-len(noun), noun)))
    says = (
        "says|say|states|state|alleges|allege|charges|shows|show|describes|dice|senala|sostiene|indica|detalla|describe"
    )
    described = r"(?:(?:the|a|an|his|her|their|el|la|los|un|una|su|u\.s\.|federal|unsealed|new|five-count) ){0,3}"
    return re.compile(
        rf"\b(?:{_CITES} {described}(?P<cited>{nouns})\b|(?:the|el|la|los) (?P<saying>{nouns}) (?:{says})\b)"
    )


def _media(reader: Reader) -> set[Span]:
    """Names that are cited and are nobody and nothing else that the text names."""
    found: set[Span] = set()
    lines = _MEDIUM_LINES.find(reader.folded)[0]
    for match in (match for line in lines for match in _MEDIUM.finditer(reader.text, *line)):
        span = match.span("name" if match["name"] else "before")
        if reader.text[span[0] : span[1]].isupper():  # an acronym is rather an authority's
            continue
        at = bisect_left(reader.starts, span[0])
        if not any(
            item.start < span[1] and item.letter not in "ZQ"
            for item in reader.items[max(0, at - 1) : at + 4]
            if item.end > span[0]
        ):
            found.add(span)
    return found
