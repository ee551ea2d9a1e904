"""The guide for Neo4j Browser: the questions, as their files have them, with parameters that the loaded graph answers.

The classic Browser plays it as HTML (`:play`), the newer one as AsciiDoc (`:guide`); the same queries are there as
files to be saved in Browser.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from pyoxigraph import Store

from api.neo4j.example import example_of
from graph.neo4j_question import parameters_of
from graph.question import Question, bind, query_text, questions
from graph.sparql_question import SparqlBackend

_FIRST: Final = "leaders_by_city"
_PICTURE: Final = """\
// The same as a picture: what is said of whom, with its strength, behind each row.
CALL () {{
{query}
}}
UNWIND facts AS fact
WITH DISTINCT fact AS iri
// A fact is found by its claims, which have an index.
MATCH (:Traslado:Claim {{fact: iri}})-[:SUBJECT]->(subject:Traslado)
WITH DISTINCT iri, subject
MATCH path = (subject)-[{{iri: iri}}]-(:Traslado)
RETURN DISTINCT path
LIMIT 150
"""
_WHOLE: Final = """\
// Who was handed over in which transfer, and how strongly it is said
MATCH path = (person:Traslado:Person)-[handover:TRANSFERRED_IN]->(transfer:Traslado:Transfer)
WHERE NOT handover.strength IN ['denied', 'possible']
RETURN path
LIMIT 100
"""


@dataclass(frozen=True, slots=True)
class Slide:
    """One question as the guide asks it.

    Attributes:
        given: what it is asked with, in words.
        parameters: of its queries, all of them; null is what is not asked for.
        table: the query of the question's file.
        picture: the query of the paths behind its answer.
    """

    name: str
    title: str
    description: str
    given: dict[str, str]
    parameters: dict[str, list[str] | None]
    table: str
    picture: str

    @property
    def set_parameters(self) -> str:
        """The command that sets the parameters."""
        # A map in Cypher: its keys are names of variables, its strings are written as in JSON.
        values = (f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in self.parameters.items())
        return f":params {{{', '.join(values)}}}"


def slides(store: Store, *, spanish: bool) -> list[Slide]:
    """A slide for each question that has an answer in this graph, the one that the graph was made for first."""
    ordered = sorted(questions().values(), key=lambda question: question.name != _FIRST)
    examples = ((question, example_of(question, store)) for question in ordered)
    return [_slide(question, given, store, spanish) for question, given in examples if given is not None]


def _slide(question: Question, given: dict[str, str], store: Store, spanish: bool) -> Slide:
    title, description = (text.es if spanish else text.en for text in (question.title, question.description))
    query = query_text(question.name, "cypher").strip()
    parameters = parameters_of(query, bind(SparqlBackend(store), question, given))
    return Slide(
        question.name,
        title,
        description,
        given,
        parameters,
        query,
        _PICTURE.format(query=query).strip(),
    )


def guide(store: Store, counts: Mapping[str, int], address: str, *, markup: str, spanish: bool) -> str:
    """The whole guide.

    Args:
        store: the published graph, of which Neo4j holds the same.
        counts: of what is loaded, by name.
        address: of the service, as the browser reaches it, without a slash at its end.
        markup: `html` for the classic Browser, `adoc` for the newer one.
        spanish: whether to speak Spanish.
    """
    template = _templates().get_template(f"guide.{markup}")
    return template.render(
        slides=slides(store, spanish=spanish), counts=counts, address=address, whole=_WHOLE.strip(), spanish=spanish
    )


def saved_queries(store: Store, *, spanish: bool) -> bytes:
    """A zip of Cypher files in one folder, as the classic Browser takes them when it is dropped on its window."""
    archive = io.BytesIO()
    with ZipFile(archive, "w", ZIP_DEFLATED) as file:
        for slide in slides(store, spanish=spanish):
            # Browser calls a saved query by the comment in its first line.
            for suffix, query in (("", slide.table), ("_picture", slide.picture)):
                text = f"// {slide.title}\n{slide.set_parameters};\n\n{query}\n"
                file.writestr(f"Traslado/{slide.name}{suffix}.cypher", text)
    return archive.getvalue()


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
