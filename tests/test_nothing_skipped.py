from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent

SKIPS = {
    "in the test": "import pytest\ndef test_it(): pytest.skip('no browser here')",
    "by a mark": "import pytest\n@pytest.mark.skip(reason='no browser here')\ndef test_it(): pass",
    "by a fixture": (
        "import pytest\n@pytest.fixture\ndef page(): pytest.skip('no browser here')\ndef test_it(page): pass"
    ),
    "of a module": "import pytest\npytest.skip('no browser here', allow_module_level=True)",
}


def run(folder: Path, source: str, *, ci: str) -> tuple[int, str]:
    (folder / "test_it.py").write_text(source, "utf-8")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "nothing_skipped",
            "-p",
            "no:cacheprovider",
            "--rootdir",
            folder,
            folder,
        ],
        env={**os.environ, "CI": ci, "PYTHONPATH": str(TESTS), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def test_these_tests_run_under_it(pytestconfig: pytest.Config) -> None:
    assert pytestconfig.pluginmanager.has_plugin("nothing_skipped")


@pytest.mark.parametrize("source", SKIPS.values(), ids=SKIPS)
def test_in_ci_a_skip_fails_and_says_why(tmp_path: Path, source: str) -> None:
    code, output = run(tmp_path, source, ci="true")
    assert code != 0
    assert "no browser here" in output
    assert "nothing may be skipped" in output


@pytest.mark.parametrize("source", SKIPS.values(), ids=SKIPS)
def test_elsewhere_a_skip_is_a_skip(tmp_path: Path, source: str) -> None:
    _, output = run(tmp_path, source, ci="")
    assert "1 skipped" in output
    assert "failed" not in output


def test_in_ci_what_needs_the_shared_folder_is_skipped_only_where_there_is_none(tmp_path: Path) -> None:
    _, output = run(tmp_path, "import pytest\ndef test_it(): pytest.skip('needs ../shared/data')", ci="true")
    there = (TESTS.parent / "../shared").is_dir()
    assert ("1 failed" if there else "1 skipped") in output


def test_an_expected_failure_is_no_skip(tmp_path: Path) -> None:
    code, output = run(tmp_path, "import pytest\n@pytest.mark.xfail\ndef test_it(): assert False", ci="true")
    assert code == 0
    assert "1 xfailed" in output
