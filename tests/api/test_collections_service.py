from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from builders import handover
from serving import Home, Service, named, running

from api.resource_model import ClaimModel, ClaimSummary, DisagreementModel, DocumentModel, DocumentSummary, EntityModel
from api.resource_model import EntitySummary as EntitySummaryModel
from api.settings import Settings
from graph.collection import collections

MODELS = {
    "entity": (EntitySummaryModel, EntityModel),
    "document": (DocumentSummary, DocumentModel),
    "claim": (ClaimSummary, ClaimModel),
    "disagreement": (DisagreementModel, DisagreementModel),
}
FACETS = {
    "transfer": "2026-01-20",
    "organization": "Cartel of the Example Hills",
    "city": "Houston",
    "basis": "flown",
    "strength": "alleged",
    "identity": "full name",
    "part": "accused",
    "source": "The Example",
    "kind": "press release",
    "language": "en",
    "since": "2026-01",
    "until": "2026",
    "disagreement": "denial",
}
"""A value of each facet that the example has."""


def labels(service: Service, path: str, **parameters: str) -> set[str]:
    answer = service.client.get(path, params=parameters)
    assert answer.status_code == 200, answer.text
    return {item["label"] for item in answer.json()["items"]}


@pytest.mark.parametrize("name", collections())
def test_what_a_list_and_its_items_answer_has_the_shape_that_openapi_tells(service: Service, name: str) -> None:
    summary, model = MODELS[collections()[name].item]
    page = service.client.get(f"/v1/{name}").json()
    assert page["total"] >= len(page["items"]) > 0
    for item in page["items"]:
        assert summary.model_validate(item).model_dump().keys() == item.keys()
        answer = service.client.get(f"/v1/{name}/{item['iri'].rsplit('/', 1)[1]}")
        assert answer.status_code == 200
        described = answer.json()
        assert described["generation"] == page["generation"]
        assert model.model_validate(described["item"]).model_dump().keys() == described["item"].keys()
        assert described["item"]["iri"] == item["iri"]


@pytest.mark.parametrize(
    ("name", "facet"), [(c.name, f.parameter.name) for c in collections().values() for f in c.facets]
)
def test_a_facet_narrows_a_list_or_leaves_it_and_never_widens_it(service: Service, name: str, facet: str) -> None:
    every = service.client.get(f"/v1/{name}").json()["total"]
    answer = service.client.get(f"/v1/{name}", params={facet: FACETS[facet]})
    assert answer.status_code in (200, 404)  # nobody is called so: the example has no such transfer
    if answer.status_code == 200:
        assert answer.json()["total"] <= every


@pytest.mark.parametrize(
    ("facets", "people"),
    [
        ({"city": "Houston"}, {"Ana Ruiz Soto"}),
        ({"city": "Texas"}, {"Ana Ruiz Soto"}),
        ({"city": "Houston", "basis": "held"}, set()),
        ({"organization": "cartel of the example hills"}, {"Ana Ruiz Soto", "Beto Cano Mora"}),
        ({"organization": "Cartel of the Example Hills", "strength": "alleged"}, {"Beto Cano Mora"}),
        ({"organization": "Cartel of the Example Hills", "source": "The Example"}, {"Ana Ruiz Soto"}),
        ({"part": "relative"}, {"Eva Cano Mora"}),
        ({"kind": "press release", "part": "accused"}, {"Beto Cano Mora"}),
        ({"kind": "press release", "source": "The Example"}, set()),
    ],
)
def test_facets_are_held_together(service: Service, facets: dict[str, str], people: set[str]) -> None:
    assert labels(service, "/v1/people", **facets) == people


def test_victims_are_in_no_list_of_people_and_of_claims(service: Service) -> None:
    assert "Iris" not in service.client.get("/v1/people", params={"limit": 100}).text
    assert "Iris Paz" not in service.client.get("/v1/claims", params={"limit": 100}).text
    assert service.client.get("/v1/people", params={"part": "victim"}).status_code == 422


@pytest.mark.parametrize("name", ["people", "claims", "documents"])
def test_pages_bring_each_item_once_and_in_order(service: Service, name: str) -> None:
    whole = [item["iri"] for item in service.client.get(f"/v1/{name}", params={"limit": 100}).json()["items"]]
    found: list[str] = []
    address: str | None = f"/v1/{name}?limit=2"
    while address:
        answer = service.client.get(address)
        page = answer.json()
        assert page["total"] == len(whole)
        assert len(page["items"]) <= 2
        assert answer.links.get("next", {}).get("url") == page["next"]
        found += [item["iri"] for item in page["items"]]
        address = page["next"]
    assert found == whole == sorted(set(whole))


