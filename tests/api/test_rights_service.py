from __future__ import annotations

import time
from pathlib import Path

import pytest
from builders import handover
from serving import Home, Service, named, running

from api.app import create_app
from api.settings import Settings
from graph.change import changing
from graph.collection import collections
from graph.erasure import erase
from graph.judgement import attach_reply, judge_document
from graph.withholding import withhold

PAGE = {"Accept": "text/html"}
PERSON = "Ana Ruiz Soto"
HILLS = "Cartel of the Example Hills"
ASKED: dict[str, dict[str, str]] = {
    **{f"/v1/{collection}": {"limit": "100"} for collection in collections()},
    "/v1/search": {"q": PERSON},
    "/v1/paths": {"start": HILLS, "end": "Houston"},
    "/v1/timeline": {},
    "/v1/geojson": {},
    "/v1/changes": {"since": "0"},
    "/v1/changes.atom": {},
    "/v1/generations": {},
    "/v1/context.jsonld": {},
    "/v1/questions": {},
    "/v1/questions/leaders-by-city": {},
    "/v1/questions/people-of-transfer": {},
    "/v1/questions/evidence-of": {"about": HILLS},
}
"""Whatever anybody may read of people, with what it needs to show them."""
OF_ONE = ("/v1/entities/{name}/neighbours", *(f"/v1/{collection}/{{name}}" for collection in collections()))
WITH_TOKEN = ("/v1/jobs", "/v1/jobs/{id}", "/v1/jobs/{id}/events", "/v1/review", "/v1/judgements", "/v1/audit")
CONTACT = "rights@example.org"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.publish(handover(label="handover"), named("Luz Gil Rey", "B"))
    return home


def test_who_is_withheld_is_not_found_and_who_is_erased_is_gone_and_neither_is_cached(home: Home) -> None:
    withheld, erased = home.entity("The Example"), home.entity("B")
    with running(Settings(home=home.path, sparql_workers=1), home) as service:
        for entity in (withheld, erased):
            assert service.client.get(f"/entities/{entity}").status_code == 200
        with changing(home.path) as ledger:
            withhold(ledger, "Ana Ruiz Soto", by="tester", reason="asked for it")
        with changing(home.path) as ledger:
            erase(ledger, "Luz Gil Rey", by="tester")
        time.sleep(0.6)
        for entity, status in ((withheld, 404), (erased, 410)):
            for accepted in (PAGE, {}):
                answer = service.client.get(f"/entities/{entity}", headers=accepted)
                assert answer.status_code == status
                assert answer.headers["cache-control"] == "no-store"
                assert "Ruiz" not in answer.text
                assert "Luz Gil" not in answer.text
        query = {"query": "SELECT * WHERE { ?s ?p ?o }"}
        every = service.client.get("/sparql", params=query, headers={"Accept": "text/csv"}).text
        search = service.client.get("/v1/search", params={"q": "Ana Ruiz Soto"}).json()["matches"]
        assert "Ruiz" not in every
        assert search == []
        assert service.client.get("/v1/questions/leaders-by-city").json()["rows"] == []


def test_replies_corrections_and_whom_to_contact_stand_beside_what_is_shown(home: Home) -> None:
    with changing(home.path) as ledger:
        attach_reply(ledger, "Ana Ruiz Soto", by="x", reason="", words="I never led it.", url="https://example.org/r")
        judge_document(ledger, "handover", "corrected", by="x", reason="the number was 11")
    settings = Settings(home=home.path, sparql_workers=1, contact=CONTACT)
    with running(settings, home) as service:
        for path in ("/v1/questions/leaders-by-city", f"/entities/{home.entity('The Example')}"):
            page = service.client.get(path, headers=PAGE).text
            assert "I never led it." in page
            assert "the number was 11" in page
            assert f'<a href="mailto:{CONTACT}">' in page
        (row,) = service.client.get("/v1/questions/leaders-by-city").json()["rows"]
        assert {reply["url"] for claim in row["evidence"] for reply in claim["replies"]} == {"https://example.org/r"}
        assert service.client.get("/openapi.json").json()["info"]["contact"]["email"] == CONTACT


def reading(service: Service) -> list[tuple[str, dict[str, str]]]:
    """Every address under `/v1` that shows something: lists, what they list, and its neighbours."""
    found = list(ASKED.items())
    for collection in collections():
        for item in service.client.get(f"/v1/{collection}", params={"limit": "100"}).json()["items"]:
            name = item["iri"].rsplit("/", 1)[1]
            found.append((f"/v1/{collection}/{name}", {}))
            if "/entities/" in item["iri"]:
                found.append((f"/v1/entities/{name}/neighbours", {"part": "accused"}))
    return found


def test_the_sweep_below_asks_whatever_can_be_read_without_a_token(home: Home) -> None:
    paths = create_app(Settings(home=home.path)).openapi()["paths"]
    readable = {path for path, operations in paths.items() if path.startswith("/v1/") and "get" in operations}
    questions = {path for path in readable if path.startswith("/v1/questions/")}
    assert readable - questions == ASKED.keys() - questions | set(OF_ONE) | set(WITH_TOKEN)


def test_nothing_of_v1_names_who_is_withheld_in_any_format_or_generation(home: Home) -> None:
    with running(Settings(home=home.path, sparql_workers=1), home) as service:
        addresses = reading(service)
        before = service.client.get("/readyz").json()["sequence"]
        shown = {path for path, asked in addresses if "Ruiz" in service.client.get(path, params=asked).text}
        assert shown >= {"/v1/people", "/v1/claims", "/v1/search", "/v1/geojson", "/v1/changes", "/v1/changes.atom"}
        assert any(path.endswith("/neighbours") for path in shown)
        with changing(home.path) as ledger:
            withhold(ledger, PERSON, by="tester", reason="asked for it")
        time.sleep(0.6)
        for path, asked in dict((*addresses, *reading(service))).items():
            for more in ({}, {"format": "csv"}, {"lang": "es"}, {"generation": str(before)}):
                answer = service.client.get(path, params={**asked, **more})
                assert answer.status_code < 500
                said = answer.text.replace(PERSON, "", 1) if path == "/v1/search" else answer.text  # it repeats `q`
                assert "Ruiz" not in said, (path, more)
