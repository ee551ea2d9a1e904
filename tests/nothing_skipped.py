"""A pytest plugin: where CI=true, what is skipped has failed, unless it needs ../shared and there is none."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest

_SHARED = Path(__file__).parents[1] / "../shared"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if not hasattr(report, "wasxfail"):
        _fail_if_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _fail_if_skipped(report)
    return report


def _fail_if_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    if os.environ.get("CI") != "true" or not report.skipped or not isinstance(report.longrepr, tuple):
        return
    path, line, reason = report.longrepr
    if "../shared" in reason and not _SHARED.is_dir():
        return
    report.outcome = "failed"
    report.longrepr = f"{path}:{line}: {reason}\nWhere CI=true nothing may be skipped: provide what is missing."
