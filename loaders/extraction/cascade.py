"""Rules over a line: what fires, what it says, and what stands in the line afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from graph.claim import Span
from loaders.extraction.draft import DraftEntity
from loaders.extraction.lexicon import grammar, word_set
from loaders.extraction.line import Finding, Line, Node
from loaders.extraction.pattern import Rule, Says, calls, captures, patterns

_STOPS: Final = grammar("ends_charges")
_CONJUNCTIONS: Final = frozenset({"and", "y", "e", "plus"})
_LIST_LETTERS: Final = "QLOUCR"
ROLE_PREDICATES: Final = ("memberOf", "leaderOf", "founderOf", "linkedTo")


def matches(line: Line, language: str, form: str) -> Iterator[tuple[Rule, re.Match[str]]]:
    """Every match of the rules of a form, or of all phrases (`pattern.PHRASE`), in a line, the rules in order."""
    words, index = calls(language, form)
    present = line.present()
    called = words & present
    if not called:
        return
    table = patterns(language)
    for number in sorted({number for word in called for number in index[word]}):
        rule, pattern = table[number]
        for need in pattern.further_needs:
            if need.isdisjoint(present):
                break
        else:
            for match in pattern.regex.finditer(line.joined()):
                yield rule, match


def coordinate(line: Line) -> None:
    """Lists of one kind become one node: "Houston, Dallas and Miami"."""
    if len(line.nodes) < 2:
        return
    for letter in _LIST_LETTERS:
        if len(line.find(letter)) > 1:
            _coordinate_letter(line, letter)


def _coordinate_letter(line: Line, letter: str) -> None:
    index = 0
    while index < len(line.words):
        if line.words[index][0] != letter or line.node(index) is None:
            index += 1
            continue
        last, conjunction = index, False
        at = index + 1
        while True:
            size, joined = _separator(line.words, at, letter)
            node = line.node(at + size) if size else None
            if node is None or node.key[0] != letter:
                break
            conjunction = conjunction or joined
            last = at + size
            at = last + 1
        if last > index and (conjunction or letter == "Q" or line.words[index : last + 1].count(",") >= 3):
            join(line, index, last + 1, letter)
        index += 1


def _separator(words: list[str], at: int, letter: str) -> tuple[int, bool]:
    """How many words join two items of a list at an index, and whether a conjunction is among them."""
    size, joined = 0, False
    limit = at + 6
    articles = {
        "the",
        "el",
        "la",
        "los",
        "las",
        "al",
        "a",
        "de",
        "del",
        "of",
        "hasta",
        "even",
        "to",
        "in",
        "by",
        "also",
        "en",
        "state",
        "estado",
    }
    if letter == "Q":
        articles = {"in", "one", "filing", "also", "by", "as", "como", "to", "some", "others", "the", "a"}
    while at + size < min(limit, len(words)):
        word = words[at + size]
        if word == "," or word in _CONJUNCTIONS or (letter == "Q" and word in ("or", "o", "u")):
            joined = joined or word != ","
        elif not (word in articles and size):
            break
        size += 1
    return size, joined


def join(line: Line, first: int, last: int, letter: str) -> Node:
    """Put one node in place of the nodes of a stretch, with what all of them refer to."""
    nodes = [n for i in range(first, last) if (n := line.node(i)) is not None and n.key[0] == letter]
    refs: list[Any] = []
    for node in nodes:
        refs.extend(ref for ref in node.refs if ref not in refs)
    singles = tuple(single for node in nodes for single in (node.singles or (node,)))
    start, end = line.span(first, last)
    group = Node(line.new_key(letter), nodes[0].start, nodes[-1].end, tuple(refs), start, end, singles=singles)
    line.put(first, last, group)
    return group


def charges_in(line: Line, match: re.Match[str], name: str = "X") -> tuple[list[Node], list[Node], int]:
    """Charges and courts of the window that a rule opens, and the index where it ends."""
    first, last = line.indices(match, name)
    charges: list[Node] = []
    courts: list[Node] = []
    end = first
    for index in range(first, last):
        word = line.words[index]
        if word in _STOPS and charges:
            break
        node = line.node(index)
        if node is None:
            continue
        if node.key[0] == "X":
            charges.append(node)
            end = index + 1
        elif node.key[0] == "C":
            courts.append(node)
            end = index + 1
    return charges, courts, end


def findings_of(line: Line, rule: Rule, match: re.Match[str]) -> tuple[list[Finding], int, int]:
    """What a match says, and the stretch of the line that it covers."""
    first, last = line.indices(match)
    captured: dict[str, Node] = {}
    for name, key in captures(match).items():
        if name != "X" and key in line.nodes:
            captured[name] = line.nodes[key]
    charges: list[Node] = []
    courts: list[Node] = []
    if "X" in match.re.groupindex:
        charges, courts, last = charges_in(line, match)
        if not charges:
            return [], first, first
        captured["X"] = Node(
            "X", charges[0].start, charges[-1].end, tuple(dict.fromkeys(r for c in charges for r in c.refs))
        )
    span = line.span(first, last)
    says = list(rule.says)
    if courts and "C" not in captured and any(s.predicate == "accusedOf" for s in says):
        captured["C"] = courts[0]
        if not any(s.predicate == "chargedIn" for s in says):
            says.append(Says(next(s.subject for s in says if s.predicate == "accusedOf"), "chargedIn", "C"))
    words = line.words[first:last]
    found = []
    for say in says:
        finding = finding_of(rule, say, captured, span, words)
        if finding is not None:
            found.append(finding)
    return found, first, last


def finding_of(rule: Rule, say: Says, captured: dict[str, Node], span: Span, words: list[str]) -> Finding | None:
    """What a rule says with these things captured, None where one that it speaks of is not among them."""
    subject: tuple[DraftEntity, ...] | None = None
    if say.subject not in ("it", "event", "each"):
        if say.subject not in captured:
            return None
        subject = captured[say.subject].refs
    target: tuple[Any, ...]
    if say.object.startswith("="):
        target = (say.object[1:],)
    elif say.object in ("event", "each", "all"):
        target = (say.object,)
    elif say.object in captured:
        target = captured[say.object].refs
    else:
        return None
    if say.predicate == "died" and "one" in captured and "murder" not in captured["one"].refs:
        # "Was killed on T", and not "was kidnapped on T": both are a charge to the rules.
        return None
    finding = Finding(say.predicate, target, rule, span, subject=subject)
    finding.modality = _modality(rule, say, words)
    if say.predicate in ("memberOf", "leaderOf"):
        finding.status = rule.status or ("former" if set(words) & word_set("former") else "current")
    elif say.predicate == "heldAt":
        finding.status = rule.status
    return finding


def _modality(rule: Rule, say: Says, words: list[str]) -> str:
    if say.predicate in ("accusedOf", "pleads"):
        return rule.modality or "alleged"
    if say.predicate in (
        "chargedIn",
        "heldAt",
        "appearedIn",
        "transferredIn",
        "flownTo",
        "alias",
        "sentencedTo",
        "arrestedIn",
    ):
        return "reported"
    if rule.modality:
        return rule.modality
    return "alleged" if hedged(words) else "reported"


def hedged(words: list[str]) -> bool:
    """Whether words of suspicion ("alleged", "presunto") are among these."""
    return not word_set("hedge").isdisjoint(words)
