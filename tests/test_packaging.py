from __future__ import annotations

import subprocess
import sys
import zipfile
from importlib import import_module
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[1]
PACKAGES = ("ontology", "graph", "loaders", "api")


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_is_the_one_of_this_checkout(package: str) -> None:
    assert Path(str(import_module(package).__file__)).parent == CHECKOUT / package


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    return zipfile.ZipFile(path)


def test_the_wheel_holds_every_file_of_the_packages_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *PACKAGES],
        cwd=CHECKOUT,
        check=True,
        capture_output=True,
        text=True,
    )
    ours = {name for name in listing.stdout.split("\0") if name and (CHECKOUT / name).exists()}
    kinds = {Path(name).suffix for name in ours}
    assert {".py", ".ttl", ".rq", ".cypher", ".toml", ".sql", ".csv", ".json", ".html", ".lock", ".txt"} <= kinds
    assert {name for name in wheel.namelist() if ".dist-info/" not in name} == ours


def test_the_wheel_carries_both_licences(wheel: zipfile.ZipFile) -> None:
    licences = {Path(name).name for name in wheel.namelist() if ".dist-info/licenses/" in name}
    assert licences == {"LICENSE", "LICENSE-DATA.md"}
