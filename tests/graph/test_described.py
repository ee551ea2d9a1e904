"""Who is only described meets whom that means, when it is said; who was taken for a namesake meets nobody."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from pathlib import Path

import pytest
from builders import Article
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.claim import Extraction, Source, Value
from graph.entry import Entry
from graph.judgement import judge, undo
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


GANG = "Los Ejemplos"


def said(publisher: str, published: str, *sentences: tuple[str, str, str]) -> Extraction:
    """A document of a few sentences: (who, predicate, whom); a description has no capital letter."""
    words = {"siblingOf": "is the brother of", "leaderOf": "leads", "childOf": "is the son of", "died": "died on"}
    lines = [f"{who} {words[predicate]} {whom}" for who, predicate, whom in sentences]
    article = Article(
        ". ".join([*lines, f"So wrote {publisher}."]), publisher=publisher, published=published, label=publisher
    )
    known: dict[str, str] = {}
    for name in dict.fromkeys(name for who, predicate, whom in sentences for name in (who, whom)):
        if name == GANG:
            known[name] = article.entity("CriminalOrganization", name)
        elif name[0].isupper():
            known[name] = article.entity("Person", name, part="accused")
        elif not name[0].isdigit():
            known[name] = article.entity("Person", words=name, description=name)
    for line, (who, predicate, whom) in zip(lines, sentences, strict=True):
        target = known.get(whom) or Value(whom)
        article.claim(known[who], predicate, target, quote=line)
    return article.extraction


DARIO, ELISEO, BENITO = "Darío Mora Paz", "Eliseo Mora Paz", "Benito Mora Paz"
A_BROTHER = (("a brother", "siblingOf", "the leader"), ("the leader", "leaderOf", GANG))
LEADS = said("leads", "2030-03-01", (DARIO, "leaderOf", GANG))
KIN = said("kin", "2019-01-01", (ELISEO, "siblingOf", DARIO))
DESCRIBED_BROTHER = said("described", "2030-05-05", *A_BROTHER)
NAMED_BROTHER = said("named", "2030-05-05", (ELISEO, "siblingOf", "the leader"), ("the leader", "leaderOf", GANG))


@pytest.mark.parametrize("order", ORDERS)
def test_who_leads_and_who_is_his_brother_may_stand_in_two_documents(tmp_path: Path, order: tuple[int, ...]) -> None:
    texts = [DESCRIBED_BROTHER, LEADS, KIN]
    found = people(tmp_path, *(texts[number] for number in order))
    assert found == {frozenset((ELISEO, "a brother")), frozenset((DARIO, "the leader"))}


@pytest.mark.parametrize("order", ORDERS)
def test_a_leader_is_he_whose_brother_is_named_beside_him(tmp_path: Path, order: tuple[int, ...]) -> None:
    texts = [NAMED_BROTHER, LEADS, KIN]
    found = people(tmp_path, *(texts[number] for number in order))
    assert found == {frozenset((ELISEO,)), frozenset((DARIO, "the leader"))}


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_a_brothers_brother_is_a_brother(tmp_path: Path, order: tuple[int, ...]) -> None:
    texts = [
        NAMED_BROTHER,
        LEADS,
        said("kin", "2019-01-01", (BENITO, "siblingOf", DARIO)),
        said("more kin", "2020-01-01", (ELISEO, "siblingOf", BENITO)),
    ]
    found = people(tmp_path, *(texts[number] for number in order))
    assert frozenset((DARIO, "the leader")) in found
    # Of whom only another brother is named, it is not said that he is this one's.
    assert frozenset((DARIO, "the leader")) not in people(tmp_path, *texts[:3])


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (said("leads", "2027-03-01", (DARIO, "leaderOf", GANG)), "who led years ago"),
        (said("leads", "2031-03-01", (DARIO, "leaderOf", GANG)), "who leads only later"),
        (said("leads", "2030-03-01", (DARIO, "leaderOf", GANG), (DARIO, "died", "2030-04-01")), "who was dead by then"),
    ],
)
def test_a_leader_of_another_time_is_not_meant(tmp_path: Path, other: Extraction, why: str) -> None:
    assert frozenset(("a brother",)) in people(tmp_path, DESCRIBED_BROTHER, other, KIN), why


SECOND_BROTHER = said("second", "2021-01-01", (BENITO, "siblingOf", DARIO))
SECOND_LEADER = said(
    "second leader", "2030-04-01", ("Ana Ruiz Soto", "leaderOf", GANG), ("Luz Ruiz Soto", "siblingOf", "Ana Ruiz Soto")
)


@pytest.mark.parametrize("rival", [SECOND_BROTHER, SECOND_LEADER])
def test_of_two_whom_several_documents_may_mean_neither_is_and_retracting_one_leaves_the_other(
    tmp_path: Path, rival: Extraction
) -> None:
    texts = [DESCRIBED_BROTHER, LEADS, KIN, rival]
    for order in itertools.permutations(texts):
        assert frozenset(("a brother",)) in people(tmp_path, *order)
    with Ledger(tmp_path / "ledger.sqlite3") as ledger:
        with ledger.transaction():
            ledger.retract(ledger.documents_at(rival.source.label))
        assert frozenset((ELISEO, "a brother")) in standing(ledger)
        own = ledger.connection.execute(
            "SELECT entity FROM home JOIN mention ON id = mention WHERE description = 'a brother'"
        ).fetchone()
        with ledger.transaction():
            ledger.restore(ledger.documents_at(rival.source.label))
        assert frozenset(("a brother",)) in standing(ledger)
        now = ledger.connection.execute(
            """SELECT r.entity, e.state FROM resolution r JOIN mention m ON m.id = r.mention
               JOIN entity e ON e.id = r.entity WHERE description = 'a brother'"""
        ).fetchone()
        assert now == (*own, "current")


def standing(ledger: Ledger) -> set[frozenset[str]]:
    rows = ledger.connection.execute(
        """SELECT r.entity, coalesce(json_extract(m.names, '$[0]'), m.description) FROM resolution r
           JOIN mention m ON m.id = r.mention WHERE m.type = 'Person'"""
    ).fetchall()
    return {frozenset(name for entity, name in rows if entity == one) for one in dict(rows)}


def test_a_named_man_keeps_his_address_whoever_is_found_to_mean_him(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    with Ledger(path, create=True) as ledger:
        for text in (DESCRIBED_BROTHER, KIN, LEADS):
            with ledger.transaction():
                ledger.add(Entry.of(text))
        rows = ledger.connection.execute(
            """SELECT m.names, h.entity = r.entity FROM resolution r JOIN home h USING (mention)
               JOIN mention m ON m.id = r.mention"""
        ).fetchall()
        assert {own for names, own in rows if names != "[]"} == {1}
        assert ledger.connection.execute(
            "SELECT count(*) FROM succession s JOIN home h ON h.entity = s.entity JOIN mention m ON m.id = h.mention "
            "WHERE m.names = '[]'"
        ).fetchone() == (2,)


def test_who_was_judged_to_be_another_is_not_meant(tmp_path: Path) -> None:
    people(tmp_path, DESCRIBED_BROTHER, KIN, LEADS)
    with Ledger(tmp_path / "ledger.sqlite3") as ledger:
        mentions = dict(
            ledger.connection.execute(
                "SELECT coalesce(json_extract(names, '$[0]'), description), id FROM mention WHERE type = 'Person'"
            ).fetchall()
        )
        number = judge(ledger, mentions["a brother"], mentions[ELISEO], "different", by="tester", reason="test")
        assert frozenset(("a brother",)) in standing(ledger)
        undo(ledger, number)
        assert frozenset((ELISEO, "a brother")) in standing(ledger)


BROTHERS = (DARIO, ELISEO, BENITO)
TOLD = st.sampled_from(
    [
        *((who, "siblingOf", whom) for who, whom in itertools.permutations(BROTHERS, 2)),
        *((who, "leaderOf", GANG) for who in BROTHERS),
        (DARIO, "died", "2030-04-01"),
        (ELISEO, "siblingOf", "the leader"),
        ("a brother", "siblingOf", "the leader"),
        ("a brother", "siblingOf", BENITO),
    ]
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_neither_the_order_of_loading_nor_what_was_retracted_changes_whom_descriptions_mean(
    tmp_path: Path, data: st.DataObject
) -> None:
    texts = []
    for number in range(6):
        sentences = list(dict.fromkeys(data.draw(st.lists(TOLD, min_size=1, max_size=3))))
        if any(whom == "the leader" for *_, whom in sentences):
            sentences.append(("the leader", "leaderOf", GANG))
        texts.append(said(f"paper {number}", data.draw(st.sampled_from(["2029-05-05", "2030-05-05"])), *sentences))
    gone = data.draw(st.lists(st.sampled_from(texts), max_size=3, unique_by=lambda text: text.source.label))
    expected = by_document(tmp_path / "straight.sqlite3", [text for text in texts if text not in gone], ())
    assert by_document(tmp_path / "other.sqlite3", data.draw(st.permutations(texts)), gone) == expected


def by_document(path: Path, texts: list[Extraction], gone: Iterable[Extraction]) -> set[frozenset[tuple[str, str]]]:
    """(document, name or description) of each entity, after loading in this order and retracting some."""
    path.unlink(missing_ok=True)
    with Ledger(path, create=True) as ledger:
        for text in texts:
            with ledger.transaction():
                ledger.add(Entry.of(text))
        for text in gone:
            with ledger.transaction():
                ledger.retract(ledger.documents_at(text.source.label))
        rows = ledger.connection.execute(
            """SELECT r.entity, d.publisher, coalesce(json_extract(m.names, '$[0]'), m.description) FROM resolution r
               JOIN mention m ON m.id = r.mention JOIN document d ON d.id = m.document WHERE m.type = 'Person'"""
        ).fetchall()
        states = dict(ledger.connection.execute("SELECT id, state FROM entity WHERE NOT reference").fetchall())
        held = {row[0] for row in ledger.connection.execute("SELECT entity FROM resolution")}
    assert {entity for entity, state in states.items() if state == "current"} == held & states.keys()
    return {frozenset((d, name) for entity, d, name in rows if entity == one) for one in {row[0] for row in rows}}
