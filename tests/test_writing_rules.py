"""What `docs/writing-rules.md` shows is what happens: its rule is put among the others, and its text explained."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from loaders.extraction.pattern import rules

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/writing-rules.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def explained(program: Path, article: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", "from api.cli import main; main()", "explain", article.name],
        capture_output=True,
        text=True,
        check=True,
        cwd=article.parent,
        env={**os.environ, "COLUMNS": "100", "PYTHONPATH": str(program), "PYTHONSAFEPATH": "1"},
    )
    return done.stdout.splitlines()


@pytest.mark.slow
def test_the_example_does_what_the_page_shows(tmp_path: Path) -> None:
    program = tmp_path / "program"
    for package in ("api", "loaders", "graph", "ontology"):
        shutil.copytree(ROOT / package, program / package, ignore=shutil.ignore_patterns("__pycache__"))
    article = tmp_path / "article.txt"
    (sentence,) = re.findall(r"^    (Ana Ruiz Soto .*)$", PAGE, re.MULTILINE)
    article.write_text(f"{sentence}\n", "utf-8")
    before, after = blocks("text")
    assert explained(program, article) == before.splitlines()
    (rule,) = blocks("toml")
    with (program / "loaders/extraction/rules/35-role-clause.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n{rule}")
    assert explained(program, article) == after.splitlines()


def test_every_form_and_field_of_the_rules_is_on_the_page() -> None:
    tables = "\n".join(line for line in PAGE.splitlines() if line.startswith("|"))
    for form in {rule.form for rule in rules()}:
        assert f"`{form}`" in tables
    # The file is where a rule stands, not what is written in it.
    for field in type(rules()[0]).__dataclass_fields__.keys() - {"file"}:
        assert f"`{field}`" in tables


def test_every_file_that_the_page_names_is_there() -> None:
    for path in re.findall(r"`(tests/[\w/.-]+|loaders/[\w/.-]+)`", PAGE):
        assert (ROOT / path.removesuffix("/NN-NAME.toml")).exists(), path
    for name in re.findall(r"`(test_\w+\.py|\w+\.toml|\d\d-[\w-]+\.toml)`", PAGE):
        assert any(path for folder in ("loaders", "tests") for path in (ROOT / folder).rglob(name)), name
