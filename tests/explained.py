"""An invented text with hand-made claims: quotes that nest, that overlap and that are one; what must be escaped."""

from __future__ import annotations

from dataclasses import replace

from api.explanation import Explanation, explain
from api.rule_text import RuleText
from graph.claim import Claim, Entity, Extraction, Source, Value

TEXT = (
    "Twelve sent north\n\n"
    "Ana Ruiz Soto, alias “La <b>Sombra</b>”, led the Example Hills Cartel & was flown to Houston, prosecutors said. "
    "She denies it, and no court has heard the case that they brought in the spring of the year before.\n"
    "Nothing is said here.\n"
)
_ENTITIES = (
    Entity("p1", "Person", ("Ana Ruiz Soto", "La <b>Sombra</b>"), part="accused"),
    Entity("c1", "CriminalOrganization", ("Example Hills Cartel",)),
    Entity("l1", "Place", ("Houston",)),
    Entity("a1", "Authority", ("prosecutors",)),
    Entity("t1", "Transfer", from_state="Mexico", to_state="United States"),
    Entity("p2", "Person", description="the lieutenant of an organization"),
)


def quoting(words: str, subject: str, predicate: str, target: str | Value, rule: str, **more: object) -> Claim:
    start = TEXT.index(words)
    claim = Claim(subject, predicate, target, "reported", start, start + len(words), words, rule=rule)
    return replace(claim, **more)  # type: ignore[arg-type]


CLAIMS = (
    quoting("Twelve sent north", "t1", "peopleCount", Value(12), "handover"),
    quoting("Ana Ruiz Soto, alias “La <b>Sombra</b>", "p1", "alias", Value("La <b>Sombra</b>"), "by-hand"),
    quoting(
        "Ana Ruiz Soto, alias “La <b>Sombra</b>”, led the Example Hills Cartel",
        "p1",
        "leaderOf",
        "c1",
        "led",
        modality="alleged",
        status="former",
        speaker="a1",
    ),
    quoting("led the Example Hills Cartel & was flown to Houston", "p1", "flownTo", "l1", "flown", when="2027-05-04"),
    quoting("led the Example Hills Cartel & was flown to Houston", "p1", "transferredIn", "t1", "flown"),
    quoting("She denies it", "p1", "leaderOf", "c1", "denial", modality="denied", speaker="p1"),
    quoting("the case that they brought", "p2", "chargedIn", "l1", "handover", count=3, case="27-CR-001"),
)
_RULES = (
    RuleText("handover", "95-events.toml", "any", "handover", ("%handed_over%",), ()),
    RuleText("led", "30-role.toml", "en", "verb", ("[once] led [the] <O>", "headed <O>"), ("it leaderOf O",)),
    RuleText("flown", "60-place.toml", "en", "verb", ("was flown to <L>",), ("it flownTo L", "it transferredIn event")),
    RuleText("denial", "20-denial.toml", "en", "verb", ("denies it",), ("it leaderOf O",)),
)


def extraction(text: str = TEXT, claims: tuple[Claim, ...] = CLAIMS) -> Extraction:
    source = Source("invented", text, language="en", published="2027-05-05", publisher="The Example")
    return Extraction(source, _ENTITIES, claims, "by hand", "1")


def explanation() -> Explanation:
    """Of the invented text, with rules that no change of the real ones touches."""
    return replace(explain(extraction()), rules=_RULES, unwritten=("by-hand",))
