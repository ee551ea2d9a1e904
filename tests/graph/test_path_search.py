from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random

import pytest

from graph.network import Lens, TooWideError
from graph.path_search import PathSearch, Tie


class Ties:
    """Ties in memory, each walked in both directions."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self.of: dict[str, list[Tie]] = {}
        for number, (one, other) in enumerate(pairs):
            for at, to in ((one, other), (other, one)):
                self.of.setdefault(at, []).append(Tie(f"f{number:06}", "memberOf", to, "reported", None))

    def ties(self, entities: Iterable[str], *_: object) -> dict[str, list[Tie]]:
        return {entity: self.of.get(entity, []) for entity in entities}

    def every_path(self, start: str, end: str, longest: int) -> list[tuple[Tie, ...]]:
        """By trying everything, the shorter first."""

        def walk(at: str, passed: frozenset[str], left: int) -> Iterator[tuple[Tie, ...]]:
            for tie in self.of.get(at, []):
                if tie.other == end:
                    yield (tie,)
                elif left > 1 and tie.other not in passed:
                    yield from ((tie, *rest) for rest in walk(tie.other, passed | {tie.other}, left - 1))

        found = walk(start, frozenset((start, end)), longest)
        return sorted(found, key=lambda path: (len(path), [tie.fact for tie in path]))


def search(ties: Ties, start: str, end: str, *, most: int = 10_000) -> PathSearch:
    return PathSearch(ties, start, end, Lens(), most=most)


@pytest.mark.parametrize("seed", range(40))
def test_paths_are_those_that_trying_everything_finds_in_their_order(seed: int) -> None:
    dice = Random(seed)
    names = [f"n{number}" for number in range(dice.randrange(3, 9))]
    ties = Ties(tuple(dice.sample(names, 2)) for _ in range(dice.randrange(2, 14)))  # type: ignore[misc]
    assert list(search(ties, "n0", "n1").paths(5)) == ties.every_path("n0", "n1", 5)


def hub(name: str, members: int) -> Iterator[tuple[str, str]]:
    return ((name, f"m{number}") for number in range(members))


def test_an_end_to_which_nothing_leads_is_known_from_its_own_side() -> None:
    ties = Ties((*hub("h1", 3_000), *hub("h2", 3_000), ("alone", "too")))
    assert list(search(ties, "h1", "alone").paths(6)) == []


def test_more_ties_than_may_be_looked_at_are_refused_with_what_to_do() -> None:
    with pytest.raises(TooWideError, match=r"More than 1,000 facts.*longest"):
        list(search(Ties((*hub("h1", 900), *hub("h2", 900))), "h1", "h2", most=1_000).paths(5))


def test_hubs_behind_hubs_are_not_walked_without_end() -> None:
    tail = (("m0", "t3"), ("t3", "t2"), ("t2", "t1"), ("t1", "h4"))
    ties = Ties((*hub("h1", 900), *hub("h2", 900), *hub("h3", 900), *tail))
    with pytest.raises(TooWideError, match=r"More than 120,000 steps.*longest"):
        list(search(ties, "h1", "h4", most=6_000).paths(6))
