"""Import files into the home's Neo4j while it is stopped: `neo4j-admin database import full`."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from graph.neo4j_admin import run_admin
from graph.neo4j_export import ARGUMENTS
from graph.neo4j_folder import Neo4jFolder
from graph.neo4j_server import prepare, status
from ontology.error import InputError, ServerError

_DATABASE: Final = "neo4j"
_JAVA_OPTIONS: Final = ("-XX:TieredStopAtLevel=4",)
"""The second compiler, which the server does without, takes a fifth off an import of a million relationships."""
_STAGE: Final = re.compile(r"(Nodes|Relationships), started")


class Neo4jImportError(ServerError):
    """The files cannot be imported: Neo4j runs, has a database already, or refuses them."""


def check_stopped(home: Path, *, overwrite: bool = False) -> None:
    """Refuse to import where it cannot be done, or would take away what is there without being allowed to.

    Raises:
        Neo4jImportError: the home's Neo4j runs, or has a database and `overwrite` is not given.
        MissingExtraError: one was started here, and the extra `neo4j-server` is no longer installed.
    """
    folder = Neo4jFolder.of(home)
    if running := status(home):
        raise Neo4jImportError(
            f"Neo4j runs (process {running.pid}), and files can only be imported while it does not. "
            "Stop it with `traslado neo4j stop`, or load the graph with `traslado neo4j sync`."
        )
    if (folder.path / "data" / "databases" / _DATABASE).exists() and not overwrite:
        raise Neo4jImportError(
            f"{folder.path} has a database already. Importing replaces all of it, also what others have put there: "
            "allow it with --overwrite, or bring the graph into it with `traslado neo4j sync`."
        )


def import_files(home: Path, files: Path, *, report: Callable[[str], None], overwrite: bool = False) -> None:
    """Make the home's database anew from an export.

    Args:
        home: whose Neo4j is stopped.
        files: folder that `neo4j_export.export` wrote.
        report: gets a line of progress now and then.
        overwrite: replace the database that is there, with all that others have put into it.

    Raises:
        InputError: the folder holds no finished export.
        Neo4jImportError: Neo4j runs, or has a database already, or fails.
        MissingExtraError: the extra `neo4j-server` is not installed.
        ServerError: the server's files cannot be prepared (`neo4j_server.start`).
        HomeError: the home cannot be written.
    """
    if not (files / ARGUMENTS).exists():
        raise InputError(f"{files} holds no finished export: {ARGUMENTS} is missing. Write one: traslado neo4j export")
    folder = Neo4jFolder.of(home)
    with folder.locked():
        check_stopped(home, overwrite=overwrite)
        prepare(folder, report=report)
        report(f"Importing {files} …")
        result = run_admin(
            folder,
            *("database", "import", "full", f"@{ARGUMENTS}", "--verbose"),
            *("--overwrite-destination", f"--report-file={folder.log.with_name('import.report')}", _DATABASE),
            java_options=_JAVA_OPTIONS,
            working_folder=files.resolve(),
            line=lambda text: report(f"{stage[1]} …") if (stage := _STAGE.search(text)) else None,
        )
        log = folder.log.with_name("import.log")
        log.write_text(result.output, encoding="utf-8")
        if result.code:
            raise Neo4jImportError(
                f"Neo4j refuses the files in {files}: {_reason(result.output)} All that it said is in {log}. What was "
                "imported is not complete: repeat it with --overwrite."
            )


def _reason(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    causes = [line.removeprefix("Caused by: ") for line in lines if line.startswith("Caused by: ")]
    return (causes or lines or ["it does not say why."])[-1]
