from __future__ import annotations

from typing import Any

import pytest
from serving import Home, Service

from api.search import NameIndex
from api.snapshot import Snapshots


@pytest.fixture(scope="module")
def names(example_home: Home) -> NameIndex:
    return Snapshots(example_home.path).current().names


@pytest.mark.parametrize(
    ("asked", "label"),
    [
        ("Ana Ruiz Soto", "Ana Ruiz Soto"),
        ("ana ruíz soto", "Ana Ruiz Soto"),
        ("Ruis Soto", "Ana Ruiz Soto"),
        ("soto ana", "Ana Ruiz Soto"),
        ("Cano Mor", "Beto Cano Mora"),
        ("Housten", "Houston"),
        ("example hills cartel", "Cartel of the Example Hills"),
    ],
)
def test_the_one_meant_comes_first(names: NameIndex, asked: str, label: str) -> None:
    assert names.find(asked, 5)[0].label == label


def test_only_the_very_name_scores_100(names: NameIndex) -> None:
    assert names.find("ANA RUIZ SOTO", 1)[0].score == 100
    assert names.find("Ana Ruis Soto", 1)[0].score < 100


def test_an_alias_finds_its_entity_and_says_by_which_name(names: NameIndex) -> None:
    (match,) = names.find("estados unidos", 1)
    assert (match.label, match.name, match.score) == ("United States", "Estados Unidos", 100)


def test_what_is_like_nothing_finds_nothing(names: NameIndex) -> None:
    assert names.find("Qwxyzkj", 5) == []
    assert names.find("?!", 5) == []


def test_victims_are_not_named(names: NameIndex) -> None:
    assert names.find("Iris Paz Luna", 5) == []


def test_the_service_gives_label_type_path_and_score(service: Service) -> None:
    body: dict[str, Any] = service.client.get("/v1/search", params={"q": "Houston"}).json()
    first = body["matches"][0]
    assert (first["label"], first["type"], first["score"]) == ("Houston", "Place", 100)
    assert first["path"] == "/entities/city-houston-texas"
    assert first["iri"].endswith(first["path"])
    assert service.client.get(first["path"]).status_code == 200


def test_the_service_gives_at_most_what_was_asked_for(service: Service) -> None:
    assert len(service.client.get("/v1/search", params={"q": "Cano Mora", "limit": 1}).json()["matches"]) == 1


@pytest.mark.parametrize("parameters", [{}, {"q": ""}, {"q": "a", "limit": "0"}, {"q": "a", "limit": "x"}, {"p": "a"}])
def test_wrong_parameters_are_named(service: Service, parameters: dict[str, str]) -> None:
    response = service.client.get("/v1/search", params=parameters)
    assert response.status_code == 422
    assert {error["parameter"] for error in response.json()["errors"]} & {"q", "limit", "p"}
