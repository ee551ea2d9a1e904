"""How many documents a second: read, extract, put into the ledger, project, publish, on all cores."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from synthetic_articles import write_articles

from graph.claim import Extraction
from loaders.extraction.extractor import extract
from loaders.pipeline import load
from loaders.reader import Overrides, read

pytestmark = pytest.mark.slow

ARTICLES = 600
"""Where it is measured; a few show that it runs."""


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    folder = tmp_path_factory.mktemp("articles")
    write_articles(folder, 24 if request.config.getoption("benchmark_disable") else ARTICLES)
    return folder


def test_load_articles_of_4000_characters(benchmark: BenchmarkFixture, articles: Path, tmp_path: Path) -> None:
    homes = (tmp_path / str(number) for number in itertools.count())
    report = benchmark.pedantic(lambda: load(next(homes), [articles], Overrides()), rounds=3)
    count = len(list(articles.glob("*.txt")))
    assert (report.added, report.refused) == (count, [])
    if benchmark.stats:
        benchmark.extra_info["documents a second"] = round(count / benchmark.stats["median"], 1)
        benchmark.extra_info["claims a document"] = round(report.claims / count, 1)


def test_extract_one_article_on_one_core(benchmark: BenchmarkFixture, articles: Path) -> None:
    sources = itertools.cycle([read(path) for path in sorted(articles.glob("*.txt"))[:50]])
    extraction: Extraction = benchmark(lambda: extract(next(sources)))
    assert extraction.claims
