"""A folder of annotations: every text read by the extractor, and the score of what it says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from loaders.evaluation.comparison import Comparison, compare
from loaders.evaluation.gold import GoldError, read_gold
from loaders.evaluation.score import Score

UNKNOWN_LANGUAGE = "unknown"


@dataclass(slots=True)
class Evaluation:
    """The score of a folder.

    Attributes:
        score: over all documents.
        languages: by the language of the document.
        comparisons: each document, in the order of the files' names.
    """

    score: Score = field(default_factory=Score)
    languages: defaultdict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    comparisons: list[Comparison] = field(default_factory=list)

    def add(self, comparison: Comparison) -> None:
        """Count one document."""
        self.score.add(comparison)
        self.languages[comparison.extraction.source.language or UNKNOWN_LANGUAGE].add(comparison)
        self.comparisons.append(comparison)


def evaluate(
    gold: Path, texts: Path | None = None, *, progress: Callable[[str, int, int], None] = lambda *_: None
) -> Evaluation:
    """Score the extractor on a folder of annotations.

    Args:
        gold: folder of `*.json` annotations.
        texts: folder of their texts, `ID.txt`; without one, `texts` beside `gold`.
        progress: told (stage, done, all).

    Raises:
        GoldError: there is no annotation, or one that cannot be used.
        DocumentError: a text cannot be read.
    """
    from loaders.extraction.extractor import extract

    paths = sorted(gold.glob("*.json"))
    if not paths:
        raise GoldError(f"{gold}: holds no annotation; give a folder of .json files in the shape of docs/claims.md")
    folder = texts if texts is not None else gold.absolute().parent / "texts"
    result = Evaluation()
    for done, path in enumerate(paths, 1):
        annotation = read_gold(path, folder)
        result.add(compare(annotation, extract(annotation.source)))
        progress("evaluating", done, len(paths))
    return result
