from __future__ import annotations

import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from builders import handover
from pyoxigraph import NamedNode, RdfFormat, parse
from serving import Home, Service, named, running

from api.settings import Settings
from ontology.terms import TR

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture(scope="module")
def leader(service: Service) -> str:
    """Path of the leader of the example."""
    path = service.client.get("/v1/search", params={"q": "Ana Ruiz Soto"}).json()["matches"][0]["path"]
    return str(path)


@pytest.fixture(scope="module")
def evidence(service: Service) -> dict[str, str]:
    rows = service.client.get("/v1/questions/leaders-by-city").json()["rows"]
    found: dict[str, str] = rows[0]["evidence"][0]
    return found


def path_of(iri: str) -> str:
    return urlsplit(iri).path.removeprefix("/traslado")


@pytest.mark.parametrize(
    ("format_", "media_type", "rdf"),
    [("turtle", "text/turtle", RdfFormat.TURTLE), ("jsonld", "application/ld+json", RdfFormat.JSON_LD)],
)
def test_an_entity_comes_as_rdf_with_its_facts_and_their_quotes(
    service: Service, leader: str, format_: str, media_type: str, rdf: RdfFormat
) -> None:
    by_header = service.client.get(leader, headers={"Accept": media_type})
    by_name = service.client.get(leader, params={"format": format_})
    assert by_header.headers["content-type"].partition(";")[0] == media_type
    quads = list(parse(by_header.content, format=rdf))
    assert set(quads) == set(parse(by_name.content, format=rdf))
    subject = NamedNode(f"https://w3id.org/traslado{leader}")
    assert any(q.subject == subject and q.predicate == NamedNode(TR + "leaderOf") for q in quads)
    exact = NamedNode("http://www.w3.org/ns/oa#exact")
    assert "Ana Ruiz Soto was flown to Houston" in {q.object.value for q in quads if q.predicate == exact}


def test_an_entity_page_shows_facts_strength_and_quotes_and_links(service: Service, leader: str) -> None:
    page = service.client.get(leader, headers=BROWSER)
    assert page.headers["content-type"].startswith("text/html")
    for shown in ("Ana Ruiz Soto", "Cartel of the Example Hills", "Ana Ruiz Soto was flown to Houston", "The Example"):
        assert shown in page.text
    assert 'href="/entities/city-houston-texas"' in page.text


def test_an_allegation_is_worded_as_one_with_its_denial_beside_it(service: Service) -> None:
    path = service.client.get("/v1/search", params={"q": "Beto Cano Mora"}).json()["matches"][0]["path"]
    page = service.client.get(path, headers=BROWSER).text
    assert "alleged" in page
    assert "denied: 1" in page
    assert "Example Prosecutor" in page
    spanish = service.client.get(path, headers=BROWSER, params={"lang": "es"}).text
    assert "presunto" in spanish
    assert "negado: 1" in spanish


def test_a_document_shows_its_metadata_and_quotes_and_never_its_text(
    service: Service, evidence: dict[str, str]
) -> None:
    page = service.client.get(path_of(evidence["document"]), headers=BROWSER)
    assert page.status_code == 200
    assert "The Example" in page.text
    assert "Ana Ruiz Soto leads Cartel of the Example Hills" in page.text
    whole = handover().text
    for format_ in ("html", "turtle", "jsonld"):
        answer = service.client.get(path_of(evidence["document"]), params={"format": format_})
        assert answer.status_code == 200
        assert whole not in answer.text


def test_a_claim_shows_its_quote_in_context_its_document_and_its_fact(
    service: Service, evidence: dict[str, str]
) -> None:
    page = service.client.get(path_of(evidence["claim"]), headers=BROWSER)
    assert page.status_code == 200
    assert evidence["quote"] in page.text
    assert path_of(evidence["document"]) in page.text
    assert "/facts/" in page.text
    fact = page.text.partition('href="/facts/')[2].partition('"')[0]
    assert evidence["quote"] in service.client.get(f"/facts/{fact}", headers=BROWSER).text


@pytest.mark.parametrize(
    "path", ["/entities/none", "/documents/none", "/claims/none", "/facts/none", "/entities/a b<>"]
)
@pytest.mark.parametrize("headers", [BROWSER, {}])
def test_what_the_graph_does_not_have_is_not_found_and_not_cached(
    service: Service, path: str, headers: dict[str, str]
) -> None:
    response = service.client.get(path, headers=headers)
    assert response.status_code == 404
    assert response.headers["cache-control"] == "no-store"
    expected = "text/html; charset=utf-8" if headers else "application/problem+json"
    assert response.headers["content-type"] == expected


def test_a_format_that_is_not_written_is_not_acceptable(service: Service, leader: str) -> None:
    assert service.client.get(leader, headers={"Accept": "image/png"}).status_code == 406
    response = service.client.get(leader, params={"format": "rdfxml"})
    assert response.status_code == 406
    assert "turtle" in response.json()["detail"]


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, dict[str, str]]]:
    """A service over a merge and a split, and the ids that its people had before."""
    home = Home(tmp_path_factory.mktemp("moved") / "home")
    home.publish(*(named("Ana Ruiz", publisher) for publisher in ("Merged A", "Merged B")))
    home.publish(*(named("Luz Gil Rey", publisher) for publisher in ("Split A", "Split B")))
    before = {publisher: home.entity(publisher) for publisher in ("Merged A", "Merged B", "Split A")}
    home.judge("Merged A", "Merged B", "same")
    home.judge("Split A", "Split B", "different")
    with running(Settings(home=home.path), home) as service:
        yield service, before


def test_a_merged_entity_redirects_to_the_one_that_stands(moved: tuple[Service, dict[str, str]]) -> None:
    service, before = moved
    kept = service.home.entity("Merged A")
    (gone,) = {before["Merged A"], before["Merged B"]} - {kept}
    response = service.client.get(f"/entities/{gone}", params={"format": "turtle"})
    assert response.status_code == 307
    assert response.headers["location"] == f"/entities/{kept}?format=turtle"
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("headers", [BROWSER, {}])
def test_a_split_entity_offers_its_successors(moved: tuple[Service, dict[str, str]], headers: dict[str, str]) -> None:
    service, before = moved
    response = service.client.get(f"/entities/{before['Split A']}", headers=headers)
    assert response.status_code == 300
    assert response.headers["cache-control"] == "no-store"
    for publisher in ("Split A", "Split B"):
        assert f"/entities/{service.home.entity(publisher)}" in response.text


@pytest.mark.slow
def test_a_retracted_document_is_not_found(own_service: Service, home: Home) -> None:
    home.publish(handover(label="handover"), named("Luz Gil Rey", "Other"))
    rows = own_service.client.get("/v1/questions/leaders-by-city").json()["rows"]
    document = path_of(rows[0]["evidence"][0]["document"])
    assert own_service.client.get(document).status_code == 200
    home.retract("handover")
    time.sleep(0.6)
    assert own_service.client.get(document).status_code == 404
