"""The samples say nothing that their sources do not: every name, place, date and number is read back."""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache
from pathlib import Path

import pytest

from loaders.dataset import load_dataset
from loaders.item import Item, expand
from loaders.reader import read
from loaders.samples import sample_paths

RECORD, *BRIEFS = sample_paths()
MONTHS = {
    "en": "January February March April May June July August September October November December".split(),  # noqa: SIM905
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),  # noqa: SIM905
}
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
COUNTED = {"both": 2, "all three": 3, "all five": 5, "three men": 3, "two men": 2, "three of the": 3}
"""Words that count the people whom the brief itself names."""
TRANSLATIONS = {
    "nueva york": "new york",
    "pensilvania": "pennsylvania",
    "departamento de justicia": "department of justice",
    "ley de seguridad nacional": "national security law",
    "consejo de seguridad nacional": "national security council",
    "distrito de columbia": "district of columbia",
    "d c": "district of columbia",
    "distrito sur de nueva york": "southern district of new york",
    "distrito este de nueva york": "eastern district of new york",
}
"""Forms of a brief → the form of the record."""
STATES = ("Mexico", "México", "United States", "Estados Unidos", r"U\.S\.")
"""The two states of every transfer, which the record's datapackage.json names."""
PLAIN_STARTS = frozenset(
    """all both each eight he nine of people prosecutors the they three two
    ambos comparecio el entre es fue fueron las los salieron se suman""".split()  # noqa: SIM905
)
"""Words that begin a sentence without naming anything."""


def fold(text: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    return " " + " ".join(re.sub(r"[^\w]+", " ", plain).split()) + " "


@cache
def cited(brief: str) -> list[dict[str, str]]:
    with (BRIEFS[0].parent / "sources.csv").open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["brief"] == brief]


