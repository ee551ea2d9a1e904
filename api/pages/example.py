"""The SPARQL queries that the query page offers: files whose first two comments are their titles."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Example:
    """A query with its title by language (`en`, `es`)."""

    title: dict[str, str]
    query: str


@cache
def examples() -> tuple[Example, ...]:
    """All examples, in the order of their files' names."""
    return tuple(_read(path) for path in sorted((Path(__file__).parent / "examples").glob("*.rq")))


def _read(path: Path) -> Example:
    english, spanish, query = path.read_text("utf-8").split("\n", 2)
    return Example({"en": english.removeprefix("# "), "es": spanish.removeprefix("# ")}, query)
