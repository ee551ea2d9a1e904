"""The record row by row: columns, dates, addresses, organizations, people; what `traslado check` cannot know of it."""

from __future__ import annotations

import csv
import json
import re
from itertools import combinations
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from graph.iso_date import is_date
from graph.name import Name, proper_names
from graph.name_likeness import extends, misspells, overlaps
from loaders.samples import sample_paths

RECORD = sample_paths()[0]
TABLES = sorted(path.stem for path in RECORD.glob("*.csv"))
NO_SITE = re.compile(r"^(admin|cms|staging|preview|ns\d?)\.|\.$|editor\d+|^[\d.]+$")
"""Hosts where editors work, or name servers: not the address of a publication."""


def rows(table: str) -> list[dict[str, str]]:
    with (RECORD / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def items(cell: str) -> list[str]:
    return cell.split(" | ") if cell else []


def fault_of(address: str) -> str | None:
    """What is wrong with the address of a page, in words."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not re.fullmatch(r"([\w-]+\.)+[a-z]{2,}\.?", parts.netloc):
        return "no address of a web page"
    if NO_SITE.search(parts.netloc):
        return "not the host of the site itself"
    if re.search(r"ttps?:", parts.path) or re.search(r"[\s<>\"{}|\\^`]", address):
        return "runs into something else"
    return None


@pytest.mark.parametrize("table", TABLES)
def test_columns_are_those_that_the_package_describes(table: str) -> None:
    package = json.loads((RECORD / "datapackage.json").read_text("utf-8"))
    (resource,) = (each for each in package["resources"] if each["path"] == f"{table}.csv")
    assert list(rows(table)[0]) == [field["name"] for field in resource["schema"]["fields"]]


@pytest.mark.parametrize("table", TABLES)
def test_cells_are_trimmed_and_lists_have_no_item_twice(table: str) -> None:
    for row in rows(table):
        for column, cell in row.items():
            assert cell == " ".join(cell.split()), (column, row)
            if column in ("aliases", "other_spellings", "urls", "source_urls", "kin"):
                assert len(set(items(cell))) == len(items(cell)), (column, row)


@pytest.mark.parametrize("table", TABLES)
def test_no_row_stands_twice(table: str) -> None:
    seen = [tuple(cell for column, cell in row.items() if column != "note") for row in rows(table)]
    assert len(set(seen)) == len(seen)


@pytest.mark.parametrize("table", TABLES)
def test_addresses_are_those_of_pages(table: str) -> None:
    faults = {
        address: fault
        for row in rows(table)
        for column in ("urls", "source_urls")
        for address in items(row.get(column, ""))
        if (fault := fault_of(address))
    }
    assert not faults


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("https://admin.example.editor80.com/a.html", "not the host of the site itself"),
        ("https://en.m.wikipedia.org./wiki/A", "not the host of the site itself"),
        ("https://example.org/1/ttps:/example.org/b", "runs into something else"),
        ("example.org/a", "no address of a web page"),
        ("https://example.org/a?b=c", None),
    ],
)
def test_the_check_of_addresses_finds_what_it_should(address: str, fault: str | None) -> None:
    assert fault_of(address) == fault


@pytest.mark.parametrize("table", [table for table in TABLES if "when" in rows(table)[0]])
def test_dates_are_dates_and_spans_run_forward(table: str) -> None:
    for row in rows(table):
        start, slash, end = row["when"].partition("/")
        assert all(is_date(day) for day in (start, end) if day and day != ".."), row
        assert not slash or ".." in (start, end) or start < end, row


def test_nothing_happens_after_the_handover_that_must_be_before_it_nor_before_it_what_must_be_after() -> None:
    for row in rows("places"):
        day, handover = row["when"].partition("/")[0], row["transfer"]
        if len(day) == len(handover) and row["kind"] in ("flownTo", "arrestedIn"):
            assert (day >= handover) if row["kind"] == "flownTo" else (day <= handover), row


def test_only_plans_are_dated_after_what_was_read() -> None:
    """The newest page is of March 2026."""
    late = [row for row in rows("charges") if row["when"][:7] > "2026-03"]
    assert late
    assert {row["scheduled"] for row in late} == {"yes"}


def test_organizations_are_those_of_the_table() -> None:
    columns = ("name", "name_es", "name_en", "aliases", "aliases_en")
    known = {name for row in rows("organizations") for column in columns for name in items(row[column])}
    named = {name for row in rows("people") for column in ("organization", "faction") for name in items(row[column])}
    assert named <= known


@pytest.mark.parametrize("table", ["places", "charges", "competing"])
def test_whoever_has_a_row_elsewhere_is_a_person_of_that_transfer(table: str) -> None:
    people = {(row["transfer"], row["name"]) for row in rows("people")}
    assert {(row["transfer"], row["name"]) for row in rows(table)} <= people


def spellings(row: dict[str, str]) -> list[Name]:
    return proper_names([row["name"], *items(row["other_spellings"])], [])


def test_nobody_stands_twice_under_names_of_which_one_may_be_the_other() -> None:
    assert not [
        (one["name"], other["name"])
        for one, other in combinations(rows("people"), 2)
        for a in spellings(one)
        for b in spellings(other)
        if a == b or extends(a, b) or extends(b, a) or misspells(a, b) or overlaps(a, b)
    ]


def test_no_more_are_named_than_were_handed_over() -> None:
    for transfer in {row["transfer"] for row in rows("people")}:
        counts = [
            int(row["value"])
            for row in rows("transfers")
            if (row["transfer"], row["field"]) == (transfer, "peopleCount")
        ]
        assert sum(row["transfer"] == transfer for row in rows("people")) <= max(counts)


def test_the_record_says_under_which_licence_it_is() -> None:
    assert "CC BY 4.0" in Path(RECORD / "README.md").read_text("utf-8")
    assert json.loads((RECORD / "datapackage.json").read_text("utf-8"))["licenses"][0]["name"] == "CC-BY-4.0"
