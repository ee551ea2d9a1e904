"""An explanation for a terminal: the text with ‹the words of claim 1›¹, its claims below, entities and rules last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import Console
from rich.text import Text

from api.console import output
from api.explanation import ExplainedClaim, Explanation, Paragraph, Verdict, printable
from api.rule_text import RuleText
from graph.claim import Entity

_FAMILY_STYLES: Final = {
    "alias": "yellow",
    "membership": "magenta",
    "kinship": "cyan",
    "associates": "bright_cyan",
    "who was transferred": "blue",
    "person and place": "green",
    "accusation": "red",
    "organization links": "bright_magenta",
    "transfer date": "bright_blue",
    "transfer counts": "bright_blue",
    "transfer destination": "bright_blue",
    "transfer origin": "bright_blue",
    "transfer terms": "bright_blue",
    "other": "underline",
}
_VERDICT_STYLES: Final[dict[Verdict, str]] = {
    "right": "bold green",
    "wrong": "bold red",
    "optional": "dim",
    "missed": "bold reverse",
}
_SMALL: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_INDENT: Final = 4
_LEAST_WIDTH: Final = 20


def print_explanation(explanation: Explanation, width: int) -> None:
    """Print an explanation on stdout, in colours where that is a terminal and NO_COLOR is not set.

    Args:
        explanation: of one document.
        width: of the terminal in columns.
    """
    console = output(max(width, _LEAST_WIDTH))
    _print(console, _header(explanation))
    claims = explanation.by_number
    for paragraph in explanation.paragraphs:
        console.print()
        _print(console, _text(paragraph, claims))
        for claim in paragraph.claims:
            _print(console, _claim(claim), _INDENT)
    if explanation.entities:
        _heading(console, "Entities")
        for entity in explanation.entities:
            _print(console, _entity(entity), _INDENT)
    if explanation.rules or explanation.unwritten:
        _heading(console, "Rules")
        for rule in explanation.rules:
            for line in _rule(rule):
                _print(console, line, _INDENT)
        for id_ in explanation.unwritten:
            _print(console, Text.assemble((id_, "bold"), ": read by the extractor itself, without a pattern"), _INDENT)


def _print(console: Console, text: Text, indent: int = 0) -> None:
    """Print a text, all lines but the first indented, without blanks at the ends of lines."""
    for number, line in enumerate(text.wrap(console, console.width - indent)):
        line.rstrip()
        console.print(Text(" " * indent if number else "").append_text(line), soft_wrap=True)


def _heading(console: Console, text: str) -> None:
    console.print()
    console.print(text, style="bold")


def _header(explanation: Explanation) -> Text:
    source = explanation.source
    known = [source.language, source.published, source.publisher, explanation.summary]
    text = Text().append(printable(source.title or source.label), style="bold")
    return text.append("".join(f" · {printable(word)}" for word in known if word))


def _text(paragraph: Paragraph, claims: dict[int, ExplainedClaim]) -> Text:
    text = Text()
    for segment in paragraph.segments:
        for first, *_ in segment.opens:
            text.append("‹", style=_style(claims[first]))
        text.append(printable(segment.text), style=_quoted([claims[number] for number in segment.claims]))
        for numbers in segment.closes:
            text.append("›", style=_style(claims[numbers[0]]))
            text.append("·".join(str(number).translate(_SMALL) for number in numbers))
    text.rstrip()
    return text


def _quoted(over: Sequence[ExplainedClaim]) -> str:
    """The style of words on which claims rest: the innermost claim that was made, and whether one was missed."""
    made = [claim for claim in over if claim.verdict != "missed"]
    style = _style(made[-1]) if made else ""
    return f"{style} reverse" if over and over[-1].verdict == "missed" else style


def _style(claim: ExplainedClaim) -> str:
    style = _FAMILY_STYLES[claim.family]
    return f"{style} reverse" if claim.verdict == "missed" else style


def _claim(claim: ExplainedClaim) -> Text:
    text = Text().append(f"{claim.number:>{_INDENT - 1}} ", style=_style(claim))
    if claim.verdict is not None:
        text.append(f"{claim.verdict.upper()} ", style=_VERDICT_STYLES[claim.verdict])
    text.append(f"{printable(claim.subject)} ", style="bold")
    text.append(f"{claim.predicate} ", style=_FAMILY_STYLES[claim.family])
    text.append(printable(claim.object), style="bold")
    for qualifier in claim.qualifiers:
        text.append(f" · {printable(qualifier)}", style="italic")
    if claim.annotated:
        text.append(f" · annotated with {printable(', '.join(claim.annotated))}", style="red")
    if claim.rule:
        text.append(f" · {claim.rule}", style="dim")
    return text


def _entity(entity: Entity) -> Text:
    text = Text().append(f"{entity.id:>{_INDENT - 1}} ", style="dim")
    first, *others = entity.names or (entity.description or "without a name",)
    text.append(printable(first), style="bold")
    if others:
        text.append(f", also {printable(', '.join(others))}")
    text.append(f" · {entity.type}", style="dim")
    if entity.part:
        text.append(f" · {entity.part}", style="italic")
    if entity.from_state or entity.to_state:
        text.append(f" · from {entity.from_state or '?'} to {entity.to_state or '?'}", style="italic")
    return text


def _rule(rule: RuleText) -> Iterator[Text]:
    text = Text().append(rule.id, style="bold").append(f": {rule.form}, {rule.language}, in {rule.file}")
    if rule.says:
        text.append(f", says {'; '.join(rule.says)}")
    yield text
    if rule.description:
        yield Text(f"  {rule.description}", style="dim")
    for pattern in rule.patterns:
        yield Text(f"  {pattern}", style="dim")
