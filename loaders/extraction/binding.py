"""Acts, roles and ties that no pattern reads, bound to whom and what stands around them in their sentence.

A rule of form `bind` has only the words of an act or of a role. Who it is about is told by position (`clause`), by its
`voice`: `subject`, `object`, `owner` or `organization`; what belongs to it by kind and preposition, by its `slots`.
Nothing is said here that a pattern has read from the same words.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

from loaders.extraction.anaphor import Anaphora
from loaders.extraction.cascade import ROLE_PREDICATES, finding_of, hedged, matches
from loaders.extraction.charge_list import charges_after, charges_before
from loaders.extraction.claiming import Claims
from loaders.extraction.clause import Bearer, accused_of, agent_of, object_of, organization_of, owner_of, subject_of
from loaders.extraction.draft import DraftEntity
from loaders.extraction.gapping import read_gapped
from loaders.extraction.kinship import KINSHIP, relative_of
from loaders.extraction.lexicon import grammar, word_set
from loaders.extraction.line import Line, Node
from loaders.extraction.passenger import read_passengers
from loaders.extraction.pattern import Rule, captures
from loaders.extraction.slot import ANY, REACH, end_of_clause, ends_there, is_act, is_led, is_object, is_of_the_whole
from loaders.extraction.term import find_term

FORM: Final = "bind"
_BEFORE: Final = 4
"""How many words before an act may say that it was not done."""
_BOUND: Final = frozenset("POLRCX")
"""Letters of what may be bound."""
_OPENING: Final = 1
_STEPS: Final = 6
"""How many words "the gang of" may have before a name."""
_UNREAL: Final = grammar("modal") | grammar("future")
_ASKED: Final = grammar("asked_for")
_CHARGING: Final = grammar("charging")
_OF: Final = frozenset({"of", "de", "del", "for", "para"})
_DOUBT: Final = grammar("doubt")
_DOUBTED: Final = (*ROLE_PREDICATES, "partOf", "successorOf", "alliedWith", "rivalOf", "associateOf")
_BETWEEN: Final = frozenset({"between", "entre"})
_DESCRIBES: Final = grammar("determiner") | {"its", "los", "las", "principal", "alleged", "top", "senior", "main"}
_ARTICLES: Final = frozenset({"the", "a", "an", "el", "la", "un", "una", "los", "las"})
_TO_ROLE: Final = grammar("leads_to_role")
_THAT: Final = frozenset({"que", "that", "which", "who", "quien", ","})
_PLACES: Final = {"L": "LK"}
_CLITICS: Final = frozenset({"lo", "la", "los", "las"})
_ROLE: Final = frozenset({"role", "spoken"})
_UP_TO_COPULA: Final = frozenset(
    {"of", "de", "del", "the", "el", "la", "los", "las", "gang", "banda", "grupo", "group"}
)
_NO_ACT: Final = (["in", "charge"], ["house", "arrest"], ["house", "detention"])
"""Words of which the second alone would be an act."""


class Binder:
    """Makes the claims that are left when the patterns of a sentence have been read."""

    def __init__(self, claims: Claims, anaphora: Anaphora) -> None:
        self.claims = claims
        self.anaphora = anaphora

    def read(self, line: Line, language: str, paragraph: int, organization: DraftEntity | None) -> None:
        """Bind what a sentence says.

        Args:
            line: the sentence as it was before any phrase was taken out of it.
            language: of its paragraph.
            paragraph: where its paragraph starts.
            organization: which organization the text last spoke of, before this sentence.
        """
        if _BOUND.isdisjoint(line.present()):
            return
        if self.claims.events.all:
            read_passengers(line, self.claims, self.anaphora.spoken_of(tuple(line.words), paragraph))
        for rule, match in matches(line, language, FORM):
            first, last = line.indices(match)
            if not self._is_read(line, rule, first, last) and _is_real(line, first, last):
                self._bind(line, rule, match, self._topic(line, language, first, last, paragraph), organization)
        read_gapped(line, self.claims)

    def _topic(self, line: Line, language: str, first: int, last: int, paragraph: int) -> tuple[DraftEntity, ...]:
        """Who may be the subject that words leave out; English leaves one out only where they open a sentence."""
        if language != "es":
            return self.anaphora.reader.topic if first <= _OPENING else ()
        return self.anaphora.spoken_of(tuple(line.words[max(0, first - _BEFORE) : last + 1]), paragraph)

    def _is_read(self, line: Line, rule: Rule, first: int, last: int) -> bool:
        """Whether some rule has read the same from these words."""
        start, end = line.span(first, last)
        said = {say.predicate for say in rule.says}
        if said & set(ROLE_PREDICATES):
            said |= set(ROLE_PREDICATES)
        return any(
            claim.predicate in said and claim.act[0] < end and start < claim.act[1] for claim in self.claims.made
        )

    def _bind(
        self,
        line: Line,
        rule: Rule,
        match: re.Match[str],
        topic: tuple[Any, ...],
        organization: DraftEntity | None,
    ) -> None:
        first, last = line.indices(match)
        captured = {name: line.nodes[key] for name, key in captures(match).items() if key in line.nodes}
        identified = _identified(line, last) if _ROLE.intersection(rule.options) else None
        if identified is None and "role" in rule.options and rule.voice == "subject" and _is_of_another(line, first):
            return
        if "act" in rule.options and (line.words[first - 1 : first] == [] or not is_act(line, first)):
            return
        end = end_of_clause(line, last)
        low, high = first, last
        bearer: Bearer | None
        if "in-transfer" in rule.options and self.claims.events.in_sentence is None:
            return
        if "charged" in rule.options and not line.find("X") and line.present().isdisjoint(_CHARGING):
            return
        for name in rule.slots:
            after = high if "Y" in captured else last  # what a term is for stands behind it
            found = self._slot(line, rule, name, first, after, end)
            if found is None and after != last:
                found = self._slot(line, rule, name, first, last, end)
            if found is not None:
                captured[name] = found[0]
                low, high = min(low, found[1]), max(high, found[2])
            elif name == "Y":
                return
            elif name == "O" and (spoken := self._organization(line, rule, first, last, organization)) is not None:
                captured[name] = Node("O", *line.span(first, last), (spoken,))
        if rule.voice == "organization" and (pair := _between(line, last)) is not None:
            captured["O"], bearer = pair
        elif rule.voice == "kin":
            relative = relative_of(line, first, last, topic)
            if relative is None or self._are_related(rule, relative[0].refs[0], relative[1].refs[0]):
                return
            bearer, captured["P"] = relative
        else:
            bearer = identified or self._bearer(line, rule, first, last, topic, organization)
        if bearer is None or not bearer.refs:
            return
        span = line.span(low, high)
        denied = not _negation().isdisjoint(line.words[max(0, first - _BEFORE) : first])
        denier = self._denier(line, first, bearer, topic) if denied else None
        if denied and denier is None:
            return
        doubted = hedged(line.words[:high]) or not _DOUBT.isdisjoint(line.words[:high])
        findings = []
        for say in rule.says:
            finding = finding_of(rule, say, captured, span, line.words[first:last])
            if finding is None or (say.object == "event" and self.claims.events.of_person() is None):
                continue
            if denied:
                if finding.predicate not in (*ROLE_PREDICATES, "accusedOf"):
                    continue
                finding.modality, finding.speaker = "denied", denier
            elif doubted and finding.modality == "reported" and finding.predicate in _DOUBTED:
                finding.modality = "alleged"
            findings.append(finding)
        for finding in findings:
            self.claims.emit_new(finding, bearer.refs, bearer.span)

    def _are_related(self, rule: Rule, one: DraftEntity, other: DraftEntity) -> bool:
        """Whether some kinship of two people, or that they are associates, is claimed already."""
        pair = {id(one), id(other)}
        said = KINSHIP if rule.says[0].predicate in KINSHIP else (*KINSHIP, rule.says[0].predicate)
        claims = self.claims.reader.draft.claims.values()
        return any(c.predicate in said and {id(c.subject), id(c.object)} == pair for c in claims)

    def _bearer(
        self, line: Line, rule: Rule, first: int, last: int, topic: tuple[Any, ...], organization: DraftEntity | None
    ) -> Bearer | None:
        match rule.voice:
            case "subject":
                return subject_of(line, first, topic)
            case "object":
                return object_of(line, first, last, topic)
            case "either":
                return object_of(line, first, last, topic) or subject_of(line, first, topic)
            case "agent":
                return agent_of(line, last)
            case "accused":
                return accused_of(line, self.anaphora.reader.topic)
            case "organization":
                return organization_of(line, first, organization)
            case _:
                return owner_of(line, first, last, topic)

    def _denier(self, line: Line, first: int, bearer: Bearer, topic: tuple[Any, ...]) -> DraftEntity | None:
        """Who denies it: the speaker of a negation, or the person himself ("P denies being one of O")."""
        verb = next((at for at in range(max(0, first - _BEFORE), first) if line.words[at] in word_set("denies")), None)
        if verb is not None:
            himself = subject_of(line, verb, topic)
            return bearer.refs[0] if himself is not None and himself.refs == bearer.refs[:1] else None
        voice = self.claims.voice_at(line.spans[first])
        return voice.speaker if voice is not None else None

    def _organization(
        self, line: Line, rule: Rule, first: int, last: int, organization: DraftEntity | None
    ) -> DraftEntity | None:
        """The organization that words leave out: "the O's founder", "was the second in command", "founded by"."""
        words = line.words
        before = [at for at in line.find("O") if at < first]
        if before and words[before[-1] + 1 : first] in (["'s"], ["'"], ["'s", "alleged"], ["'s", "former"]):
            return _organization_at(line, before[-1])
        if self._stands_for_organization(line, rule, first, last):
            return _organization_at(line, before[-1]) if before else organization
        if "spoken" not in rule.options or (words[last : last + 1] and words[last] in _OF):
            return None
        if rule.voice == "organization":
            return organization if before and organization is not _organization_at(line, before[-1]) else None
        if rule.voice == "agent":
            return _organization_at(line, before[-1]) if before else organization
        return _organization_at(line, before[0]) if before else self.anaphora.near(organization)

    def _stands_for_organization(self, line: Line, rule: Rule, first: int, last: int) -> bool:
        """Whether a pronoun beside the words is the organization: "founded it", "belonged to it", "los dirige P"."""
        prepositions = rule.slots.get("O", frozenset())
        after = line.words[last : last + 2]
        if rule.voice != "subject" or prepositions == {"none"} or not rule.slots.keys() <= {"O"}:
            return False
        if after[:1] == ["it"] or (after[1:] in (["it"], ["them"]) and after[0] in prepositions):
            return True
        return bool(first) and ANY in prepositions and line.words[first - 1] in _CLITICS

    def _slot(self, line: Line, rule: Rule, name: str, first: int, last: int, end: int) -> tuple[Node, int, int] | None:
        prepositions = rule.slots[name]
        whole = "whole" in rule.options
        if name == "X" and "charge-before" in rule.options:
            inside = [at for at in line.find("X") if first <= at < last]
            at = inside[0] if inside else first - 1
            charge = line.node(at)
            if charge is not None and charge.key[0] == "X":
                return charge, at, at + 1
            return charges_after(line, last, prepositions)
        if name == "X":
            return charges_after(line, last, prepositions) or charges_before(
                line, first, max(0, first - REACH), prepositions & {"for", "por", "on", "de"}
            )
        if name == "Y":
            term = find_term(line, range(first, end))
            if term is None or term.value == "death":
                return None
            return Node("Y", *line.span(term.first, term.last), (term.value,)), term.first, term.last
        for letter in _PLACES.get(name, name):
            for index in line.find(letter):
                if whole and not is_of_the_whole(line, last, index):
                    continue
                if name == "O" and ANY in prepositions and not is_object(line, last, index):
                    continue
                if name == "O" and not _THAT.isdisjoint(line.words[last:index]):
                    continue
                if index == last and rule.says[0].predicate == "partOf":
                    continue  # "la célula Los Patos" is one itself
                if "ends" in rule.options and not ends_there(line, index):
                    continue
                if last <= index < end and is_led(line, index, prepositions, last - 1):
                    return line.nodes[line.words[index]], index, index + 1
        return None


def _is_of_another(line: Line, first: int) -> bool:
    """Whether a role may be that of somebody who is not named: "al fundador de O", "killed by a member of O".

    It is that of the person before only where a copula, a comma or "as" leads to it, or where the name itself does.
    """
    at = first - 1
    counted = False
    while at >= 0 and (line.words[at] in _DESCRIBES or line.words[at] in word_set("hedge") | word_set("former")):
        counted = counted or line.words[at] in _ARTICLES
        at -= 1
    if at < 0:
        return counted
    word, node = line.words[at], line.node(at)
    if node is not None:
        return node.key[0] != "P"
    if word in ("of", "de") and line.words[at - 1] in ("one", "uno", "una", "part"):
        return False
    if word in ("and", "y", "e"):
        return counted
    return word not in _leads_to_role()


@cache
def _leads_to_role() -> frozenset[str]:
    return grammar("copula") | _TO_ROLE


@cache
def _negation() -> frozenset[str]:
    return (word_set("negation") | word_set("denies")) - {"casi", "nearly", "almost"}


def _organization_at(line: Line, index: int) -> DraftEntity:
    organization: DraftEntity = line.nodes[line.words[index]].refs[-1]
    return organization


def _is_real(line: Line, first: int, last: int) -> bool:
    """Whether nothing before the words says that it is only wanted, feared or asked for."""
    before = line.words[max(0, first - _BEFORE) : first]
    if line.words[max(0, first - 1) : first + 1] in _NO_ACT or _is_of_a_thing(line, first):
        return False
    if line.words[last : last + 1] in (["parte"], ["domiciliario"], ["domiciliaria"]):
        return False  # who "formó parte" has formed nothing
    return _UNREAL.isdisjoint(before) and _ASKED.isdisjoint(before[-2:]) and line.words[last : last + 1] != ["been"]


def _identified(line: Line, last: int) -> Bearer | None:
    """Whom a role that is the subject of "is" turns out to be: "the leader of O is P", "el segundo sería su tío, P"."""
    at = last
    while at < len(line.words) and (line.words[at] in _UP_TO_COPULA or (line.words[at][0] == "O" and line.node(at))):
        at += 1
    if at >= len(line.words) or line.words[at] not in grammar("copula"):
        return None
    for index in range(at + 1, min(len(line.words), at + 1 + _STEPS)):
        node = line.node(index)
        if node is not None and node.key[0] == "P" and not node.pronoun:
            owned = line.words[index + 1 : index + 2] in (["'s"], ["'"])
            return None if owned else Bearer(node.refs, (node.start, node.end), index)
        word = line.words[index]
        if not (word.isalpha() or word == "," or word[0] == "H") or word in _OF or word in grammar("preposition"):
            return None
    return None


def _is_of_a_thing(line: Line, first: int) -> bool:
    """Whether an English participle says what a noun before it does: "weapons belonging to O", "a man leading O"."""
    word, before = line.words[first], line.words[first - 1] if first else ","
    if not word.endswith("ing") or before in line.nodes or not before.isalpha():
        return False
    return before not in grammar("before_gerund") and not before.endswith("ly")


def _between(line: Line, last: int) -> tuple[Node, Bearer] | None:
    """The two of "the feud between O and O"."""
    if _BETWEEN.isdisjoint(line.words[last : last + 3]):
        return None
    singles = [single for at in line.find("O") if at > last for single in _singles(line, at)]
    if len(singles) < 2:
        return None
    one, other = singles[:2]
    return other, Bearer(one.refs, (one.start, one.end), None)


def _singles(line: Line, at: int) -> tuple[Node, ...]:
    node = line.nodes[line.words[at]]
    return node.singles or (node,)
