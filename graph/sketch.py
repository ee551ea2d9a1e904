"""What is known of a mention or an entity and must not be contradicted where it meets another. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from graph.name import Name
from graph.name_likeness import is_cut

SHARED: Final = "with:"
LOOSE: Final = "maybe:"
NAMED: Final = f"{LOOSE}Person:"
"""By a short form of a name or a nickname: two who share it are proposed to a person."""
DESCRIBED: Final = f"{LOOSE}described:"
"""As what somebody is described where no name is said: "the brother of the leader of O" (`graph/description.py`)."""
TIED: Final = f"{LOOSE}tied:"
"""What somebody who is named is said to be: whom such a description may mean."""
KIN: Final = f"{LOOSE}kin:"
"""Whose kin somebody is said to be, by what that one is called; and which kin."""
SKETCH: Final = "sketch:"
"""No key to meet by: what is known of who has it, beside the keys, so that a hub's is read without its mentions."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """What must not contradict where two mentions meet by a shared key.

    Attributes:
        names: of a person, proper names as they sound, the fullest first.
        days: of a transfer, its dates as said.
        counts: of a transfer, its numbers of people as said.
        people: of a transfer, who is said to have been in it, as they sound.
        nicknames: of a person, as `alias_key` gives them.
        died: of a person, days on which he is said to have died.
        seen: of a person without a name, the day on which a document describes him.
        length: parts of the fullest name; 0 where there is none, or one of that length is cut to initials.
    """

    names: tuple[Name, ...] = ()
    days: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()
    people: tuple[str, ...] = ()
    nicknames: tuple[str, ...] = ()
    died: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    length: int = field(init=False, compare=False)

    def __post_init__(self) -> None:
        length = len(self.names[0]) if self.names else 0
        cut = any(len(name) == length and any(map(is_cut, name)) for name in self.names)
        object.__setattr__(self, "length", 0 if cut else length)

    @property
    def fullness(self) -> int:
        """How much is known: parts of the fullest name; of a transfer its day before its number."""
        named = max((sum(not is_cut(part) for part in name) for name in self.names), default=0)
        return named + max((len(day) for day in self.days), default=0) + bool(self.counts)

    def to_key(self) -> str:
        """As it stands among the keys of a mention, even where there is nothing to contradict."""
        fields = (self.names, self.days, self.counts, self.people, self.nicknames, self.died, self.seen)
        return SKETCH + json.dumps(fields, ensure_ascii=False)

    @classmethod
    def of(cls, keys: Iterable[str]) -> Sketch:
        """What the keys of one mention say."""
        return next((_read_sketch(key) for key in keys if key.startswith(SKETCH)), NOTHING)


NOTHING: Final = Sketch()


@lru_cache(maxsize=1 << 16)
def _read_sketch(key: str) -> Sketch:
    named, *others = json.loads(key.removeprefix(SKETCH))
    return Sketch(tuple(map(tuple, named)), *map(tuple, others))
