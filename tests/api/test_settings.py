from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from api.cli import main
from api.settings import Settings, read_settings
from ontology.error import InputError


def test_what_is_given_goes_before_the_environment_and_that_before_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRASLADO_PORT", "8001")
    monkeypatch.setenv("TRASLADO_WORKERS", "3")
    settings = read_settings(port=8002, host=None)
    assert (settings.port, settings.workers, settings.host) == (8002, 3, "127.0.0.1")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("rate_per_client", "often", "'often' is no rate; write one such as 600/minute"),
        ("port", "70000", "less than or equal to 65535"),
        ("workers", "0", "greater than or equal to 1"),
        ("log_level", "loud", "'debug', 'info', 'warning' or 'error'"),
        ("log_queries", "perhaps", "valid boolean"),
        ("trusted_proxies", "my-proxy", "'my-proxy' is no address"),
    ],
)
def test_a_setting_that_is_wrong_is_named_and_the_service_does_not_start(
    name: str, value: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"TRASLADO_{name.upper()}", value)
    with pytest.raises(InputError, match=message) as refused:
        read_settings()
    assert str(refused.value).startswith(f"TRASLADO_{name.upper()}: ")
    result = CliRunner().invoke(main, ["serve", "--home", str(tmp_path)])
    assert result.exit_code == 1
    assert str(refused.value) in result.output


def test_every_rate_that_can_be_written_is_one() -> None:
    for rate in ("", "600/minute", "10 per second", "1/hour"):
        assert Settings(rate_per_client=rate, rate_per_token=rate).rate_per_token == rate


def test_the_page_on_operation_names_settings_that_there_are_with_values_that_they_take() -> None:
    page = (Path(__file__).parents[2] / "docs" / "operation.md").read_text("utf-8")
    assert {name.lower() for name in re.findall(r"TRASLADO_([A-Z_0-9]+)", page)} <= set(Settings.model_fields)
    given = dict(re.findall(r"^Environment=TRASLADO_([A-Z_]+)=(.*)$", page, re.MULTILINE))
    settings = Settings.model_validate_strings({name.lower(): value for name, value in given.items()})
    assert (settings.workers, settings.rate_per_client) == (4, "600/minute")
