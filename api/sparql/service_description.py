"""What the endpoint says of itself: a SPARQL 1.1 Service Description with the statistics of its dataset in VoID.

The statistics read the whole default graph. They are computed once for a dataset, in a worker of their own; a client
that asks meanwhile gets the description without them.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from fastapi.concurrency import run_in_threadpool
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from api.prefix import PREFIXES
from api.settings import Settings
from api.sparql.dataset import Dataset
from api.sparql.pool import WorkerPool, job_of
from api.sparql.protocol import GRAPH_FORMATS, SOLUTIONS_FORMATS
from api.token_store import tokens
from ontology.error import TrasladoError
from ontology.terms import ALLEGED, TAXONOMY, TR

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_VOID: Final = "http://rdfs.org/ns/void#"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_TYPE: Final = NamedNode(PREFIXES["rdf"] + "type")
_W3C_NAMES: Final = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "jsonld": "JSON-LD",
    "rdfxml": "RDF_XML",
}
_OF_EACH: Final = {
    "property": "SELECT ?of (COUNT(*) AS ?n) { ?s ?of ?o } GROUP BY ?of",
    "class": "SELECT ?of (COUNT(*) AS ?n) { ?s a ?of } GROUP BY ?of",
}
_OF_ALL: Final = {
    "triples": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "distinctSubjects": "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s { ?s ?p ?o } }",
    "distinctObjects": "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?o { ?s ?p ?o } }",
}
_TITLE: Final = "Criminal organizations and prisoner transfers, as documents tell of them"
_SOON_SECONDS: Final = 2.0
_REMEMBERED: Final = 8
_log: Final = logging.getLogger("traslado.sparql")


@dataclass(slots=True)
class Statistics:
    """Numbers of the default graph; one that took too long is missing."""

    of_all: dict[str, int] = field(default_factory=dict)
    of_each: dict[str, dict[str, int]] = field(default_factory=dict)


class Describer:
    """Describes the service, and remembers the statistics of the last few datasets that it described."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._counts: dict[str, asyncio.Task[Statistics]] = {}
        self._one_at_a_time = asyncio.Semaphore()

    async def describe(self, dataset: Dataset, *, endpoint: str, media_type: str) -> bytes:
        """The description in an RDF format.

        Args:
            dataset: what is served.
            endpoint: its address as the client has it.
            media_type: one of `GRAPH_FORMATS`.
        """
        counting = self._counts.get(dataset.tag)
        if counting is None:
            counting = self._counts[dataset.tag] = asyncio.create_task(self._count(dataset))
            if len(self._counts) > _REMEMBERED:
                self._counts.pop(next(iter(self._counts))).cancel()
        done, _ = await asyncio.wait({counting}, timeout=_SOON_SECONDS)
        statistics = counting.result() if done and not counting.cancelled() else Statistics()
        writable = await run_in_threadpool(self._writable)
        triples = _triples(dataset, NamedNode(endpoint), statistics, writable=writable)
        prefixes = PREFIXES | {"sd": _SD, "void": _VOID, "formats": _FORMATS}
        format_ = RdfFormat.from_media_type(media_type)
        return serialize(triples, format=format_, prefixes=prefixes) or b""

    async def close(self) -> None:
        """Stop counting."""
        counting = {task for task in self._counts.values() if task.cancel()}
        if counting:
            await asyncio.wait(counting)

    async def _count(self, dataset: Dataset) -> Statistics:
        async with self._one_at_a_time:  # whoever asks for one generation after the other starts no process for each
            return await self._count_now(dataset)

    async def _count_now(self, dataset: Dataset) -> Statistics:
        settings = self._settings
        pool = WorkerPool(workers=1, seconds=settings.sparql_seconds, memory_mib=settings.sparql_memory_mib)
        statistics = Statistics()
        try:
            for name, query in _OF_ALL.items():
                for row in await self._rows(pool, dataset, query):
                    statistics.of_all[name] = int(row["n"]["value"])
            for name, query in _OF_EACH.items():
                rows = await self._rows(pool, dataset, query)
                statistics.of_each[name] = {row["of"]["value"]: int(row["n"]["value"]) for row in rows}
        finally:
            await pool.close()
        return statistics

    async def _rows(self, pool: WorkerPool, dataset: Dataset, query: str) -> list[dict[str, dict[str, str]]]:
        job = job_of(self._settings, query=query, base="http://localhost/", solutions_format=SOLUTIONS_FORMATS["json"])
        try:
            result = await pool.run(dataset.folder, job)
            content = result.content
            if result.rest is not None:
                content += b"".join([piece async for piece in result.rest.pieces()])
        except TrasladoError as error:
            _log.warning("a statistic of the service description is left out: %s", error)
            return []
        rows: list[dict[str, dict[str, str]]] = json.loads(content)["results"]["bindings"]
        return [row for row in rows if "of" not in row or row["of"]["type"] == "uri"]

    def _writable(self) -> bool:
        return any(token.in_force and "graphs:write" in token.scopes for token in tokens(self._settings.home))


def _triples(dataset: Dataset, endpoint: NamedNode, statistics: Statistics, *, writable: bool) -> Iterator[Triple]:
    sd, void, dcterms = _namespace(_SD), _namespace(_VOID), _namespace(PREFIXES["dcterms"])
    served, graph = BlankNode(), BlankNode()
    yield Triple(endpoint, _TYPE, sd("Service"))
    yield Triple(endpoint, sd("endpoint"), endpoint)
    yield Triple(endpoint, sd("supportedLanguage"), sd("SPARQL11Query"))
    if writable:
        yield Triple(endpoint, sd("supportedLanguage"), sd("SPARQL11Update"))
    for name in (*SOLUTIONS_FORMATS, *GRAPH_FORMATS):
        yield Triple(endpoint, sd("resultFormat"), NamedNode(_FORMATS + _W3C_NAMES[name]))
    yield Triple(endpoint, sd("defaultDataset"), served)
    yield Triple(served, _TYPE, sd("Dataset"))
    yield Triple(served, _TYPE, void("Dataset"))
    yield Triple(served, void("sparqlEndpoint"), endpoint)
    yield Triple(served, dcterms("identifier"), Literal(dataset.tag))
    if dataset.base is not None:
        yield Triple(served, dcterms("title"), Literal(_TITLE, language="en"))
        yield Triple(served, void("uriSpace"), Literal(dataset.base))
        for vocabulary in (TR, ALLEGED, TAXONOMY, PREFIXES["prov"], PREFIXES["oa"], PREFIXES["skos"]):
            yield Triple(served, void("vocabulary"), NamedNode(vocabulary))
    yield Triple(served, sd("defaultGraph"), graph)
    yield Triple(graph, _TYPE, sd("Graph"))
    yield Triple(graph, _TYPE, void("Dataset"))
    for name, number in statistics.of_all.items():
        yield Triple(graph, void(name), _number(number))
    for name, numbers in statistics.of_each.items():
        counted, plural = ("entities", "classes") if name == "class" else ("triples", "properties")
        yield Triple(graph, void(plural), _number(len(numbers)))
        for of, number in sorted(numbers.items()):
            part = BlankNode()
            yield Triple(graph, void(f"{name}Partition"), part)
            yield Triple(part, void(name), NamedNode(of))
            yield Triple(part, void(counted), _number(number))


def _namespace(iri: str) -> Callable[[str], NamedNode]:
    return lambda name: NamedNode(iri + name)


def _number(number: int) -> Literal:
    return Literal(str(number), datatype=NamedNode(PREFIXES["xsd"] + "integer"))
