from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from builders import handover
from serving import Home, Service, named, running

from api.settings import Settings
from api.token_store import SCOPES, create_token
from graph.home import writing

TEXT = "Beto Cano Mora, an alleged leader of the Sinaloa Cartel, was arrested on Tuesday in Culiacán."
WAIT = {"Prefer": "wait=20"}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.publish(handover(label="handover"), named("Ana Ruiz", "B"))
    return home


@pytest.fixture
def writer(home: Home) -> Iterator[Service]:
    """A service over a home with documents, whose client bears a token that is good for everything."""
    with running(Settings(home=home.path, sparql_workers=1), home) as service:
        service.client.headers["Authorization"] = f"Bearer {create_token(home.path, 'desk', SCOPES, days=1)}"
        yield service


def until_ended(client: httpx.Client, id_: str) -> dict[str, object]:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        job: dict[str, object] = client.get(f"/v1/jobs/{id_}").json()
        if job["state"] in ("done", "failed"):
            return job
        time.sleep(0.05)
    raise AssertionError(job)


def answers(service: Service) -> int:
    """Rows of leaders_by_city, once the service has taken up what was published."""
    time.sleep(0.6)
    return len(service.client.get("/v1/questions/leaders-by-city").json()["rows"])


def test_documents_are_loaded_by_a_job_and_the_same_again_are_the_same_job_and_change_nothing(writer: Service) -> None:
    documents = {"documents": [{"text": TEXT, "url": "https://example.org/a", "publisher": "The Example"}]}
    taken = writer.client.post("/v1/documents", json=documents)
    assert taken.status_code == 202
    assert taken.headers["location"] == f"/v1/jobs/{taken.json()['id']}"
    job = until_ended(writer.client, taken.json()["id"])
    assert job["state"] == "done"
    made = job["made"]
    assert isinstance(made, dict)
    assert made["added"] == 1
    assert made["claims"] > 0
    time.sleep(0.6)
    (document,) = made["documents"]
    assert writer.client.get(f"/documents/{document}").status_code == 200
    again = writer.client.post("/v1/documents", json=documents, headers=WAIT)
    assert again.status_code == 200
    assert again.headers["preference-applied"] == "wait=20"
    assert again.json()["id"] == job["id"]
    assert (again.json()["made"]["added"], again.json()["made"]["unchanged"]) == (0, 1)
    assert again.json()["made"]["documents"] == [document]


def test_what_is_refused_is_told_by_its_label_and_the_rest_is_loaded(writer: Service) -> None:
    documents = [{"text": TEXT, "label": "good"}, {"text": "\x00\x01\x02" * 50, "label": "binary"}]
    made = writer.client.post("/v1/documents", json={"documents": documents}, headers=WAIT).json()["made"]
    assert made["added"] == 1
    (refused,) = made["refused"]
    assert refused["label"] == "binary"
    assert refused["message"].startswith("binary")
    assert str(writer.home.path) not in json.dumps(made)


@pytest.mark.parametrize(
    "document",
    [
        {"text": ""},
        {"text": TEXT, "published": "tomorrow"},
        {"text": TEXT, "url": "file:///etc/passwd"},
        {"text": TEXT, "label": "../../etc/passwd"},
        {"text": TEXT, "author": "unknown field"},
        {"text": 7},
    ],
)
def test_a_document_that_is_not_as_it_should_be_is_refused_at_once(
    writer: Service, document: dict[str, object]
) -> None:
    assert writer.client.post("/v1/documents", json={"documents": [document]}).status_code == 422
    assert writer.client.get("/v1/jobs").json() == []


