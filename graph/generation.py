"""Published, read-only snapshots of the store: what readers open, in any number of processes."""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from graph.home import generations_path
from graph.ledger import Ledger
from graph.store import OxigraphStore
from ontology.error import NotFoundError

_KEPT: Final = 3
_DESCRIPTION: Final = "generation.json"


@dataclass(frozen=True, slots=True)
class Generation:
    """A snapshot that never changes.

    Attributes:
        path: an Oxigraph folder, to be opened with `Store.read_only`.
        sequence: of the journal's last entry in it.
        ledger: id of the ledger.
        base: of its IRIs.
        erased: paths below the base of what was erased for good.
        published: when, as ISO 8601 in UTC.
    """

    path: Path
    sequence: int
    ledger: str
    base: str
    erased: frozenset[str] = frozenset()
    published: str = ""

    @property
    def name(self) -> str:
        """Of its folder: a new one each time something is published."""
        return self.path.parent.name


def current(home: Path) -> Generation:
    """The generation that stands now.

    Raises:
        NotFoundError: nothing was published in this home.
    """
    try:
        return _read((generations_path(home) / "current").resolve(strict=True))
    except FileNotFoundError:
        raise NotFoundError(f"{home}: nothing is loaded here. Load something first: traslado load PATH") from None


def kept(home: Path) -> list[Generation]:
    """The generations that can still be read, the oldest first; of two of one sequence the later."""
    folder = generations_path(home)
    found: dict[int, Generation] = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name.isdigit():
            with suppress(FileNotFoundError):  # dropped meanwhile
                generation = _read(path.resolve())
                found[generation.sequence] = generation
    return [found[sequence] for sequence in sorted(found)]


def _read(folder: Path) -> Generation:
    file = folder / _DESCRIPTION
    described = json.loads(file.read_text("utf-8"))
    return Generation(
        folder / "store",
        described["sequence"],
        described["ledger"],
        described["base"],
        frozenset(described.get("erased", ())),
        datetime.fromtimestamp(file.stat().st_mtime, UTC).isoformat(timespec="seconds"),
    )


def publish(home: Path, ledger: Ledger, store: OxigraphStore, *, anew: bool = False) -> Generation:
    """Snapshot the store by hard links and make it the current generation in one rename.

    Where the current one is of the same ledger and sequence nothing is done, unless the store was made anew.
    """
    at = store.checkpoint()
    sequence = at.sequence if at else 0
    folder = generations_path(home)
    folder.mkdir(mode=0o700, exist_ok=True)
    version = at.vocabulary if at else ""
    try:
        standing = current(home)
        described = json.loads((standing.path.parent / _DESCRIPTION).read_text("utf-8"))
        same = (standing.sequence, standing.ledger, described["vocabulary"]) == (sequence, ledger.id, version)
        if same and not anew:
            return standing
    except NotFoundError:
        pass
    numbers = [int(p.name) for p in folder.iterdir() if p.name.isdigit()]
    name = f"{max(numbers, default=0) + 1:08d}"
    unfinished = folder / f".{name}"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    store.store.backup(str(unfinished / "store"))
    (unfinished / _DESCRIPTION).write_text(
        json.dumps(
            {
                "sequence": sequence,
                "ledger": ledger.id,
                "base": ledger.base,
                "vocabulary": version,
                "erased": ledger.erased_paths(),
            }
        ),
        "utf-8",
    )
    unfinished.rename(folder / name)
    pointer = folder / ".current"
    pointer.unlink(missing_ok=True)
    pointer.symlink_to(name)
    pointer.replace(folder / "current")
    _prune(folder)
    return current(home)


def _prune(folder: Path) -> None:
    """Drop what is older than the last few; who still reads them keeps the files that were opened."""
    numbered = sorted(p for p in folder.iterdir() if p.name.isdigit())
    for old in numbered[:-_KEPT]:
        discard(old)
    for leftover in folder.glob(".0*"):
        shutil.rmtree(leftover)


def discard(folder: Path) -> None:
    """Delete a generation; who just makes something in its folder loses it by its name first."""
    going = folder.with_name(f".{folder.name}")
    shutil.rmtree(going, ignore_errors=True)
    shutil.rmtree(folder.rename(going))
