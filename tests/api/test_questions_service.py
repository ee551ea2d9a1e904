from __future__ import annotations

import csv
import io
import re

import pytest
from serving import Service

from graph.question import questions

LEADERS = "/v1/questions/leaders-by-city"
ASKED = {
    "evidence_of": {"about": "Ana Ruiz Soto"},
    "case": {"person": "Ana Ruiz Soto"},
    "case_outcomes": {"person": "Ana Ruiz Soto"},
    "custody_on": {"person": "Ana Ruiz Soto", "date": "2031"},
    "organization_on": {"organization": "Cartel of the Example Hills"},
    "changes_since": {"sequence": "0"},
    "origin_of": {"claim": "https://w3id.org/traslado/claims/none"},
    "publishable": {"person": "Ana Ruiz Soto", "months": "1"},
}
"""What questions need that do not stand alone."""


def test_the_list_names_each_question_with_its_path_and_parameters(service: Service) -> None:
    listed = {question["name"]: question for question in service.client.get("/v1/questions").json()}
    assert listed.keys() == questions().keys()
    for name, question in listed.items():
        assert [p["name"] for p in question["parameters"]] == [p.name for p in questions()[name].parameters]
        assert question["path"] == f"/v1/questions/{name.replace('_', '-')}"
        assert question["title"]["es"]


def test_labels_of_questions_are_in_the_language_asked_for(service: Service) -> None:
    spanish = service.client.get("/v1/questions", headers={"Accept-Language": "es-MX,es"}).json()
    english = service.client.get("/v1/questions", headers={"Accept-Language": "es"}, params={"lang": "en"}).json()
    for language, listed in (("es", spanish), ("en", english)):
        for question in listed:
            assert question["label"] == question["title"][language]
            for part in (*question["parameters"], *question["columns"]):
                assert part["label"] == part["description"][language]


@pytest.mark.parametrize("name", sorted(questions()))
def test_each_question_is_answered_with_the_evidence_of_every_row(service: Service, name: str) -> None:
    asked = ASKED.get(name, {})
    response = service.client.get(f"/v1/questions/{name.replace('_', '-')}", params=asked)
    assert response.status_code == 200
    body = response.json()
    assert body["question"] == name
    for row in body["rows"]:
        assert row.keys() >= {"strength", "basis", "identity", "origins"}
        for evidence in row["evidence"]:
            assert evidence["quote"]
            assert evidence["document"].startswith("https://w3id.org/traslado/documents/")
            assert evidence["modality"]


def test_a_leader_and_her_city_come_with_document_publisher_date_quote_and_strength(service: Service) -> None:
    rows = service.client.get(LEADERS, params={"city": "Houston"}).json()["rows"]
    (row,) = [row for row in rows if row["basis"] == "flown"]
    assert row["personName"] == "Ana Ruiz Soto"
    assert row["organizationName"] == "Cartel of the Example Hills"
    assert row["city"] == "Houston"
    assert (row["strength"], row["roleStrength"]) == ("reported", "reported")
    quotes = {evidence["quote"] for evidence in row["evidence"]}
    assert "Ana Ruiz Soto was flown to Houston" in quotes
    assert {(evidence["publisher"], evidence["published"]) for evidence in row["evidence"]} == {
        ("The Example", "2026-01-21")
    }


def test_csv_holds_the_rows_with_their_sources_and_quotes(service: Service) -> None:
    by_parameter = service.client.get(LEADERS, params={"city": "Houston", "format": "csv"})
    by_header = service.client.get(LEADERS, params={"city": "Houston"}, headers={"Accept": "text/csv"})
    assert by_parameter.text == by_header.text
    assert by_parameter.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(by_parameter.text)))
    flown = next(row for row in rows if row["basis"] == "flown")
    assert flown["personName"] == "Ana Ruiz Soto"
    assert "The Example, 2026-01-21" in flown["sources"]
    assert "“Ana Ruiz Soto was flown to Houston” (reported)" in flown["quotes"]


def test_a_blank_parameter_is_none(service: Service) -> None:
    assert service.client.get(LEADERS, params={"city": ""}).json() == service.client.get(LEADERS).json()


@pytest.mark.parametrize(
    ("parameters", "status", "named"),
    [
        ({"town": "Houston"}, 422, "town"),
        ({"city": "x" * 301}, 422, "city"),
        ({"format": "pdf"}, 422, "format"),
        ({"city": "Nowhere at All"}, 404, "Nowhere at All"),
        ({"city": "http://not an IRI/"}, 400, "city"),
    ],
)
def test_a_wrong_parameter_gets_a_problem_that_names_it(
    service: Service, parameters: dict[str, str], status: int, named: str
) -> None:
    response = service.client.get(LEADERS, params=parameters)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    assert named in response.json()["detail"]
    if status == 422:
        assert response.json()["errors"][0]["parameter"] == named


def test_a_question_that_needs_a_parameter_says_so(service: Service) -> None:
    response = service.client.get("/v1/questions/evidence-of")
    assert response.status_code == 400
    assert "about" in response.json()["detail"]


def test_an_unknown_question_and_an_unknown_format_get_problems(service: Service) -> None:
    assert service.client.get("/v1/questions/none").status_code == 404
    response = service.client.get(LEADERS, headers={"Accept": "image/png"})
    assert response.status_code == 406
    assert "text/csv" in response.json()["detail"]


def test_openapi_lists_each_question_with_its_own_parameters_and_typed_rows(service: Service) -> None:
    api = service.client.get("/openapi.json").json()
    for name, question in questions().items():
        operation = api["paths"][f"/v1/questions/{name.replace('_', '-')}"]["get"]
        parameters = {p["name"]: p for p in operation["parameters"]}
        assert parameters.keys() == {p.name for p in question.parameters} | {"format", "generation", "lang"}
        for parameter in question.parameters:
            if parameter.example:
                assert parameter.example in str(parameters[parameter.name])
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        row = api["components"]["schemas"][schema]["properties"]["rows"]["items"]["$ref"].rpartition("/")[2]
        fields = api["components"]["schemas"][row]["properties"]
        assert fields.keys() >= {column.name for column in question.columns} | {"evidence"}


@pytest.mark.parametrize(
    ("question", "parameters", "named"),
    [
        ("upcoming", {"from": "2026-02-30"}, "from"),
        ("upcoming", {"to": "tomorrow"}, "to"),
        ("changes-since", {"sequence": "-1"}, "sequence"),
        ("publishable", {"person": "Ana Ruiz Soto", "months": "12001"}, "months"),
    ],
)
def test_a_date_that_does_not_exist_and_a_number_that_is_none_are_named(
    service: Service, question: str, parameters: dict[str, str], named: str
) -> None:
    response = service.client.get(f"/v1/questions/{question}", params=parameters)
    assert response.status_code == 422
    assert response.json()["errors"][0]["parameter"] == named


def test_on_a_page_what_is_said_and_how_strongly_stand_in_one_cell(service: Service) -> None:
    page = service.client.get(LEADERS, headers={"Accept": "text/html"}).text
    assert re.search(r'<td>leader (\([a-z]+\) )?<span class="badge strength-reported">', page)
    assert re.search(r'<td>flown <span class="badge strength-reported">', page)
    assert "Strength" not in re.findall(r"<th [^>]*>([^<]+)</th>", page)


def test_a_sentence_stands_beneath_its_row(service: Service) -> None:
    page = service.client.get("/v1/questions/disagreements?lang=en", headers={"Accept": "text/html"}).text
    settled = re.findall(r'<p class="note">How to settle it: [A-Z][^<]+</p>', page)
    assert len(settled) == page.count("<tbody>") > 0
