from __future__ import annotations

import resource
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import Article
from click.testing import CliRunner
from invented_graph import ODD_NAMES, InventedLedger, group, iri, person
from large_graph import LargeGraph
from neo4j_contents import graph_meant, graph_of

from api.cli import main
from graph.entry import Entry
from graph.home import ledger_path
from graph.ledger import Ledger
from graph.neo4j_connection import Connection, Neo4jSettings, connect
from graph.neo4j_csv import ARRAY_DELIMITER, CsvValueError
from graph.neo4j_export import ARGUMENTS, export
from graph.neo4j_import import Neo4jImportError, import_files
from graph.neo4j_server import ServerInfo, start, stop
from graph.neo4j_source import LedgerSource
from graph.neo4j_sync import sync
from ontology.error import HomeError, InputError


def odd_ledger() -> InventedLedger:
    """Names and quotes that a file could get wrong, ends that no unit has, and one name with two types of values."""
    ledger = InventedLedger()
    ledger.put(group("norte"))
    for number, name in enumerate((*ODD_NAMES, " spaces ", "a,b;c", "nul \0", "one\r\ntwo\rthree", "\u2028")):
        lists = [name or "-", "", name, "end"]
        ledger.put(person(f"p{number}", leads=("norte", "nowhere"), nicknames=(name,), label=name, names=lists))
    ledger.put(person("numbers", latitude=-12.345678901234567, count=2**53 + 1, part="text", alleged=False))
    ledger.put(person("types", part=7, latitude="text", names="one"))
    ledger.put(person("long", leads=("norte",), text="«é\n»" * 300_000, names=["é" * 100_000] * 20))
    return ledger


class TestFiles:
    def test_are_for_their_owner_alone(self, tmp_path: Path) -> None:
        export(odd_ledger(), tmp_path / "files")
        assert stat.S_IMODE((tmp_path / "files").stat().st_mode) == 0o700

    def test_are_all_named_in_the_arguments(self, tmp_path: Path) -> None:
        report = export(odd_ledger(), tmp_path)
        arguments = (tmp_path / ARGUMENTS).read_text()
        assert {path.name for path in tmp_path.iterdir()} - {ARGUMENTS} == {
            name
            for line in arguments.splitlines()
            if line.startswith(("--nodes", "--relationships"))
            for name in line.rpartition("=")[2].split(",")
        }
        assert report.size == sum(path.stat().st_size for path in tmp_path.iterdir())
        assert f"cd {tmp_path} " in report.command

    def test_only_rows_with_line_breaks_stand_where_rows_may_have_them(self, tmp_path: Path) -> None:
        ledger = odd_ledger()
        export(ledger, tmp_path)
        plain = (tmp_path / "nodes-Traslado-Person.csv").read_text()
        broken = (tmp_path / "nodes-Traslado-Person.lines.csv").read_text()
        assert "one\r\ntwo" not in plain
        assert "two\nlines" in broken
        assert "La Güera" in plain

    def test_count_what_they_hold(self, tmp_path: Path) -> None:
        ledger = odd_ledger()
        report = export(ledger, tmp_path)
        nodes, relationships = graph_meant(ledger.held.values())
        assert (report.nodes, report.relationships) == (len(nodes) + 1, len(relationships))
        assert report.sequence == ledger.sequence

    def test_progress_counts_units(self, tmp_path: Path) -> None:
        seen: list[tuple[int, int]] = []
        export(odd_ledger(), tmp_path, progress=lambda done, of: seen.append((done, of)))
        assert seen == [(number, len(seen)) for number in range(1, len(seen) + 1)]

    def test_a_folder_with_something_in_it_is_left_alone(self, tmp_path: Path) -> None:
        (tmp_path / "mine.txt").write_text("mine")
        with pytest.raises(InputError, match="not empty"):
            export(odd_ledger(), tmp_path)
        assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]

    @pytest.mark.parametrize("names", [[f"a{ARRAY_DELIMITER}b"], [], [""]])
    def test_a_list_that_they_cannot_hold_is_refused_and_nothing_left(self, tmp_path: Path, names: list[str]) -> None:
        ledger = odd_ledger()
        ledger.put(person("z", names=names))
        with pytest.raises(CsvValueError, match="sync --full"):
            export(ledger, tmp_path)
        assert list(tmp_path.iterdir()) == []

    def test_a_place_that_cannot_be_written_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(HomeError, match="cannot write the export"):
            export(odd_ledger(), tmp_path / "file" / "folder")

    @pytest.mark.parametrize("room", [10, 20_000, 200_000])
    def test_a_disk_that_is_full_is_told_and_nothing_left(self, tmp_path: Path, room: int) -> None:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
        try:
            with pytest.raises(HomeError, match="room for"):
                export(LargeGraph(8_000), tmp_path / "files")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert list((tmp_path / "files").iterdir()) == []

    def test_what_is_incomplete_is_not_imported(self, tmp_path: Path) -> None:
        export(odd_ledger(), tmp_path / "files")
        (tmp_path / "files" / ARGUMENTS).unlink()
        with pytest.raises(InputError, match="no finished export"):
            import_files(tmp_path, tmp_path / "files", report=print)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home of the test's own, whose Neo4j does not outlive it."""
    yield tmp_path / "home"
    stop(tmp_path / "home")


