"""Who is only described meets whom that means, when it is said; who was taken for a namesake meets nobody."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from builders import Article

from graph.claim import Extraction, Source
from graph.entry import Entry
from graph.ledger import Ledger
from loaders.extraction.extractor import extract

LEADER = "Darío Mora Paz is the leader of the Sinaloa Cartel. He is the brother of Eliseo Mora Paz."
BROTHER = "Eliseo Mora Paz is the brother of the leader of the Sinaloa Cartel."
DEAD = "Darío Mora Paz was shot dead by soldiers on February 22, 2026."


def read(text: str, day: str) -> Extraction:
    return extract(Source(label=day, text=text, published=day, publisher=day))


def told(publisher: str, name: str | None, *, day: str = "2030-05-04", published: str = "2030-05-05") -> Extraction:
    """A handover of the brother of the leader of an organization, with his name or without."""
    called = (
        f"{name}, the brother of the leader of Los Ejemplos," if name else "The brother of the leader of Los Ejemplos"
    )
    article = Article(
        f"On {day} Mexico handed over 12 people. {called} was one.", publisher=publisher, published=published
    )
    words = "rother of the leader of Los Ejemplos"
    if name:
        person = article.entity("Person", name, part="accused")
    else:
        person = article.entity("Person", words=words, description="The brother of the leader of Los Ejemplos")
    leader = article.entity("Person", words="leader of Los Ejemplos", description="the leader of Los Ejemplos")
    gang = article.entity("CriminalOrganization", "Los Ejemplos")
    article.claim(leader, "leaderOf", gang, quote="leader of Los Ejemplos", status="current")
    article.claim(person, "siblingOf", leader, quote=words)
    transfer = article.transfer(f"On {day} Mexico handed over 12 people", day, 12)
    article.claim(person, "transferredIn", transfer, quote=words)
    return article.extraction


def entities(folder: Path, *extractions: Extraction) -> list[frozenset[str]]:
    """The names and descriptions of each entity that is a person."""
    path = folder / "ledger.sqlite3"
    path.unlink(missing_ok=True)
    with Ledger(path, create=True) as ledger:
        for extraction in extractions:
            with ledger.transaction():
                ledger.add(Entry.of(extraction))
        rows = ledger.connection.execute(
            """SELECT r.entity, coalesce(json_extract(m.names, '$[0]'), m.description) FROM resolution r
               JOIN mention m ON m.id = r.mention WHERE m.type = 'Person'"""
        ).fetchall()
    return [frozenset(name for entity, name in rows if entity == one) for one in dict(rows)]


def people(folder: Path, *extractions: Extraction) -> set[frozenset[str]]:
    return set(entities(folder, *extractions))


ORDERS = list(itertools.permutations(range(3)))


@pytest.mark.parametrize("order", ORDERS)
def test_the_brother_of_a_leader_is_he_of_whom_another_text_says_so_by_name(
    tmp_path: Path, order: tuple[int, ...]
) -> None:
    texts = [
        told("A", None),
        told("B", "Eliseo Mora Paz"),
        told("C", "Benito Gil Lara", day="2029-01-09", published="2029"),
    ]
    found = people(tmp_path, *(texts[number] for number in order))
    assert any({"Eliseo Mora Paz"} < one for one in found)
    assert frozenset({"Benito Gil Lara"}) in found


@pytest.mark.parametrize("order", ORDERS)
def test_one_of_whom_two_may_be_meant_is_neither(tmp_path: Path, order: tuple[int, ...]) -> None:
    texts = [told("A", None), told("B", "Eliseo Mora Paz"), told("C", "Benito Gil Lara")]
    found = people(tmp_path, *(texts[number] for number in order))
    assert {frozenset({"Eliseo Mora Paz"}), frozenset({"Benito Gil Lara"})} <= found


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(("day", "meant"), [("2026-02-01", True), ("2026-03-01", False)])
def test_a_leader_who_is_only_described_is_not_one_who_was_dead_by_then(
    tmp_path: Path, day: str, meant: bool, order: tuple[int, ...]
) -> None:
    texts = [read(LEADER, "2026-01-10"), read(BROTHER, day), read(DEAD, "2026-02-23")]
    found = people(tmp_path, *(texts[number] for number in order))
    assert any({"Darío Mora Paz"} < one for one in found) is meant


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_one_who_was_taken_for_a_namesake_stays_another_across_documents(
    tmp_path: Path, order: tuple[int, ...]
) -> None:
    texts = [
        read("La FGR informó que Eliseo Mora Paz fue confundido con un homónimo y quedó libre.", "2026-01-10"),
        read("Eliseo Mora Paz, presunto líder de Los Zetas, fue detenido el lunes.", "2026-01-05"),
    ]
    assert len(entities(tmp_path, *(texts[number] for number in order))) == 2
