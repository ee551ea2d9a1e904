"""The partition of mentions into entities: whom keys bring together, and what keeps them apart. Pure.

Made anew for a whole component, in a canonical order, so that the order of loading changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from graph.agreement import LIKE, WEAK, agree, allows_slips, at_odds, rank
from graph.name_likeness import misspells, overlaps
from graph.sketch import NOTHING, SHARED, Sketch

_STRONG: Final = {"dataset": 0, "ref": 1, "name": 2, "transfer": 3}
_CROWD: Final = 40
"""Of so many people in one setting none is told by a likeness of names."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A live mention as clustering sees it."""

    id: str
    type: str
    document: str
    dataset: bool
    keys: frozenset[str]
    sketch: Sketch = NOTHING


@dataclass(slots=True, eq=False)
class Group:
    """Mentions held for one, and what of them keeps others away.

    Attributes:
        documents: texts that speak of it; two mentions of one text are two.
        rows: of each dataset, the row's key: two rows are two, whatever they are called.
        keys: shared ones.
    """

    members: set[str]
    type: str
    documents: set[str] = field(default_factory=set)
    rows: dict[str, str] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    sketches: set[Sketch] = field(default_factory=set)
    reference: str | None = None
    enemies: set[str] = field(default_factory=set)
    fullness: int = 0

    @classmethod
    def of(cls, candidate: Candidate) -> Group:
        """One mention alone."""
        rows = (key.split(":", 2)[1:] for key in candidate.keys if key.startswith("dataset:"))
        return cls(
            {candidate.id},
            candidate.type,
            set() if candidate.dataset else {candidate.document},
            dict(rows),
            {key for key in candidate.keys if key.startswith(SHARED)},
            {candidate.sketch},
            fullness=candidate.sketch.fullness,
        )

    def refuses(self, other: Group, *, strong: bool) -> bool:
        """Whether something says that the two are two."""
        if self.reference and other.reference:
            return self.reference != other.reference or bool(self.enemies & other.members)
        if self.enemies & other.members or other.enemies & self.members:
            return True
        if self.documents & other.documents and not (self.reference or other.reference):
            return True
        return not strong and any(other.rows.get(dataset, row) != row for dataset, row in self.rows.items())

    def take(self, other: Group) -> None:
        """Unite: the other is spent."""
        self.members |= other.members
        self.documents |= other.documents
        self.rows |= other.rows
        self.keys |= other.keys
        self.sketches |= other.sketches
        self.enemies |= other.enemies
        self.reference = self.reference or other.reference
        self.fullness = max(self.fullness, other.fullness)


def cluster(
    candidates: Iterable[Candidate], same: Iterable[tuple[str, str]], different: Iterable[tuple[str, str]]
) -> list[tuple[frozenset[str], str | None]]:
    """Partition candidates into (mentions, reference slug); the order of the arguments does not matter.

    Judgements come first, then strong keys, then slips of the pen, then shorter names join the one fuller name that
    they can mean, then equal short names of one setting join each other.
    """
    work = _Work({candidate.id: candidate for candidate in candidates}, different)
    for left, right in sorted(tuple(sorted(pair)) for pair in same):
        if left in work.owner and right in work.owner:
            work.unite(left, right, strong=True)
    work.by_strong_keys()
    if any(group.keys for group in work.groups.values()):
        work.by_likeness()
        # Again and again: who joins brings further settings, and of two that were one all along only one can be meant.
        while work.shorter_to_fuller() or work.equals():
            pass
    return sorted(
        ((frozenset(group.members), group.reference) for group in work.groups.values()),
        key=lambda pair: sorted(pair[0]),
    )


