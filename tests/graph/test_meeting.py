"""Who meets whom across documents, whatever the order of loading."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders import Article
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.claim import Value
from graph.entry import Entry
from graph.ledger import Ledger


def told(
    name: str,
    publisher: str,
    *,
    alias: str | None = None,
    organization: str | None = None,
    sibling: str | None = None,
    day: str | None = None,
    case: str | None = None,
) -> Article:
    """An article on one person with what it says of him."""
    text = f"{name} ({alias}, {organization}, brother of {sibling}, {day}, {case}), wrote {publisher}."
    article = Article(text, publisher=publisher)
    person = article.entity("Person", name, part="accused")
    fields = {"case": case} if case else {}
    if alias:
        article.claim(person, "alias", Value(alias), quote=alias)
    if organization:
        gang = article.entity("CriminalOrganization", organization)
        article.claim(person, "memberOf", gang, quote=organization, modality="alleged")
    if sibling:
        article.claim(person, "siblingOf", article.entity("Person", sibling), quote=f"brother of {sibling}")
    if day:
        transfer = article.transfer(day, day, 26)
        article.claim(person, "transferredIn", transfer, quote=day)
    if case:
        article.claim(person, "accusedOf", Value("murder"), quote=case, modality="charged", **fields)
    return article


def partition(folder: Path, articles: list[Article], number: int = 0) -> set[frozenset[str]]:
    """Publishers whose first person is one, as one ledger has it after loading in this order."""
    path = folder / f"{number}.sqlite3"
    path.unlink(missing_ok=True)
    with Ledger(path, create=True) as ledger:
        for article in articles:
            with ledger.transaction():
                ledger.add(Entry.of(article.extraction))
        rows = ledger.connection.execute(
            """SELECT d.publisher, r.entity FROM resolution r JOIN mention m ON m.id = r.mention
               JOIN document d ON d.id = m.document WHERE m.type = 'Person' AND m.local = 'e0'"""
        ).fetchall()
        held = {
            tuple(row) for row in ledger.connection.execute("SELECT key, entity, mentions FROM key_holder").fetchall()
        }
        assert held == {
            tuple(row)
            for row in ledger.connection.execute(
                """SELECT key, entity, count(*) FROM mention_key JOIN resolution USING (mention)
                   WHERE key NOT GLOB 'ref:*' GROUP BY key, entity"""
            )
        }
    return {frozenset(p for p, e in rows if e == entity) for entity in {entity for _, entity in rows}}


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
