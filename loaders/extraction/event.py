"""Which handing over a sentence speaks of, and what it says of it."""

from __future__ import annotations

import re
from typing import Any, Final

from graph.claim import Span
from loaders.extraction.act_done import is_beside, is_noun, is_of_another_time
from loaders.extraction.cascade import matches
from loaders.extraction.date import DateMention
from loaders.extraction.draft import DraftClaim, DraftEntity
from loaders.extraction.event_likeness import (
    Act,
    Event,
    Part,
    choose_event,
    conflict,
    is_vague,
    without_dates_of_all,
)
from loaders.extraction.event_states import States, is_wrong_end
from loaders.extraction.event_words import (
    is_about,
    is_dated_of_one_named,
    is_domestic,
    is_joined,
    is_of_one,
    is_single,
    on_board,
    overlap,
    people,
    stays_inside,
    with_sentence,
)
from loaders.extraction.handover import (
    Handover,
    only_day,
    read_handovers,
    share_states,
)
from loaders.extraction.lexicon import grammar, lexicon, word_set
from loaders.extraction.line import Line, Node
from loaders.extraction.patient import is_somebody_unnamed, patient_of
from loaders.extraction.pattern import Rule, captures
from loaders.extraction.ranked import read_elided, read_ranked
from loaders.extraction.reader import Reader
from loaders.extraction.standing import Standing
from loaders.extraction.transfer_terms import read_terms

_LARGEST: Final = 400
_RANKED: Final = Rule("handover-ranked", "any", "code", (), ())
_ELIDED: Final = Rule("handover-elided", "any", "code", (), ())
_OPENING: Final = 3
"""How many words may stand before a state that opens a sentence."""
_NAMED_LATER: Final = 2
"""How many sentences after the act somebody may be named who suffered it."""
_BARE: Final = 3
"""How many words a sentence has that is no more than a date."""
_MODES: Final = {
    "extradition": re.compile(r"extradit|extradic"),
    "expulsion": re.compile(r"expel|expuls"),
    "deportation": re.compile(r"deport"),
    "transfer": re.compile(r"transfer|traslad"),
}
_BOUND: Final = re.compile(r"N\d+ (?:(?![,;:.] |[NKPT]\d)[^ ]+ ){0,7}(?:to|a|hacia|for|into) L\d+ ")
_OF_HANDOVERS: Final = re.compile(
    r"extradi[tc]|deport|expuls|expel|\bhand(?:ed|ing|s)?[ -]?over|repatri|surrendered (?:by|to) [a-z]"
    r"|(?:prisoners?|inmates?) (?:were |was )?(?:transfer|sent|flown)"
    r"|transfer(?:red|s)? (?:\w+ ){0,3}(?:prisoners|inmates)"
    r"|(?:traslad|entreg|env)\w+ (?:\w+ ){0,4}(?:reos|presos|internos|capos|reclusos)"
)
_BESIDE: Final = frozenset({"before", "after", "antes", "despues", "tras", "since", "desde"})
"""Before an ordinal: it only dates something else."""
_FUTURE: Final = grammar("future")
_OTHER_DATES: Final = grammar("dated_otherwise")
_DEMAND: Final = grammar("demand")


