"""The extractor reads forms and not names: called otherwise, people, gangs and cities are found as well as before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from renamed_corpus import write_renamed

from loaders.evaluation.evaluation import Evaluation, evaluate

HERE = Path(__file__).parents[3]
CORPORA = {"train": HERE / "tests/corpus/train", "seen": HERE / "../shared/corpus/dev"}
TOLERANCE = 0.03
pytestmark = pytest.mark.slow


@pytest.fixture(params=CORPORA, scope="module")
def corpus(request: pytest.FixtureRequest) -> Path:
    folder = CORPORA[request.param]
    if not folder.exists():
        pytest.skip(f"the {request.param} texts (../shared) are not here")
    return folder


@pytest.fixture(scope="module")
def before(corpus: Path) -> Evaluation:
    return evaluate(corpus / "gold")


@pytest.mark.parametrize("seed", [1, 2])
def test_other_names_give_the_same_f1(corpus: Path, before: Evaluation, seed: int, tmp_path: Path) -> None:
    after = evaluate(write_renamed(corpus / "gold", corpus / "texts", tmp_path / "renamed", seed))
    assert len(after.comparisons) == len(before.comparisons)
    assert after.score.claims.f1 == pytest.approx(before.score.claims.f1, abs=TOLERANCE)
    assert after.score.unfounded == after.score.overlong == 0


def test_no_person_keeps_the_name_and_every_quote_stands(corpus: Path, tmp_path: Path) -> None:
    gold = write_renamed(corpus / "gold", corpus / "texts", tmp_path / "renamed", seed=1)
    for path in sorted(gold.glob("*.json")):
        old = json.loads((corpus / "gold" / path.name).read_text("utf-8"))
        new = json.loads(path.read_text("utf-8"))
        text = (gold.parent / "texts" / f"{old['document']['id']}.txt").read_text("utf-8")
        for entity, renamed in zip(old["entities"], new["entities"], strict=True):
            if entity["type"] == "Person" and " " in "".join(entity["names"][:1]):
                assert entity["names"][0] not in text
                assert entity["names"][0] != renamed["names"][0]
        for claim in new["claims"]:
            assert claim["quote"] == text[claim["start"] : claim["end"]]
        assert len(new["claims"]) == len(old["claims"])
