"""The figures that the extractor must reach on the development corpus, where it is at hand."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from graph.claim import Source
from loaders.extraction.extractor import extract

SHARED = Path(__file__).parents[3] / "../shared"
CORPUS = SHARED / "corpus/dev"
TOOL = SHARED / "tools/score_claims.py"

pytestmark = [
    pytest.mark.skipif(not CORPUS.exists(), reason="the development corpus (../shared) is not here"),
    pytest.mark.slow,
]


def sources() -> list[Source]:
    found = []
    for path in sorted((CORPUS / "texts").glob("*.txt")):
        meta = json.loads(path.with_suffix(".meta.json").read_text("utf-8"))
        known = {name: meta.get(name) for name in ("published", "publisher", "language", "title")}
        found.append(Source(label=path.stem, text=path.read_text("utf-8"), **known))
    return found


def score(extractions: list[dict[str, Any]], gold: Path, folder: Path) -> dict[str, Any]:
    predictions = folder / "pred.jsonl"
    predictions.write_text("\n".join(json.dumps(e, ensure_ascii=False) for e in extractions), "utf-8")
    command = [sys.executable, TOOL, "--gold", gold, "--texts", CORPUS / "texts", "--pred", predictions, "--json"]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    result: dict[str, Any] = json.loads(run.stdout)
    return result


@pytest.fixture(scope="module")
def extractions() -> list[dict[str, Any]]:
    return [extract(source).to_json() for source in sources()]


def test_all_documents_reach_the_required_figures(extractions: list[dict[str, Any]], tmp_path: Path) -> None:
    result = score(extractions, CORPUS / "gold", tmp_path)
    assert result["documents_missing"] == []
    assert result["ALL CLAIMS"]["f"] >= 0.86
    assert result["ALL CLAIMS"]["p"] >= 0.975
    assert result["bad_quotes"] == result["long_quotes"] == 0
    assert result["share"]["quote overlap"] >= 0.90
    assert result["share"]["strength raised"] <= 0.005


def test_the_seed_article_reaches_its_figure(extractions: list[dict[str, Any]], tmp_path: Path) -> None:
    gold = tmp_path / "gold"
    gold.mkdir()
    (gold / "seed.json").write_text((CORPUS / "gold/seed.json").read_text("utf-8"), "utf-8")
    result = score([e for e in extractions if e["document"]["id"] == "seed"], gold, tmp_path)
    assert result["ALL CLAIMS"]["f"] >= 0.97
