"""An explanation as one HTML page that needs nothing else: no server, no network; its script only lights up."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.explanation import Explanation, printable
from api.pages.text import TEXTS
from loaders.evaluation.family import FAMILIES, OTHER

_TEMPLATES: Final = Path(__file__).parent / "pages" / "templates"
_HUES: Final = {
    "alias": 48,
    "membership": 300,
    "kinship": 180,
    "associates": 150,
    "who was transferred": 220,
    "person and place": 100,
    "accusation": 5,
    "organization links": 335,
    "transfer date": 250,
    "transfer counts": 250,
    "transfer destination": 250,
    "transfer origin": 250,
    "transfer terms": 250,
    OTHER: 25,
}
"""Colour of each family of predicates, in degrees."""


def to_html(explanation: Explanation) -> str:
    """The page of one document."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    used = {claim.family for claim in explanation.claims}
    return environment.get_template("explanation.html").render(
        it=explanation,
        claims=explanation.by_number,
        missed={claim.number for claim in explanation.claims if claim.verdict == "missed"},
        rules={rule.id: rule for rule in explanation.rules},
        hues=_HUES,
        innocence=TEXTS["innocence"][0],
        families=[name for name in (*FAMILIES, OTHER) if name in used],
    )


def _printable(value: Any) -> Any:
    return printable(value) if isinstance(value, str) else value
