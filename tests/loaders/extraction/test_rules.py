"""Every rule makes the claims of its own test sentences."""

from __future__ import annotations

from typing import Any

import pytest

from graph.claim import Source, Value
from loaders.extraction.extractor import extract
from loaders.extraction.pattern import Rule, rules


def said(text: str, *, language: str | None = None, published: str = "2026-01-20") -> dict[str, set[str]]:
    """The claims of a text as `subject predicate object` and with the modality, each with the rules that made them."""
    extraction = extract(Source(label="test", text=text, language=language, published=published))
    names = {
        e.id: e.names[0] if e.names else "the transfer" if e.type == "Transfer" else "someone"
        for e in extraction.entities
    }
    out: dict[str, set[str]] = {}
    for claim in extraction.claims:
        target = str(claim.object) if isinstance(claim.object, Value) else names[claim.object]
        line = f"{names[claim.subject]} {claim.predicate} {target}"
        for form in (line, f"{line} {claim.modality}"):
            out.setdefault(form, set()).add(claim.rule)
    return out


CASES = [
    pytest.param(rule, test, id=f"{rule.id}-{number}")
    for rule in rules()
    for number, test in enumerate(rule.tests)
    if test.get("only", "") in rule.id
]


@pytest.mark.parametrize(("rule", "test"), CASES)
def test_a_rule_makes_the_claims_of_its_sentences(rule: Rule, test: dict[str, Any]) -> None:
    language = rule.language if rule.language != "any" else None
    claims = said(test["text"], language=language, published=test.get("published", "2026-01-20"))
    for expected in test["claims"]:
        assert expected in claims, f"{rule.id}: {sorted(claims)}"


def test_every_rule_that_makes_claims_has_a_test_sentence() -> None:
    """Variants of one row of a file share its sentences: one of them has to be tested."""
    tested = {rule.id for rule, _ in (case.values for case in CASES)}
    families = [rule.tests for rule in rules() if rule.id in tested]
    untested = [rule.id for rule in rules() if rule.says and rule.id not in tested and rule.tests not in families]
    assert untested == []


@pytest.mark.parametrize("rule", [rule for rule in rules() if rule.tests], ids=lambda rule: rule.id)
def test_a_sentence_for_one_variant_names_a_variant_that_there_is(rule: Rule) -> None:
    ids = {other.id for other in rules() if other.tests == rule.tests}
    for test in rule.tests:
        assert any(test.get("only", "") in each for each in ids)


def test_rules_are_told_apart_by_their_ids() -> None:
    ids = [rule.id for rule in rules()]
    assert len(ids) == len(set(ids))
