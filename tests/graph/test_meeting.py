"""Who meets whom across documents, whatever the order of loading."""

from __future__ import annotations

from pathlib import Path

import pytest
from articles_on_people import partition, told
from builders import Article
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

HILLS, SHORE = "Cartel of the Example Hills", "Clan of the Example Shore"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(
            {"name": "Benigna Ruiz Soto", "organization": HILLS},
            {"name": "Benigna Ruiz", "organization": "the Cartel of the Example Hills"},
            id="a short name within one organization",
        ),
        pytest.param({"name": "Benigno Vázquez Soto"}, {"name": "Benigno Basquez Soto"}, id="as it sounds"),
        pytest.param({"name": "Ruiz Soto, Ana"}, {"name": "Ana Ruiz Soto"}, id="the surnames first"),
        pytest.param({"name": "Antonio Mora Paz"}, {"name": "Toño Mora Paz"}, id="a pet name"),
        pytest.param(
            {"name": "Elías Ángel Mora Paz", "day": "2031-05-04"},
            {"name": "Ángel Mora", "day": "2031-05-04"},
            id="the second given name within one transfer",
        ),
        pytest.param(
            {"name": "Eliseo Mora Paz", "alias": "Z-40"}, {"name": "Eliseo Mora", "alias": "El Z40"}, id="one nickname"
        ),
        pytest.param(
            {"name": "Eliseo Mora Paz", "alias": "El Ejemplar", "organization": HILLS},
            {"name": "El Ejemplar", "organization": HILLS},
            id="a nickname alone within one organization",
        ),
        pytest.param(
            {"name": "Eliseo Mora Paz", "sibling": "Rita Mora Paz"},
            {"name": "Eliseo Mora", "sibling": "Rita Mora"},
            id="one sister",
        ),
        pytest.param(
            {"name": "Eliseo Mora Cárdenas", "case": "31-cr-00012"},
            {"name": "Eliseo Mora Cárdeñes", "case": "31-cr-00012"},
            id="a slip of the pen within one case",
        ),
        pytest.param(
            {"name": "Eliseo Mora", "organization": HILLS},
            {"name": "Eliseo Mora", "organization": HILLS},
            id="equal short names within one organization",
        ),
    ],
)
def test_these_are_one(tmp_path: Path, one: dict[str, str], other: dict[str, str]) -> None:
    assert len(partition(tmp_path, [told(publisher="A", **one), told(publisher="B", **other)])) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(
            {"name": "Ana Ruiz", "organization": HILLS},
            {"name": "Ana Ruiz", "organization": SHORE},
            id="namesakes in two organizations",
        ),
        pytest.param(
            {"name": "Eliseo Mora Paz", "organization": HILLS},
            {"name": "Darío Mora Paz", "organization": HILLS},
            id="brothers",
        ),
        pytest.param(
            {"name": "Eliseo Mora Paz", "organization": HILLS},
            {"name": "Eliseo Mora Gil", "organization": HILLS},
            id="father and son",
        ),
        pytest.param(
            {"name": "Eliseo Mora Jr.", "organization": HILLS},
            {"name": "Eliseo Mora", "organization": HILLS},
            id="junior",
        ),
        pytest.param(
            {"name": "Eliseo Mora Paz", "alias": "El Ejemplar", "organization": HILLS},
            {"name": "Darío Gil Soto", "alias": "El Ejemplar", "organization": HILLS},
            id="one nickname of two",
        ),
        pytest.param(
            {"name": "Eliseo Mora Paz", "alias": "El Güero", "organization": HILLS},
            {"name": "El Güero", "organization": HILLS},
            id="a nickname of every town",
        ),
        pytest.param(
            {"name": "José Hernández", "organization": HILLS},
            {"name": "José Hernández López", "organization": HILLS},
            id="a name of thousands",
        ),
        pytest.param(
            {"name": "Eliseo N", "organization": HILLS}, {"name": "Eliseo Mora", "organization": HILLS}, id="N"
        ),
        pytest.param({"name": "Eliseo Mora Ruiz"}, {"name": "Eliseo Ruiz Mora"}, id="surnames the other way round"),
    ],
)
def test_these_stay_two(tmp_path: Path, one: dict[str, str], other: dict[str, str]) -> None:
    assert len(partition(tmp_path, [told(publisher="A", **one), told(publisher="B", **other)])) == 2


def test_a_short_name_that_two_may_mean_joins_neither(tmp_path: Path) -> None:
    father = told("Eliseo Mora Paz", "A", organization=HILLS)
    son = told("Eliseo Mora Gil", "B", organization=HILLS)
    short = told("Eliseo Mora", "C", organization=HILLS)
    assert partition(tmp_path, [father, son, short]) == {frozenset("A"), frozenset("B"), frozenset("C")}
    told_by_nickname = told("Eliseo Mora", "D", organization=HILLS, alias="El Ejemplar")
    father = told("Eliseo Mora Paz", "A", organization=HILLS, alias="El Ejemplar")
    assert frozenset("AD") in partition(tmp_path, [told_by_nickname, son, father])


def test_a_name_of_thousands_is_the_row_of_the_same_transfer(tmp_path: Path) -> None:
    day = "2031-05-04"
    row = Article("Juan García López,handed over", publisher="Record", label="people", dataset="d", kind="table")
    person = row.entity("Person", "Juan García López", part="accused", key=f"person/{day}/Juan García López")
    # The day itself is claimed in another table of the dataset.
    transfer = row.entity(
        "Transfer", words="handed over", key=f"transfer/{day}", from_state="Mexico", to_state="United States"
    )
    row.claim(person, "transferredIn", transfer, quote=row.text)
    text, other = told("Juan García López", "A", day=day), told("Juan García López", "B", day="2031-06-04")
    assert partition(tmp_path, [row, text, other]) == {frozenset(("Record", "A")), frozenset("B")}


SAID = st.fixed_dictionaries(
    {
        "name": st.sampled_from(
            ["Eliseo Mora Paz", "Eliseo Mora", "Eliseo Ángel Mora Paz", "Eliseo Mora Gil", "El Ejemplar", "Ángel Mora"]
        )
    },
    optional={
        "alias": st.sampled_from(["El Ejemplar", "Z-9"]),
        "organization": st.sampled_from([HILLS, SHORE]),
        "day": st.sampled_from(["2031-05-04", "2031-05-06"]),
        "sibling": st.just("Rita Mora Paz"),
    },
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_the_order_of_loading_never_changes_whom_short_names_mean(tmp_path: Path, data: st.DataObject) -> None:
    articles = [told(publisher=publisher, **data.draw(SAID)) for publisher in "ABCDEF"]
    assert partition(tmp_path, articles) == partition(tmp_path, data.draw(st.permutations(articles)), 1)
