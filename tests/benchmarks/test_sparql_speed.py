"""SPARQL queries through the service and through Oxigraph's own server, on the same files.

Side by side in one run, the order alternating; three runs of each query, and the median of their medians. The server is
the package `oxigraph` of PyPI, which no other part of this needs.
"""

from __future__ import annotations

import http.client
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from serving import free_port, serving

from api.prefix import PREFIXES
from graph.generation import current

pytestmark = pytest.mark.slow

RUNS = 3
QUERIES = {
    "nothing": "ASK {}",
    "a name": "SELECT ?name { ?p a tr:Person ; rdfs:label ?name } LIMIT 1",
    "leaders and what they lead": "SELECT * { ?p tr:leaderOf ?g . ?p rdfs:label ?n . ?g rdfs:label ?m }",
    "claims about people with their documents": "SELECT ?name ?document { ?c a tr:Claim ; rdf:subject ?s ; "
    "prov:wasQuotedFrom ?document . ?s rdfs:label ?name }",
    "triples by property": "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY DESC(?n)",
    "subjects by their properties": "SELECT ?s (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o } GROUP BY ?s ORDER BY DESC(?n) "
    "LIMIT 50",
    "pairs of claims of a document": "SELECT (COUNT(*) AS ?n) { ?a prov:wasQuotedFrom ?d . ?b prov:wasQuotedFrom ?d }",
    "ten thousand rows": "SELECT * { ?s ?p ?o } LIMIT 10000",
    "every triple": "SELECT * { ?s ?p ?o }",
    "a graph of ten thousand triples": "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 10000",
}


@pytest.fixture(scope="module")
def addresses(demo_home: Path) -> Iterator[dict[str, tuple[int, str]]]:
    """Port and path of both, over the same generation."""
    program = str(Path(sys.executable).with_name("oxigraph"))
    port = free_port()
    store = current(demo_home).path
    # As nice as our workers, or on a machine that does other things, too, only ours would give way to them.
    command = ["nice", "-n", "10", program, "serve-read-only", "--location", str(store), "--bind", f"127.0.0.1:{port}"]
    limits = {"sparql_result_bytes": 2**30, "sparql_result_rows": 10**9}
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as other, serving(demo_home, **limits) as (_, url):
        while not _answers(port):
            time.sleep(0.05)
        yield {"ours": (int(url.rpartition(":")[2]), "/sparql"), "theirs": (port, "/query")}
        other.kill()


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/query", params={"query": "ASK {}"}).status_code == 200
    except httpx.TransportError:
        return False


def asking(address: tuple[int, str], query: str) -> tuple[http.client.HTTPConnection, Callable[[], bytes]]:
    """A connection that stays, and what asks the query over it and reads the answer to its end."""
    connection = http.client.HTTPConnection("127.0.0.1", address[0])
    declared = "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items())
    target = f"{address[1]}?{urlencode({'query': declared + query})}"
    # Both in the same formats, and uncompressed.
    headers = {"Accept": "application/sparql-results+json, application/n-triples"}

    def ask() -> bytes:
        began = time.perf_counter()
        connection.request("GET", target, headers=headers)
        response = connection.getresponse()
        body = response.read()
        assert response.status == 200
        if time.perf_counter() - began > 1:  # while the other takes as long, this one would be closed as idle
            connection.close()
        return body

    return connection, ask


@pytest.mark.parametrize("name", QUERIES)
def test_queries_beside_oxigraph_s_server(
    name: str, addresses: dict[str, tuple[int, str]], benchmark: BenchmarkFixture
) -> None:
    first, ours = asking(addresses["ours"], QUERIES[name])
    second, theirs = asking(addresses["theirs"], QUERIES[name])
    with closing(first), closing(second):
        assert len(ours()) == len(theirs()) or name == "a name"
        took = _seconds(ours)
        rounds = max(5, min(100, int(0.5 / took)))
        medians: dict[str, list[float]] = {"ours": [], "theirs": []}
        for run in range(RUNS):
            spent: dict[str, list[float]] = {"ours": [], "theirs": []}
            for turn in range(rounds):
                pair = [("ours", ours), ("theirs", theirs)]
                for which, ask in pair if (run + turn) % 2 else reversed(pair):
                    spent[which].append(_seconds(ask))
            for which, seconds in spent.items():
                medians[which].append(statistics.median(seconds))
        benchmark.pedantic(ours, rounds=3)
    milliseconds = {which: round(statistics.median(found) * 1000, 2) for which, found in medians.items()}
    benchmark.extra_info |= milliseconds | {"ratio": round(milliseconds["ours"] / milliseconds["theirs"], 2)}


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