def test_a_dossier_has_facts_with_strength_denial_and_evidence(service: Service) -> None:
    (item,) = service.client.get("/v1/people", params={"strength": "alleged"}).json()["items"]
    dossier = service.client.get(f"/v1/people/{item['iri'].rsplit('/', 1)[1]}").json()["item"]
    (led,) = [statement for statement in dossier["statements"] if statement["relation"] == "leaderOf"]
    assert (led["strength"]["notation"], led["denials"], led["disputed"]) == ("alleged", 1, True)
    assert {evidence["speaker"] for evidence in led["evidence"]} == {"Example Prosecutor", "Eva Cano Mora"}


def test_labels_are_in_the_language_asked_for(service: Service) -> None:
    path = "/v1/places/country-united-states"
    assert service.client.get(path, headers={"Accept-Language": "es-MX,es"}).json()["item"]["label"] == "Estados Unidos"
    assert service.client.get(path, params={"lang": "en"}).json()["item"]["label"] == "United States"


def test_csv_of_a_dossier_has_the_sources_and_quotes_of_each_statement(service: Service) -> None:
    (item,) = service.client.get("/v1/people", params={"city": "Houston"}).json()["items"]
    answer = service.client.get(f"/v1/people/{item['iri'].rsplit('/', 1)[1]}", headers={"Accept": "text/csv"})
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    (flown,) = [row for row in rows if row["relation"] == "flownTo"]
    assert flown["object"] == "Houston"
    assert "The Example, 2026-01-21" in flown["sources"]
    assert "“Ana Ruiz Soto was flown to Houston” (reported)" in flown["quotes"]
    listed = service.client.get("/v1/disagreements", params={"format": "csv"})
    assert "He never did" in listed.text


def test_csv_of_a_list_of_entities_has_sources_and_quotes_of_each(service: Service) -> None:
    for path in ("/v1/people", "/v1/organizations", "/v1/places"):
        answer = service.client.get(path, params={"format": "csv", "source": "The Example"})
        rows = list(csv.DictReader(io.StringIO(answer.text)))
        assert rows
        assert all("The Example" in row["sources"] and "“" in row["quotes"] for row in rows), path


def test_what_is_no_item_of_the_list_is_not_found_there(service: Service) -> None:
    answer = service.client.get("/v1/people/city-houston-texas")
    assert answer.status_code == 404
    assert "/entities/city-houston-texas" in answer.json()["detail"]
    assert service.client.get("/v1/people/none").status_code == 404


@pytest.mark.parametrize(
    ("parameters", "wrong"),
    [({"limit": "0"}, "limit"), ({"organisation": "x"}, "organisation"), ({"strength": "proven"}, "strength")],
)
def test_a_wrong_parameter_is_named(service: Service, parameters: dict[str, str], wrong: str) -> None:
    answer = service.client.get("/v1/people", params=parameters)
    assert answer.status_code == 422
    assert wrong in answer.json()["detail"]


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, dict[str, str]]]:
    home = Home(tmp_path_factory.mktemp("moved") / "home")
    home.publish(handover(), *(named("Ana Ruiz", publisher) for publisher in ("Merged A", "Merged B")))
    before = {publisher: home.entity(publisher) for publisher in ("Merged A", "Merged B")}
    home.judge("Merged A", "Merged B", "same")
    with running(Settings(home=home.path, sparql_workers=1), home) as service:
        yield service, before


def test_a_merged_person_is_led_on_within_the_list(moved: tuple[Service, dict[str, str]]) -> None:
    service, before = moved
    kept = service.home.entity("Merged A")
    (gone,) = set(before.values()) - {kept}
    answer = service.client.get(f"/v1/people/{gone}")
    assert (answer.status_code, answer.headers["location"]) == (307, f"/v1/people/{kept}")
    assert answer.headers["cache-control"] == "no-store"


def test_a_disagreement_has_a_page_and_rdf_with_its_sides_and_their_words(service: Service) -> None:
    found: list[dict[str, Any]] = service.client.get("/v1/disagreements", params={"disagreement": "denial"}).json()[
        "items"
    ]
    path = "/disagreements/" + found[0]["iri"].rsplit("/", 1)[1]
    assert found[0]["sides"][0]["evidence"]
    for language, words in (("en", "Sides"), ("es", "Lados")):
        page = service.client.get(path, headers={"Accept": "text/html"}, params={"lang": language})
        assert page.status_code == 200
        assert words in page.text
        assert "“He never did”, said his sister Eva Cano Mora" in page.text
    turtle = service.client.get(path, headers={"Accept": "text/turtle"}).text
    assert "tr:Side" in turtle
    assert service.client.get("/disagreements/none").status_code == 404
