from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from serving import Service

from api.routers.network import NeighbourModel, PathModel

HILLS = "Cartel of the Example Hills"


@pytest.fixture(scope="module")
def cartel(service: Service) -> str:
    """Id of the organization of the example."""
    (item,) = [each for each in service.client.get("/v1/organizations").json()["items"] if each["label"] == HILLS]
    return str(item["iri"].rsplit("/", 1)[1])


def neighbours(service: Service, name: str, **parameters: Any) -> list[dict[str, Any]]:
    answer = service.client.get(f"/v1/entities/{name}/neighbours", params=parameters)
    assert answer.status_code == 200, answer.text
    items = answer.json()["items"]
    for item in items:
        assert NeighbourModel.model_validate(item).model_dump().keys() == item.keys()
    return list(items)


def met(service: Service, name: str, **parameters: Any) -> set[str]:
    return {each["member"]["label"] for each in neighbours(service, name, **parameters)}


def test_a_neighbour_comes_with_its_tie_at_the_strength_of_the_sources_and_with_its_words(
    service: Service, cartel: str
) -> None:
    (led,) = [each for each in neighbours(service, cartel) if each["member"]["label"] == "Beto Cano Mora"]
    assert (led["step"]["relation"], led["step"]["strength"]["notation"]) == ("leaderOf", "alleged")
    assert led["step"]["predicate"] == "allegedly leader of"
    assert (led["step"]["denials"], led["step"]["disputed"]) == (1, True)
    assert {e["speaker"] for e in led["step"]["evidence"]} == {"Example Prosecutor", "Eva Cano Mora"}


def test_only_ties_of_the_strengths_and_relations_asked_for_are_shown(service: Service, cartel: str) -> None:
    assert met(service, cartel, strength="reported") >= {"Ana Ruiz Soto"}
    assert "Beto Cano Mora" not in met(service, cartel, strength="reported")
    assert met(service, cartel, strength=["reported", "alleged"], relation="leaderOf") == {
        "Ana Ruiz Soto",
        "Beto Cano Mora",
    }
    assert met(service, cartel, relation="rivalOf") == set()


def test_people_who_are_not_accused_are_met_only_when_asked_for_and_victims_never(service: Service) -> None:
    for lens in ({}, {"part": ["accused", "relative"]}, {"part": ["accused", "victim"]}):
        answer = service.client.get("/v1/entities/city-houston-texas/neighbours", params=lens)
        assert answer.status_code == (422 if "victim" in lens.get("part", []) else 200)
        assert "Iris" not in answer.text


def test_pages_of_neighbours_bring_each_tie_once(service: Service, cartel: str) -> None:
    whole = [each["step"]["iri"] for each in neighbours(service, cartel)]
    found: list[str] = []
    address: str | None = f"/v1/entities/{cartel}/neighbours?limit=1"
    while address:
        page = service.client.get(address).json()
        assert page["total"] == len(whole)
        found += [each["step"]["iri"] for each in page["items"]]
        address = page["next"]
    assert found == whole
    assert len(whole) > 1


def test_paths_lead_from_one_to_the_other_with_the_words_of_every_step(service: Service) -> None:
    asked = {"start": "Beto Cano Mora", "end": "ana ruiz soto"}
    answer = service.client.get("/v1/paths", params=asked).json()
    assert (answer["start"]["label"], answer["end"]["label"]) == ("Beto Cano Mora", "Ana Ruiz Soto")
    for path in answer["paths"]:
        assert PathModel.model_validate(path).model_dump().keys() == path.keys()
        assert all(step["evidence"] for step in path["steps"])
        assert len(path["members"]) == len(path["steps"]) + 1
    (first, *_) = answer["paths"]
    assert [member["label"] for member in first["members"]] == ["Beto Cano Mora", HILLS, "Ana Ruiz Soto"]
    assert [step["strength"]["notation"] for step in first["steps"]] == ["alleged", "reported"]
    shortest = service.client.get("/v1/paths", params={**asked, "shortest": True}).json()["paths"]
    assert {len(path["steps"]) for path in shortest} == {2}
    assert service.client.get("/v1/paths", params={**asked, "strength": "reported"}).json()["paths"] == []


def test_paths_as_csv_have_a_line_a_step_with_its_sources(service: Service) -> None:
    asked = {"start": "Beto Cano Mora", "end": "Ana Ruiz Soto", "format": "csv", "shortest": True}
    rows = list(csv.DictReader(io.StringIO(service.client.get("/v1/paths", params=asked).text)))
    assert [(row["path"], row["relation"], row["strength"]) for row in rows] == [
        ("1", "leaderOf", "alleged"),
        ("1", "leaderOf", "reported"),
    ]
    assert all(row["sources"] and row["quotes"] for row in rows)


@pytest.mark.parametrize(
    ("path", "parameters", "status", "words"),
    [
        ("/v1/paths", {"start": "Nobody At All", "end": "Ana Ruiz Soto"}, 404, "Nobody At All"),
        ("/v1/paths", {"start": "Luz Gil Rey", "end": "https://example.org/none"}, 404, "example.org"),
        ("/v1/paths", {"start": "Ana Ruiz Soto"}, 422, "end"),
        ("/v1/paths", {"start": "a", "end": "b", "longest": "7"}, 422, "longest"),
        ("/v1/entities/none/neighbours", {}, 404, "none"),
        ("/v1/entities/city-houston-texas/neighbours", {"relation": "owns"}, 422, "relation"),
    ],
)
def test_what_cannot_be_answered_says_what_is_wrong(
    service: Service, path: str, parameters: dict[str, str], status: int, words: str
) -> None:
    answer = service.client.get(path, params=parameters)
    assert answer.status_code == status
    assert words in answer.text
