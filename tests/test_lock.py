from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

CHECKOUT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")


def requirements(lock: str) -> dict[Requirement, list[str]]:
    """The requirements of a lock with their hashes."""
    lines = (CHECKOUT / lock).read_text("utf-8").replace("\\\n", " ").splitlines()
    entries = [line for line in lines if line and not line.lstrip().startswith("#")]
    return {Requirement(line.split("--hash")[0]): re.findall(r"--hash=sha256:[0-9a-f]{64}\b", line) for line in entries}


def wanted(*extras: str) -> list[Requirement]:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
    named = [*project["dependencies"], *(name for extra in extras for name in project["optional-dependencies"][extra])]
    return [Requirement(name) for name in named]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_with_hashes(lock: str) -> None:
    found = requirements(lock)
    assert len(found) > 50
    for requirement, hashes in found.items():
        assert [specifier.operator for specifier in requirement.specifier] == ["=="], requirement
        assert hashes, requirement


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address_and_no_place_to_look(lock: str) -> None:
    text = (CHECKOUT / lock).read_text("utf-8")
    assert "://" not in text
    assert set(re.findall(r"--[a-z-]+", text)) == {"--hash"}
    assert not re.search(r"(^|\s)-[a-z]\s+/", text)


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize("platform", ["linux", "darwin"])
@pytest.mark.parametrize(
    ("lock", "extras"),
    [
        ("requirements.lock", ["build", "neo4j-server"]),
        ("requirements-dev.lock", ["build", "neo4j-server", "notebook", "dev"]),
    ],
)
def test_a_lock_pins_what_pyproject_asks_for(lock: str, extras: list[str], platform: str, python: str) -> None:
    environment = {"python_version": python, "python_full_version": f"{python}.1", "sys_platform": platform}
    pins = {
        requirement.name: next(iter(requirement.specifier)).version
        for requirement in requirements(lock)
        if requirement.marker is None or requirement.marker.evaluate(environment)
    }
    for requirement in wanted(*extras):
        assert requirement.specifier.contains(pins[requirement.name]), requirement


def test_the_lock_for_developers_holds_the_other_one() -> None:
    run, develop = (set(map(str, requirements(lock))) for lock in LOCKS)
    assert run < develop


def test_the_build_backend_is_the_pinned_one() -> None:
    build = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["build-system"]["requires"]
    assert set(build) <= set(map(str, requirements("requirements.lock")))
