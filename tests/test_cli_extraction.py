from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from api.cli import main
from graph.claim import Source
from loaders.extraction.extractor import extract

ARTICLE = "Ana Ruiz Soto is the leader of the Example Hills Cartel. Ana Ruiz Soto was arrested in Monterrey."


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """Annotations that lack the arrest, and have a founding that the text does not give."""
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts/article.txt").write_text(ARTICLE, "utf-8")
    annotation = extract(Source(label="article", text=ARTICLE, language="en")).to_json()
    leader = next(claim for claim in annotation["claims"] if claim["predicate"] == "leaderOf")
    kept = [claim for claim in annotation["claims"] if claim["predicate"] != "arrestedIn"]
    assert len(kept) < len(annotation["claims"])
    annotation["claims"] = [*kept, leader | {"predicate": "founderOf"}]
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold/article.json").write_text(json.dumps(annotation), "utf-8")
    return tmp_path / "gold"


def test_evaluate_has_a_table_by_family_language_and_rule(gold: Path) -> None:
    done = CliRunner().invoke(main, ["evaluate", "--gold", str(gold)])
    assert done.exit_code == 0, done.output
    for words in ("membership", "person and place", "claims in en", "all claims", "rule"):
        assert words in done.output
    assert "\n- " not in done.output


def test_evaluate_lists_what_is_missed_and_invented(gold: Path) -> None:
    lines = CliRunner().invoke(main, ["evaluate", "--gold", str(gold), "--errors"]).output.splitlines()
    (missed,) = [line for line in lines if line.startswith("- ")]
    (invented,) = [line for line in lines if line.startswith("+ ")]
    assert missed.startswith("- article: Ana Ruiz Soto founderOf Example Hills Cartel (reported)")
    assert invented.startswith("+ article: Ana Ruiz Soto arrestedIn Monterrey (reported)")


def test_evaluate_writes_json(gold: Path) -> None:
    result = json.loads(CliRunner().invoke(main, ["evaluate", "--gold", str(gold), "--format", "json"]).output)
    claims = result["claims"]
    assert (claims["said"] - claims["right"], claims["gold"] - claims["right"]) == (1, 1)
    assert result["languages"]["en"]["claims"] == claims
    assert sum(rule["invented"] for rule in result["rules"].values()) == 1


def test_evaluate_names_a_folder_without_annotations(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["evaluate", "--gold", str(tmp_path)])
    assert done.exit_code == 1
    assert "holds no annotation" in done.output


@pytest.mark.slow
def test_who_reads_no_further_than_the_first_line_has_what_he_wants(tmp_path: Path) -> None:
    article = tmp_path / "long.txt"
    article.write_text("\n".join([ARTICLE] * 300), "utf-8")
    command = [str(Path(sys.executable).with_name("traslado")), "explain", str(article)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait() == 0
