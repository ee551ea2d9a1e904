"""The rules as they are written, for people who read or write them: their file, their patterns, what they say."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class RuleText:
    """One rule as its author wrote it.

    Attributes:
        id: what claims carry.
        file: name of its file in `loaders/extraction/rules`.
        language: `en`, `es` or `any`.
        form: how its phrase finds whom it is about.
        patterns: in the language of `loaders.extraction.pattern`; of a variant, with its words filled in.
        says: the claims, as `subject predicate object`.
        description: what it reads, where the code reads it and no pattern does.
    """

    id: str
    file: str
    language: str
    form: str
    patterns: tuple[str, ...]
    says: tuple[str, ...]
    description: str = ""


@cache
def rule_texts() -> dict[str, RuleText]:
    """All rules by their id. What the extractor reads without a rule is not among them."""
    from loaders.extraction.pattern import rules

    return {
        rule.id: RuleText(
            id=rule.id,
            file=rule.file,
            language=rule.language,
            form=rule.form,
            patterns=tuple(pattern.text for pattern in rule.patterns),
            says=tuple(f"{said.subject} {said.predicate} {said.object}" for said in rule.says),
            description=rule.description,
        )
        for rule in rules()
    }
