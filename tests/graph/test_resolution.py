from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from builders import Article, handover
from examples import share
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.clustering import Candidate, cluster
from graph.entry import Entry
from graph.judgement import judge, undo
from graph.ledger import Ledger
from graph.matching import match_keys, reference_slug
from graph.name import name_parts, person_identity
from graph.view import entity_view
from ontology.error import InputError, NotFoundError


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "ledger.sqlite3", create=True)


def add(ledger: Ledger, *articles: Article) -> None:
    for article in articles:
        with ledger.transaction():
            ledger.add(Entry.of(article.extraction))


def people(ledger: Ledger) -> dict[str, str]:
    """Entity of each live mention of a person, by the publisher of its document."""
    rows = ledger.connection.execute(
        """SELECT d.publisher, r.entity FROM resolution r JOIN mention m ON m.id = r.mention
           JOIN document d ON d.id = m.document WHERE m.type = 'Person'"""
    )
    return dict(rows.fetchall())


def mention(ledger: Ledger, publisher: str) -> str:
    (id_,) = ledger.connection.execute(
        """SELECT m.id FROM mention m JOIN document d ON d.id = m.document
           WHERE m.type = 'Person' AND d.publisher = ?""",
        (publisher,),
    ).fetchone()
    return str(id_)


def named(name: str, publisher: str) -> Article:
    article = Article(f"{name} was arrested, wrote {publisher}.", publisher=publisher)
    article.entity("Person", name, part="accused")
    return article


def test_a_full_name_of_three_parts_meets_across_documents(ledger: Ledger) -> None:
    add(ledger, named("José Ángel Ruiz-Soto", "A"), named("Jose Angel Ruiz Soto", "B"))
    assert len(set(people(ledger).values())) == 1


@pytest.mark.parametrize("name", ["Ana Ruiz", "Ana", "El Señor de los Ejemplos", "La Tuta", "Z40", "Ana Ruiz N"])
def test_less_than_a_full_name_never_meets(ledger: Ledger, name: str) -> None:
    add(ledger, named(name, "A"), named(name, "B"))
    assert len(set(people(ledger).values())) == 2


def test_one_name_of_two_people_in_one_text_meets_nobody(ledger: Ledger) -> None:
    twins = Article("Ana Ruiz Soto, 40, and her cousin, also Ana Ruiz Soto, wrote A.", publisher="A")
    twins.entity("Person", "Ana Ruiz Soto")
    twins.entity("Person", "Ana Ruiz Soto", words="also Ana Ruiz Soto")
    add(ledger, twins, named("Ana Ruiz Soto", "B"))
    (entities,) = ledger.connection.execute("SELECT count(*) FROM entity WHERE state = 'current'").fetchone()
    assert entities == 3


def test_a_name_that_the_document_itself_doubts_meets_nobody(ledger: Ledger) -> None:
    unsure = Article("Ana Ruiz Soto was named, wrote A.", publisher="A")
    unsure.entity("Person", "Ana Ruiz Soto", identity="given name only")
    add(ledger, unsure, named("Ana Ruiz Soto", "B"))
    assert len(set(people(ledger).values())) == 2


def test_transfers_meet_by_states_day_and_count_together(ledger: Ledger) -> None:
    add(
        ledger,
        handover(publisher="A"),
        handover(publisher="B", city="Dallas"),
        handover(day="2030-05-05", publisher="C"),
    )
    (transfers,) = ledger.connection.execute(
        "SELECT count(*) FROM entity WHERE type = 'Transfer' AND state = 'current'"
    ).fetchone()
    assert transfers == 2


def test_reference_data_give_readable_addresses_and_bring_what_they_rest_on(ledger: Ledger) -> None:
    add(ledger, handover())
    in_use = {
        row[0] for row in ledger.connection.execute("SELECT id FROM entity WHERE reference AND state = 'current'")
    }
    assert in_use == {"city-houston-texas", "state-texas", "country-united-states"}
    with ledger.transaction():
        ledger.retract(ledger.documents_at("article"))
    assert [unit.kind for unit in ledger.units()] == ["document"]  # which tells that it was withdrawn
    assert ledger.connection.execute("SELECT count(*) FROM dependency").fetchone() == (0,)


def test_a_judgement_merges_redirects_and_its_undoing_revives_what_was_before(ledger: Ledger) -> None:
    add(ledger, named("Ana Ruiz", "A"), named("A. Ruiz", "B"))
    before = people(ledger)
    number = judge(ledger, mention(ledger, "A"), mention(ledger, "B"), "same", by="tester", reason="same photograph")
    assert set(people(ledger).values()) == {before["A"]}
    replaced = entity_view(ledger, before["B"])
    assert replaced is not None
    assert (replaced.state, replaced.successors) == ("replaced", (before["A"],))
    undo(ledger, number)
    assert people(ledger) == before
    revived = entity_view(ledger, before["B"])
    assert revived is not None
    assert (revived.state, revived.successors) == ("current", ())


