"""Findings become claims of the draft, with their speaker, their event and their quote."""

from __future__ import annotations

from typing import Any, Final

from graph.claim import QUOTE_LIMIT, Span
from loaders.extraction.attribution import Voice
from loaders.extraction.cascade import ROLE_PREDICATES
from loaders.extraction.date import DateMention
from loaders.extraction.draft import ACCUSING, DraftClaim, DraftEntity
from loaders.extraction.event import Events
from loaders.extraction.event_states import is_wrong_end
from loaders.extraction.lexicon import word_set
from loaders.extraction.line import Finding, Line, Node
from loaders.extraction.reader import Reader
from loaders.extraction.standing import Standing

_DENIABLE: Final = (*ROLE_PREDICATES, "accusedOf")
_ONE_EACH: Final = ("flownTo", "appearedIn", "chargedIn", "arrestedIn", "heldAt", "sentencedTo", *ROLE_PREDICATES)
_PENDING: Final = ("alleged", "charged", "wanted", "pleaded_not_guilty")
_VERDICTS: Final = ("convicted", "sentenced")
_GUILTY: Final = ("pleaded_guilty", "convicted")


class Claims:
    """Makes the claims of one document.

    Of the sentence: `voices` are those who speak in it, `standing` is whether it asks, denies or withdraws the claims,
    `made` the claims of it so far.
    """

    def __init__(self, reader: Reader, events: Events) -> None:
        self.reader = reader
        self.events = events
        self.voices: list[Voice] = []
        self.paragraph_start = 0
        self.standing = Standing()
        self.made: list[DraftClaim] = []

    def hear(self, voices: list[Voice]) -> None:
        """Begin a sentence: take in who speaks in it."""
        self.voices = voices
        self.made = []

    @property
    def speaker(self) -> DraftEntity | None:
        """Who says the whole sentence, or its first part."""
        return self.voices[0].speaker if self.voices and self.voices[0].wide else None

    def voice_at(self, *spans: Span) -> Voice | None:
        """Who says the words at one of some spans: whoever says the smallest part of the sentence that holds one."""
        fits = [v for v in self.voices if any(v.scope[0] <= start < v.scope[1] for start, _ in spans)]
        fits = fits or [v for v in self.voices if any(v.scope[0] <= end <= v.scope[1] for _, end in spans)]
        return min(fits, key=lambda voice: voice.scope[1] - voice.scope[0], default=None)

    def emit(self, findings: list[Finding], refs: tuple[Any, ...], at: Span | None) -> None:
        """Claim what a phrase says of these persons; `at` is where they are named, to widen the quote to them."""
        for finding in findings:
            span = finding.span
            if at is not None:
                whole = (min(at[0], span[0]), max(at[1], span[1]))
                span = whole if whole[1] - whole[0] <= QUOTE_LIMIT else span
            for ref, target in self._pairs(finding, refs):
                self._claim(finding, ref, target, span)
        terms = [finding for finding in findings if finding.predicate == "sentencedTo"]
        if terms and not any(finding.predicate == "accusedOf" for finding in findings):
            for ref in refs:
                self._sentences(ref, terms[0])

    def emit_new(self, finding: Finding, refs: tuple[Any, ...], at: Span | None) -> None:
        """Claim what is not claimed already."""
        for ref in refs:
            said = finding.object
            finding.object = tuple(target for target in said if not self._is_claimed(finding, ref, target))
            if finding.object:
                self.emit([finding], (ref,), at)
            finding.object = said

    def _is_claimed(self, finding: Finding, ref: Any, target: Any) -> bool:
        if target == "event":
            event = self.events.of_person()
            target = event.entity if event is not None else target
        claim = DraftClaim(ref, finding.predicate, target, finding.modality, finding.span, finding.rule.id)
        return claim.key() in self.reader.draft.claims

    def _sentences(self, subject: Any, finding: Finding) -> None:
        """A term without charges is for what the paragraph says he was found guilty of."""
        if self.standing.overturned or self.standing.asked or self.standing.denies(finding.span):
            return
        for claim in list(self.reader.draft.accusations.get(id(subject), [])):
            if claim.modality in _GUILTY and claim.span[0] >= self.paragraph_start:
                whole = (claim.span[0], max(claim.span[1], finding.span[1]))
                span = whole if whole[1] - whole[0] <= QUOTE_LIMIT else finding.span
                verdict = DraftClaim(subject, "accusedOf", claim.object, "sentenced", span, finding.rule.id)
                verdict.speaker, verdict.act = claim.speaker, finding.span
                self.reader.draft.claim(verdict)

    def _pairs(self, finding: Finding, refs: tuple[Any, ...]) -> list[tuple[Any, Any]]:
        """Who goes with what: of several people and several places or organizations only the text can say which."""
        targets = finding.object
        if len(refs) < 2 or len(targets) < 2 or finding.predicate not in _ONE_EACH:
            return [(ref, target) for ref in refs for target in targets]
        if self.standing.respectively and len(refs) == len(targets):
            return list(zip(refs, targets, strict=True))
        event = self.events.of_person() if finding.predicate == "flownTo" else None
        if event is not None:
            for target in targets:
                self._raw(finding, event.entity, "destination", target, finding.span)
        return []

    def _of_oneself(self, claim: DraftClaim, finding: Finding) -> None:
        """Nobody is the speaker of a claim about himself: it is the document's, or what he says is only alleged."""
        claim.speaker = None
        aside = any(voice.frame[0] <= finding.span[0] < voice.frame[1] for voice in self.voices)
        if not aside and claim.modality == "reported" and claim.predicate in _DENIABLE:
            claim.modality = "alleged"

    def withdraw(self, line: Line) -> None:
        """A sentence of its own says that the verdict on the person spoken of was undone."""
        if self.standing.verdict_undone and len(self.reader.topic) == 1 and self.standing.denied is None:
            self.reader.draft.overturn(self.reader.topic[0], (line.start, min(line.end, line.start + QUOTE_LIMIT)))

    def close(self, line: Line, finding: Finding, captured: dict[str, Node], first: int) -> None:
        """Claim what a rule says whose subject stands in its pattern; the match begins at `first`."""
        if finding.object == ("each",):
            people = finding.subject or ()
            for number, one in enumerate(people):
                for other in people[number + 1 :]:
                    self._claim(finding, one, other, finding.span)
            return
        subjects = finding.subject or ()
        targets = finding.object
        if finding.predicate == "alias":
            self._same(subjects[0], captured["b"], finding)
            return
        if finding.predicate == "same":
            if subjects[0] is not targets[0] and not (subjects[0].merged_into or targets[0].merged_into):
                self.reader.unite(subjects[0], targets[0])
            return
        if finding.predicate == "denies":
            self._denies(subjects, finding)
            return
        if finding.rule.id.startswith("kin-") and "b" in captured and captured["b"].singles:
            subjects = subjects[:1]
        owner = captured.get("H")
        if owner is not None and owner.refs == targets and set(subjects) & set(targets):
            targets = self._other_owner(line, subjects, first)
        for subject in subjects:
            for target in targets:
                self._claim(finding, subject, target, finding.span)

    def _same(self, one: DraftEntity, other: Node, finding: Finding) -> None:
        """Two names of one organization."""
        printed = self.reader.text[other.start : other.end].removeprefix("the ").strip("‘’“”\"'")
        if other.refs[0] is not one and other.refs[0].merged_into is None and one.merged_into is None:
            self.reader.unite(one, other.refs[0])
        one.aliases.setdefault(printed.lower(), printed)
        self._raw(finding, one, "alias", printed, finding.span)

    def _denies(self, subjects: tuple[Any, ...], finding: Finding) -> None:
        """A denial of everything: of each accusation that the text has made."""
        accusations = self.reader.draft.accusations
        for claim in [claim for subject in subjects for claim in accusations.get(id(subject), [])]:
            if claim.modality != "denied":
                denial = DraftClaim(claim.subject, "accusedOf", claim.object, "denied", finding.span, finding.rule.id)
                himself = self.speaker in (None, *subjects) and not self._by_counsel(finding)
                denial.speaker = claim.subject if himself else self.speaker
                self.reader.draft.claim(denial)

    def _by_counsel(self, finding: Finding) -> bool:
        """Whether it is somebody's lawyer who denies it."""
        words = set(self.reader.folded[finding.span[0] : finding.span[1]].split())
        return not words.isdisjoint(word_set("counsel")) or "defensa" in words

    def _pleads(self, subject: Any, finding: Finding, span: Span) -> None:
        """A plea without charges answers those of the paragraph, where the person has no more than one case."""
        draft = self.reader.draft
        cases = {id(c.object) for c in draft.claims.values() if c.subject is subject and c.predicate == "chargedIn"}
        charged = [claim for claim in draft.accusations.get(id(subject), []) if claim.modality == "charged"]
        if len(cases) > 1 or any(claim.span[0] < self.paragraph_start for claim in charged):
            return
        for claim in charged:
            plea = DraftClaim(subject, "accusedOf", claim.object, finding.modality, span, finding.rule.id)
            plea.when = finding.when
            draft.claim(plea)

    def _other_owner(self, line: Line, subjects: tuple[Any, ...], first: int) -> tuple[Any, ...]:
        """Whose relative an apposed one is: the person before, or the one spoken of."""
        for index in reversed(range(first)):
            node = line.node(index)
            if node is not None and node.key[0] == "P" and not set(node.refs) & set(subjects):
                return node.refs[:1]
        return tuple(t for t in self.reader.topic if t not in subjects)[:1]

    def _claim(self, finding: Finding, subject: Any, target: Any, span: Span) -> None:
        if finding.predicate == "denies":
            self._denies((subject,), finding)
            return
        if finding.predicate == "mistaken":
            voice = self.voice_at(finding.span)
            # What counsel or he himself says of it is a denial, and keeps him beside what is said of him elsewhere.
            if voice is None or (voice.speaker is not None and voice.speaker.type == "Authority"):
                subject.identity = "disputed"
            return
        if finding.predicate == "pleads":
            self._pleads(subject, finding, span)
            return
        if target == "event":
            event = self.events.meant(finding.span)
            if event is None or finding.modality == "denied":
                return
            target = event.entity
        if finding.predicate == "flownTo":
            event = self.events.of_person()
            if event is None or target.description == "Country" or is_wrong_end(event, "destination", target):
                return
            self._raw(finding, event.entity, "destination", target, span)
        if isinstance(target, tuple):
            target = self.reader.text[target[0] : target[1]]
        if isinstance(target, DateMention):
            target = target.value
        if finding.predicate in ("memberOf", "leaderOf", "founderOf", "linkedTo") and not isinstance(
            target, DraftEntity
        ):
            return
        self._raw(finding, subject, finding.predicate, target, span)

    def _raw(self, finding: Finding, subject: Any, predicate: str, target: Any, span: Span) -> None:
        if subject.official and predicate in ACCUSING:
            return
        if (self.standing.asked or self.standing.disputed) and predicate != "alias":
            return
        claim = DraftClaim(subject, predicate, target, finding.modality, span, finding.rule.id, act=finding.span)
        voice = self.voice_at(finding.span) or self.voice_at(span)
        claim.speaker = finding.speaker or (voice.speaker if voice is not None else None)
        if voice is not None and voice.doubt and claim.modality == "reported" and predicate in ROLE_PREDICATES:
            claim.modality = "alleged"
        if self.standing.denies(finding.span):
            if claim.speaker is None or predicate not in _DENIABLE or not self.standing.denies_directly(finding.span):
                return
            claim.modality = "denied"
        if claim.speaker is subject and claim.modality != "denied":
            self._of_oneself(claim, finding)
        if self.standing.overturned and (predicate == "sentencedTo" or claim.modality in _VERDICTS):
            claim.modality = "dismissed"
        dropped_at = self.standing.dropped_at
        pending = predicate == "accusedOf" and claim.modality in _PENDING
        if dropped_at is not None and pending and finding.span[0] < dropped_at:
            claim.modality = "dismissed"
        if self.standing.overturned and claim.modality == "acquitted":
            return
        claim.when = finding.when if claim.modality != "dismissed" or finding.modality == "dismissed" else None
        claim.status = finding.status if predicate in ("memberOf", "leaderOf", "heldAt") else None
        self.made.append(claim)
        self.reader.draft.claim(claim)
