"""The ledger's graph as files for `neo4j-admin database import`, the quickest way to load a large one.

The checkpoint is among the nodes, so that `traslado neo4j sync` goes on from where the export began. What
relationships lead to without any unit having it becomes the same placeholder as in a sync.
"""

from __future__ import annotations

import errno
import shlex
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from graph.neo4j_batch import node_row, relationship_row
from graph.neo4j_checkpoint import CHECKPOINT
from graph.neo4j_csv import CsvFolder
from graph.neo4j_source import SyncSource
from graph.neo4j_sync import AT_ONCE
from graph.property_graph import BASE_LABEL, GraphPart, Property
from ontology.error import HomeError, InputError

ARGUMENTS: Final = "import.args"
"""File with the arguments of the import; written last, so that what is incomplete cannot be imported."""
_STEP: Final = 20_000
"""IRIs that are noted at once."""


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What an export wrote.

    Attributes:
        units: entities, documents and disagreements.
        nodes: the checkpoint and placeholders included.
        size: bytes of all files.
        sequence: of the journal, from which the next sync goes on.
    """

    folder: Path
    units: int
    nodes: int
    relationships: int
    size: int
    seconds: float
    sequence: int

    @property
    def command(self) -> str:
        """What imports it into an empty database, for a shell on the server's machine."""
        folder = shlex.quote(str(self.folder.resolve()))
        return f"cd {folder} && neo4j-admin database import full @{ARGUMENTS} neo4j"


def export(source: SyncSource, folder: Path, *, progress: Callable[[int, int], None] | None = None) -> ExportReport:
    """Write the whole graph into a new or empty folder, for its owner's eyes alone.

    Memory does not grow with the graph, but for the list of its units.

    Args:
        source: the ledger's graph.
        folder: made where it is missing.
        progress: gets how many units are done, and of how many.

    Raises:
        InputError: the folder holds something, or a value cannot be written (`CsvValueError`).
        HomeError: the folder cannot be written.
    """
    began = time.monotonic()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if any(folder.iterdir()):
            raise InputError(f"{folder} is not empty. Name a new folder for the export, or empty this one.")
        folder.chmod(0o700)
        try:
            return _export(source, folder, progress, began)
        except BaseException:
            for path in folder.iterdir():
                path.unlink()
            raise
    except OSError as error:
        raise HomeError(
            f"{folder}: cannot write the export ({error.strerror}). Name a folder that can be written, on a disk "
            "with room for about 1 GB for a million relationships."
        ) from error


def _export(
    source: SyncSource, folder: Path, progress: Callable[[int, int], None] | None, began: float
) -> ExportReport:
    nodes = relationships = 0
    with source.frozen(), CsvFolder(folder) as csv, _Ends(folder) as ends:
        sequence, units = source.listing()
        for at in range(0, len(units), AT_ONCE):
            for done, part in enumerate(source.parts(units[at : at + AT_ONCE]), start=at + 1):
                _write(csv, part)
                ends.note(part)
                nodes += len(part.nodes)
                relationships += len(part.relationships)
                if progress:
                    progress(done, len(units))
        for iri in ends.missing():
            csv.write_node(iri, (BASE_LABEL,), {})
            nodes += 1
        checkpoint: dict[str, Property] = {
            "ledger": source.ledger_id,
            "projection": source.projection,
            "sequence": sequence,
            "state": "current",
        }
        csv.write_node(CHECKPOINT, (BASE_LABEL, "TrasladoCheckpoint"), checkpoint)
    (folder / ARGUMENTS).write_text("".join(f"{argument}\n" for argument in csv.arguments()), encoding="utf-8")
    size = sum(path.stat().st_size for path in folder.iterdir())
    return ExportReport(folder, len(units), nodes + 1, relationships, size, time.monotonic() - began, sequence)


def _write(csv: CsvFolder, part: GraphPart) -> None:
    for node in part.nodes:
        properties = node_row(node, part.unit)["properties"]
        del properties["iri"]
        csv.write_node(node.iri, (BASE_LABEL, *node.labels), properties)
    for relationship in part.relationships:
        row = relationship_row(relationship)
        csv.write_relationship(row["type"], row["start"], row["end"], row["properties"])


class _Ends:
    """Which IRIs relationships lead to that no node has: kept on disk, since a large graph has millions."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "ends.sqlite3"
        self._database = sqlite3.connect(self._path, isolation_level=None)
        self._nodes: list[str] = []
        self._endings: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()
        self._path.unlink(missing_ok=True)

    def note(self, part: GraphPart) -> None:
        """Take in the nodes of a part, and where its relationships lead outside of it."""
        own = [node.iri for node in part.nodes]
        self._nodes += own
        self._endings.update({relationship.end for relationship in part.relationships}.difference(own))
        if len(self._nodes) + len(self._endings) >= _STEP:
            self._keep()

    def missing(self) -> Iterator[str]:
        """IRIs that only relationships name."""
        self._keep()
        for (iri,) in self._database.execute("SELECT iri FROM ending EXCEPT SELECT iri FROM node"):
            yield iri

    def _keep(self) -> None:
        try:
            # Nothing to be safe from: what is broken is thrown away.
            self._database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
            self._database.execute("CREATE TABLE IF NOT EXISTS node (iri TEXT)")
            self._database.execute("CREATE TABLE IF NOT EXISTS ending (iri TEXT)")
            self._database.execute("BEGIN")
            self._database.executemany("INSERT INTO node VALUES (?)", zip(self._nodes, strict=True))
            self._database.executemany("INSERT INTO ending VALUES (?)", ((iri,) for iri in self._endings))
            self._database.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise OSError(errno.EIO, str(error), str(self._path)) from error
        self._nodes.clear()
        self._endings.clear()