class _Work:
    """A component on its way to a partition."""

    def __init__(self, candidates: dict[str, Candidate], different: Iterable[tuple[str, str]]) -> None:
        self.candidates = candidates
        self.owner = {id_: id_ for id_ in candidates}
        self.groups = {id_: Group.of(candidate) for id_, candidate in candidates.items()}
        self.doubtful: set[str] = set()
        for left, right in different:
            if left in candidates and right in candidates:
                self.groups[left].enemies.add(right)
                self.groups[right].enemies.add(left)

    def group(self, mention: str) -> Group:
        return self.groups[self.owner[mention]]

    def unite(self, left: str, right: str, *, strong: bool) -> bool:
        one, other = self.group(left), self.group(right)
        if one is other or one.refuses(other, strong=strong):
            return False
        into, gone = self.owner[left], self.owner[right]
        if len(other.members) > len(one.members):
            into, gone = gone, into
        lost = self.groups.pop(gone)
        self.groups[into].take(lost)
        for member in lost.members:
            self.owner[member] = into
        return True

    def by_strong_keys(self) -> None:
        holders: dict[str, list[str]] = defaultdict(list)
        for id_ in sorted(self.candidates):
            for key in self.candidates[id_].keys:
                if key.partition(":")[0] in _STRONG:
                    holders[key].append(id_)
        for key in sorted(holders, key=lambda k: (_STRONG[k.partition(":")[0]], k)):
            kind, _, rest = key.partition(":")
            first = holders[key][0]
            if kind == "ref" and self.group(first).reference is None:
                self.group(first).reference = rest
            for id_ in holders[key][1:]:
                self.unite(first, id_, strong=True)

    def by_likeness(self) -> None:
        """Names with a slip of the pen, or of which each leaves out what the other has, in a telling setting."""
        for key, holders in self._holders():
            if not allows_slips(key):
                continue
            level = rank(key)
            if len(holders) > _CROWD:
                continue
            groups = [(one, other, self.group(one), self.group(other)) for one, other in _pairs(holders)]
            pairs = [(one, other) for one, other, left, right in groups if _alike(left, right, level)]
            for one, other in pairs:
                rivals = {third for pair in pairs if one in pair or other in pair for third in pair} - {one, other}
                if all(_compatible(self.group(third), self.group(one), self.group(other)) for third in rivals):
                    self.unite(one, other, strong=False)

    def shorter_to_fuller(self) -> bool:
        """Let each group join the one fuller group that it can mean; whether any did."""
        moved = False
        self.doubtful.clear()
        holders = dict(self._holders())
        firsts = {min(group.members): group for group in self.groups.values() if group.keys}
        for first, group in sorted(firsts.items(), key=lambda pair: (-pair[1].fullness, pair[0])):
            if self.group(first) is group and (fuller := self._fuller(group, holders)):
                moved |= self.unite(first, min(fuller.members), strong=False)
        return moved

    def _fuller(self, group: Group, holders: dict[str, list[str]]) -> Group | None:
        """The one fuller group that this one can mean; where there are several, none is, and that is noted."""
        by_rank: dict[int, set[str]] = defaultdict(set)
        for key in group.keys:
            by_rank[rank(key)].update(holders.get(key, ()))
        for level, mentions in sorted(by_rank.items()):
            found = {self.owner[mention] for mention in mentions}
            meant = [
                other
                for other in (self.groups[id_] for id_ in sorted(found))
                if other.fullness > group.fullness
                and other.type == group.type
                and not group.refuses(other, strong=False)
                and agree(group.sketches, other.sketches)
                and not at_odds(group.keys, other.keys, level)
            ]
            if len(meant) == 1:
                return meant[0]
            if meant:
                self.doubtful |= group.members
                return None
        return None

    def equals(self) -> bool:
        """Unite equally short names, or equally known transfers, that found nobody fuller; whether any were."""
        moved = False
        for key, holders in sorted(self._holders(), key=lambda pair: (rank(pair[0]), pair[0])):
            for one, other in _pairs(holders):
                left, right = self.group(one), self.group(other)
                if one in self.doubtful or other in self.doubtful or left is right:
                    continue
                if _equal(left, right, rank(key)):
                    moved |= self.unite(one, other, strong=False)
        return moved

    def _holders(self) -> Iterator[tuple[str, list[str]]]:
        """Shared keys of more than one group, each with one mention a group."""
        found: dict[str, list[str]] = defaultdict(list)
        for group in self.groups.values():
            first = min(group.members)
            for key in group.keys:
                found[key].append(first)
        for key in sorted(found):
            if len(found[key]) > 1:
                yield key, sorted(found[key])


def _pairs(holders: list[str]) -> Iterator[tuple[str, str]]:
    for index, one in enumerate(holders):
        for other in holders[index + 1 :]:
            yield one, other


def _alike(one: Group, other: Group, level: int) -> bool:
    """Whether two people of one setting have names that differ by a slip, and nothing else speaks for two."""
    named = [(a, b) for x in one.sketches for y in other.sketches for a in x.names for b in y.names]
    nickname = bool(_nicknames(one) & _nicknames(other))
    if level in LIKE:
        like = any(misspells(a, b, same_nickname=nickname) or overlaps(a, b) for a, b in named)
    else:
        like = any(a[0] == b[0] and min(len(a), len(b)) > 2 and misspells(a, b) for a, b in named)
    if not like:
        return False
    return not (one.refuses(other, strong=False) or at_odds(one.keys, other.keys, max(level, WEAK)))


def _compatible(third: Group, *others: Group) -> bool:
    """Whether a third of a like name may be one with both, so that it leaves no doubt who is meant."""
    return all(
        agree(third.sketches, other.sketches) or agree(other.sketches, third.sketches) or third is other
        for other in others
    )


def _equal(one: Group, other: Group, level: int) -> bool:
    if one.type != other.type:
        return False
    if one.type == "Transfer":
        return agree(one.sketches, other.sketches) and agree(other.sketches, one.sketches)
    if one.fullness != other.fullness:
        return False
    agreed = agree(one.sketches, other.sketches) or agree(other.sketches, one.sketches)
    return agreed and not _otherwise_called(one, other) and not at_odds(one.keys, other.keys, max(level, WEAK))


def _otherwise_called(one: Group, other: Group) -> bool:
    """Whether two of one short name have each nicknames, and none of them is the other's."""
    mine, theirs = _nicknames(one), _nicknames(other)
    return bool(mine and theirs and not mine & theirs)


def _nicknames(group: Group) -> set[str]:
    return {nickname for sketch in group.sketches for nickname in sketch.nicknames}