def test_redirects_lead_straight_to_the_last(ledger: Ledger) -> None:
    add(ledger, named("Ana Ruiz", "A"), named("A. Ruiz", "B"), named("Anita Ruiz", "C"))
    before = people(ledger)
    judge(ledger, mention(ledger, "B"), mention(ledger, "C"), "same", by="tester", reason="")
    judge(ledger, mention(ledger, "A"), mention(ledger, "B"), "same", by="tester", reason="")
    for publisher in "BC":
        view = entity_view(ledger, before[publisher])
        assert view is not None
        assert view.successors == (before["A"],)


def test_a_true_split_retires_the_address_and_names_its_successors(ledger: Ledger) -> None:
    add(ledger, named("Ana Ruiz Soto", "A"), named("Ana Ruiz Soto", "B"))
    (old,) = set(people(ledger).values())
    number = judge(ledger, mention(ledger, "A"), mention(ledger, "B"), "different", by="tester", reason="two births")
    after = people(ledger)
    assert old not in after.values()
    retired = entity_view(ledger, old)
    assert retired is not None
    assert (retired.state, set(retired.successors)) == ("retired", set(after.values()))
    undo(ledger, number)
    retired = entity_view(ledger, old)
    assert retired is not None
    assert set(retired.successors) == set(people(ledger).values())
    assert len(set(people(ledger).values())) == 1


def test_no_later_document_reverts_a_negative_judgement(ledger: Ledger) -> None:
    add(ledger, named("Ana Ruiz Soto", "A"), named("Ana Ruiz Soto", "B"))
    judge(ledger, mention(ledger, "A"), mention(ledger, "B"), "different", by="tester", reason="")
    add(ledger, named("Ana Ruiz Soto", "C"))
    after = people(ledger)
    assert after["A"] != after["B"]


def test_two_mentions_of_different_types_cannot_be_judged(ledger: Ledger) -> None:
    add(ledger, handover())
    (other,) = ledger.connection.execute("SELECT id FROM mention WHERE type = 'Place'").fetchone()
    with pytest.raises(InputError, match="one type"):
        judge(ledger, mention(ledger, "The Example"), other, "same", by="tester", reason="")
    with pytest.raises(NotFoundError):
        undo(ledger, 1)


def test_a_merge_touches_whoever_names_the_merged(ledger: Ledger) -> None:
    kin = Article("Luis Ruiz Soto is the brother of A. Ruiz, wrote B.", publisher="B")
    brother = kin.entity("Person", "Luis Ruiz Soto")
    kin.claim(brother, "siblingOf", kin.entity("Person", "A. Ruiz"), quote="Luis Ruiz Soto is the brother of A. Ruiz")
    add(ledger, named("Ana Ruiz", "A"), kin)
    at = ledger.sequence
    (other,) = ledger.connection.execute("""SELECT id FROM mention WHERE names = '["A. Ruiz"]'""").fetchone()
    judge(ledger, mention(ledger, "A"), other, "same", by="tester", reason="")
    (luis,) = ledger.connection.execute(
        """SELECT r.entity FROM resolution r JOIN mention m ON m.id = r.mention WHERE m.names = '["Luis Ruiz Soto"]'"""
    ).fetchone()
    touched = {(unit.kind, unit.id) for unit in ledger.touched_since(at)}
    (document,) = ledger.connection.execute("SELECT id FROM document WHERE publisher = 'B'").fetchone()
    assert {("entity", luis), ("document", document)} <= touched


def couple(one: str, other: str, publisher: str) -> Article:
    """One text of two people, each by a full name and another."""
    article = Article(f"{one} and {other} were arrested, wrote {publisher}.", publisher=publisher)
    article.entity("Person", one, part="accused")
    article.entity("Person", other, *(["Luis Mora Paz"] if other != "Luis Mora Paz" else []), part="accused")
    return article


FULL_NAMES = ["Ana Ruiz Soto", "Luis Mora Paz", "Eva Gil Cano"]


