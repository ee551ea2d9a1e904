from __future__ import annotations

import concurrent.futures
import time

import httpx
from builders import handover
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from serving import Home, Service

from api.token_store import create_token

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = Namespace("http://rdfs.org/ns/void#")
TR = Namespace("https://w3id.org/traslado/ns#")


def described(service: Service, accept: str = "text/turtle") -> Graph:
    response = service.client.get("/sparql", headers={"Accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == accept
    return Graph().parse(data=response.text, format=accept)


def test_the_statistics_are_those_of_the_graph(service: Service) -> None:
    graph = described(service)
    (served,) = graph.objects(URIRef(f"{service.url}/sparql"), SD.defaultDataset)
    (default,) = graph.objects(served, SD.defaultGraph)
    count = "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects) { ?s ?p ?o }"
    (row,) = service.client.get("/sparql", params={"query": count}).json()["results"]["bindings"]
    numbers = {name: int(row[name]["value"]) for name in row}
    assert graph.value(default, VOID.triples) == Literal(numbers["n"])
    assert graph.value(default, VOID.distinctSubjects) == Literal(numbers["subjects"])
    assert graph.value(default, VOID.distinctObjects) == Literal(numbers["objects"])
    (people,) = graph.subjects(VOID["class"], TR.Person)
    assert int(str(graph.value(people, VOID.entities))) >= 3
    parts = list(graph.objects(default, VOID.propertyPartition))
    assert sum(int(str(graph.value(part, VOID.triples))) for part in parts) == numbers["n"]
    assert graph.value(default, VOID.properties) == Literal(len(parts))


def test_it_comes_in_each_format_of_graphs(service: Service) -> None:
    sizes = {len(described(service, a)) for a in ("text/turtle", "application/n-triples", "application/rdf+xml")}
    assert len(sizes) == 1
    refused = service.client.get("/sparql", headers={"Accept": "application/sparql-results+json"})
    assert refused.status_code == 406


def test_it_is_found_where_void_says(service: Service) -> None:
    response = service.client.get("/.well-known/void", headers={"Accept": "text/turtle"}, follow_redirects=True)
    assert response.headers["content-type"].partition(";")[0] == "text/turtle"
    assert "void:triples" in response.text


def test_who_asks_for_another_generation_ends_nobody_s_description(own_service: Service, home: Home) -> None:
    home.publish(handover())
    time.sleep(0.6)
    earlier = own_service.client.get("/sparql", params={"query": "ASK {}"}).headers["traslado-generation"]
    home.publish(handover("Beto Cano Mora", city="Dallas", label="second"))
    time.sleep(0.6)
    asked: list[dict[str, str]] = [{}, {"generation": earlier}] * 4

    def status(parameters: dict[str, str]) -> int:
        answer = httpx.get(
            f"{own_service.url}/sparql", params=parameters, headers={"Accept": "text/turtle"}, timeout=30
        )
        return answer.status_code

    with concurrent.futures.ThreadPoolExecutor(len(asked)) as pool:
        assert set(pool.map(status, asked)) == {200}


def test_updates_are_told_of_once_somebody_may_make_them(own_service: Service, home: Home) -> None:
    home.publish(handover())
    time.sleep(0.6)
    language = (URIRef(f"{own_service.url}/sparql"), SD.supportedLanguage, SD.SPARQL11Update)
    assert language not in described(own_service)
    create_token(home.path, "desk", ["graphs:write"], days=1)
    graph = described(own_service)
    assert language in graph
    assert len(list(graph.subjects(RDF.type, SD.Service))) == 1
