from __future__ import annotations

import random
from collections import defaultdict
from pathlib import Path

import pytest
from builders import Article
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from synthetic_articles import article

from graph.claim import Value
from graph.entry import Entry
from graph.ledger import Ledger
from graph.near_duplicate import are_copies, bands, signature
from graph.view import entity_view

STATEMENT = "The Ministry of Examples said that Ana Ruiz Soto is known as El Ejemplo."


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "ledger.sqlite3", create=True)


def changed(text: str, in_a_thousand: int, seed: int) -> str:
    """The text with every so many words changed."""
    chance = random.Random(seed)
    return "".join(f"{word}x " if chance.randrange(1000) < in_a_thousand else f"{word} " for word in text.split())


def story(text: str, name: str, **metadata: str) -> Article:
    """A paper's text, with what a ministry says in it of one person."""
    made = Article(f"{STATEMENT} {text}", label=name, url=f"https://{name}.example/1", publisher=name, **metadata)
    person = made.entity("Person", "Ana Ruiz Soto", part="accused")
    speaker = made.entity("Authority", "Ministry of Examples")
    made.claim(person, "alias", Value("El Ejemplo"), quote=STATEMENT, speaker=speaker)
    return made


def add(ledger: Ledger, *articles: Article) -> None:
    with ledger.transaction():
        for each in articles:
            ledger.add(Entry.of(each.extraction))


def origins(ledger: Ledger) -> dict[str, str]:
    return dict(ledger.connection.execute("SELECT label, origin_group FROM document WHERE state = 'current'"))


def groups(ledger: Ledger) -> set[frozenset[str]]:
    found = defaultdict(set)
    for label, key in origins(ledger).items():
        found[key].add(label)
    return {frozenset(labels) for labels in found.values()}


def three_numbers(ledger: Ledger) -> tuple[int, int, int]:
    """Documents, origins and speakers of the only alias."""
    (entity,) = {
        row[0] for row in ledger.connection.execute("SELECT entity FROM resolution JOIN claim ON subject = mention")
    }
    view = entity_view(ledger, entity)
    assert view is not None
    (fact,) = view.facts
    return fact.documents, fact.origins, fact.speakers


@pytest.mark.parametrize("seed", range(20))
def test_a_text_that_is_99_percent_anothers_is_its_copy(seed: int) -> None:
    text = article(seed)[0]
    one, other = signature(text), signature(changed(text, 10, seed))
    assert one is not None
    assert other is not None
    assert are_copies(one, other)
    assert set(bands(one)) & set(bands(other))


def test_texts_of_one_form_about_others_are_no_copies() -> None:
    signed = [signature(article(number)[0]) for number in range(40)]
    assert not any(
        are_copies(one, other) for number, one in enumerate(signed) for other in signed[:number] if one and other
    )


def test_ten_papers_quote_one_ministry_and_two_of_them_print_one_wire(ledger: Ledger) -> None:
    add(ledger, *(story(article(2 * number)[0], f"paper{number}") for number in range(9)))
    assert three_numbers(ledger) == (9, 9, 1)
    add(ledger, story(changed(article(0)[0], 10, 1), "copier"))
    assert three_numbers(ledger) == (10, 9, 1)
    with ledger.transaction():
        ledger.retract(ledger.documents_at("copier"))
    assert three_numbers(ledger) == (9, 9, 1)


def test_two_short_texts_on_one_event_are_two_origins(ledger: Ledger) -> None:
    add(
        ledger,
        story("Her counsel left the court in silence on Tuesday.", "one"),
        story("Nobody spoke for her when the hearing was over.", "other"),
    )
    assert three_numbers(ledger) == (2, 2, 1)


def test_of_two_texts_at_one_address_the_later_counts_and_links_nobody(ledger: Ledger) -> None:
    text = article(4)[0]
    first = story(text, "paper", published="2026-01-20")
    add(ledger, first, story(changed(text, 10, 1), "copier"))
    assert groups(ledger) == {frozenset(("paper", "copier"))}
    second = story(article(6)[0], "paper", published="2026-01-22")
    add(ledger, second)
    assert groups(ledger) == {frozenset(("paper",)), frozenset(("copier",))}
    assert three_numbers(ledger) == (2, 2, 1)


COPIED = [article(number)[0] for number in (0, 2)]
PAPERS = [
    story(changed(COPIED[number % 2], 8 * (number // 2), number), f"paper{number}", published=f"2026-01-{number + 10}")
    for number in range(10)
]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(10)), retracted=st.sets(st.integers(0, 9), max_size=5))
def test_origins_do_not_depend_on_the_order_and_are_undone_by_retraction(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], retracted: set[int]
) -> None:
    folder = tmp_path_factory.mktemp("ledgers")
    with Ledger(folder / "all", create=True) as whole, Ledger(folder / "rest", create=True) as rest:
        add(whole, *(PAPERS[number] for number in order))
        with whole.transaction():
            whole.retract(id_ for number in sorted(retracted) for id_ in whole.documents_at(f"paper{number}"))
        add(rest, *(paper for number, paper in enumerate(PAPERS) if number not in retracted))
        assert origins(whole) == origins(rest)


def test_who_joins_tells_the_documents_that_it_changes(ledger: Ledger) -> None:
    """Of three in a row the one in the middle makes them one, and all whose origin changed are in the journal."""
    text = article(8)[0]
    margin = len(text) * 3 // 10
    ends = [story(text[:-margin], "left"), story(text[margin:], "right")]
    add(ledger, *ends)
    assert len(groups(ledger)) == 2
    before, keys = ledger.sequence, origins(ledger)
    add(ledger, story(text, "middle"))
    assert len(groups(ledger)) == 1
    moved = {label for label, key in origins(ledger).items() if keys.get(label) != key}
    ids = {label: ledger.documents_at(label)[0] for label in moved}
    assert set(ids.values()) <= {unit.id for unit in ledger.touched_since(before) if unit.kind == "document"}
