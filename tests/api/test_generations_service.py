from __future__ import annotations

import json
import time
from typing import Any

import httpx
import pytest
from builders import handover
from rdflib import RDF, Graph, Literal, URIRef
from serving import Home, Service, named, running

from api.settings import Settings
from graph.change import changing
from graph.withholding import withhold
from ontology.terms import TR

LEADERS = "/v1/questions/leaders-by-city"


def wait_for(service: Service, sequence: int) -> None:
    """Until the service has taken up what was published."""
    for _ in range(200):
        if service.client.get("/readyz").json()["sequence"] != sequence:
            return
        time.sleep(0.02)
    raise AssertionError("nothing new was taken up")


def conditional(service: Service, path: str, etag: str) -> httpx.Response:
    return service.client.get(path, headers={"If-None-Match": etag})


@pytest.mark.parametrize(
    "path", [LEADERS, "/v1/people", "/v1/search?q=Ana", "/entities/city-houston-texas", "/v1/generations"]
)
def test_every_answer_names_its_generation(service: Service, path: str) -> None:
    sequence = service.client.get("/readyz").json()["sequence"]
    answer = service.client.get(path)
    assert answer.headers["traslado-generation"] == str(sequence)
    if path.startswith("/v1/") and path not in ("/v1/search?q=Ana", "/v1/generations"):
        assert answer.json()["generation"] == sequence


def test_what_a_client_has_already_is_not_sent_again(service: Service) -> None:
    answer = service.client.get(LEADERS)
    etag = answer.headers["etag"]
    same = conditional(service, LEADERS, f'"other", {etag}')
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", etag)
    assert conditional(service, LEADERS, 'W/"other"').status_code == 200
    assert conditional(service, f"{LEADERS}?format=csv", etag).status_code == 200


def test_a_kept_answer_is_the_answer_in_every_format_and_language(service: Service) -> None:
    path = "/v1/places/country-united-states"
    for _ in range(2):
        english, spanish = (
            service.client.get(path, headers={"Accept-Language": language}) for language in ("en", "es")
        )
        assert (english.json()["item"]["label"], spanish.json()["item"]["label"]) == (
            "United States",
            "Estados Unidos",
        )
        table = service.client.get(path, headers={"Accept": "text/csv"})
        assert table.headers["content-type"].startswith("text/csv")
        assert len({each.headers["etag"] for each in (english, spanish, table)}) == 3
        head = service.client.head(path, headers={"Accept-Language": "es"})
        assert (head.content, head.headers["etag"]) == (b"", spanish.headers["etag"])


def test_errors_are_not_kept_and_have_no_etag(service: Service) -> None:
    for _ in range(2):
        answer = service.client.get("/v1/people/none")
        assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")
        assert "etag" not in answer.headers


def test_an_earlier_generation_can_be_asked_while_it_is_kept(own_service: Service, home: Home) -> None:
    home.publish(handover(label="handover"))
    before = own_service.client.get("/v1/people").json()
    assert before["total"] == 1
    home.publish(named("Luz Gil Rey", "B"))
    wait_for(own_service, before["generation"])
    now = own_service.client.get("/v1/people").json()
    assert now["total"] == 2
    earlier = own_service.client.get("/v1/people", params={"generation": before["generation"]})
    assert earlier.json() == before
    assert earlier.headers["traslado-generation"] == str(before["generation"])
    asked = {"generation": before["generation"]}
    assert own_service.client.get(LEADERS, params=asked).json()["generation"] == before["generation"]
    assert own_service.client.get("/v1/search", params={"q": "Luz Gil Rey", **asked}).json()["matches"] == []
    kept = own_service.client.get("/v1/generations").json()["generations"]
    assert [(one["sequence"], one["current"]) for one in kept] == [
        (before["generation"], False),
        (now["generation"], True),
    ]


@pytest.mark.parametrize(("asked", "status"), [("999999", 404), ("x", 422), ("-1", 422)])
def test_a_generation_that_is_not_kept_is_not_found(service: Service, asked: str, status: int) -> None:
    answer = service.client.get("/v1/people", params={"generation": asked})
    assert answer.status_code in (status, 400)
    assert "generation" in answer.json()["detail"]


def test_nothing_shows_who_was_withheld_not_even_an_earlier_generation(home: Home) -> None:
    home.publish(handover(label="handover"), named("Luz Gil Rey", "B"))
    paths = ["/v1/people", LEADERS, "/v1/claims?limit=100", "/v1/documents", f"/v1/people/{home.entity('The Example')}"]
    with running(Settings(home=home.path, sparql_workers=1), home) as service:
        before = service.client.get("/readyz").json()["sequence"]
        for path in paths:
            for _ in range(2):
                assert "Ruiz" in service.client.get(path).text or "documents" in path
        with changing(home.path) as ledger:
            withhold(ledger, "Ana Ruiz Soto", by="tester", reason="asked for it")
        wait_for(service, before)
        for path in paths:
            assert "Ruiz" not in service.client.get(path).text
            earlier = service.client.get(path, params={"generation": before})
            assert earlier.status_code == 404
            assert "Ruiz" not in earlier.text


def test_an_answer_is_rdf_with_the_context_that_it_links_to(service: Service) -> None:
    answer = service.client.get("/v1/people", params={"city": "Houston"})
    links = [link for link in answer.headers.get_list("link") if "json-ld#context" in link]
    assert links
    context: dict[str, Any] = service.client.get("/v1/context.jsonld").json()
    person = answer.json()["items"][0]["iri"]
    dossier = service.client.get(f"/v1/people/{person.rsplit('/', 1)[1]}").json()
    graph = Graph().parse(data=json.dumps({**dossier, **context}), format="json-ld")
    assert (URIRef(person), RDF.type, URIRef(TR + "Person")) in graph
    houston = URIRef("https://w3id.org/traslado/entities/city-houston-texas")
    (fact,) = set(graph.subjects(RDF.object, houston)) & set(graph.subjects(RDF.predicate, URIRef(TR + "flownTo")))
    assert (fact, RDF.subject, URIRef(person)) in graph
    assert Literal("Ana Ruiz Soto was flown to Houston") in set(graph.objects())
