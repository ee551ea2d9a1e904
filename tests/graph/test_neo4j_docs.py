from __future__ import annotations

import re
from pathlib import Path

import pytest

from graph.home import ledger_path
from graph.ledger import Ledger
from graph.neo4j_connection import Connection
from graph.neo4j_jars import read_lock
from graph.neo4j_source import LedgerSource
from graph.neo4j_sync import sync

PAGE = (Path(__file__).parents[2] / "docs" / "neo4j.md").read_text("utf-8")
EXAMPLES = re.findall(r"```cypher\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.slow
@pytest.mark.neo4j
def test_examples_answer_over_the_demo(neo4j: Connection, demo_home: Path) -> None:
    with Ledger(ledger_path(demo_home)) as ledger:
        sync(neo4j, LedgerSource(ledger))
    assert len(EXAMPLES) == 4
    for example in EXAMPLES:
        assert neo4j.read(example), example


@pytest.mark.slow
@pytest.mark.neo4j
def test_labels_and_properties_in_the_tables_exist(neo4j: Connection, demo_home: Path) -> None:
    with Ledger(ledger_path(demo_home)) as ledger:
        sync(neo4j, LedgerSource(ledger))
    words = set(re.findall(r"`([A-Za-z_]+)`", PAGE.partition("## What is in it")[2].partition("## Cypher")[0]))
    labels = {row["label"] for row in neo4j.read("CALL db.labels()")}
    types = {row["relationshipType"] for row in neo4j.read("CALL db.relationshipTypes()")}
    properties = {row["propertyKey"] for row in neo4j.read("CALL db.propertyKeys()")}
    # Two predicates, and what no document of the samples has.
    unheard_of = {"leaderOf", "flownTo", "url", "expected", "Reply", "REPLY", "REPLY_DOCUMENT", "words"}
    unheard_of |= {"Withdrawal", "WITHDRAWAL", "withdrawn"}
    assert words - labels - types - properties <= unheard_of


def test_number_of_jars_is_the_locks() -> None:
    assert f"fetches {len(read_lock())} jars" in PAGE