@pytest.mark.parametrize(
    "body",
    [
        b'{"documents": [{"text": "\\ud800"}]}',
        b'{"documents": [{"text": "x", "\\ud800": 1}]}',
        b'{"documents": ' + b"[" * 100_000,
        b"\xff\xfe",
        b"{",
        b"[]",
        b"",
    ],
)
def test_a_body_that_is_no_document_is_a_problem(writer: Service, body: bytes) -> None:
    answer = writer.client.post("/v1/documents", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_document_is_retracted_and_brought_back(writer: Service) -> None:
    assert answers(writer) == 1
    for restore, rows in ((False, 0), (True, 1)):
        change = {"document": "handover", "restore": restore}
        assert writer.client.post("/v1/retractions", json=change, headers=WAIT).json()["state"] == "done"
        assert answers(writer) == rows


def test_a_pair_is_judged_listed_with_the_tokens_name_and_undone(writer: Service) -> None:
    (proposal, *_) = writer.client.get("/v1/review").json()
    judgement = {
        "verdict": "same",
        "left": proposal["left"]["mention"],
        "right": proposal["right"]["mention"],
        "reason": "one docket",
    }
    judged = writer.client.post("/v1/judgements", json=judgement, headers=WAIT)
    assert judged.json()["made"]["judgements"] == [1]
    assert writer.client.get("/v1/review").json() == []
    (listed,) = writer.client.get("/v1/judgements").json()
    assert (listed["verdict"], listed["by"], listed["reason"]) == ("same", "desk", "one docket")
    assert writer.client.post("/v1/judgements/1/undo", headers=WAIT).json()["state"] == "done"
    assert writer.client.get("/v1/judgements").json() == []
    (undone,) = writer.client.get("/v1/judgements", params={"undone": True}).json()
    assert undone["undone_by"] == "desk"


@pytest.mark.parametrize(
    "judgement",
    [
        {"verdict": "confirmed", "target": "Ana Ruiz Soto"},
        {"verdict": "withdrawn", "document": "handover"},
        {"verdict": "corrected", "document": "handover"},
        {"verdict": "reply", "target": "Ana Ruiz Soto", "words": "I never led it.", "url": "https://example.org/r"},
        {"verdict": "minor", "person": "Ana Ruiz"},
    ],
)
def test_every_kind_of_judgement_can_be_made(writer: Service, judgement: dict[str, object]) -> None:
    made = writer.client.post("/v1/judgements", json=judgement | {"reason": "test"}, headers=WAIT)
    assert made.status_code == 200, made.text
    assert {one["verdict"] for one in writer.client.get("/v1/judgements").json()} == {judgement["verdict"]}


def test_a_claim_that_was_misread_leaves_the_answers(writer: Service) -> None:
    (row,) = writer.client.get("/v1/questions/leaders-by-city").json()["rows"]
    for evidence in row["evidence"]:
        judgement = {"verdict": "misread", "claim": evidence["claim"], "reason": "test"}
        assert writer.client.post("/v1/judgements", json=judgement, headers=WAIT).status_code == 200
    assert answers(writer) == 0


def test_a_change_that_cannot_be_made_is_a_problem_that_names_no_folder(writer: Service, tmp_path: Path) -> None:
    unknown = {"verdict": "same", "left": "Nobody Known", "right": "Ana Ruiz", "reason": "x"}
    answer = writer.client.post("/v1/judgements", json=unknown, headers=WAIT)
    assert answer.status_code == 404
    assert "Nobody Known" in answer.json()["detail"]
    other = {"verdict": "same", "left": "Cartel of the Example Hills", "right": "Ana Ruiz", "reason": "x"}
    assert writer.client.post("/v1/judgements", json=other, headers=WAIT).status_code == 400
    assert writer.client.post("/v1/judgements/9/undo", headers=WAIT).status_code == 404
    empty = Home(tmp_path / "empty")
    with running(Settings(home=empty.path, sparql_workers=1), empty) as service:
        bearer = {"Authorization": f"Bearer {create_token(empty.path, 'desk', SCOPES, days=1)}"}
        nothing = service.client.post("/v1/judgements", json=unknown, headers=WAIT | bearer)
        queue = service.client.get("/v1/review", headers=bearer)
    for answer in (nothing, queue):
        assert answer.status_code == 404
        assert str(tmp_path) not in answer.text
        assert "nothing is loaded" in answer.text


def test_a_person_is_withheld_and_shown_again(writer: Service) -> None:
    entity = writer.home.entity("The Example")
    for undo, status in ((False, 404), (True, 200)):
        change = {"target": "Ana Ruiz Soto", "reason": "asked for it", "undo": undo}
        assert writer.client.post("/v1/withholding", json=change, headers=WAIT).json()["state"] == "done"
        time.sleep(0.6)
        assert writer.client.get(f"/entities/{entity}").status_code == status


def test_nothing_is_written_or_read_for_editors_without_the_scope_for_it(home: Home) -> None:
    none = create_token(home.path, "graphs", ["graphs:write"], days=1)
    with running(Settings(home=home.path, sparql_workers=1), home) as service:
        requests = [
            ("POST", "/v1/documents", {"documents": [{"text": TEXT}]}),
            ("POST", "/v1/retractions", {"document": "handover"}),
            ("POST", "/v1/judgements", {"verdict": "minor", "person": "Ana Ruiz", "reason": "x"}),
            ("POST", "/v1/judgements/1/undo", None),
            ("POST", "/v1/withholding", {"target": "Ana Ruiz"}),
            *(("GET", path, None) for path in ("/v1/review", "/v1/judgements", "/v1/audit", "/v1/jobs")),
            ("GET", f"/v1/jobs/{'0' * 24}", None),
            ("GET", f"/v1/jobs/{'0' * 24}/events", None),
        ]
        for method, path, body in requests:
            send = service.client.request
            assert send(method, path, json=body).status_code == 401, path
            refused = send(method, path, json=body, headers={"Authorization": f"Bearer {none}"})
            assert refused.status_code == 403, path
    assert not (home.path / "jobs").exists()


def test_a_token_sees_the_jobs_of_its_scopes_alone(writer: Service) -> None:
    job = writer.client.post("/v1/documents", json={"documents": [{"text": TEXT}]}, headers=WAIT).json()["id"]
    judge = create_token(writer.home.path, "judge", ["judgements:write"], days=1)
    bearer = {"Authorization": f"Bearer {judge}"}
    assert writer.client.get("/v1/jobs", headers=bearer).json() == []
    assert writer.client.get(f"/v1/jobs/{job}", headers=bearer).status_code == 404
    assert [one["id"] for one in writer.client.get("/v1/jobs").json()] == [job]


def test_the_trail_tells_who_did_what_and_what_came_of_it_and_names_nobody(writer: Service) -> None:
    change = {"verdict": "minor", "person": "Ana Ruiz", "reason": "a word of Ana Ruiz"}
    answer = writer.client.post("/v1/judgements", json=change, headers=WAIT | {"X-Request-Id": "seen-7"})
    failed = writer.client.post("/v1/judgements/9/undo", headers=WAIT)
    newest, first = writer.client.get("/v1/audit").json()
    assert (first["name"], first["action"], first["status"]) == ("desk", "POST /v1/judgements", 200)
    assert (first["request"], first["job"], first["made"]) == ("seen-7", answer.json()["id"], ["judgement 1"])
    assert (newest["action"], newest["status"], newest["made"]) == (
        "POST /v1/judgements/{number}/undo",
        failed.status_code,
        ["nothing"],
    )
    assert [one["number"] for one in writer.client.get("/v1/audit", params={"before": 2}).json()] == [1]
    assert "Ruiz" not in writer.client.get("/v1/audit").text
    for file in writer.home.path.glob("service.sqlite3*"):
        assert b"Ruiz" not in file.read_bytes()


def test_a_job_waits_while_somebody_else_writes_and_says_so_event_by_event(writer: Service) -> None:
    events = []
    with writing(writer.home.path):
        job = writer.client.post("/v1/documents", json={"documents": [{"text": TEXT}]}).json()["id"]
        deadline = time.monotonic() + 20
        while (state := writer.client.get(f"/v1/jobs/{job}").json())["note"] is None and time.monotonic() < deadline:
            time.sleep(0.05)
        assert (state["state"], state["note"]) == ("waiting", "Another process writes to the home.")
    with writer.client.stream("GET", f"/v1/jobs/{job}/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        event = ""
        for line in stream.iter_lines():
            if line.startswith("event: "):
                event = line.removeprefix("event: ")
            elif line.startswith("data: "):
                events.append((event, json.loads(line.removeprefix("data: "))["state"]))
    assert events[-1] == ("ended", "done")
    assert all(event == "progress" for event, _ in events[:-1])


def test_what_a_job_was_given_is_gone_when_it_has_ended(writer: Service) -> None:
    job = writer.client.post("/v1/documents", json={"documents": [{"text": TEXT}]}, headers=WAIT).json()["id"]
    kept = [path for path in (writer.home.path / "jobs").rglob("*") if path.is_file()]
    assert {path.name for path in kept} == {"lock", f"{job}.json"}
    assert all("Cano" not in path.read_text() for path in kept)