@settings(max_examples=share(0.4), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_the_order_of_loading_never_changes_who_is_who_where_names_are_shared(
    tmp_path: Path, data: st.DataObject
) -> None:
    pairs = st.lists(st.sampled_from(FULL_NAMES), min_size=2, max_size=2, unique=True)
    articles = [couple(*data.draw(pairs), publisher) for publisher in "ABCDE"]
    partitions = []
    for number, sequence in enumerate((articles, data.draw(st.permutations(articles)))):
        path = tmp_path / f"{number}.sqlite3"
        path.unlink(missing_ok=True)
        with Ledger(path, create=True) as ledger:
            add(ledger, *sequence)
            found = dict(ledger.connection.execute("SELECT mention, entity FROM resolution").fetchall())
            partitions.append({frozenset(m for m in found if found[m] == entity) for entity in found.values()})
    assert partitions[0] == partitions[1]


NAMES = ["Ana Ruiz Soto", "Ana Ruiz", "Luis Mora Paz", "Luis Mora Paz N", "Eva Gil de la Cruz", "El Ejemplo"]


@settings(max_examples=share(0.25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_the_order_of_loading_never_changes_who_is_who(tmp_path: Path, data: st.DataObject) -> None:
    articles = [named(data.draw(st.sampled_from(NAMES)), publisher) for publisher in "ABCDEF"]
    order = data.draw(st.permutations(articles))
    partitions = []
    for number, sequence in enumerate((articles, order)):
        path = tmp_path / f"{number}.sqlite3"
        path.unlink(missing_ok=True)
        with Ledger(path, create=True) as ledger:
            add(ledger, *sequence)
            found = people(ledger)
            partitions.append({frozenset(p for p in found if found[p] == entity) for entity in found.values()})
    assert partitions[0] == partitions[1]


@given(
    st.lists(
        st.frozensets(st.sampled_from(["name:Person:a b c", "name:Person:d e f", "ref:x", "ref:y"]), max_size=2),
        max_size=6,
    ),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=3),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=3),
    st.randoms(),
)
def test_clusters_do_not_depend_on_order_and_respect_every_veto(
    keys: list[frozenset[str]], same: list[tuple[int, int]], different: list[tuple[int, int]], random: object
) -> None:
    candidates = [Candidate(f"m{i}", "Person", f"d{i // 2}", False, own) for i, own in enumerate(keys)]
    pairs = [[(f"m{a}", f"m{b}") for a, b in judged if a != b] for judged in (same, different)]
    once = cluster(candidates, *pairs)
    shuffled = candidates.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert cluster(shuffled, *pairs) == once
    ids = {candidate.id for candidate in candidates}
    for members, _ in once:
        for left, right in itertools.combinations(sorted(members), 2):
            assert (left, right) not in pairs[1]
            assert (right, left) not in pairs[1]
    references = [reference for _, reference in once if reference]
    if not pairs[0] and not pairs[1]:
        assert len(references) == len(set(references))
    assert set().union(*(members for members, _ in once)) == ids


def test_name_parts_leave_out_particles_and_nicknames() -> None:
    assert name_parts("Ismael “El Ejemplo” Mora de la Paz") == ["ismael", "mora", "paz"]


@pytest.mark.parametrize(
    ("forms", "aliases", "identity"),
    [
        (["Ana Ruiz"], [], "full name"),
        (["Ana N"], [], "given name only"),
        (["Ana"], [], "given name only"),
        (["La Tuta"], [], "alias only"),
        (["Tuta"], ["Tuta"], "alias only"),
        ([], [], "described only"),
    ],
)
def test_the_names_say_how_sure_an_identity_is(forms: list[str], aliases: list[str], identity: str) -> None:
    assert person_identity(forms, aliases) == identity


@pytest.mark.parametrize(
    ("type_", "name", "slug"),
    [
        ("Place", "Houston", "city-houston-texas"),
        ("Place", "San Antonio, Texas", "city-san-antonio-texas"),
        ("Place", "Washington", None),
        ("CriminalOrganization", "CJNG", "cartel-jalisco-nueva-generacion"),
        ("CriminalOrganization", "the Sinaloa Cartel", "cartel-de-sinaloa"),
        ("Court", "Southern District of Texas", "court-sd-texas"),
    ],
)
def test_names_of_reference_data_are_known(type_: str, name: str, slug: str | None) -> None:
    assert reference_slug(type_, [name]) == slug


def test_an_alias_that_looks_like_a_name_is_no_key() -> None:
    article = Article("Ana Mora, alias Rey Sol Ejemplo.")
    person = article.entity("Person", "Ana Mora", "Rey Sol Ejemplo")
    from graph.claim import Value

    article.claim(person, "alias", Value("Rey Sol Ejemplo"), quote="alias Rey Sol Ejemplo")
    keys = match_keys(article.entities, article.claims, None)[person]
    assert not [key for key in keys if key.startswith("name:")]
