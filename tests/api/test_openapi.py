"""Every operation of the API with what schemathesis makes of its description: right, wrong and odd."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis
from builders import handover
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance
from serving import Home, Service, allegation, named, running

from api.app import create_app
from api.settings import Settings
from api.token_store import SCOPES, create_token

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def whole_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    home = Home(tmp_path_factory.mktemp("api") / "home")
    home.publish(handover(label="handover"), allegation(), named("Ana Ruiz", "B"))
    with running(Settings(home=home.path, sparql_workers=1, sparql_seconds=2), home) as service:
        create_token(home.path, "desk", SCOPES, days=1)
        yield service


schema = schemathesis.openapi.from_dict(create_app(Settings()).openapi())


@schema.parametrize()
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_request_makes_it_fail_or_tell_of_its_inside(case: schemathesis.Case, whole_service: Service) -> None:
    response = case.call(base_url=whole_service.url)
    case.validate_response(response, excluded_checks=[positive_data_acceptance])  # who is meant may not be there
    text = response.content.decode(errors="replace")
    for inside in (str(whole_service.home.path), "Traceback (most recent", "site-packages"):
        assert inside not in text
