"""The page for users names every term that the vocabulary has."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from ontology import terms
from ontology.reference import FOLDER, TABLES

PAGE = (Path(__file__).parents[2] / "docs/ontology.md").read_text(encoding="utf-8")
README = (FOLDER / "README.md").read_text(encoding="utf-8")


def test_every_class_and_scheme_is_on_the_page():
    for name in terms.CLASSES:
        assert f"`tr:{name}`" in PAGE, name
    for scheme, notations in terms.SCHEMES.items():
        assert f"| `taxonomy:{scheme}` |" in PAGE, scheme
        assert ", ".join(notations) in PAGE, scheme


def test_every_predicate_is_on_the_page_with_its_forms():
    rows = dict(re.findall(r"^\| `tr:(\w+)` \|(.*)$", PAGE, re.MULTILINE))
    for predicate in terms.PREDICATES.values():
        row = rows[predicate.name]
        assert (f"`alleged:{predicate.name}`" in row) == predicate.twin, predicate.name
        assert (f"`tr:{predicate.former_name}`" in row) == predicate.former, predicate.name


def test_every_term_on_the_page_exists():
    known = {*terms.CLASSES, *terms.PREDICATES, *terms.PROPERTIES}
    known |= {predicate.former_name for predicate in terms.PREDICATES.values() if predicate.former}
    assert set(re.findall(r"`tr:(\w+)", PAGE)) - known == set()


def test_the_readme_counts_the_entries_of_every_table():
    counts = dict(re.findall(r"^\| `(\w+\.csv)` \| ([\d,]+) \|", README, re.MULTILINE))
    assert set(counts) == set(TABLES)
    for table, count in counts.items():
        with (FOLDER / table).open(encoding="utf-8", newline="") as lines:
            assert sum(1 for _ in csv.DictReader(lines)) == int(count.replace(",", "")), table
