"""From the text of one document to the claims that it makes."""

from __future__ import annotations

from dataclasses import replace

from graph.claim import Extraction, Source
from loaders.extraction.dating import read_when
from loaders.extraction.docket import read_dockets
from loaders.extraction.event import Events
from loaders.extraction.interpreter import Interpreter
from loaders.extraction.normalized import normalize
from loaders.extraction.part import assign_parts
from loaders.extraction.quote_context import read_context
from loaders.extraction.reader import Reader, paragraph_language
from loaders.extraction.table import Tables
from loaders.extraction.text import paragraphs, sentences
from loaders.extraction.via import read_via

EXTRACTOR = "traslado-rules"
VERSION = "6"


def extract(source: Source) -> Extraction:
    """Read one document: pure, deterministic, offline, and the same whatever was read before."""
    normalized = normalize(source.text)
    text = normalized.text
    reader = Reader(replace(source, text=text))
    events = Events(reader)
    interpreter = Interpreter(reader, events)
    tables = Tables(interpreter)
    for paragraph in paragraphs(text):
        language = paragraph_language(reader, paragraph)
        interpreter.paragraph(paragraph)
        if tables.read(paragraph, language):
            continue
        for span in sentences(text, paragraph.start + paragraph.bullet, paragraph.end):
            interpreter.sentence(reader.line(span, language), language)
    interpreter.finish()
    tables.finish()
    events.finish()
    read_when(reader)
    read_dockets(text, reader.draft)
    read_via(reader)
    read_context(reader)
    assign_parts(reader)
    entities, claims = reader.draft.finish()
    return Extraction(
        replace(source, language=reader.language),
        normalized.entities(entities),
        normalized.claims(claims),
        EXTRACTOR,
        VERSION,
    )
