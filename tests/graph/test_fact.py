from __future__ import annotations

from dataclasses import replace

import pytest
from defined_facts import defined_facts
from hypothesis import given
from hypothesis import strategies as st

from graph.claim_view import ClaimView
from graph.fact import PROVEN, SAID, STANDS_PLAIN, standing, strength_of
from ontology.terms import MODALITIES, PREDICATES, STRENGTHS

BASE = ClaimView(
    id="c0", document="d0", subject="s", subject_mention="ms", predicate="leaderOf", object="o", object_mention="mo",
    object_state=None, value=None, modality="reported", speaker=None, status=None, count=None, when=None, case=None,
    via=(), context=(), weekday=None, aspect=None, sources=(), cites=(), start=0, end=1, quote="q", rule="r",
    origin="t0", published="2026-01-01", publisher=None, title=None, url=None,
)  # fmt: skip


def claim(number: int = 0, **fields: object) -> ClaimView:
    return replace(BASE, id=f"c{number}", document=f"d{number}", origin=f"t{number}", **fields)  # type: ignore[arg-type]


def label(*fields: dict[str, object]) -> str:
    return strength_of([claim(number, **own) for number, own in enumerate(fields)])


REPORTED = {"modality": "reported"}
SPOKEN = {"modality": "reported", "speaker": "x"}


@pytest.mark.parametrize(
    ("claims", "strength"),
    [
        ([REPORTED, REPORTED], "reported"),
        ([REPORTED, SPOKEN], "attributed"),
        ([REPORTED, {"modality": "alleged"}], "alleged"),
        ([SPOKEN, {"modality": "alleged"}], "alleged"),
        ([{"modality": "alleged"}, {"modality": "charged"}], "charged"),
        ([{"modality": "charged"}, {"modality": "wanted"}], "charged"),
        ([{"modality": "convicted"}, {"modality": "alleged"}], "convicted"),
        ([{"modality": "pleaded_guilty"}, {"modality": "sentenced"}], "sentenced"),
        ([REPORTED, {"modality": "denied"}], "reported"),
        ([REPORTED, {"modality": "possible"}], "reported"),
        ([{"modality": "possible"}, {"modality": "denied"}], "possible"),
        ([{"modality": "denied"}], "denied"),
        ([{"modality": "acquitted", "when": "2026-02"}, {"modality": "convicted", "when": "2025"}], "acquitted"),
        ([{"modality": "acquitted", "when": "2025"}, {"modality": "convicted", "when": "2026-02"}], "convicted"),
        ([{"modality": "dismissed", "when": "2026-02"}, {"modality": "charged", "when": "2025"}], "dismissed"),
    ],
)
def test_the_label_is_the_first_rule_of_the_design_that_holds(claims: list[dict[str, object]], strength: str) -> None:
    assert label(*claims) == strength


MODALITY = st.sampled_from(MODALITIES)
CLAIM = st.fixed_dictionaries({"modality": MODALITY, "speaker": st.sampled_from([None, "x"])})


@given(st.lists(CLAIM, min_size=1, max_size=6), st.randoms())
def test_the_label_does_not_depend_on_the_order_of_claims(claims: list[dict[str, object]], random: object) -> None:
    shuffled = claims.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert label(*claims) == label(*shuffled)
    assert label(*claims) in STRENGTHS


@given(st.lists(CLAIM, min_size=1, max_size=6))
def test_an_allegation_among_reports_never_becomes_a_plain_statement(claims: list[dict[str, object]]) -> None:
    weak = [c for c in claims if c["modality"] in SAID or (c["modality"] == "reported" and c["speaker"])]
    proven = [c for c in claims if c["modality"] in PROVEN]
    if weak and not proven:
        assert label(*claims) not in STANDS_PLAIN


@pytest.mark.parametrize(
    ("predicate", "status", "strength", "form"),
    [
        ("leaderOf", None, "reported", (False, "leaderOf")),
        ("leaderOf", "former", "reported", (False, "formerLeaderOf")),
        ("leaderOf", "former", "alleged", (True, "formerLeaderOf")),
        ("leaderOf", None, "attributed", (True, "leaderOf")),
        ("leaderOf", None, "possible", None),
        ("leaderOf", None, "denied", None),
        ("linkedTo", "former", "reported", None),
        ("accusedOf", None, "alleged", (False, "accusedOf")),
        ("accusedOf", None, "dismissed", None),
        ("flownTo", None, "attributed", (False, "flownTo")),
        ("flownTo", None, "alleged", None),
        ("competingValue", None, "reported", None),
    ],
)
def test_strength_shows_in_the_triple_itself(
    predicate: str, status: str | None, strength: str, form: tuple[bool, str] | None
) -> None:
    assert standing(PREDICATES[predicate], status, strength) == form


def test_a_role_said_with_and_without_the_word_current_is_one_fact_and_a_former_one_another() -> None:
    one, former = defined_facts([claim(0, status="current"), claim(1, modality="alleged"), claim(2, status="former")])
    assert (one.status, one.strength, one.claims) == ("current", "alleged", 2)
    assert (former.status, former.strength) == ("former", "reported")


def test_copies_of_one_text_are_one_origin() -> None:
    (fact,) = defined_facts([claim(0), replace(claim(1), origin="t0")])
    assert (fact.origins, fact.documents) == (1, 2)


def test_a_denial_is_beside_the_fact_and_makes_it_disputed() -> None:
    (fact,) = defined_facts([claim(0), claim(1, modality="denied", speaker="x")])
    assert (fact.strength, fact.denials, fact.disputed, fact.origins) == ("reported", 1, True, 1)


@pytest.mark.parametrize(
    ("one", "other", "disputed"),
    [("2025-02-27", "2025-02-28", True), ("2025-02-27", "2025-02", False), ("2025-02-27", "2025-02-27", False)],
)
def test_dates_compete_only_where_one_is_no_part_of_the_other(one: str, other: str, disputed: bool) -> None:
    facts = defined_facts([claim(i, predicate="date", object=None, value=day) for i, day in enumerate((one, other))])
    assert {fact.disputed for fact in facts} == {disputed}


def test_a_city_and_its_state_do_not_compete_but_two_cities_do() -> None:
    def landings(*places: str) -> set[bool]:
        return {
            f.disputed for f in defined_facts([claim(i, predicate="flownTo", object=p) for i, p in enumerate(places)])
        }

    assert landings("city-houston-texas", "state-texas") == {False}
    assert landings("city-houston-texas", "city-dallas-texas") == {True}


def test_a_transfer_is_the_basis_only_where_no_place_is_finer() -> None:
    transfer = claim(0, predicate="transferredIn", object="t", object_state="United States")
    flown = claim(1, predicate="flownTo", object="city-houston-texas")
    jail_at_home = claim(2, predicate="heldAt", object="prison-cefereso-1")

    def bases(*claims: ClaimView) -> list[tuple[str, str, str | None]]:
        places = [fact.whereabouts for fact in defined_facts(claims) if fact.whereabouts]
        return [(place.basis, place.state, place.city) for place in places]

    assert bases(transfer) == [("transfer", "United States", None)]
    assert bases(transfer, jail_at_home) == [("transfer", "United States", None)]
    assert bases(transfer, flown) == [("flown", "United States", "city-houston-texas")]
    assert bases(replace(transfer, modality="denied")) == []
