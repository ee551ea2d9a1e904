"""How Neo4j Browser draws the graph, as GraSS, the style sheet of its classic edition (`:style`).

Nodes are coloured by what they are and called by their name. Relationships are called by their caption, in which
stands how strongly it is said what they say. GraSS knows no comments, and no rule that depends on a property.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from graph.property_graph import BASE_LABEL, RELATIONSHIP_TYPES, relationship_type
from ontology.terms import PLACE_TYPES, PREDICATES


@dataclass(frozen=True, slots=True)
class _Look:
    """Of a node: the fill, the rim, the letters in it, and the width in pixels."""

    color: str
    border: str
    text: str = "#FFFFFF"
    diameter: int = 50


_PLACE: Final = _Look("#4E8B57", "#386340")
_EVIDENCE: Final = _Look("#E8E3D3", "#B9B19A", "#33302A", 40)
_LOOKS: Final[dict[str, _Look]] = {
    BASE_LABEL: _Look("#9AA0A6", "#757B80"),
    "Person": _Look("#2F6C9E", "#214E73", diameter=65),
    "CriminalOrganization": _Look("#A63D40", "#782A2D", diameter=65),
    "Transfer": _Look("#6B4C9A", "#4D3671", diameter=80),
    "Authority": _Look("#8A6D3B", "#644F2A"),
    "Court": _Look("#8A6D3B", "#644F2A"),
    "Prison": _Look("#5A5F66", "#3F4348"),
    "Place": _PLACE,
    **dict.fromkeys(PLACE_TYPES, _PLACE),
    "Value": _Look("#FFFFFF", "#9AA0A6", "#33302A", 40),
    "Disagreement": _Look("#E07A1F", "#A95A14"),
    "Side": _Look("#F3B57A", "#C98B4F", "#33302A"),
    **dict.fromkeys(("Document", "Claim", "Reply", "Withdrawal"), _EVIDENCE),
}
_CAPTIONS: Final = {"Claim": "{strength} · {label}", "Side": "{strength} · {value}"}
_TIES: Final = {
    "#A63D40": ("leaderOf", "founderOf", "memberOf", "linkedTo", "organizationInvolved"),
    "#6B4C9A": ("transferredIn", "origin", "destination"),
    "#4E8B57": ("flownTo", "heldAt", "arrestedIn", "appearedIn", "chargedIn"),
}
_COLOR: Final = {relationship_type(name): color for color, names in _TIES.items() for name in names}
_OTHER_TIES: Final = "#757B80"


def style() -> str:
    """The style sheet: a rule for each kind of node, and for each type of relationship."""
    rules = [("node", _node(_LOOKS[BASE_LABEL], "<id>"))]
    # The rules of all labels of a node hold, the later before the earlier: Traslado, Place, City.
    rules += [(f"node.{label}", _node(look, _CAPTIONS.get(label, "{label}"))) for label, look in _LOOKS.items()]
    rules.append(("relationship", _relationship(_OTHER_TIES, "<type>")))
    facts = {relationship_type(name) for name in PREDICATES}
    for type_ in sorted(RELATIONSHIP_TYPES):
        caption = "{caption}" if type_ in facts else "<type>"
        rules.append((f"relationship.{type_}", _relationship(_COLOR.get(type_, _OTHER_TIES), caption)))
    return "".join(_rule(selector, properties) for selector, properties in rules)


def _rule(selector: str, properties: dict[str, str]) -> str:
    return "\n".join((f"{selector} {{", *_lines(properties), "}", ""))


def _lines(properties: dict[str, str]) -> Iterator[str]:
    for name, value in properties.items():
        yield f"  {name}: {value};"


def _node(look: _Look, caption: str) -> dict[str, str]:
    return {
        "diameter": f"{look.diameter}px",
        "color": look.color,
        "border-color": look.border,
        "border-width": "2px",
        "text-color-internal": look.text,
        "font-size": "10px",
        "caption": f'"{caption}"',
    }


def _relationship(color: str, caption: str) -> dict[str, str]:
    return {
        "color": color,
        "shaft-width": "2px",
        "font-size": "9px",
        "padding": "3px",
        "text-color-external": "#33302A",
        "text-color-internal": "#FFFFFF",
        "caption": f'"{caption}"',
    }
