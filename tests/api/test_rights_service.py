from __future__ import annotations

import time
from pathlib import Path

import pytest
from builders import handover
from serving import Home, named, running

from api.settings import Settings
from graph.change import changing
from graph.erasure import erase
from graph.judgement import attach_reply, judge_document
from graph.withholding import withhold

PAGE = {"Accept": "text/html"}
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
