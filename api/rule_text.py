"""The rules as they are written, for people who read or write them: their file, their patterns, what they say."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


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
    """All rules by their id. What the extractor reads without a rule's pattern is not among them."""
    found = {}
    for path in resources.files("loaders.extraction").joinpath("rules").iterdir():
        if path.name.endswith(".toml"):
            for row in tomllib.loads(path.read_text("utf-8")).get("rule", []):
                for variant in row.get("variants", ({},)):
                    text = _text(row, variant, path.name)
                    found[text.id] = text
    return found


def _text(row: dict[str, Any], variant: dict[str, str], file: str) -> RuleText:
    return RuleText(
        id=_filled(row["id"], variant),
        file=file,
        language=row["language"],
        form=row["form"],
        patterns=_all_filled(row["patterns"], variant),
        says=_all_filled(row.get("says", ()), variant),
        description=row.get("description", ""),
    )


def _all_filled(texts: Iterable[str], variant: dict[str, str]) -> tuple[str, ...]:
    return tuple(_filled(text, variant) for text in texts)


def _filled(text: str, variant: dict[str, str]) -> str:
    for name, words in variant.items():
        text = text.replace(f"${name}", words)
    return text
