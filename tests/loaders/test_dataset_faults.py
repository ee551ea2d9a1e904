"""A dataset with a fault is refused whole, and every fault is listed with file, line, column and what to do."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from loaders.dataset import load_dataset
from loaders.tables.problem import DatasetError

INVENTED = Path(__file__).parent / "data" / "invented"


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    return Path(shutil.copytree(INVENTED, tmp_path / "dataset"))


def edit(dataset: Path, file: str, old: str, new: str) -> None:
    path = dataset / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def faults(dataset: Path) -> list[str]:
    with pytest.raises(DatasetError) as caught:
        load_dataset(dataset)
    lines = str(caught.value).splitlines()
    assert lines[0].startswith(f"{dataset}: ")
    assert "nothing of this dataset was loaded" in lines[0]
    assert [line.strip() for line in lines[1:]] == [str(problem) for problem in caught.value.problems]
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        (
            "people.csv",
            "\n2031-05-04,Blas",
            "\n2031-13-01,Blas",
            "people.csv:3: transfer: 2031-13-01 is no date; write YYYY, YYYY-MM or YYYY-MM-DD",
        ),
        (
            "places.csv",
            ",2031-05,",
            ",last May,",
            "places.csv:6: when: last May is no date and no span; write YYYY, YYYY-MM or YYYY-MM-DD, or a span",
        ),
        ("places.csv", "2031-05-04,Ana", "2031-05,Ana", "places.csv:2: transfer: 2031-05 is no day; write the day"),
        ("places.csv", "flownTo", "wentTo", "places.csv:2: kind: 'wentTo' is not one of: flownTo, appearedIn"),
        (
            "places.csv",
            "kind,",
            "sort,",
            "places.csv:1: kind: the column is missing; the header is transfer, name, sort",
        ),
        ("places.csv", "Blas Ruiz Soto", "Blas Ruiz", "places.csv:6: name: 'Blas Ruiz' is not in people.csv for 2031"),
        ("places.csv", "San Blas,Ruritania,Sylvania", ",,Sylvania", "places.csv:2: place: is empty; flownTo needs it"),
        (
            "places.csv",
            ",reported,https",
            ",certain,https",
            "places.csv:2: strength: 'certain' is not one of: reported",
        ),
        ("places.csv", "https://faro.example/c", "faro.example", "places.csv:2: urls: 'faro.example' is no http or"),
        (
            "places.csv",
            ",Sylvania,,",
            ",Sylvania,",
            "places.csv:2: 9 cells for 10 columns; quote cells that hold commas",
        ),
        ("places.csv", "San Blas", 'San "Blas"', "places.csv:2: a quotation mark inside a cell"),
        ("people.csv", "leader+founder | linked", "leader", "people.csv:2: organization_role: 1 roles for 2 organiz"),
        (
            "people.csv",
            "Banda Alfa | Banda Beta",
            "Banda Gama | Banda Beta",
            "people.csv:2: organization: 'Banda Gama'",
        ),
        (
            "people.csv",
            "sister of Blas",
            "friend of Blas",
            "people.csv:2: kin: 'friend of Blas Ruiz Soto' is not under",
        ),
        ("people.csv", "former,alleged", "former,", "people.csv:2: strength: is empty, but organization is not"),
        ("people.csv", "| Uno", "| | Uno", "people.csv:2: aliases: an item of the list is empty"),
        ("people.csv", "full name,", ",", "people.csv:2: identity: is empty; every row needs it"),
        ("people.csv", "note", "remark", "people.csv:1: remark: is no column that Traslado knows, so it would be lost"),
        ("charges.csv", "firearms", "guns", "charges.csv:2: charge: 'guns' is not one of: drug_trafficking"),
        ("charges.csv", "20 years", "long", "charges.csv:2: sentence: 'long' is not understood; write life"),
        ("charges.csv", "homicide,charged", "homicide,", "charges.csv:5: strength: is empty; a charge needs how far"),
        ("charges.csv", "homicide,charged", "homicide,convicted", "charges.csv:5: urls: is empty; convicted needs"),
        ("charges.csv", ",next hearing,,", ",next hearing,charged,", "charges.csv:3: scheduled: a plan has neither"),
        ("competing.csv", ",hour,night", ",place,night", "competing.csv:4: field: 'hour' has one value only"),
        ("transfers.csv", "peopleCount,12", "peopleCount,a dozen", "transfers.csv:4: value: 'a dozen' is no whole num"),
        ("transfers.csv", "expulsion", "exile", "transfers.csv:13: value: 'exile' is not one of: extradition"),
        (
            "transfers.csv",
            "organization,Alfa",
            "organization,Gama",
            "transfers.csv:17: value: 'Gama' is not in organiz",
        ),
        ("transfers.csv", "two jails,2", "two jails,two", "transfers.csv:6: count: two is no whole number"),
        ("transfers.csv", "weekday", "mood", "transfers.csv:3: field: 'mood' is not one of: date"),
        (
            "organization_links.csv",
            "terrorist organization",
            "bad",
            "organization_links.csv:3: object: 'bad' is not one",
        ),
        (
            "organizations.csv",
            "Los Dos,Los Dos",
            "Banda Alfa,Los Dos",
            "organizations.csv:4: name: 'Banda Alfa' stands",
        ),
    ],
)
def test_a_fault_names_file_line_and_column(dataset: Path, file: str, old: str, new: str, fault: str) -> None:
    edit(dataset, file, old, new)
    found = faults(dataset)
    assert any(one.startswith(fault) for one in found), found


def test_all_faults_are_listed_not_only_the_first(dataset: Path) -> None:
    edit(dataset, "people.csv", "former,alleged", "once,alleged")
    edit(dataset, "places.csv", "flownTo", "wentTo")
    edit(dataset, "places.csv", ",2031-05,", ",May,")
    edit(dataset, "transfers.csv", "expulsion", "exile")
    assert [one.split(": ")[0] for one in faults(dataset)] == [
        "people.csv:2",
        "places.csv:2",
        "places.csv:6",
        "transfers.csv:13",
    ]


def test_what_refers_to_a_faulty_table_is_not_blamed_for_it(dataset: Path) -> None:
    edit(dataset, "people.csv", "full name,", ",")
    assert len(faults(dataset)) == 1


def test_a_table_that_is_listed_but_missing_is_named(dataset: Path) -> None:
    (dataset / "charges.csv").unlink()
    assert faults(dataset) == ["charges.csv: does not exist, but datapackage.json lists it; add it or take it out"]


def test_an_empty_and_a_binary_table_are_named(dataset: Path) -> None:
    (dataset / "charges.csv").write_bytes(b"")
    (dataset / "places.csv").write_bytes(b"PK\x03\x04")
    first, second = faults(dataset)
    assert first.startswith("charges.csv: is empty")
    assert second.startswith("places.csv: is a zip archive")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"name": None}, "datapackage.json: name: "),
        ({"resources": []}, "datapackage.json: resources: "),
        ({"created": "yesterday"}, "datapackage.json: created: 'yesterday' is no date; write YYYY"),
        ({"traslado": {"form": "X"}}, "datapackage.json: traslado.form: "),
        (
            {"resources": [{"name": "ships", "path": "people.csv"}]},
            "datapackage.json: resources.0.name: 'ships' is no table",
        ),
        (
            {"resources": [{"name": "people", "path": "../people.csv"}]},
            "datapackage.json: resources.0.path: must be a file",
        ),
    ],
)
def test_a_wrong_datapackage_names_its_field(dataset: Path, change: dict[str, object], fault: str) -> None:
    path = dataset / "datapackage.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    assert any(one.startswith(fault) for one in faults(dataset))


def test_a_folder_without_datapackage_and_one_with_bad_json_say_so(dataset: Path) -> None:
    path = dataset / "datapackage.json"
    path.write_text("{")
    assert faults(dataset)[0].startswith("datapackage.json: is no JSON")
    path.unlink()
    assert faults(dataset)[0].startswith("datapackage.json: does not exist; a dataset needs one")
