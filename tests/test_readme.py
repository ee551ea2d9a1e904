from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions, Store
from serving import Home, running

from api.settings import Settings
from graph import generation
from graph.home import ledger_path
from graph.ledger import Ledger
from graph.neo4j_connection import Connection
from graph.neo4j_source import LedgerSource
from graph.neo4j_sync import sync

ROOT = Path(__file__).parents[1]
WIDTH = "80"
"""Of the terminal that the answer was printed in."""
README = (ROOT / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


@pytest.mark.slow
def test_the_answer_in_the_readme_is_the_real_one(demo_home: Path) -> None:
    (answer,) = blocks("text")
    command = next(line for block in blocks("sh") for line in block.splitlines() if " ask " in line)
    words = [demo_home if word == ".demo" else word for word in shlex.split(command)]
    assert words[0] == ".venv/bin/traslado"
    done = subprocess.run(
        [sys.executable, "-c", "from api.cli import main; main()", *map(str, words[1:])],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "COLUMNS": WIDTH},
    )
    assert [line.rstrip() for line in done.stdout.splitlines()] == [line.rstrip() for line in answer.splitlines()]


@pytest.mark.slow
def test_the_sparql_query_in_the_readme_answers(demo_home: Path) -> None:
    (query,) = blocks("sparql")
    solutions = Store.read_only(str(generation.current(demo_home).path)).query(query)
    assert isinstance(solutions, QuerySolutions)
    assert ("Rafael Caro Quintero", "New York") in {(row["person"].value, row["city"].value) for row in solutions}


@pytest.mark.slow
def test_the_curl_call_in_the_readme_answers(demo_home: Path) -> None:
    command = next(line for block in blocks("sh") for line in block.splitlines() if line.startswith("curl"))
    with running(Settings(home=demo_home), Home(demo_home)) as service:
        here = command.replace("127.0.0.1:8000", f"127.0.0.1:{service.settings.port}")
        done = subprocess.run(shlex.split(here), capture_output=True, text=True, check=True, timeout=60)
    assert "Rafael Caro Quintero" in done.stdout


@pytest.mark.slow
def test_the_client_in_the_readme_answers(demo_home: Path) -> None:
    (lines,) = blocks("python")
    with running(Settings(home=demo_home), Home(demo_home)) as service:
        here = lines.replace("127.0.0.1:8000", f"127.0.0.1:{service.settings.port}")
        done = subprocess.run([sys.executable, "-c", here], capture_output=True, text=True, check=True, timeout=60)
    assert "Rafael Caro Quintero" in done.stdout


@pytest.mark.slow
@pytest.mark.neo4j
def test_the_cypher_query_in_the_readme_answers(neo4j: Connection, demo_home: Path) -> None:
    (query,) = blocks("cypher")
    with Ledger(ledger_path(demo_home)) as ledger:
        sync(neo4j, LedgerSource(ledger))
    rows = neo4j.read(query)
    assert ("Rafael Caro Quintero", "alleged") in {(row["person.label"], row["role.strength"]) for row in rows}


def test_every_page_that_the_readme_names_is_there() -> None:
    for page in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / page).exists(), page


def test_every_make_target_in_the_readme_is_there() -> None:
    targets = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"`?make ([a-z0-9]+)", README)) <= targets
