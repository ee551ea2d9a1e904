"""Who is held for one, against labels (tests/graph/pairs): pairs, each loaded as two articles, and one collection."""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from pathlib import Path

import pytest
from articles_on_people import partition, told
from builders import Article

PAIRS = Path(__file__).parent / "pairs"
FIELDS = ("name", "alias", "organization", "sibling", "day", "case")
COLUMNS = ("name", "alias", "organization", "sibling", "transfer", "case")


def rows(name: str) -> list[dict[str, str]]:
    with (PAIRS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def article(row: dict[str, str], publisher: str, side: str = "") -> Article:
    said = {field: row[f"{column}{side}"] or None for field, column in zip(FIELDS, COLUMNS, strict=True)}
    return told(publisher=publisher, **said)


def decided(name: str, folder: Path) -> list[tuple[str, str, str, str, str]]:
    """(kind, name, name, the label, what Traslado does without asking anybody) of each pair."""
    found = []
    for row in rows(name):
        articles = [article(row, publisher, side) for publisher, side in (("A", "_a"), ("B", "_b"))]
        verdict = "same" if len(partition(folder, articles)) == 1 else "different"
        found.append((row["kind"], row["name_a"], row["name_b"], row["verdict"], verdict))
    return found


def measured(pairs: list[tuple[str, str, str, str, str]]) -> tuple[float, float]:
    """Precision and recall of what is held for one."""
    right = sum(label == verdict == "same" for *_, label, verdict in pairs)
    said = sum(verdict == "same" for *_, verdict in pairs)
    gold = sum(label == "same" for *_, label, _ in pairs)
    return right / said, right / gold


def b_cubed(found: set[frozenset[str]], gold: set[frozenset[str]]) -> tuple[float, float]:
    """B³ precision and recall of a partition (Bagga and Baldwin 1998): of each mention's cluster, its own share."""
    held, meant = ({mention: cluster for cluster in part for mention in cluster} for part in (found, gold))
    precision = sum(len(held[m] & meant[m]) / len(held[m]) for m in meant)
    recall = sum(len(held[m] & meant[m]) / len(meant[m]) for m in meant)
    return precision / len(meant), recall / len(meant)


@pytest.mark.parametrize(("name", "pairs"), [("tuned", 295), ("formerly-kept-aside", 183), ("kept-aside", 148)])
def test_labelled_pairs_are_held_for_one_or_two(name: str, pairs: int, tmp_path: Path) -> None:
    found = decided(name, tmp_path)
    precision, recall = measured(found)
    print(f"{name}: precision {precision:.3f}, recall {recall:.3f} of {len(found)} pairs")  # noqa: T201
    assert len(found) == pairs
    assert precision >= 0.99
    assert recall >= 0.92


def test_of_kinds_of_names_that_the_rules_do_not_know_nobody_is_held_for_another(tmp_path: Path) -> None:
    found = decided("new-kinds", tmp_path)
    precision, recall = measured(found)
    print(f"new-kinds: precision {precision:.3f}, recall {recall:.3f} of {len(found)} pairs")  # noqa: T201
    assert len(found) == 40
    assert precision == 1
    assert recall >= 0.6


def test_labelled_mentions_are_parted_into_people(tmp_path: Path) -> None:
    people: dict[str, set[str]] = defaultdict(set)
    articles = []
    for number, row in enumerate(rows("mentions")):
        people[row["person"]].add(str(number))
        articles.append(article(row, str(number)))
    precision, recall = b_cubed(partition(tmp_path, articles), {frozenset(own) for own in people.values()})
    print(f"B³: precision {precision:.3f}, recall {recall:.3f} of {len(articles)} mentions")  # noqa: T201
    assert len(articles) == 77
    assert 2 * precision * recall / (precision + recall) >= 0.95


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_loading_changes_nobody_of_the_labelled_mentions(seed: int, tmp_path: Path) -> None:
    articles = [article(row, str(number)) for number, row in enumerate(rows("mentions"))]
    shuffled = random.Random(seed).sample(articles, len(articles))
    assert partition(tmp_path, shuffled, 1) == partition(tmp_path, articles)


def test_b_cubed_counts_what_is_too_much_and_what_is_missing() -> None:
    gold = {frozenset("ab"), frozenset("c")}
    assert b_cubed({frozenset("abc")}, gold) == (pytest.approx(5 / 9), 1)
    assert b_cubed({frozenset("a"), frozenset("b"), frozenset("c")}, gold) == (1, pytest.approx(2 / 3))


def test_no_invented_pair_stands_on_both_sides() -> None:
    seen = [frozenset((row["name_a"], row["name_b"])) for row in rows("kept-aside")]
    assert not {pair for pair in seen if len(pair) > 1} & {
        frozenset((row["name_a"], row["name_b"])) for row in rows("tuned") + rows("formerly-kept-aside")
    }
