"""What the columns of the record mean: an invented dataset against its golden claims, and the record itself."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from graph.claim import QUOTE_LIMIT, Claim, Extraction
from graph.contract import check
from loaders.dataset import load_dataset
from loaders.samples import sample_paths
from loaders.tables.problem import DatasetError

INVENTED = Path(__file__).parent / "data" / "invented"
RECORD = sample_paths()[0]


@cache
def record() -> dict[str, Extraction]:
    return {e.source.label.removeprefix("traslado-record/"): e for e in load_dataset(RECORD)}


@cache
def rows(table: str) -> list[dict[str, str]]:
    with (RECORD / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def items(cell: str) -> list[str]:
    return cell.split(" | ") if cell else []


def filled(table: str, column: str) -> int:
    return sum(bool(row[column]) for row in rows(table))


def claims(table: str, *predicates: str) -> list[Claim]:
    return [c for c in record()[table].claims if not predicates or c.predicate in predicates]


def test_an_invented_dataset_gives_exactly_its_golden_claims() -> None:
    """After a change that is meant, write `data/invented.json` anew and read its difference line by line."""
    found = [extraction.to_json() for extraction in load_dataset(INVENTED)]
    golden = json.loads((INVENTED.parent / "invented.json").read_text(encoding="utf-8"))
    for one, other in zip(found, golden, strict=True):
        assert one == other


def test_tables_are_documents_of_the_compiler_and_one_dataset() -> None:
    extractions = load_dataset(INVENTED)
    assert {e.source.publisher for e in extractions} == {"The Compiler"}
    assert {e.source.published for e in extractions} == {"2031-06-01"}
    assert {e.source.kind for e in extractions} == {"table"}
    assert len({e.source.dataset for e in extractions}) == 1
    assert extractions[0].source.text == (INVENTED / "people.csv").read_text(encoding="utf-8")


def test_the_identity_of_a_dataset_outlives_its_versions(tmp_path: Path) -> None:
    for file in INVENTED.iterdir():
        text = file.read_text(encoding="utf-8").replace("2031-06-01T08:00:00Z", "2031-07")
        (tmp_path / file.name).write_text(text.replace("Sunday", "Monday"), encoding="utf-8")
    before, after = load_dataset(INVENTED)[0].source, load_dataset(tmp_path)[0].source
    assert after.dataset == before.dataset
    assert after.published == "2031-07"


def test_without_a_section_the_states_are_those_of_the_places(tmp_path: Path) -> None:
    for file in INVENTED.iterdir():
        text = file.read_text(encoding="utf-8").replace('"from": "Freedonia", "to": "Sylvania", ', "")
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    transfer = next(e for e in load_dataset(tmp_path)[0].entities if e.type == "Transfer")
    assert (transfer.from_state, transfer.to_state) == ("Freedonia", "Sylvania")


def test_rows_join_over_tables_by_their_keys() -> None:
    keys = [{e.key for e in extraction.entities} for extraction in load_dataset(INVENTED)]
    holders = Counter(key for own in keys for key in own)
    assert holders["person/2031-05-04/Ana Ruiz Soto"] == 4
    assert holders["transfer/2031-05-04"] == 4
    assert holders["organization/Banda Alfa"] == 4
    assert holders["person/Eva Luna"] == 2
    assert holders["place/San Blas, Ruritania"] == 2
    assert all(e.key for extraction in load_dataset(INVENTED) for e in extraction.entities)


def test_every_claim_of_the_record_keeps_the_contract_and_its_context_stands() -> None:
    for extraction in record().values():
        check(extraction)
        text = extraction.source.text
        for claim in extraction.claims:
            for start, end in claim.context:
                assert 0 <= start < end <= len(text)
                assert end - start <= QUOTE_LIMIT
        for entity in extraction.entities:
            assert entity.names or entity.description or entity.type == "Transfer"
            assert entity.mentions == tuple(sorted(entity.mentions)) != ()


MEMBERSHIP = ("leaderOf", "memberOf", "founderOf", "linkedTo")
KIN = ("siblingOf", "parentOf", "childOf", "spouseOf", "inLawOf", "relativeOf")


def columns() -> Iterator[tuple[str, int, int]]:
    """(column, cells or items that are claims, claims made)."""
    people, charges = rows("people"), rows("charges")
    for column, predicate in (("aliases", "alias"), ("role", "role"), ("nationality", "nationality")):
        yield f"people.{column}", sum(len(items(r[column])) for r in people), len(claims("people", predicate))
    memberships = sum(len(items(r["faction"])) + len(items(r["organization_role"].replace("+", " | "))) for r in people)
    yield "people.organization, faction", memberships, len(claims("people", *MEMBERSHIP))
    yield "people.kin", sum(len(items(r["kin"])) for r in people), len(claims("people", *KIN))
    yield "people.origin_prison", filled("people", "origin_prison"), len(claims("people", "heldAt"))
    yield "people", len(people), len(claims("people", "transferredIn"))
    yield "places", len(rows("places")), len(claims("places"))
    yield "charges.charge", filled("charges", "charge"), len(claims("charges", "accusedOf"))
    courts = sum(bool(r["charge"] and r["court"]) for r in charges)
    yield "charges.court", courts, len(claims("charges", "chargedIn"))
    yield "charges.words", sum(not r["charge"] for r in charges), len(claims("charges", "caseStep"))
    yield "charges.sentence", filled("charges", "sentence"), len(claims("charges", "sentencedTo"))
    yield "competing", len(rows("competing")), len(claims("competing"))
    for table in ("transfers", "statements"):
        spoken = sum(2 if r["speaker"].startswith("FGR and SSPC") else 1 for r in rows(table))
        yield table, spoken, len(claims(table)) - len(claims(table, "role"))
    authorities = ("White House press secretary", "FGR and SSPC (joint)", "FGR and SSPC (joint note)")
    offices = sum(r["speaker"] not in authorities and "Office" not in r["speaker"] for r in rows("statements"))
    yield "statements.office", offices + 1, len(claims("statements", "role"))
    aliases = sum(len(items(r["aliases"])) + len(items(r["aliases_en"])) for r in rows("organizations"))
    yield "organizations.aliases", aliases, len(claims("organizations"))
    yield "organization_links", len(rows("organization_links")), len(claims("organization_links"))


def test_every_cell_that_says_something_becomes_a_claim() -> None:
    for column, said, made in columns():
        assert said > 0, column
        assert made == said, column


def test_urls_support_their_row_or_the_record_as_the_readme_says() -> None:
    cited = sum(bool(r["urls"]) for r in rows("places"))
    assert sum(bool(c.cites) for c in claims("places")) == cited
    assert all(c.sources and not c.cites for c in claims("people"))
    (of_record,) = {c.aspect for c in claims("transfers") if c.sources}
    assert of_record == "sourcesOfRecord"


def test_nobody_known_by_a_given_name_only_is_more_than_possible() -> None:
    unsure = {(r["transfer"], r["name"]) for r in rows("people") if r["identity"] == "given name only"}
    assert len(unsure) == 5
    keys = {f"person/{day}/{name}" for day, name in unsure}
    seen = 0
    for extraction in record().values():
        ids = {e.id for e in extraction.entities if e.key in keys}
        identities = {e.identity for e in extraction.entities if e.key in keys}
        assert identities <= {"given name only"}
        for claim in extraction.claims:
            if claim.subject in ids or claim.object in ids:
                assert claim.modality == "possible", claim
                seen += 1
    assert seen > 40


def test_plans_and_competing_values_never_stand_as_facts() -> None:
    plans = [c for c in claims("charges") if c.aspect == "scheduled"]
    assert len(plans) == sum(r["scheduled"] == "yes" for r in rows("charges"))
    assert {c.modality for c in plans} == {"possible"}
    assert {c.modality for c in claims("competing")} == {"alleged", "possible"}


def test_the_strength_of_a_leader_is_that_of_the_row() -> None:
    by_key = {e.id: e.key for e in record()["people"].entities}
    strength = {f"person/{r['transfer']}/{r['name']}": r["strength"] for r in rows("people")}
    for claim in claims("people", *MEMBERSHIP, "role"):
        assert claim.modality in (strength[by_key[claim.subject] or ""], "possible")


def test_counts_are_held_to_the_transfers_own(tmp_path: Path) -> None:
    for file in RECORD.iterdir():
        text = file.read_text("utf-8")
        if file.name == "transfers.csv":
            text = text.replace("2025-08-12,namedHere,26", "2025-08-12,namedHere,25")
        (tmp_path / file.name).write_text(text, "utf-8")
    with pytest.raises(DatasetError, match=r"'25' are said to be named, people\.csv has 26 for 2025-08-12"):
        load_dataset(tmp_path)
