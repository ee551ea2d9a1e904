from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import hypothesis.strategies as st
import pytest
from explained import CLAIMS, TEXT, extraction, quoting
from hypothesis import given

from api.explanation import Explanation, explain, explain_against
from api.rule_text import rule_texts
from graph.claim import Claim, Value
from loaders.evaluation.comparison import compare
from loaders.evaluation.gold import Gold
from loaders.extraction.pattern import rules


@st.composite
def explained_texts(draw: st.DrawFn) -> Explanation:
    text = draw(st.text(st.sampled_from("ab. \n\tñ€😀<&\x1b"), max_size=60))
    place = st.integers(-2, len(text) + 2)
    spans = [sorted(span) for span in draw(st.lists(st.tuples(place, place), max_size=8))]
    claims = tuple(Claim("p1", "alias", Value("x"), "reported", a, b, text[max(a, 0) : max(b, 0)]) for a, b in spans)
    return explain(extraction(text, claims))


@given(explained_texts())
def test_the_segments_of_any_text_join_to_it(explanation: Explanation) -> None:
    assert "".join(paragraph.text for paragraph in explanation.paragraphs) == explanation.source.text


@given(explained_texts())
def test_the_segments_of_any_claim_join_to_its_quote(explanation: Explanation) -> None:
    segments = [segment for paragraph in explanation.paragraphs for segment in paragraph.segments]
    for claim in explanation.claims:
        assert "".join(s.text for s in segments if claim.number in s.claims) == claim.quote
        begins = [s for s in segments if any(claim.number in numbers for numbers in s.opens)]
        ends = [s for s in segments if any(claim.number in numbers for numbers in s.closes)]
        assert len(begins) == len(ends) == bool(claim.quote)


@given(explained_texts())
def test_every_claim_stands_with_one_paragraph_in_the_order_of_reading(explanation: Explanation) -> None:
    listed = [claim.number for paragraph in explanation.paragraphs for claim in paragraph.claims]
    if explanation.source.text:
        assert listed == list(range(1, len(explanation.claims) + 1))


def test_a_claim_stands_with_the_paragraph_in_which_its_quote_begins() -> None:
    title, body, last = explain(extraction()).paragraphs
    assert [claim.predicate for claim in title.claims] == ["peopleCount"]
    assert len(body.claims) == 6
    assert last.claims == ()


def test_claims_of_one_quote_open_and_close_together_and_the_longer_quote_is_the_outer_one() -> None:
    body = explain(extraction()).paragraphs[1]
    assert body.segments[0].opens == ((3,), (2,))
    overlapping = next(segment for segment in body.segments if segment.text == "led the Example Hills Cartel")
    assert overlapping.claims == (3, 4, 5)
    assert overlapping.opens == ((4, 5),)
    assert overlapping.closes == ((3,),)


def test_a_document_without_a_word_has_no_paragraphs_and_no_claims() -> None:
    explanation = explain(extraction("", ()))
    assert (explanation.paragraphs, explanation.summary) == ((), "0 claims")


def test_only_strength_that_is_plainly_reported_goes_unsaid() -> None:
    by_predicate = {claim.predicate: claim.qualifiers for claim in explain(extraction()).claims[:4]}
    assert by_predicate["alias"] == ()
    assert by_predicate["leaderOf"] == ("alleged", "former", "said by prosecutors")


def test_two_of_one_name_are_told_apart() -> None:
    original = extraction()
    twin = replace(original.entities[0], id="p9")
    claims = explain(replace(original, entities=(*original.entities, twin))).claims
    assert {claim.subject for claim in claims if claim.predicate == "alias"} == {"Ana Ruiz Soto [p1]"}


def test_what_the_annotators_lack_is_wrong_and_what_only_they_have_is_missed() -> None:
    said = extraction()
    arrest = quoting("heard the case", "p1", "arrestedIn", "l1", "")
    count, alias, leads, _, transferred, *_ = CLAIMS
    required = (count, replace(leads, status="current", speaker=None, modality="reported"), transferred, arrest)
    gold = Gold(said.source, said.entities, required, (alias,), frozenset())
    explanation = explain_against(compare(gold, said))
    found = {(c.predicate, c.verdict): c for c in explanation.claims}
    assert set(found) == {
        ("peopleCount", "right"),
        ("leaderOf", "right"),
        ("leaderOf", "wrong"),
        ("transferredIn", "right"),
        ("alias", "optional"),
        ("flownTo", "wrong"),
        ("chargedIn", "wrong"),
        ("arrestedIn", "missed"),
    }
    assert found["leaderOf", "right"].annotated == ("modality reported", "status current", "speaker none")
    assert found["peopleCount", "right"].annotated == ()
    assert found["arrestedIn", "missed"].object == "Houston"
    assert explanation.summary == "7 claims: 3 right, 3 wrong, 1 optional; 1 missed"


def test_a_miscounted_annotation_does_no_harm() -> None:
    said = extraction()
    far = replace(CLAIMS[0], predicate="aircraftCount", start=len(TEXT) - 3, end=len(TEXT) + 40)
    gold = Gold(said.source, said.entities, (far,), (), frozenset())
    explanation = explain_against(compare(gold, said))
    assert "".join(paragraph.text for paragraph in explanation.paragraphs) == TEXT
    assert explanation.paragraphs[-1].claims[0].verdict == "missed"


def test_the_text_of_every_rule_is_that_of_its_file() -> None:
    texts = rule_texts()
    assert set(texts) == {rule.id for rule in rules()}
    for rule in rules():
        text = texts[rule.id]
        assert (text.language, text.form, len(text.patterns)) == (rule.language, rule.form, len(rule.patterns))
        assert text.says == tuple(f"{said.subject} {said.predicate} {said.object}" for said in rule.says)
        assert not any("$" in pattern for pattern in text.patterns)


@pytest.mark.parametrize("path", sorted((Path(__file__).parents[1] / "corpus/train/gold").glob("*.json"))[:4])
def test_a_corpus_text_is_explained_whole(path: Path) -> None:
    from loaders.evaluation.gold import read_gold
    from loaders.extraction.extractor import extract

    gold = read_gold(path, path.parents[1] / "texts")
    explanation = explain_against(compare(gold, extract(gold.source)))
    assert "".join(paragraph.text for paragraph in explanation.paragraphs) == gold.source.text
    missed = sum(claim.verdict == "missed" for claim in explanation.claims)
    required = sum(not claim.get("optional") for claim in json.loads(path.read_text("utf-8"))["claims"])
    assert 0 < missed < required
