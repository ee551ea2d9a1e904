"""The tables of reference data: whole, unambiguous, and without private persons."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from ontology import terms
from ontology.reference import (
    FOLDER,
    TABLES,
    ReferenceDataError,
    ReferenceEntry,
    all_names,
    load_reference,
    names,
    qualified_names,
    reference_by_slug,
)

RECORD = Path(__file__).parents[2] / "../shared/data"
COLUMNS = {
    "organizations.csv": "slug label_en label_es aliases cued kind country parent predecessor",
    "authorities.csv": "slug label_en label_es aliases cued kind country",
    "courts.csv": "slug label_en label_es aliases cued kind located_in country cities",
    "prisons.csv": "slug label_en label_es aliases cued kind located_in country",
    "places.csv": (
        "slug label_en label_es aliases cued kind located_in country latitude longitude population geonames"
    ),
    "laws.csv": "slug label_en label_es aliases cued kind country",
}


def fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def of_type(type_: str) -> list[ReferenceEntry]:
    return [entry for entry in load_reference() if entry.type == type_]


def named(name: str, type_: str) -> set[str]:
    return {entry.slug for entry in of_type(type_) if name in names(entry) or name in qualified_names(entry)}


@pytest.mark.parametrize("table", TABLES)
def test_a_table_has_its_columns_and_none_for_persons(table: str):
    with (FOLDER / table).open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        assert reader.fieldnames == COLUMNS[table].split()
        for row in reader:
            assert None not in row, f"{table} line {reader.line_num}: too many cells"
            assert all(cell == cell.strip() and "  " not in cell for cell in row.values()), reader.line_num


def test_every_table_is_read():
    assert {path.name for path in FOLDER.glob("*.csv")} == set(TABLES)
    assert {entry.type for entry in load_reference()} == set(TABLES.values())
    assert set(TABLES.values()) <= set(terms.CLASSES)


def test_slugs_are_readable_and_unique():
    slugs = [entry.slug for entry in load_reference()]
    assert [slug for slug, count in Counter(slugs).items() if count > 1] == []
    assert [slug for slug in slugs if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)] == []


def test_slugs_that_are_named_exist_and_are_of_the_right_type():
    by_slug = reference_by_slug()
    for entry in load_reference():
        for slug in (entry.located_in, *entry.cities):
            assert slug is None or by_slug[slug].type == "Place", entry.slug
        assert all(by_slug[city].kind == "City" for city in entry.cities), entry.slug
        assert entry.country is None or by_slug[entry.country].kind == "Country", entry.slug
        assert entry.parent is None or by_slug[entry.parent].type == entry.type, entry.slug


def test_kinds_are_those_of_terms():
    assert {entry.kind for entry in of_type("Place")} == set(terms.PLACE_TYPES)
    assert {entry.kind for entry in of_type("CriminalOrganization")} == {*terms.ORGANIZATION_KINDS, None}


def test_every_place_has_coordinates_in_range():
    for entry in of_type("Place"):
        assert entry.latitude is not None, entry.slug
        assert entry.longitude is not None, entry.slug
        assert -90 <= entry.latitude <= 90
        assert -180 <= entry.longitude <= 180


def test_cities_lie_near_what_they_lie_in():
    by_slug = reference_by_slug()
    for entry in of_type("Place"):
        around = by_slug[entry.located_in] if entry.located_in else None
        if around is None or around.kind == "Country" or around.slug == "state-alaska":
            continue
        assert abs((entry.latitude or 0) - (around.latitude or 0)) < 10, entry.slug
        assert abs((entry.longitude or 0) - (around.longitude or 0)) < 10, entry.slug


@pytest.mark.parametrize("type_", dict.fromkeys(TABLES.values()))
def test_no_name_that_stands_alone_means_two_things_of_one_type(type_: str):
    owners = defaultdict(set)
    for entry in of_type(type_):
        for name in names(entry):
            owners[fold(name)].add(entry.slug)
    assert {name: slugs for name, slugs in owners.items() if len(slugs) > 1} == {}


def test_no_qualified_name_means_two_places():
    owners = defaultdict(set)
    for entry in of_type("Place"):
        for name in qualified_names(entry):
            owners[fold(name)].add(entry.slug)
    assert {name: slugs for name, slugs in owners.items() if len(slugs) > 1} == {}


def test_a_bare_city_name_stands_alone_only_where_it_is_five_times_the_next():
    """The rule of the README, with its exceptions: a city that shares its name with a smaller one is the larger."""
    with (FOLDER / "places.csv").open(encoding="utf-8", newline="") as lines:
        population = {row["slug"]: int(row["population"] or 0) for row in csv.DictReader(lines)}
    bearers = defaultdict(set)
    cities = [entry for entry in of_type("Place") if entry.kind == "City"]
    for entry in cities:
        for name in all_names(entry):
            bearers[fold(name.split(",")[0])].add(entry.slug)
    for entry in cities:
        for name in names(entry):
            rivals = [population[slug] for slug in bearers[fold(name)] - {entry.slug}]
            assert population[entry.slug] >= 5 * max(rivals, default=0), (name, entry.slug)


def test_no_city_takes_the_bare_name_of_its_state_or_country_but_new_york():
    wide = {fold(n) for e in of_type("Place") if e.kind in ("State", "Country") for n in (*names(e), *e.cued)}
    taken = {n for e in of_type("Place") if e.kind == "City" for n in names(e) if fold(n) in wide}
    assert taken == {"New York", "Nueva York"}


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Houston", "city-houston-texas"),
        ("Houston, Texas", "city-houston-texas"),
        ("Houston, Tex.", "city-houston-texas"),
        ("Houston, TX", "city-houston-texas"),
        ("Houston, Texas, U.S.", "city-houston-texas"),
        ("Nueva York", "city-new-york-new-york"),
        ("New York, New York", "city-new-york-new-york"),
        ("estado de Nueva York", "state-new-york"),
        ("Filadelfia", "city-philadelphia-pennsylvania"),
        ("Springfield, Illinois", "city-springfield-illinois"),
        ("White Plains, New York", "city-white-plains-new-york"),
        ("White Plains, N.Y.", "city-white-plains-new-york"),
        ("White Plains, New York, U.S.", "city-white-plains-new-york"),
        ("Brooklyn, NY", "city-brooklyn-new-york"),
        ("Seattle, Washington, EE.UU.", "city-seattle-washington"),
        ("Florence, Italy", "city-florence-italy"),
        ("Iztapalapa, CDMX", "city-iztapalapa-ciudad-de-mexico"),
        ("McKinney, Texas", "city-mckinney-texas"),
        ("Dulles, Virginia", "airport-dulles"),
        ("Washington, D.C.", "city-washington-district-of-columbia"),
        ("Washington, District of Columbia", "city-washington-district-of-columbia"),
        ("Ciudad de México", "city-ciudad-de-mexico"),
        ("Estado de México", "state-estado-de-mexico"),
        ("México", "country-mexico"),
        ("EE.UU.", "country-united-states"),
        ("Durango", "state-durango"),
        ("Durango, Durango", "city-durango-durango"),
        ("Anáhuac, Nuevo León", "city-anahuac-nuevo-leon"),
        ("AIFA", "airport-aifa"),
    ],
)
def test_a_place_is_found_by_its_name(name: str, slug: str):
    assert named(name, "Place") == {slug}


@pytest.mark.parametrize("name", ["Washington", "Springfield", "García", "La Paz", "Columbia"])
def test_an_ambiguous_name_alone_means_no_place(name: str):
    assert named(name, "Place") == set()


def test_there_are_94_federal_judicial_districts_each_with_a_courthouse():
    districts = [entry for entry in of_type("Court") if entry.kind == "federal judicial district"]
    assert len(districts) == 94
    by_slug = reference_by_slug()
    for district in districts:
        assert district.cities, district.slug
        for city in district.cities:
            places = [by_slug[city]]
            while places[-1].located_in:
                places.append(by_slug[places[-1].located_in])
            assert district.located_in in {place.slug for place in places}, (district.slug, city)
    assert len({district.located_in for district in districts}) == 55


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Southern District of Texas", "court-sd-texas"),
        ("S.D. Tex.", "court-sd-texas"),
        ("SDTX", "court-sd-texas"),
        ("Distrito Sur de Texas", "court-sd-texas"),
        ("SDNY", "court-sd-new-york"),
        ("S.D.N.Y.", "court-sd-new-york"),
        ("Distrito Este de Nueva York", "court-ed-new-york"),
        ("Distrito Oriental de Nueva York", "court-ed-new-york"),
        ("Distrito de Columbia", "court-d-district-of-columbia"),
        ("Corte del Distrito Norte de Georgia", "court-nd-georgia"),
        ("Middle District of Florida", "court-md-florida"),
    ],
)
def test_a_court_is_found_by_its_name(name: str, slug: str):
    assert named(name, "Court") == {slug}


def test_the_mexican_states_and_the_states_of_the_union_are_whole():
    states = Counter(e.country for e in of_type("Place") if e.kind == "State")
    assert states == {"country-mexico": 31, "country-united-states": 50 + 1 + 5}  # CDMX is a city; D.C.; territories


def test_federal_prisons_of_mexico_are_numbered_through():
    slugs = {entry.slug for entry in of_type("Prison")}
    numbers = {int(n) for slug in slugs for n in re.findall(r"^prison-cefereso-(\d+)-", slug)}
    assert numbers == set(range(1, 19))


def test_a_cued_form_does_not_stand_alone():
    oficina = reference_by_slug()["la-oficina"]
    assert oficina.label_es == "La Oficina"
    assert "La Oficina" not in names(oficina)
    assert "La Oficina" in all_names(oficina)


def test_the_record_names_no_organization_that_is_missing_without_a_reason():
    if not RECORD.is_dir():
        pytest.skip("needs ../shared/data, which is not in the repository")
    known = {fold(name) for entry in of_type("CriminalOrganization") for name in all_names(entry)}
    with (RECORD / "organizations.csv").open(encoding="utf-8", newline="") as lines:
        missing = {row["name"] for row in csv.DictReader(lines) if fold(row["name"]) not in known}
    assert len(missing) == 8, sorted(missing)  # each names a private person or has no name of its own


def test_no_form_contains_the_full_name_of_a_person_of_the_record():
    if not RECORD.is_dir():
        pytest.skip("needs ../shared/data, which is not in the repository")
    with (RECORD / "people.csv").open(encoding="utf-8", newline="") as lines:
        people = {fold(row["name"]) for row in csv.DictReader(lines)}
    with (RECORD / "organizations.csv").open(encoding="utf-8", newline="") as lines:
        cells = " | ".join(row["leaders_named"] for row in csv.DictReader(lines))
    people |= {fold(re.sub(r"['(].*?[')]", "", name)) for name in cells.split(" | ") if " " in name}
    people = {" ".join(name.split()) for name in people if len(name.split()) >= 2}
    assert len(people) > 100
    forms = [fold(form) for entry in load_reference() for form in all_names(entry)]
    assert [(person, form) for form in forms for person in people if person in form] == []


def test_a_table_with_a_bad_coordinate_names_the_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for table in TABLES:
        (tmp_path / table).write_text((FOLDER / table).read_text(encoding="utf-8"), encoding="utf-8")
    places = (tmp_path / "places.csv").read_text(encoding="utf-8").splitlines()
    places[2] = "x,X,X,,,Country,,,north,0,,"
    (tmp_path / "places.csv").write_text("\n".join(places), encoding="utf-8")
    monkeypatch.setattr("ontology.reference.FOLDER", tmp_path)
    with pytest.raises(ReferenceDataError, match=r"places\.csv line 3: `latitude` is 'north'"):
        load_reference.__wrapped__()


def test_reference_data_need_only_the_standard_library():
    code = (
        "import sys, ontology.reference as r; r.load_reference()\n"
        "print(sorted({'rdflib', 'pyoxigraph', 'pydantic'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
