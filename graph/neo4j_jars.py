"""The jars of Neo4j Community and its Browser: pinned, fetched from Maven Central, and checked.

`neo4j_jars.lock` names every jar with its SHA-256. After a change of `VERSION` or
`BROWSER_VERSION` it is written anew from a fresh download by::

    python -m graph.neo4j_jars > new.lock && mv new.lock graph/neo4j_jars.lock

Jars are kept where Maven keeps them (`~/.m2/repository`, or what jgo's settings name), so that
every home and every checkout shares one copy. jgo is imported only when a jar is needed.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ontology.error import ServerError

VERSION: Final = "5.26.30"
"""Neo4j Community, the long-term release."""
BROWSER_VERSION: Final = "5.24.0"
LOCK: Final = Path(__file__).with_name("neo4j_jars.lock")

_WORKERS = 8
_TIMEOUT = 60


class JarError(ServerError):
    """A jar of Neo4j cannot be fetched, or is not the one that the lock file names."""


@dataclass(frozen=True, slots=True)
class Jar:
    """One jar in Maven's terms, with the checksum that it must have.

    >>> Jar("info.picocli", "picocli", "4.7.6", "", "0a1b").path
    'info/picocli/picocli/4.7.6/picocli-4.7.6.jar'
    """

    group: str
    artifact: str
    version: str
    classifier: str
    sha256: str

    @property
    def coordinate(self) -> str:
        """`group:artifact:version`, and `:classifier` where there is one."""
        return ":".join(filter(None, (self.group, self.artifact, self.version, self.classifier)))

    @property
    def path(self) -> str:
        """Where a Maven repository keeps it, relative to the repository."""
        classifier = f"-{self.classifier}" if self.classifier else ""
        folder = f"{self.group.replace('.', '/')}/{self.artifact}/{self.version}"
        return f"{folder}/{self.artifact}-{self.version}{classifier}.jar"


def read_lock(lock: Path = LOCK) -> tuple[Jar, ...]:
    """The jars of a lock file: lines of a coordinate, a space and a SHA-256; `#` starts a comment."""
    jars = []
    for line in lock.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        coordinate, sha256 = line.split()
        group, artifact, version, *classifier = coordinate.split(":")
        jars.append(Jar(group, artifact, version, "".join(classifier), sha256))
    return tuple(jars)


def fetch_jars(report: Callable[[str], None], jars: Iterable[Jar] | None = None) -> tuple[Path, ...]:
    """Paths of all jars in Maven's cache, fetched where they are missing, every one checked.

    A jar is downloaded beside its place, checked, and only then moved there, so that a broken
    download never stays.

    Args:
        report: gets a line of progress now and then.
        jars: those of `neo4j_jars.lock`, if not given.

    Raises:
        JarError: Maven Central does not answer, or a jar is not the one of the lock file.
    """
    wanted = tuple(read_lock() if jars is None else jars)
    repository = _repository()
    missing = [jar for jar in wanted if not (repository / jar.path).exists()]
    if missing:
        report(f"Fetching {len(missing)} jars of Neo4j {VERSION} from Maven Central into {repository} …")
        _download(missing, repository, report)
    paths = tuple(repository / jar.path for jar in wanted)
    for jar, path in zip(wanted, paths, strict=True):
        _check(jar, path)
    report(f"The {len(paths)} jars of Neo4j {VERSION} in {repository} are the ones of {LOCK.name}.")
    return paths


def _download(jars: list[Jar], repository: Path, report: Callable[[str], None]) -> None:
    try:
        repository.mkdir(parents=True, exist_ok=True)
        staging = tempfile.TemporaryDirectory(dir=repository, prefix=".traslado-")
    except OSError as error:
        raise JarError(f"Cannot write into Maven's cache {repository}: {error.strerror}. Make it writable.") from error
    with staging as folder, ThreadPoolExecutor(_WORKERS) as executor:
        context = _context(Path(folder))
        downloads = {executor.submit(_download_one, context, jar): jar for jar in jars}
        try:
            for count, download in enumerate(as_completed(downloads), start=1):
                jar, path = downloads[download], download.result()
                _check(jar, path)
                target = repository / jar.path
                target.parent.mkdir(parents=True, exist_ok=True)
                path.replace(target)
                if count % 50 == 0 or count == len(jars):
                    report(f"Fetched {count} of {len(jars)} jars.")
        finally:
            executor.shutdown(cancel_futures=True)


def _download_one(context: Any, jar: Jar) -> Path:
    component = context.project(jar.group, jar.artifact).at_version(jar.version)
    with _explained(jar.coordinate):
        return Path(component.artifact(jar.classifier).resolve())


@contextmanager
def _explained(what: str) -> Iterator[None]:
    # jgo raises RuntimeError for what no repository has; OSError is the root of requests' errors.
    try:
        yield
    except (RuntimeError, OSError) as error:
        raise JarError(
            f"Cannot fetch {what} from Maven Central: {error}. Check the connection and start again; what "
            "was fetched stays. Behind a mirror, name it under [repositories] in ~/.config/jgo.conf."
        ) from error


def _check(jar: Jar, path: Path) -> None:
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != jar.sha256:
        raise JarError(
            f"{path} is not the {jar.coordinate} that Traslado was tested with: its SHA-256 is {found}, and "
            f"{LOCK.name} says {jar.sha256}. Nothing was started. Delete the file and start again; if "
            "it happens again, do not trust where it comes from."
        )


def _repository() -> Path:
    from jgo.config import GlobalSettings

    return Path(GlobalSettings.load().repo_cache)


def _context(repository: Path) -> Any:
    from jgo.config import GlobalSettings
    from jgo.constants import MAVEN_CENTRAL_URL
    from jgo.maven import MavenContext

    remotes = {**GlobalSettings.load().repositories, "central": MAVEN_CENTRAL_URL}
    return MavenContext(repo_cache=repository, remote_repos=remotes, timeout=_TIMEOUT)


def lock_lines() -> Iterator[str]:
    """The lines of a new lock file, from a resolution and a download that use no cache.

    Raises:
        JarError: Maven Central does not answer.
    """
    from jgo.maven import PythonResolver

    pinned = (f"org.neo4j:neo4j:{VERSION}", f"org.neo4j.client:neo4j-browser:{BROWSER_VERSION}")
    with tempfile.TemporaryDirectory() as folder, _explained("the jars of Neo4j"):
        context = _context(Path(folder))
        direct, transitive = PythonResolver().resolve([context.create_dependency(pin) for pin in pinned])
        artifacts = [item.artifact for item in (*direct, *transitive) if item.scope not in ("test", "provided")]
        yield f"# Neo4j {VERSION} and Browser {BROWSER_VERSION}; written by python -m graph.neo4j_jars"
        lines = []
        for artifact in artifacts:
            digest = hashlib.sha256(artifact.resolve().read_bytes()).hexdigest()
            jar = Jar(artifact.groupId, artifact.artifactId, artifact.version, artifact.classifier, digest)
            lines.append(f"{jar.coordinate} {jar.sha256}")
        yield from sorted(lines)


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in lock_lines())
