"""Folders of annotations: those that can be used, those that are refused, and the numbers of the shared scorer."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from graph.claim import sha256
from loaders.evaluation.evaluation import Evaluation, evaluate
from loaders.evaluation.gold import GoldError, read_gold
from loaders.reading.error import DocumentError

ARTICLE = "Ana Ruiz Soto is the leader of the Example Hills Cartel."
SHARED = Path(__file__).parents[3] / "../shared"
CORPUS = SHARED / "corpus/dev"
TOOL = SHARED / "tools/score_claims.py"


def annotation(**document: object) -> dict[str, Any]:
    return {
        "document": {"id": "article", "language": "en", **document},
        "entities": [
            {"id": "p1", "type": "Person", "names": ["Ana Ruiz Soto"], "part": "leader"},
            {"id": "o1", "type": "CriminalOrganization", "names": ["Example Hills Cartel"]},
        ],
        "claims": [
            {
                "subject": "p1",
                "predicate": "leaderOf",
                "object": "o1",
                "modality": "reported",
                "speaker": None,
                "quote": ARTICLE,
                "start": 0,
                "end": len(ARTICLE),
                "status": "current",
            }
        ],
    }


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts/article.txt").write_text(ARTICLE, "utf-8")
    (tmp_path / "gold").mkdir()
    write(tmp_path / "gold", annotation())
    return tmp_path / "gold"


def write(folder: Path, content: object) -> Path:
    path = folder / "article.json"
    path.write_text(json.dumps(content), "utf-8")
    return path


def test_a_folder_is_scored_with_the_texts_beside_it(gold: Path) -> None:
    stages: list[tuple[str, int, int]] = []
    result = evaluate(gold, progress=lambda *told: stages.append(told))
    assert (result.score.claims.right, result.score.claims.gold) == (1, 1)
    assert set(result.languages) == {"en"}
    assert stages == [("evaluating", 1, 1)]


def test_texts_may_lie_elsewhere(gold: Path, tmp_path: Path) -> None:
    (tmp_path / "texts").rename(tmp_path / "elsewhere")
    assert evaluate(gold, tmp_path / "elsewhere").score.claims.right == 1
    with pytest.raises(DocumentError, match="texts: does not exist"):
        evaluate(gold)


def test_the_annotation_dates_its_document(gold: Path) -> None:
    path = write(gold, annotation(published="2027-05-05", publisher="The Example", kind="newspaper"))
    source = read_gold(path, gold.parent / "texts").source
    assert (source.published, source.publisher, source.kind) == ("2027-05-05", "The Example", "newspaper")


def test_an_annotation_that_names_its_text_is_not_used_for_another(gold: Path) -> None:
    read_gold(write(gold, annotation(sha256=sha256(ARTICLE))), gold.parent / "texts")
    path = write(gold, annotation(sha256=sha256("Other words.")))
    with pytest.raises(GoldError, match="annotates another text"):
        read_gold(path, gold.parent / "texts")


def test_a_claim_about_nobody_is_named(gold: Path) -> None:
    content = annotation()
    content["claims"][0]["object"] = "o7"
    with pytest.raises(GoldError, match=r"claims\.0: there is no entity 'o7'"):
        read_gold(write(gold, content), gold.parent / "texts")


def test_a_missing_field_is_named(gold: Path) -> None:
    content = annotation()
    del content["claims"][0]["modality"]
    with pytest.raises(GoldError, match=r"claims\.0\.modality"):
        read_gold(write(gold, content), gold.parent / "texts")


def test_what_is_no_json_is_refused(gold: Path) -> None:
    (gold / "article.json").write_text("{", "utf-8")
    with pytest.raises(GoldError, match=r"article\.json: the file"):
        evaluate(gold)


def test_a_folder_without_annotations_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="holds no annotation"):
        evaluate(tmp_path)


@pytest.fixture(scope="module")
def evaluated() -> Evaluation:
    return evaluate(CORPUS / "gold")


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.exists(), reason="the development corpus (../shared) is not here")
def test_the_numbers_are_those_of_the_shared_scorer(evaluated: Evaluation, tmp_path: Path) -> None:
    predictions = tmp_path / "pred.jsonl"
    lines = [json.dumps(c.extraction.to_json(), ensure_ascii=False) for c in evaluated.comparisons]
    predictions.write_text("\n".join(lines), "utf-8")
    gold, texts = CORPUS / "gold", CORPUS / "texts"
    command = [sys.executable, TOOL, "--gold", gold, "--texts", texts, "--pred", predictions, "--json"]
    theirs = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    score = evaluated.score
    entities = {f"entity {type_}": tally for type_, tally in score.entities.items()}
    ours = {**entities, **score.families, **score.qualifiers, "ALL CLAIMS": score.claims}
    assert set(ours) == {name for name, figures in theirs.items() if isinstance(figures, dict)} - {"share"}
    for name, tally in ours.items():
        figures = theirs[name]
        assert (tally.precision, tally.recall, tally.f1) == pytest.approx(
            (figures["p"], figures["r"], figures["f"]), abs=5e-4
        ), name
        assert (tally.said, tally.gold) == (figures["pred"], figures["gold"]), name
    for name, share in score.shares.items():
        assert share.value == pytest.approx(theirs["share"][name], abs=5e-4), name
    assert (score.unfounded, score.overlong) == (theirs["bad_quotes"], theirs["long_quotes"])


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.exists(), reason="the development corpus (../shared) is not here")
def test_the_languages_together_are_the_whole(evaluated: Evaluation) -> None:
    assert set(evaluated.languages) == {"en", "es"}
    for field in ("right", "said", "gold"):
        parts = sum(getattr(score.claims, field) for score in evaluated.languages.values())
        assert parts == getattr(evaluated.score.claims, field)
