"""Every operation of the API with what schemathesis makes of its description: right, wrong and odd."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import psutil
import pytest
import schemathesis
from builders import handover
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import ignored_auth, negative_data_rejection, positive_data_acceptance
from serving import Home, Service, allegation, named, running

from api.app import create_app
from api.settings import Settings
from api.token_store import SCOPES, create_token

pytestmark = pytest.mark.slow
# Whom or what a request means may not be there, and what it asks may be refused.
EXCLUDED = [positive_data_acceptance]
# A form sends what was left empty as an empty text, which counts as not given.
EXCLUDED_OF_READING = [*EXCLUDED, negative_data_rejection]
schema = schemathesis.openapi.from_dict(create_app(Settings()).openapi())


@schemathesis.serializer(
    "application/sparql-query", "application/sparql-update", "text/turtle", "application/n-triples"
)
def as_text(_: Any, value: Any) -> Any:
    return value if isinstance(value, bytes) else str(value).encode(errors="replace")


@pytest.fixture(scope="module")
def whole_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service of which nothing is switched off."""
    home = Home(tmp_path_factory.mktemp("api") / "home")
    home.publish(handover(label="handover"), allegation(), named("Ana Ruiz", "B"))
    with running(Settings(home=home.path, sparql_workers=1, sparql_seconds=2), home) as service:
        yield service
    for process in psutil.Process().children():
        with contextlib.suppress(psutil.NoSuchProcess):
            if {"api.job_runner", str(home.path)} <= set(process.cmdline()):
                process.kill()


@pytest.fixture(scope="module")
def bearer(whole_service: Service) -> dict[str, str]:
    """Headers that let a request write."""
    return {"Authorization": f"Bearer {create_token(whole_service.home.path, 'desk', SCOPES, days=1)}"}


@pytest.mark.usefixtures("bearer")
@schema.parametrize()
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_request_makes_it_fail_or_tell_of_its_inside(case: schemathesis.Case, whole_service: Service) -> None:
    response = case.call(base_url=whole_service.url)
    case.validate_response(response, excluded_checks=EXCLUDED_OF_READING)
    tells_nothing_of_its_inside(response, whole_service)


@schema.include(tag=["writing", "review", "sparql"]).parametrize()
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_request_that_may_write_does_either(
    case: schemathesis.Case, whole_service: Service, bearer: dict[str, str]
) -> None:
    response = case.call(base_url=whole_service.url, headers=bearer)
    case.validate_response(response, excluded_checks=[*EXCLUDED, ignored_auth])
    tells_nothing_of_its_inside(response, whole_service)


def tells_nothing_of_its_inside(response: Any, service: Service) -> None:
    text = response.content.decode(errors="replace")
    for inside in (str(service.home.path), "Traceback (most recent", "site-packages", '.py", line'):
        assert inside not in text
