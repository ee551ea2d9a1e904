"""What extraction takes: a cold start, memory, time by length, documents a second on all cores."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from pattern_fuzzing import expressions, hard_units, of_length
from pytest_benchmark.fixture import BenchmarkFixture
from synthetic_articles import article, write_articles

from graph.claim import Source
from loaders.extraction.extractor import extract

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
LENGTHS = (4_000, 20_000, 100_000, 500_000, 1_000_000, 5_000_000)
MEMORY_LIMIT = 300
"""Megabytes for one process."""
ARTICLES = 400
EXTRACT_ONE = """
import json, sys
from loaders.extraction.extractor import extract
from loaders.reader import read
extract(read(sys.argv[1])).to_json()
"""
LOAD_FOLDER = """
import sys
from pathlib import Path
from loaders.pipeline import load
from loaders.reader import Overrides
if __name__ == "__main__":
    load(Path(sys.argv[2]), [Path(sys.argv[1])], Overrides())
"""
PEAK = """
import json, resource
if __name__ == "__main__":
    unit = 1_000_000 if sys.platform == "darwin" else 1_000
    peaks = [resource.getrusage(who).ru_maxrss // unit for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps(peaks))
"""
"""Megabytes of the process itself, and of the largest that it started."""
LAUNCH = "import subprocess, sys; sys.exit(subprocess.run(sys.argv[1:]).returncode)"
"""A small process between: Linux counts what the one that starts another holds as the other's peak."""


@pytest.fixture
def only_shown(request: pytest.FixtureRequest) -> bool:
    """Whether nothing is measured: then a little is enough to show that it runs."""
    return bool(request.config.getoption("benchmark_disable"))


@pytest.fixture
def document(tmp_path: Path) -> Path:
    write_articles(tmp_path / "one", 1)
    return next((tmp_path / "one").glob("*.txt"))


def peaks(code: str, folder: Path, *arguments: Path) -> tuple[int, int]:
    """Megabytes of a new Python that runs a program, and of the largest process that this starts."""
    program = folder / "program.py"
    program.write_text(code + PEAK, "utf-8")
    command = [sys.executable, "-c", LAUNCH, sys.executable, str(program), *map(str, arguments)]
    run = subprocess.run(
        command, check=True, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    own, largest = json.loads(run.stdout)
    return own, largest


def test_start_the_command_and_extract_one_article(benchmark: BenchmarkFixture, document: Path) -> None:
    command = [str(Path(sys.executable).with_name("traslado")), "extract", str(document)]
    run = benchmark.pedantic(
        lambda: subprocess.run(command, check=True, capture_output=True), rounds=10, warmup_rounds=1
    )
    assert json.loads(run.stdout)["claims"]


def test_memory_of_extracting_one_article(benchmark: BenchmarkFixture, document: Path, tmp_path: Path) -> None:
    own, _ = benchmark.pedantic(lambda: peaks(EXTRACT_ONE, tmp_path, document), rounds=3)
    benchmark.extra_info["megabytes"] = own
    assert own <= MEMORY_LIMIT


def test_memory_of_the_processes_that_load(benchmark: BenchmarkFixture, tmp_path: Path, only_shown: bool) -> None:
    write_articles(tmp_path / "articles", 10 if only_shown else 100)
    own, largest = benchmark.pedantic(lambda: peaks(LOAD_FOLDER, tmp_path, tmp_path / "articles", tmp_path / "home"))
    benchmark.extra_info["megabytes"] = {"main": own, "largest worker": largest}
    assert largest <= MEMORY_LIMIT


def articles_of_length(length: int) -> str:
    """Articles one after the other, as a long report would be."""
    texts = (article(number)[0] for number in itertools.count())
    found: list[str] = []
    while sum(map(len, found)) < length:
        found.append(next(texts))
    return "\n\n".join(found)[:length]


def hard_text(length: int) -> str:
    """What regular expressions of the extractor look for, over and over, each as long as its share."""
    units = list(dict.fromkeys(unit for each in expressions() for unit in hard_units(each.regex)[:2]))
    return "\n".join(of_length(unit, max(1, length // len(units))) for unit in units)


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("kind", [articles_of_length, hard_text], ids=["articles", "hard"])
def test_extract_a_text_of_a_length(benchmark: BenchmarkFixture, length: int, kind: object, only_shown: bool) -> None:
    assert callable(kind)
    text = kind(min(length, LENGTHS[0]) if only_shown else length)
    source = Source(label="long", text=text, published="2026-01-21")
    extract(Source(label="warm", text=articles_of_length(LENGTHS[0])))
    extraction = benchmark.pedantic(lambda: extract(source), rounds=5 if length <= 100_000 else 1)
    benchmark.extra_info["claims"] = len(extraction.claims)


def extract_article(number: int) -> int:
    text, metadata = article(number)
    source = Source(label=str(number), text=text, published=metadata["published"])
    return len(extract(source).claims)


def test_extract_articles_on_all_cores(benchmark: BenchmarkFixture, only_shown: bool) -> None:
    count = 20 if only_shown else ARTICLES
    cores = os.cpu_count() or 1
    with ProcessPoolExecutor(cores, get_context("spawn")) as pool:
        list(pool.map(extract_article, range(2 * cores), chunksize=1))
        claims = benchmark.pedantic(lambda: list(pool.map(extract_article, range(count), chunksize=10)), rounds=3)
    assert all(claims)
    if benchmark.stats:
        benchmark.extra_info["processes"] = cores
        benchmark.extra_info["documents a second"] = round(count / benchmark.stats["median"], 1)
