"""The laws of scoring, on an invented article that the extractor really reads."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.claim import Claim, Entity, Extraction, Source, Value
from loaders.evaluation.comparison import Comparison, compare
from loaders.evaluation.gold import Gold
from loaders.evaluation.score import Score
from loaders.extraction.extractor import extract

ARTICLE = (
    "Mexico extradited 12 prisoners to the United States on May 4, 2027. "
    "Among them was Ana Ruiz Soto, “La Sombra”, the alleged leader of the Example Hills Cartel. "
    "Luis Ruiz Soto, brother of Ana Ruiz Soto, was arrested in Monterrey in 2019. "
    "He is accused of drug trafficking and money laundering. "
    "Ana Ruiz Soto was flown to Houston, prosecutors said."
)


@cache
def reading() -> Extraction:
    extraction = extract(Source(label="article", text=ARTICLE, published="2027-05-05", language="en"))
    assert len(extraction.claims) >= 8, "the article says too little to test with"
    return extraction


def gold_of(extraction: Extraction, *, optional: tuple[Claim, ...] = ()) -> Gold:
    required = tuple(claim for claim in extraction.claims if claim not in optional)
    return Gold(extraction.source, extraction.entities, required, optional, frozenset())


def compared(gold: Gold, said: Extraction) -> tuple[Comparison, Score]:
    comparison = compare(gold, said)
    score = Score()
    score.add(comparison)
    return comparison, score


def with_claims(*claims: Claim) -> Extraction:
    return replace(reading(), claims=claims)


def claim_of(predicate: str) -> Claim:
    return next(claim for claim in reading().claims if claim.predicate == predicate)


def subsets() -> st.SearchStrategy[list[bool]]:
    number = len(reading().claims)
    return st.lists(st.booleans(), min_size=number, max_size=number)


def chosen(kept: list[bool]) -> tuple[Claim, ...]:
    return tuple(claim for claim, keep in zip(reading().claims, kept, strict=True) if keep)


def test_a_reading_against_itself_is_perfect() -> None:
    comparison, score = compared(gold_of(reading()), reading())
    assert (score.claims.precision, score.claims.recall, score.claims.f1) == (1, 1, 1)
    assert all(tally.f1 == 1 for tally in score.families.values())
    assert all(tally.f1 == 1 for tally in score.entities.values())
    assert all(tally.f1 == 1 for tally in score.qualifiers.values() if tally.gold)
    assert all(share.value == (name != "strength raised") for name, share in score.shares.items())
    assert all(rule.precision == 1 for rule in score.rules.values())
    assert comparison.invented == comparison.missed == ()


@given(subsets())
def test_saying_less_lowers_recall_alone(kept: list[bool]) -> None:
    comparison, score = compared(gold_of(reading()), with_claims(*chosen(kept)))
    assert score.claims.right == score.claims.said == sum(kept)
    assert score.claims.gold == len(kept)
    assert len(comparison.missed) == len(kept) - sum(kept)
    assert comparison.invented == ()


@given(subsets())
def test_what_annotators_do_not_have_is_invented_and_nothing_is_missed(kept: list[bool]) -> None:
    gold = replace(gold_of(reading()), required=chosen(kept))
    comparison, score = compared(gold, reading())
    assert score.claims.right == score.claims.gold == sum(kept)
    assert score.claims.said == len(kept)
    assert comparison.missed == ()
    assert set(comparison.verdicts().values()) <= {"right", "invented"}


@given(subsets(), subsets())
def test_what_is_optional_is_neither_missed_nor_invented(optional: list[bool], said: list[bool]) -> None:
    comparison, score = compared(gold_of(reading(), optional=chosen(optional)), with_claims(*chosen(said)))
    assert comparison.invented == ()
    assert score.claims.gold == optional.count(False)
    assert score.claims.right == sum(s and not o for s, o in zip(said, optional, strict=True))
    assert {c for c, v in comparison.verdicts().items() if v == "optional"} == set(chosen(optional)) & set(chosen(said))


@given(subsets())
def test_every_claim_has_a_verdict_and_every_rule_its_claims(kept: list[bool]) -> None:
    comparison, score = compared(replace(gold_of(reading()), required=chosen(kept)), reading())
    assert set(comparison.verdicts()) == set(reading().claims)
    for rule, tally in score.rules.items():
        made = [claim for claim in reading().claims if claim.rule == rule]
        assert (tally.claims, tally.right) == (len(made), len(set(made) & set(chosen(kept))))


@given(st.permutations(range(len(reading().claims))))
def test_the_order_of_claims_does_not_matter(order: list[int]) -> None:
    shuffled = with_claims(*(reading().claims[i] for i in order))
    assert compared(gold_of(reading()), shuffled)[1] == compared(gold_of(reading()), reading())[1]


def test_local_ids_do_not_matter() -> None:
    names = {entity.id: f"other-{entity.id}" for entity in reading().entities}
    renamed = replace(
        reading(),
        entities=tuple(replace(entity, id=names[entity.id]) for entity in reading().entities),
        claims=tuple(
            replace(
                claim,
                subject=names[claim.subject],
                object=claim.object if isinstance(claim.object, Value) else names[claim.object],
                speaker=names[claim.speaker] if claim.speaker else None,
            )
            for claim in reading().claims
        ),
    )
    assert compared(gold_of(reading()), renamed)[1] == compared(gold_of(reading()), reading())[1]


def test_a_quote_that_stands_elsewhere_makes_its_claim_invented() -> None:
    first, *rest = reading().claims
    moved = replace(first, start=first.start + 1, end=first.end + 1)
    comparison, score = compared(gold_of(reading()), with_claims(moved, *rest))
    assert comparison.unfounded == score.unfounded == 1
    assert comparison.invented == ((moved,),)
    assert comparison.missed == (first,)


def test_a_quote_over_the_limit_makes_its_claim_invented() -> None:
    first, *rest = reading().claims
    long = replace(first, start=0, end=301, quote=ARTICLE[:301])
    comparison, score = compared(gold_of(reading()), with_claims(long, *rest))
    assert score.overlong == 1
    assert comparison.invented == ((long,),)


def test_member_and_leader_are_one_finding_of_two_roles() -> None:
    leader = claim_of("leaderOf")
    weaker = tuple(replace(c, predicate="memberOf") if c == leader else c for c in reading().claims)
    _, score = compared(gold_of(reading()), with_claims(*weaker))
    assert score.claims.f1 == 1
    assert score.shares["role"].yes == score.shares["role"].all - 1
    assert score.shares["strength raised"].yes == 0


@pytest.mark.parametrize(("modality", "raised"), [("reported", 1), ("convicted", 1), ("alleged", 0), ("possible", 0)])
def test_a_stronger_modality_is_right_but_raised(modality: str, raised: int) -> None:
    leader = claim_of("leaderOf")
    assert leader.modality == "alleged"
    said = tuple(replace(c, modality=modality) if c == leader else c for c in reading().claims)
    _, score = compared(gold_of(reading()), with_claims(*said))
    assert score.claims.f1 == 1
    assert score.shares["strength raised"].yes == raised


@pytest.mark.parametrize("modality", ["denied", "acquitted", "dismissed"])
def test_an_outcome_is_another_finding(modality: str) -> None:
    leader = claim_of("leaderOf")
    said = tuple(replace(c, modality=modality) if c == leader else c for c in reading().claims)
    comparison, _ = compared(gold_of(reading()), with_claims(*said))
    assert comparison.missed == (leader,)
    assert comparison.invented == ((replace(leader, modality=modality),),)


def test_kinship_may_be_told_from_either_side() -> None:
    sibling = claim_of("siblingOf")
    assert isinstance(sibling.object, str)
    turned = replace(sibling, subject=sibling.object, object=sibling.subject)
    said = tuple(turned if c == sibling else c for c in reading().claims)
    assert compared(gold_of(reading()), with_claims(*said))[1].claims.f1 == 1


def test_a_person_without_the_fullest_name_is_found_but_not_right() -> None:
    def shortened(entity: Entity) -> Entity:
        return replace(entity, names=entity.names[1:]) if entity.names[:1] == ("Ana Ruiz Soto",) else entity

    assert any(shortened(entity) != entity for entity in reading().entities)
    said = replace(reading(), entities=tuple(map(shortened, reading().entities)))
    _, score = compared(gold_of(reading()), said)
    people = score.entities["Person"]
    assert (people.gold - people.right, people.said) == (1, people.gold)
    assert score.claims.f1 == 1
