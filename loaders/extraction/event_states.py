"""Between which states the handings over of a document were."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from loaders.extraction.draft import DraftClaim, DraftEntity
from loaders.extraction.event_likeness import Event
from loaders.extraction.lexicon import grammar
from loaders.extraction.line import Line
from loaders.extraction.reader import Reader
from loaders.extraction.state import demonyms, pointers, role_of, state_of_place

_OPENING: Final = 3
"""How many words may stand before a state that opens a sentence."""


class States:
    """Of which states a document speaks, and which of them gave and received."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.spoken: Counter[str] = Counter()

    def tally(self, line: Line) -> None:
        """Count of which states the document speaks: by their names, their people, their authorities and places."""
        self.spoken.update(pointer.state for pointer in pointers(line))
        self.spoken.update(state for _, _, state in demonyms(line))
        for letter in "LRC":
            for index in line.find(letter):
                for ref in line.nodes[line.words[index]].refs:
                    state = state_of_place(ref)
                    if state is not None:
                        self.spoken[state] += 1

    def note(self, line: Line, event: Event) -> None:
        """Who hands over and who receives, where the sentence of a handing over names the states."""
        if not grammar("cargo").isdisjoint(line.words):
            return
        for pointer in sorted(pointers(line), key=lambda p: p.index):
            role = role_of(line, pointer, 0)
            if role == "to":
                event.takers.append(pointer.state)
                if pointer.node is not None and event.country is None:
                    event.country = (
                        pointer.node,
                        line.span(max(0, pointer.index - 8), min(len(line.words), pointer.last + 2)),
                    )
            elif role == "from" or (role == "subject" and pointer.index < _OPENING):
                event.givers.append(pointer.state)

    def finish(self, events: list[Event]) -> None:
        """Fill in the states that the document tells elsewhere."""
        ends: dict[int, dict[str, list[str]]] = {}
        arrested: dict[int, list[str]] = {}
        for claim in self.reader.draft.claims.values():
            if claim.predicate == "arrestedIn" and isinstance(claim.object, DraftEntity):
                state = state_of_place(claim.object)
                if state is not None:
                    arrested.setdefault(id(claim.subject), []).append(state)
            if claim.predicate in ("origin", "destination") and isinstance(claim.object, DraftEntity):
                state = state_of_place(claim.object)
                if state is not None:
                    ends.setdefault(id(claim.subject), {}).setdefault(claim.predicate, []).append(state)
        for event in events:
            places = ends.get(id(event.entity), {})
            self._settle(event, places.get("origin", []), places.get("destination", []))
            if event.country is not None and "destination" not in places:
                node, span = event.country
                claim = DraftClaim(
                    event.entity, "destination", node.refs[0], "reported", span, "event-destination-state"
                )
                self.reader.draft.claim(claim)
        for event in events:
            held = [state for person in event.people for state in arrested.get(id(person), [])]
            told = [e.entity.from_state for e in events]
            if event.entity.from_state is None and not any(told):
                event.entity.from_state = next((s for s in held if s != event.entity.to_state), None)
            self._fill(event.entity, events)

    def _settle(self, event: Event, origins: list[str], destinations: list[str]) -> None:
        """The states of one event: as its clauses tell, else its places, else the sentences of its acts."""
        entity = event.entity
        for state in (*destinations, *event.takers):
            if entity.to_state is None and state != entity.from_state:
                entity.to_state = state
        for state in (*origins, *event.givers):
            if entity.from_state is None and state != entity.to_state:
                entity.from_state = state

    def _fill(self, entity: DraftEntity, events: list[Event]) -> None:
        """A state that is still missing is that of the other events, else the one of which the document speaks most."""
        for name, other in (("to_state", "from_state"), ("from_state", "to_state")):
            if getattr(entity, name) is not None:
                continue
            told = [getattr(e.entity, name) for e in events]
            spoken = sorted(self.spoken, key=lambda state: (-self.spoken[state], state))
            fits = [s for s in (*told, *spoken) if s is not None and s != getattr(entity, other)]
            setattr(entity, name, fits[0] if fits else None)


def is_wrong_end(event: Event, predicate: str, place: Any) -> bool:
    """Whether a place lies in the state at the other end: who is handed over by a state does not arrive in it."""
    if predicate not in ("origin", "destination") or not isinstance(place, DraftEntity):
        return False
    state = state_of_place(place)
    wrong, right = event.entity.from_state, event.entity.to_state
    if predicate == "origin":
        wrong, right = right, wrong
    return state is not None and state == wrong != right
