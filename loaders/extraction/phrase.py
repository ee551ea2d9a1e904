"""Rules fire in a line: what is closed becomes a claim, what is open a phrase that looks for its person."""

from __future__ import annotations

import re
from typing import Final

from graph.claim import Span
from loaders.extraction.act_done import is_done, is_suffered
from loaders.extraction.cascade import ROLE_PREDICATES, finding_of, findings_of, hedged, join, matches
from loaders.extraction.claiming import Claims
from loaders.extraction.frame import read_frame
from loaders.extraction.lexicon import grammar, word_set
from loaders.extraction.line import Finding, Line, Node
from loaders.extraction.pattern import PHRASE, Rule, captures
from loaders.extraction.reader import Reader

_ROUNDS: Final = 40


class Phrases:
    """Applies the rules of phrases."""

    def __init__(self, reader: Reader, claims: Claims) -> None:
        self.reader = reader
        self.claims = claims
        self.framed: set[tuple[str, Span]] = set()
        self.told: list[tuple[Span, set[str]]] = []

    def glosses(self, line: Line, language: str) -> None:
        """What is said of an organization beside its name, before the names are read as a list."""
        for _ in range(_ROUNDS):
            if not any(self._apply(line, rule, match) for rule, match in matches(line, language, "gloss")):
                return

    def fire(self, line: Line, language: str) -> bool:
        """Apply the first rule that matches; whether one did."""
        return any(
            self._frame(line, rule, match) if rule.form == "frame" else self._apply(line, rule, match)
            for rule, match in matches(line, language, PHRASE)
        )

    def _frame(self, line: Line, rule: Rule, match: re.Match[str]) -> bool:
        """Claim what a clause says of an act, or leave a phrase that looks for its person; whether the line changed."""
        at = line.spans[line.indices(match)[0]]
        if (rule.id, at) in self.framed or self._is_told(line, rule, match):
            return False
        if "done" in rule.options and not is_done(line, *line.indices(match)):
            return False
        if "deed" in rule.options and not self._is_deed(line, match):
            return False
        if "in-transfer" in rule.options and self.claims.events.in_sentence is None:
            return False
        frame = read_frame(line, rule, match)
        if frame is None or ("done" in rule.options and frame.patient is None and not is_suffered(line, frame.first)):
            return False
        span = line.span(frame.low, frame.high)
        words = line.words[frame.first : frame.last]
        findings = [f for say in rule.says if (f := finding_of(rule, say, frame.captured, span, words)) is not None]
        if not findings:
            return False
        self.framed.add((rule.id, at))
        if frame.patient is not None:
            before = set(line.words[max(0, frame.first - 3) : frame.first])
            if not before & (grammar("modal") | word_set("negation")):
                person = line.nodes[line.words[frame.patient]]
                if any(finding.predicate == "accusedOf" for finding in findings):
                    for ref in person.refs:  # the act names whom it is done to: a minister may be accused, too
                        ref.official = False
                self.claims.emit(findings, person.refs, (person.start, person.end) if person.key[0] == "P" else None)
            self.told.append((line.span(frame.first, frame.last), {finding.predicate for finding in findings}))
            return False
        node = Node(line.new_key("F"), *line.span(frame.first, frame.last), (), *span, findings, "verb")
        node.options, node.words = rule.options, tuple(words)
        line.put(frame.first, frame.last, node)
        return True

    def _is_deed(self, line: Line, match: re.Match[str]) -> bool:
        """Whether somebody is said to have done it, by a speaker or in words of doubt, and not to have suffered it."""
        first, last = line.indices(match)
        one = captures(match).get("one")
        after = line.words[last + 1 : last + 2]
        if one is not None and ("done" not in line.nodes[one].options or after in (["in"], ["by"], ["."], ["por"])):
            return False
        voice = self.claims.voice_at(line.spans[first])
        said = voice is not None and voice.speaker is not None
        return said or hedged(line.words[max(0, first - 4) : last + 1])

    def _is_told(self, line: Line, rule: Rule, match: re.Match[str]) -> bool:
        """Whether the words of this act have given somebody the accusation, so that they are nobody else's."""
        start, end = line.span(*line.indices(match))
        said = {say.predicate for say in rule.says}
        return any(low < end and start < high and "accusedOf" in said & told for (low, high), told in self.told)

    def _apply(self, line: Line, rule: Rule, match: re.Match[str]) -> bool:
        if any(say.object == "F" != say.predicate for say in rule.says) and not self._describe(line, match):
            return False
        findings, first, last = findings_of(line, rule, match)
        if "in-transfer" in rule.options and self.claims.events.in_sentence is None:
            return False
        if "needs-event" in rule.options and not self.claims.events.is_spoken_of(line, first):
            return False
        if last < len(line.words) and line.words[last] in ("'s", "'") and line.words[last - 1][0] == "O":
            return False
        captured = {n: line.nodes[k] for n, k in captures(match).items() if n != "X" and k in line.nodes}
        if not findings and "F" not in captured and rule.form != "list":
            return False
        open_findings: list[Finding] = []
        for finding in findings:
            if finding.predicate == "F":
                open_findings.extend(_inherited(captured["F"], finding, rule))
            elif finding.subject is None and finding.object != ("each",):
                open_findings.append(finding)
            else:
                self.claims.close(line, finding, captured, first)
        words = line.words[first:last]
        start, end = line.span(first, last)
        if rule.keep == "both":
            join(line, *_stretch(line, match), "P")
            return True
        if rule.keep:
            kept = captured[rule.keep]
            line.put(
                first,
                last,
                Node(line.new_key(kept.key[0]), kept.start, kept.end, kept.refs, start, end, singles=kept.singles),
            )
            if open_findings:
                self.claims.emit(open_findings, kept.refs, (kept.start, kept.end))
            return True
        if not open_findings and rule.form != "list":
            return False
        node = Node(line.new_key("F"), start, end, (), start, end, open_findings, rule.form)
        node.options, node.words = rule.options, tuple(words)
        node.plural = rule.number == "plural" or _is_plural(words)
        line.put(first, last, node)
        return True

    def _describe(self, line: Line, match: re.Match[str]) -> bool:
        """Somebody only described ("the leader of the Sur Cartel") becomes a person without a name.

        Not where the name follows ("the leader P"): then the description is that person's.
        """
        after = line.node(line.indices(match)[1])
        if after is not None and after.key[0] == "P":
            return False
        phrase = line.nodes[captures(match)["F"]]
        roles = [f for f in phrase.findings if f.predicate in ROLE_PREDICATES]
        if not roles:
            return False
        if not phrase.refs:
            person = self.reader.draft.entity("Person")
            person.description = self.reader.text[phrase.start : phrase.end]
            person.mentions.add((phrase.start, phrase.end))
            phrase.refs = (person,)
            self.claims.emit(roles, phrase.refs, None)
        return True


def _inherited(phrase: Node, via: Finding, rule: Rule) -> list[Finding]:
    """Findings of an inner phrase under the words around it: "is accused of being <F>"."""
    out = []
    for finding in phrase.findings:
        modality = rule.modality or ("alleged" if "hedge" in rule.options else finding.modality)
        copy = Finding(
            finding.predicate,
            finding.object,
            finding.rule,
            (via.span[0], max(via.span[1], finding.span[1])),
            modality,
            finding.status,
            finding.when,
        )
        copy.status = rule.status or finding.status
        copy.inverse = finding.inverse
        out.append(copy)
    return out


def _stretch(line: Line, match: re.Match[str]) -> tuple[int, int]:
    first, last = line.indices(match)
    people = [i for i in range(first, last) if (n := line.node(i)) is not None and n.key[0] == "P"]
    return people[0], people[-1] + 1


def _is_plural(words: list[str]) -> bool:
    """Whether the noun of a phrase is in the plural."""
    for word in words:
        if (
            word in word_set("leader")
            or word in word_set("member")
            or word in word_set("founder")
            or word in word_set("brother")
            or word in word_set("relative")
            or word in word_set("link_noun")
        ):
            return word.endswith("s") and not word.endswith("ss")
    return False
