from __future__ import annotations

import csv
import io
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from graph.home import ledger_path, writing
from graph.ledger import Ledger

pytestmark = pytest.mark.slow  # each test starts the command as a user would

ARTICLE = (
    "Mexico extradited 12 prisoners to the United States on May 4, 2027. "
    "Ana Ruiz Soto, leader of the Example Hills Cartel, was flown to Houston."
)


def traslado(*arguments: object, home: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    variables = {k: v for k, v in os.environ.items() if not k.startswith(("TRASLADO_", "NEO4J_"))}
    if home is not None:
        variables["TRASLADO_HOME"] = str(home)
    return subprocess.run(
        [sys.executable, "-c", "from api.cli import main; main()", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env=variables | environment,
        timeout=120,
    )


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, "utf-8")
    return path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """One message for a person on stderr, exit code 1, and no stack trace."""
    assert done.returncode == 1, done
    assert "Traceback" not in done.stdout + done.stderr
    for word in words:
        assert word in done.stderr, done.stderr


def test_help_of_every_command_says_what_it_does() -> None:
    commands = [
        (),
        ("load",),
        ("extract",),
        ("evaluate",),
        ("explain",),
        ("ask",),
        ("ask", "leaders_by_city"),
        ("retract",),
        ("reextract",),
        ("rebuild",),
    ]
    commands += [
        ("serve",),
        ("neo4j",),
        ("neo4j", "start"),
        ("neo4j", "status"),
        ("neo4j", "stop"),
        ("neo4j", "sync"),
        ("neo4j", "verify"),
    ]
    for command in commands:
        done = traslado(*command, "--help")
        assert done.returncode == 0, done.stderr
        assert len(done.stdout) > 150


def test_from_an_article_to_an_answer_with_its_words(article: Path, home: Path) -> None:
    loaded = traslado("load", article, "--publisher", "The Example", "--published", "2027-05-05", home=home)
    assert loaded.returncode == 0, loaded.stderr
    assert loaded.stdout.startswith("1 added, 0 replaced, 0 unchanged, 0 refused")
    answer = json.loads(traslado("ask", "leaders-by-city", "--city", "Houston", "--format", "json", home=home).stdout)
    (row,) = answer["rows"]
    assert (row["personName"], row["city"], row["basis"]) == ("Ana Ruiz Soto", "Houston", "flown")
    assert {evidence["publisher"] for evidence in row["evidence"]} == {"The Example"}
    assert all(evidence["quote"] in ARTICLE for evidence in row["evidence"])


def test_the_table_fits_the_terminal_and_has_no_colours_when_piped(article: Path, home: Path) -> None:
    traslado("load", article, home=home)
    for columns in ("80", "110", "160"):
        table = traslado("ask", "leaders_by_city", home=home, COLUMNS=columns).stdout
        assert "Ana" in table
        assert "\x1b[" not in table
        assert max(map(len, table.splitlines())) <= int(columns)


def test_the_csv_has_its_sources(article: Path, home: Path) -> None:
    traslado("load", article, "--publisher", "The Example", home=home)
    (row,) = csv.DictReader(io.StringIO(traslado("ask", "leaders_by_city", "--format", "csv", home=home).stdout))
    assert "The Example" in row["sources"]
    assert "flown to Houston" in row["quotes"]


def test_extract_prints_a_line_of_json_a_document_and_writes_nothing(article: Path, home: Path) -> None:
    done = traslado("extract", article, home=home)
    (line,) = done.stdout.splitlines()
    assert json.loads(line)["document"]["id"] == "article"
    assert not home.exists()


def test_ask_alone_lists_the_questions_with_their_parameters() -> None:
    listed = traslado("ask")
    assert listed.returncode == 0
    assert "leaders_by_city [--city] [--organization] [--transfer]" in listed.stdout
    assert "roster_gaps" in listed.stdout


def test_an_unknown_question_names_those_there_are(home: Path) -> None:
    done = traslado("ask", "leaders", home=home)
    assert done.returncode == 2
    assert "leaders_by_city" in done.stderr


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.txt", b"", ("empty.txt", "empty")),
        ("binary.txt", b"\x00\x01\x02" * 100, ("binary.txt",)),
        ("odd.txt", b"\x81\x8d\x8f\x90" * 40, ("odd.txt", "UTF-8")),
        ("big.txt", b"word " * 1_100_000, ("big.txt", "5")),
    ],
)
def test_a_file_that_cannot_be_read_is_named_and_nothing_is_half_loaded(
    tmp_path: Path, home: Path, name: str, content: bytes, words: tuple[str, ...]
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    refused(traslado("load", path, home=home), *words)
    with Ledger(ledger_path(home)) as ledger:
        assert ledger.connection.execute("SELECT count(*) FROM document").fetchone() == (0,)


def test_an_unreachable_address_is_named(home: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}/news"
        refused(traslado("load", address, home=home), address)


def test_an_address_of_another_kind_is_refused_as_such(home: Path) -> None:
    refused(traslado("load", "ftp://example.org/news", home=home), "ftp://example.org/news", "only http and https")


def test_a_table_with_a_bad_date_names_the_line(tmp_path: Path, home: Path) -> None:
    from loaders.samples import sample_paths

    folder = tmp_path / "record"
    folder.mkdir()
    for file in sample_paths()[0].iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    charges = folder / "charges.csv"
    lines = charges.read_text("utf-8").split("\n")
    broken = next(number for number, line in enumerate(lines) if ",2025-02-27," in line)
    lines[broken] = lines[broken].replace(",2025-02-27,", ",2025-02-30,", 1)
    charges.write_text("\n".join(lines), "utf-8")
    refused(traslado("load", folder, home=home), f"charges.csv:{broken + 1}", "2025-02-30")


def test_a_table_without_a_required_column_says_which(tmp_path: Path, home: Path) -> None:
    from loaders.samples import sample_paths

    folder = tmp_path / "record"
    folder.mkdir()
    for file in sample_paths()[0].iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    statements = folder / "statements.csv"
    statements.write_text(statements.read_text("utf-8").replace("speaker,", "talker,", 1), "utf-8")
    refused(traslado("load", folder, home=home), "statements.csv", "speaker")


def test_an_unwritable_home_is_named(article: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    refused(traslado("load", article, "--home", tmp_path / "file" / "home"), "file/home", "--home or TRASLADO_HOME")


def test_a_home_in_use_says_by_whom(article: Path, home: Path) -> None:
    with writing(home):
        refused(traslado("load", article, home=home), "in use by another writer", str(os.getpid()))


def test_a_home_of_a_newer_version_is_refused(article: Path, home: Path) -> None:
    traslado("load", article, home=home)
    with Ledger(ledger_path(home)) as ledger:
        ledger.connection.execute("PRAGMA user_version = 99")
    refused(traslado("load", article, home=home), "newer Traslado", "99")


def test_an_empty_home_says_how_to_load(home: Path) -> None:
    refused(traslado("ask", "transfers", home=home), "nothing is loaded", "traslado load")


def test_nothing_called_so_is_said(article: Path, home: Path) -> None:
    traslado("load", article, home=home)
    refused(traslado("ask", "leaders_by_city", "--city", "Nowhere", home=home), "city", "'Nowhere'")


def test_a_port_in_use_is_named(article: Path, home: Path) -> None:
    traslado("load", article, home=home)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused(traslado("serve", "--port", port, home=home), str(port), "--port")


def test_neo4j_that_is_down_is_named(article: Path, home: Path) -> None:
    traslado("load", article, home=home)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"bolt://127.0.0.1:{unused.getsockname()[1]}"
        refused(traslado("neo4j", "sync", home=home, NEO4J_URI=address, NEO4J_PASSWORD="x"), address, "NEO4J_URI")


def test_retract_and_restore_by_the_command_line(article: Path, home: Path) -> None:
    traslado("load", article, home=home)
    assert "1 document retracted" in traslado("retract", "article", home=home).stdout
    assert "No row" in traslado("ask", "transfers", home=home).stdout
    assert "1 document restored" in traslado("retract", "article", "--restore", home=home).stdout
    assert "Mexico" in traslado("ask", "transfers", home=home).stdout
    refused(traslado("retract", "nothing", home=home), "no such document")


def test_the_command_line_imports_nothing_heavy() -> None:
    heavy = "trafilatura neo4j fastapi uvicorn pyoxigraph rdflib networkx rich pydantic jinja2 httpx ahocorasick"
    code = f"import api.cli, sys; print([m for m in {heavy.split()!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
