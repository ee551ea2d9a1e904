from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest
from pydantic import ValidationError
from serving import Home, Service

from api.app import create_app
from api.pages.text import HEADINGS, TEXTS
from api.prefix import PREFIXES
from api.server import serve
from api.settings import Settings
from api.sparql.guard import MAX_DEPTH, MAX_OPERATORS, MAX_PATTERNS
from graph.question import questions
from ontology.error import ServerError

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "service.md").read_text("utf-8")


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented_with_its_default_and_meaning(name: str) -> None:
    field = Settings.model_fields[name]
    default = "~/.traslado" if name == "home" else field.default
    assert f"| `TRASLADO_{name.upper()}` | `{default}` | {field.description} |" in PAGE


def test_no_setting_is_documented_that_is_not_there() -> None:
    documented = set(re.findall(r"TRASLADO_(\w+)", PAGE))
    assert {name.lower() for name in documented} == set(Settings.model_fields)


def test_every_endpoint_is_documented(home: Home) -> None:
    app = create_app(Settings(home=home.path))
    paths = {path for path in app.openapi()["paths"] if not path.startswith("/v1/questions/")}
    assert len(paths) > 8
    for path in paths | {"/", "/docs", "/openapi.json", "/v1/questions/NAME"}:
        assert re.search(rf"`{re.escape(path)}[`?]", PAGE), path


def test_the_limits_and_prefixes_are_documented_as_they_are() -> None:
    assert (
        f"{MAX_DEPTH} nested brackets, {MAX_OPERATORS:,} operators and expressions, or {MAX_PATTERNS} triple patterns"
        in PAGE
    )
    for prefix in PREFIXES:
        assert f"`{prefix}:`" in PAGE


def test_every_status_that_sparql_answers_is_documented(home: Home) -> None:
    responses = create_app(Settings(home=home.path)).openapi()["paths"]["/sparql"]["get"]["responses"]
    for status in responses.keys() - {"200"}:
        assert f"| {status} |" in PAGE


def test_the_documented_calls_answer(service: Service) -> None:
    calls = re.findall(r"curl '(?:http://127.0.0.1:8000)([^']+)'", PAGE)
    assert len(calls) == 5
    for call in calls:
        # The example knows no Sinaloa Cartel, and says so.
        assert service.client.get(call).status_code == (404 if "Sinaloa" in call else 200)
    (query,) = re.findall(r"--data-urlencode 'query=([^']+)'", PAGE)
    rows = service.client.post("/sparql", data={"query": query}).json()["results"]["bindings"]
    assert [row["person"]["value"] for row in rows] == ["Beto Cano Mora"]


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TRASLADO_HOME", str(tmp_path))
    monkeypatch.setenv("TRASLADO_PORT", "8123")
    settings = Settings()
    assert (settings.home, settings.port) == (tmp_path, 8123)
    monkeypatch.setenv("TRASLADO_PORT", "many")
    with pytest.raises(ValidationError, match="port"):
        Settings()


def test_a_port_in_use_is_said_with_what_to_do(home: Home) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(ServerError, match=rf"127\.0\.0\.1:{port}: cannot listen.*--port"):
            serve(Settings(home=home.path, port=port))


def test_every_response_carries_the_headers_of_safety(service: Service) -> None:
    for path in ("/", "/docs", "/healthz", "/static/page.js", "/entities/none", "/nowhere", "/sparql?query=ASK%7B%7D"):
        headers = service.client.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] in ("no-cache", "no-store")


def test_pages_name_nothing_elsewhere_to_load(service: Service) -> None:
    for path in ("/", "/docs", "/sparql"):
        page = service.client.get(path, headers={"Accept": "text/html"}).text
        loaded = re.findall(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=\"([^\"]+)\"", page)
        assert loaded
        assert all(address.startswith("/static/") for address in loaded)
        assert "<script>" not in page
        assert "style=" not in page


def test_every_column_has_a_heading_in_both_languages() -> None:
    shown = {
        column.name
        for question in questions().values()
        for column in question.columns
        if column.type not in ("iri", "facts")
    }
    assert shown <= HEADINGS.keys()
    assert all(all(pair) for pair in HEADINGS.values())


def test_every_text_of_the_pages_is_used() -> None:
    folder = ROOT / "api" / "pages" / "templates"
    templates = "".join(path.read_text("utf-8") for path in folder.glob("*.html"))
    counted = {"documents", "claims", "people", "organizations", "transfers", "sequence"}
    used = set(re.findall(r"\bt\.(\w+)", templates)) | counted | {"yes", "no"}
    assert used == TEXTS.keys()