class Events:
    """The handings over of one document, in the order in which it speaks of them.

    `entry` is the day that stands alone at the head of a paragraph, as in a chronology.
    """

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.all: list[Event] = []
        self.current: Event | None = None
        self.in_sentence: Event | None = None
        self.acts: list[Act] = []
        self.context: Event | None = None
        self.entry: Node | None = None
        self.topic: tuple[Any, ...] = ()
        self.sentences = 0
        self.unnamed: tuple[Event, int] | None = None
        self.states = States(reader)
        self.told = _OF_HANDOVERS.search(reader.folded) is not None

    def paragraph(self) -> None:
        """Begin a paragraph: it speaks of the main event until it tells otherwise."""
        self.current = self.context = self.entry = None

    def read(
        self, line: Line, language: str, speaker: DraftEntity | None, standing: Standing, topic: tuple[Any, ...] = ()
    ) -> None:
        """Find what a sentence says of transfers and give it to the right one."""
        self.in_sentence = None
        self.acts = []
        self.topic = topic
        self.sentences += len(line.words) > _BARE
        self.states.tally(line)
        days = line.find("T")
        if len(days) == 1 and len(line.words) <= _BARE:
            self.entry = line.nodes[line.words[days[0]]]
        if standing.asked:
            return
        handovers = list(read_handovers(line, language))
        share_states(handovers)
        told = [self._act(line, act) for act in handovers]
        if any(part is not None and part.opens for part in told):  # what adds to it may stand before
            told = [part or self._act(line, act, beside=True) for part, act in zip(told, handovers, strict=True)]
        acts = [part for part in told if part is not None]
        acts += self._row(line, acts)
        parts = [part for part in [*self._parts(line, language, acts), *acts] if not standing.denies(part.span)]
        parts = without_dates_of_all(sorted(parts, key=lambda p: p.span), line)
        opening = any(part.opens for part in parts)
        if not parts or (not opening and not self.all):
            return
        for cluster in sorted(self._clusters(parts), key=lambda c: "latest" in c[0].rule.options):
            latest = "latest" in cluster[0].rule.options
            event = self.context or self.all[0] if latest and self.all else self._event(cluster, opening)
            if event is None:
                continue
            self._say(event, cluster, line, speaker)
            of_one = any(len(part.people) == 1 or part.single for part in cluster)
            event.plural = event.plural or not (of_one or people().isdisjoint(line.words))
            self.acts += [
                Act(part.span, event, part.rule.options, part.rule.form != "handover", part.people)
                for part in cluster
                if part.opens or part.rule.form == "handover"
            ]
            if not cluster[0].alone:
                self.context = event
            if not latest:
                self.in_sentence = self.in_sentence or event
                self.current = event
        if self.in_sentence is not None and opening:
            self.states.note(line, self.in_sentence)

    def meant(self, span: Span) -> Event | None:
        """The event of the act that some words overlap, else the one that a sentence about a passenger means."""
        over = [act for act in self.acts if overlap(act.span, span)]
        return min(over, key=lambda act: act.of_noun).event if over else self.of_person()

    def named_later(self) -> Event | None:
        """The event of one who was only described in the sentences before."""
        if self.unnamed is None or self.unnamed[0].people:
            return None
        event, sentence = self.unnamed
        return event if 0 < self.sentences - sentence <= _NAMED_LATER else None

    def of_person(self) -> Event | None:
        """The event that a sentence about a passenger means."""
        return self.in_sentence or self.current or (self.all[0] if self.all else None)

    def is_spoken_of(self, line: Line, first: int) -> bool:
        """Whether words about those on board can be meant of a transfer: one of which the paragraph has just spoken."""
        if self.in_sentence is not None:
            return True
        victims = not grammar("struck").isdisjoint(line.words)
        return bool(self.all) and not victims and (self.current is not None or first < _OPENING or self.context is None)

    def towards(self, place: DraftEntity) -> Event | None:
        """The event whose passengers went to the state that a place lies in; else the one spoken of."""
        fits = [e for e in self.all if e.entity.to_state is not None and e.entity.to_state == place.value]
        return fits[0] if fits else self.of_person()

    def _act(self, line: Line, act: Handover, *, beside: bool = False) -> Part | None:
        """What an act says, if it can be told to be a handing over by one state to another.

        One that only adds to a handing over does so where one was told of before, or is `beside` it.
        """
        options = act.rule.options
        who = patient_of(line, act.first, act.last, options, self.topic)
        between = "given" in options and act.is_between()
        given = "given" in options and act.subject and act.giver != act.taker
        given = given or ("given" in options and act.taker not in (None, act.giver) and act.in_custody)
        told = self.told and ("told" in options or ("shown" in options and act.shown) or given)
        sent = "sent" in options and act.is_sent_to_justice(line, told=self.told)
        travels = "travels" in options and act.in_custody and (act.is_between() or (self.told and act.shown))
        named = self.told and "shown" in options and is_dated_of_one_named(act, who)
        opens = "opens" in options or between or told or sent or travels or named or (given and act.in_custody)
        if "journey" in options and not (act.in_custody or act.aboard):
            return None
        again = "shown" in options and self.told and act.of_somebody and self.of_person() is not None
        opens = opens and not is_noun(line, act.first)
        if (not opens and not self.all and not beside) or ("shown" in options and not opens and not again):
            return None
        if is_domestic(line, act.last) or ("opens" not in options and act.stays_inside()):
            return None
        unnamed = who is None and is_somebody_unnamed(line, act.first, act.last)
        part = Part(act.rule, line.span(act.first, act.last), [])
        printed = " ".join(line.words[act.first : act.last])
        part.arguments.extend(
            ("legalMode", mode, None, None) for mode, words in _MODES.items() if words.search(printed)
        )
        of_one = "opens" in options or (who is not None and len(who.refs) == 1)
        part.single = is_single(line, act.first, act.last)
        part.opens, part.adds, part.unnamed = opens, not opens, unnamed
        if self.entry is not None and not any(predicate == "date" for predicate, *_ in act.arguments):
            act.arguments.append(("date", self.entry.refs[0], self.entry))
        for predicate, value, node in act.arguments:
            if predicate == "peopleCount" and (not 0 < value <= _LARGEST or self._is_bound(line, node)):
                continue
            part.arguments.append(
                (
                    "year" if is_vague(predicate, value) and not (opens and of_one) else predicate,
                    value,
                    node,
                    None,
                )
            )
        part.giver, part.state, part.taker = act.giver, act.taker, act.taker_node
        if who is not None and not any(ref.official for ref in who.refs):
            part.people = frozenset(who.refs)
        joined = who is not None and who.index is not None and is_joined(line, who.index)
        part.other, part.again = (
            is_of_another_time(line, act.first, act.last),
            joined or is_beside(line, act.first, act.last),
        )
        return part

    def _row(self, line: Line, acts: list[Part]) -> list[Part]:
        """Handings over of a row, told by their rank or by whom they were done to."""
        row = list(read_ranked(line)) if acts or self.all else []
        opened = next((part for part in acts if part.opens), None)
        if opened is not None:
            after = next((at for at, span in enumerate(line.spans) if span[0] >= opened.span[0]), 0)
            row += read_elided(line, after)
        out: list[Part] = []
        for one in row:
            arguments: list[tuple[str, Any, Node | None, int | None]] = []
            if one.ordinal is not None:
                arguments.append(("ordinal", one.ordinal, None, None))
            if one.day is not None:
                arguments.append(("date", *one.day, None))
            if one.number is not None and 0 < one.number.refs[0] <= _LARGEST:
                arguments.append(("peopleCount", one.number.refs[0], one.number, None))
            part = Part(_RANKED if not one.people else _ELIDED, line.span(one.first, one.last), arguments, opens=True)
            part.people = frozenset(one.people)
            if opened is not None and one.people:
                part.giver = opened.giver
            out.append(part)
        return out

    def _parts(self, line: Line, language: str, acts: list[Part]) -> list[Part]:
        parts: list[Part] = []
        taken: set[tuple[str, Any]] = {
            ("N", n.start) for act in acts for _, _, n, _ in act.arguments if n and n.key[0] == "N"
        }
        for rule, match in matches(line, language, "event"):
            first, last = line.indices(match)
            if ("opens" in rule.options or "asserted" in rule.options) and is_domestic(line, last):
                continue
            if "asserted" in rule.options and not _DEMAND.isdisjoint(line.words[max(0, first - 4) : last]):
                continue
            if "affirmed" in rule.options and not word_set("negation").isdisjoint(
                line.words[max(0, first - 4) : first + 1]
            ):
                continue
            dates = any(say.predicate == "date" for say in rule.says)
            if not _FUTURE.isdisjoint(line.words[max(0, first - 3) : first]) or (
                dates and not _OTHER_DATES.isdisjoint(line.words[first:last])
            ):
                continue
            counts = any(say.predicate in ("peopleCount", "destination") for say in rule.says)
            if counts and not grammar("killing").isdisjoint(line.words[max(0, first - 4) : last + 3]):
                continue
            leaves = any(say.predicate == "origin" for say in rule.says)
            if leaves and (is_of_one(line, first, last) or (not acts and stays_inside(line, last))):
                continue
            if "in-transfer" in rule.options and not acts and line.present().isdisjoint(on_board()):
                continue
            if (
                "of-move" in rule.options
                and self.current is None
                and not line.present() & (word_set("transfer_past") | word_set("transfer_noun"))
            ):
                continue
            arguments = []
            for say in rule.says:
                for value, node, count in self._values(say.object, match, line):
                    where = ("N", node.start) if node and node.key[0] == "N" else (say.predicate, value)
                    if where in taken or (say.predicate == "peopleCount" and node and self._is_bound(line, node)):
                        continue
                    if say.predicate == "ordinal" and not _BESIDE.isdisjoint(line.words[max(0, first - 3) : first]):
                        continue
                    if say.predicate == "peopleCount" and node and is_about(line, node):
                        continue
                    if is_vague(say.predicate, value) and "opens" not in rule.options:
                        arguments.append(("year", value, node, count))
                    else:
                        taken.add(where)
                        arguments.append((say.predicate, value, node, count))
            if any(name == "ordinal" for name, *_ in arguments) and (day := only_day(line)) is not None:
                arguments.append(("year", day.refs[0], None, None))
            bound = not arguments and any(say.predicate == "peopleCount" for say in rule.says)
            if arguments or ("opens" in rule.options and not bound):
                part = Part(rule, line.span(first, last), arguments, opens="opens" in rule.options)
                if "to-state" in rule.options:
                    part.state = line.nodes[captures(match)["K"]].refs[0].value
                parts.append(part)
        return sorted(parts, key=lambda p: p.span)

    def _is_bound(self, line: Line, count: Node) -> bool:
        """Whether a number is that of a city ("eight people were flown to X") beside a transfer already told."""
        goes_on = _BOUND.match(line.joined()[line.joined().index(f" {count.key} ") + 1 :])
        return bool(goes_on and self.all) and all(count.refs[0] not in event.counts for event in self.all)

    def _values(self, name: str, match: re.Match[str], line: Line) -> list[tuple[Any, Node | None, int | None]]:
        if name.startswith("="):
            literal = name[1:]
            return [(int(literal) if literal.isdigit() else literal, None, None)]
        if name == "mode":
            printed = match.group()
            return [(mode, None, None) for mode, words in _MODES.items() if words.search(printed)]
        if name == "ordinal":
            table = lexicon("en").tables["ordinal_value"] | lexicon("es").tables["ordinal_value"]
            word = next((w for w in match.group().split() if w in table), None)
            return [(table[word], None, None)] if word else []
        keys = captures(match)
        if name not in keys:
            return []
        node = line.nodes[keys[name]]
        count = line.nodes[keys["count"]].refs[0] if "count" in keys else None
        out: list[tuple[Any, Node | None, int | None]] = []
        for ref in node.refs:
            if isinstance(ref, int) and not 0 < ref <= _LARGEST:
                continue
            if isinstance(ref, DateMention) and ref.season:
                continue
            out.append((ref, node, count))
        return out

    def _clusters(self, parts: list[Part]) -> list[list[Part]]:
        """Parts that may speak of one event stay together; a second full date, count or ordinal opens another."""
        clusters: list[list[Part]] = []
        for part in sorted(parts, key=lambda p: p.rule.form != "handover"):
            if part.alone:
                clusters.append([part])
                continue
            for cluster in sorted(clusters, key=lambda c: not any(overlap(p.span, part.span) for p in c)):
                if not cluster[0].alone and not conflict(cluster, part):
                    cluster.append(part)
                    break
            else:
                clusters.append([part])
        return sorted(clusters, key=lambda c: c[0].span)

    def _event(self, cluster: list[Part], opening: bool) -> Event | None:
        event = choose_event(self.all, self.current, cluster)
        if event is None and any(p.opens or not p.adds for p in cluster) and (opening or self.all):
            told = any(p.values(name) for p in cluster for name in ("date", "year", "ordinal"))
            if opening or told:
                event = Event(self.reader.draft.entity("Transfer"))
                self.all.append(event)
        if event is not None:
            for part in cluster:
                event.dates |= {d.value for d in (*part.values("date"), *part.values("year"))}
                event.counts |= part.values("peopleCount")
                event.ordinals |= part.values("ordinal")
                event.people |= part.people
        return event

    def _say(self, event: Event, cluster: list[Part], line: Line, speaker: DraftEntity | None) -> None:
        for part in cluster:
            event.entity.mentions.add(part.span)
            if part.unnamed and not event.people:
                self.unnamed = event, self.sentences
            if part.state != event.entity.from_state:
                event.entity.to_state = event.entity.to_state or part.state
            if part.giver != event.entity.to_state:
                event.entity.from_state = event.entity.from_state or part.giver
            if part.taker is not None:
                event.country = event.country or (part.taker, with_sentence(part.span, line))
            for predicate, value, node, count in part.arguments:
                if predicate == "year" or is_wrong_end(event, predicate, value):
                    continue
                span = part.span if node is None else (min(part.span[0], node.start), max(part.span[1], node.end))
                span = with_sentence(span, line)
                claim = DraftClaim(event.entity, predicate, value, "reported", span, part.rule.id, speaker)
                if isinstance(value, DateMention):
                    claim.object, claim.weekday = value.value, value.weekday
                if predicate == "destination":
                    claim.count = count
                self.reader.draft.claim(claim)

    def finish(self) -> None:
        """Fill in what the document tells elsewhere of its handings over."""
        self.states.finish(self.all)
        if len(self.all) == 1:
            read_terms(self.reader, self.all[0].entity)