def connect_to(info: ServerInfo) -> Connection:
    return connect(Neo4jSettings(info.bolt_uri, info.user, info.password))


# Each needs a server of its own, stopped, filled and started: ten seconds.
@pytest.mark.slow
@pytest.mark.neo4j
@pytest.mark.usefixtures("neo4j_server")
class TestImport:
    def test_holds_what_the_ledger_says_whatever_the_text_and_a_sync_goes_on_from_there(
        self, home: Path, tmp_path: Path
    ) -> None:
        ledger = odd_ledger()
        export(ledger, tmp_path / "files")
        import_files(home, tmp_path / "files", report=print)
        with pytest.raises(Neo4jImportError, match=r"has a database already.*--overwrite"):
            import_files(home, tmp_path / "files", report=print)
        with connect_to(start(home, report=print, bolt_port=0, http_port=0)) as connection:
            assert graph_of(connection) == graph_meant(ledger.held.values())
            report = sync(connection, ledger)
            assert (report.units, report.nodes, report.relationships, report.deleted) == (0, 0, 0, 0)
            ledger.remove(iri("p3"))
            ledger.put(person("p4", leads=("nowhere", "sur")))
            ledger.put(group("nowhere"))
            sync(connection, ledger)
            assert graph_of(connection) == graph_meant(ledger.held.values())
            with pytest.raises(Neo4jImportError, match="Neo4j runs"):
                import_files(home, tmp_path / "files", report=print, overwrite=True)

    def test_by_the_command_and_then_one_more_document(self, home: Path, demo_home: Path) -> None:
        shutil.copytree(demo_home, home)
        cli = CliRunner()
        done = cli.invoke(main, ["neo4j", "export", "--import", "--home", str(home)])
        assert done.exit_code == 0, done.output
        assert "Relationships …" in done.stderr
        assert [path.name for path in home.iterdir() if "export" in path.name] == []
        with (
            connect_to(start(home, report=print, bolt_port=0, http_port=0)) as connection,
            Ledger(ledger_path(home)) as ledger,
        ):
            source = LedgerSource(ledger)
            assert graph_of(connection) == graph_meant(source.parts(source.listing()[1]))
            assert sync(connection, source).units == 0
            article = Article("Ana Ruiz Soto of the Examples.")
            one = article.entity("Person", "Ana Ruiz Soto")
            examples = article.entity("CriminalOrganization", "the Examples")
            article.claim(one, "memberOf", examples, quote="Ana Ruiz Soto of the Examples")
            with ledger.transaction():
                ledger.add(Entry.of(article.extraction))
            assert 1 < sync(connection, source).units < 10
            assert graph_of(connection) == graph_meant(source.parts(source.listing()[1]))

    def test_files_that_neo4j_refuses_are_told_with_its_reason(self, home: Path, tmp_path: Path) -> None:
        export(LargeGraph(160), tmp_path / "files")
        with (tmp_path / "files" / "relationships-SUBJECT.csv").open("a") as file:
            file.write('"nobody","nothing","true"\n')
        with pytest.raises(Neo4jImportError, match=r"nobody.*import.log.*--overwrite"):
            import_files(home, tmp_path / "files", report=print)
        export(LargeGraph(160), tmp_path / "right")
        import_files(home, tmp_path / "right", report=print, overwrite=True)


def test_a_slim_export_has_entities_and_facts_alone(demo_home: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["neo4j", "export", str(tmp_path / "files"), "--slim", "--home", str(demo_home)])
    assert done.exit_code == 0, done.output
    written = {path.name for path in (tmp_path / "files").iterdir()}
    assert "nodes-Traslado-Person.csv" in written
    assert not [name for name in written if "Claim" in name or "Document" in name or "Disagreement" in name]
    assert ",slim-" in (tmp_path / "files" / "nodes-Traslado-TrasladoCheckpoint.csv").read_text().replace('"', "")


def test_the_command_wants_a_folder_or_an_import(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["neo4j", "export", "--home", str(tmp_path)])
    assert done.exit_code == 2
    assert "--import" in done.output


def test_the_command_tells_how_to_import(demo_home: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["neo4j", "export", str(tmp_path / "a b"), "--home", str(demo_home)])
    assert done.exit_code == 0, done.output
    assert f"cd '{tmp_path}/a b' && neo4j-admin database import full @{ARGUMENTS} neo4j" in done.output
