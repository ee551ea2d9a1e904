from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from builders import Article
from serving import Home, Service, running

from api.routers.geojson import FeatureModel
from api.settings import Settings
from graph.question import questions


def features(service: Service, **parameters: str) -> list[dict[str, Any]]:
    answer = service.client.get("/v1/geojson", params=parameters)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/geo+json"
    assert answer.json()["type"] == "FeatureCollection"
    for feature in answer.json()["features"]:
        assert FeatureModel.model_validate(feature).model_dump().keys() == feature.keys()
    return list(answer.json()["features"])


def test_the_map_shows_who_is_said_to_have_gone_where_with_basis_strength_and_words(service: Service) -> None:
    (feature,) = features(service, basis="flown")
    longitude, latitude = feature["geometry"]["coordinates"]
    assert (round(longitude), round(latitude)) == (-95, 30)
    said = feature["properties"]
    assert (said["person"]["label"], said["place"]["label"]) == ("Ana Ruiz Soto", "Houston")
    assert (said["basis"]["notation"], said["strength"]["notation"]) == ("flown", "reported")
    assert "Ana Ruiz Soto was flown to Houston" in {evidence["quote"] for evidence in said["evidence"]}


@pytest.mark.parametrize(
    ("parameters", "people"),
    [
        ({"city": "Texas", "basis": "flown"}, {"Ana Ruiz Soto"}),
        ({"organization": "Cartel of the Example Hills", "basis": "flown"}, {"Ana Ruiz Soto"}),
        ({"person": "Ana Ruiz Soto", "basis": "flown"}, {"Ana Ruiz Soto"}),
        ({"person": "Beto Cano Mora"}, set()),
        ({"strength": "convicted"}, set()),
    ],
)
def test_the_map_is_narrowed_by_facets(service: Service, parameters: dict[str, str], people: set[str]) -> None:
    assert {feature["properties"]["person"]["label"] for feature in features(service, **parameters)} == people


def test_the_pages_of_the_map_bring_each_feature_once(service: Service) -> None:
    whole, found = [feature["id"] for feature in features(service)], []
    address: str | None = "/v1/geojson?limit=1"
    while address:
        page = service.client.get(address).json()
        found += [feature["id"] for feature in page["features"]]
        address = page["next"]
    assert found == whole


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Four arrests on three days, told by two documents each."""
    home = Home(tmp_path_factory.mktemp("dated") / "home")
    home.publish(*(arrest(name, day, number) for name, day in ARRESTS for number in (1, 2)))
    with running(Settings(home=home.path, sparql_workers=1), home) as service:
        yield service


ARRESTS = [
    ("Ana Ruiz Soto", "2025-03-01"),
    ("Beto Cano Mora", "2024"),
    ("Eva Paz Sol", "2025-03-01"),
    ("Luz Gil Rey", "2026-01"),
]


def arrest(name: str, day: str, number: int) -> Article:
    article = Article(f"{name} was arrested in Houston, wrote paper {number}.", publisher=f"{name} {number}")
    person = article.entity("Person", name, part="accused")
    place = article.entity("Place", "Houston")
    article.claim(person, "arrestedIn", place, quote=f"{name} was arrested in Houston", when=day)
    return article


def test_the_pages_of_the_timeline_are_the_rows_of_the_question_in_order(dated: Service) -> None:
    service = dated
    rows = service.client.get("/v1/questions/timeline").json()["rows"]
    found: list[dict[str, Any]] = []
    address: str | None = "/v1/timeline?limit=2"
    while address:
        page = service.client.get(address).json()
        assert page["total"] == len(rows) > 2
        found += page["rows"]
        address = page["next"]
    assert [row["when"] for row in found] == sorted(row["when"] for row in found)
    assert sorted(map(repr, found)) == sorted(map(repr, rows))
    assert {column.name for column in questions()["timeline"].columns} <= found[0].keys()


def test_the_timeline_is_narrowed_by_whom_and_when(dated: Service) -> None:
    def days(**parameters: str) -> list[str]:
        return [row["when"] for row in dated.client.get("/v1/timeline", params=parameters).json()["rows"]]

    assert days() == ["2024", "2025-03-01", "2025-03-01", "2026-01"]
    assert days(until="2025") == ["2024", "2025-03-01", "2025-03-01"]
    assert days(since="2025-03") == ["2025-03-01", "2025-03-01", "2026-01"]
    assert days(since="2026-01-15") == ["2026-01"]  # it may be any day of the month
    assert days(about="Luz Gil Rey") == ["2026-01"]
    assert len(days(about="Houston")) == len(ARRESTS)
    rows = list(csv.DictReader(io.StringIO(dated.client.get("/v1/timeline?format=csv").text)))
    assert all(row["sources"] and row["quotes"] for row in rows)
    assert dated.client.get("/v1/timeline", params={"since": "yesterday"}).status_code == 422
    assert dated.client.get("/v1/timeline", params={"about": "Nobody"}).status_code == 404


def test_victims_are_on_no_map_and_no_timeline(service: Service) -> None:
    for path in ("/v1/geojson?limit=1000", "/v1/timeline?limit=500"):
        assert "Iris" not in service.client.get(path).text