@cache
def record_lines(table: str) -> list[dict[str, str]]:
    with (RECORD / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def row_of(source: dict[str, str]) -> dict[str, str]:
    return record_lines(source["table"])[int(source["line"]) - 2]


def said_by_sources(brief: str) -> str:
    """All that the cited rows say, as one folded text; addresses say nothing."""
    cells = (v for s in cited(brief) for k, v in row_of(s).items() if k not in ("urls", "source_urls"))
    return " ".join(fold(cell) for cell in cells)


def names(text: str) -> list[str]:
    """Runs of capitalised words, particles between them kept; what stands in quotation marks; months left out."""
    word = r"(?:[A-ZÁÉÍÓÚÑÜ0-9][\w'’.-]*\w|[A-ZÁÉÍÓÚÑÜ])"
    runs = re.findall(rf"{word}(?:[ ](?:(?:de|del|la|las|los|of)[ ]){{0,2}}{word})*", text)
    return [run for run in runs if not run.isdigit()]


briefs = pytest.mark.parametrize("path", BRIEFS, ids=lambda path: path.stem)


def test_the_record_comes_first_and_eight_or_more_briefs_follow_four_or_more_spanish() -> None:
    items = list(expand(sample_paths()))
    assert items[0] == Item("dataset", RECORD)
    assert [item.kind for item in items[1:]] == ["document"] * len(BRIEFS)
    languages = [read(path).language for path in BRIEFS]
    assert len(languages) >= 8
    assert languages.count("es") >= 4
    assert languages.count("en") >= 4
    assert {row_of(s)["transfer"] for path in BRIEFS for s in cited(path.stem) if "transfer" in row_of(s)} == {
        "2025-02-27",
        "2025-08-12",
        "2026-01-20",
    }


def test_no_address_of_the_record_is_of_a_staging_host() -> None:
    for table in RECORD.glob("*.csv"):
        addresses = re.findall(r"https?://[^\s|,\"]+", table.read_text("utf-8"))
        assert not [a for a in addresses if re.search(r"arc-cdn|arcpublishing|staging\.|preview-prod|\.\.\.", a)]


@briefs
def test_a_brief_is_signed(path: Path) -> None:
    source = read(path)
    assert (source.publisher, source.kind, source.published) == ("Traslado samples", "other", "2026-11-24")
    assert source.text.startswith(f"{source.title}\n\n")
    assert source.url is None


@briefs
def test_the_list_of_sources_is_that_of_the_record(path: Path) -> None:
    """A row that moved or changed shows here; then the brief is read against it again and the list corrected."""
    sources = cited(path.stem)
    assert len(sources) >= 4
    for source in sources:
        row = row_of(source)
        assert source["urls"] == (row.get("urls") or row.get("source_urls") or "")
        for part in source["says"].split(" · ")[:3]:
            assert any(cell.startswith(part) for cell in row.values()), source


@briefs
def test_every_name_in_a_brief_stands_in_a_row_that_it_cites(path: Path) -> None:
    said = said_by_sources(path.stem)
    text = re.sub(rf"\b(?:{'|'.join((*STATES, *MONTHS['en']))})(?!\w)", "x", read(path).text)
    missing = []
    for sentence in re.split(r"(?<=[.:;])\s+|\n+", text):
        for name in names(sentence):
            first, _, rest = fold(name).strip().partition(" ")
            starts_plainly = sentence.startswith(name) and first in PLAIN_STARTS
            form = f" {rest if starts_plainly else fold(name).strip()} "
            translated = form
            for own, printed in sorted(TRANSLATIONS.items(), key=lambda pair: -len(pair[0])):
                translated = translated.replace(f" {own} ", f" {printed} ")
            if form.strip() and form not in said and translated not in said:
                missing.append(name)
    assert not missing


@briefs
def test_every_date_and_number_in_a_brief_stands_in_a_row_that_it_cites(path: Path) -> None:
    source = read(path)
    text = source.text
    cells = [
        cell for s in cited(path.stem) for k, cell in row_of(s).items() if k not in ("urls", "source_urls", "note")
    ]
    months = {month: number for own in MONTHS.values() for number, month in enumerate(own, 1)}
    joined = "|".join(months)
    dates = [(y, months[m], d) for m, d, y in re.findall(rf"\b({joined}) (\d{{1,2}}), (\d{{4}})", text)] + [
        (y, months[m], d) for d, m, y in re.findall(rf"\b(\d{{1,2}}) de ({joined}) de (\d{{4}})", text)
    ]
    for year, month, day in dates:
        assert f"{year}-{month:02}-{int(day):02}" in cells, (year, month, day)
    text = re.sub(rf"\b(?:{joined}) \d{{1,2}}, \d{{4}}|\b\d{{1,2}} de (?:{joined}) de \d{{4}}", "", text)
    for month, year in re.findall(rf"\b({joined}) (?:de )?(\d{{4}})", text):
        assert any(cell.startswith(f"{year}-{months[month]:02}") for cell in cells), (month, year)
    text = re.sub(rf"\b(?:{joined}) (?:de )?\d{{4}}", "", text)
    folded = fold(text)
    for phrase in COUNTED:
        folded = folded.replace(f" {phrase} ", " ")
    numbers = re.findall(r"(?<![\w-])\d+(?![\w-])", re.sub(r"“[^”]*”", "", text))
    numbers += [str(number) for word, number in NUMBERS.items() if f" {word} " in folded]
    for number in numbers:
        assert any(re.search(rf"(?<!\d){number}(?!\d)", cell) for cell in cells), number


@briefs
def test_whoever_is_said_to_lead_or_to_belong_is_said_so_as_alleged(path: Path) -> None:
    """All strengths of membership in the record are `alleged`: no brief may drop the word."""
    text = read(path).text
    role = r"(?:former |ex)?(?:leader|founder|co-founder|member|linked|líder|fundador|integrante|vinculad[oa])s?\b"
    alleged = r"(?:alleged(?:ly)?|presunt[oa]s?|presuntamente)"
    chain = rf"{alleged} (?:founder and former leader|fundador y exlíder)"
    stripped = re.sub(chain, "", text)
    found = re.findall(rf"(\w+) {role}", stripped, re.IGNORECASE)
    assert all(re.fullmatch(alleged + "|former", word, re.IGNORECASE) for word in found), found
    assert not re.search(rf"(?<!alleged )former {role}", stripped)


@pytest.mark.parametrize("path", BRIEFS, ids=lambda p: p.stem)
def test_a_brief_and_the_record_that_it_retells_are_one_origin(path: Path) -> None:
    assert read(path).origin == load_dataset(RECORD)[0].source.dataset
