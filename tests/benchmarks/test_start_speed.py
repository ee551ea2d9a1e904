"""How long the command line takes to start."""

from __future__ import annotations

import subprocess
import sys

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("code", ["pass", "import api.cli"])
def test_start_python_and_import_the_command_line(benchmark: BenchmarkFixture, code: str) -> None:
    """`pass` is what Python alone takes."""
    benchmark.pedantic(lambda: subprocess.run([sys.executable, "-c", code], check=True), rounds=20, warmup_rounds=2)
