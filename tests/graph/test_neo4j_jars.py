from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from graph.neo4j_jars import BROWSER_VERSION, VERSION, Jar, JarError, fetch_jars, read_lock

CONTENT = b"PK\x03\x04 an invented jar"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty Maven cache, and a mirror of Maven Central with one jar in it that jgo's settings name."""
    jar = tmp_path / "mirror" / Jar("org.example", "invented", "1.0", "", SHA256).path
    jar.parent.mkdir(parents=True)
    jar.write_bytes(CONTENT)
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path / "mirror"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as mirror:
        threading.Thread(target=mirror.serve_forever, daemon=True).start()
        settings = tmp_path / "jgo.conf"
        settings.write_text(f"[repositories]\nmirror = http://127.0.0.1:{mirror.server_port}\n")
        monkeypatch.setenv("JGO_CONFIG_FILE", str(settings))
        monkeypatch.setenv("M2_REPO", str(tmp_path / "cache"))
        yield tmp_path / "cache"
        mirror.shutdown()


def invented(sha256: str = SHA256, version: str = "1.0") -> Jar:
    return Jar("org.example", "invented", version, "", sha256)


def silent(line: str) -> None:
    """Take a line of progress and forget it."""


def test_lock_names_every_jar_once_with_a_checksum() -> None:
    jars = read_lock()
    assert len(jars) == len({jar.path for jar in jars}) == 217
    assert all(len(bytes.fromhex(jar.sha256)) == 32 for jar in jars)


def test_lock_is_of_the_versions_that_are_pinned() -> None:
    coordinates = {jar.coordinate for jar in read_lock()}
    assert f"org.neo4j:neo4j:{VERSION}" in coordinates
    assert f"org.neo4j.client:neo4j-browser:{BROWSER_VERSION}" in coordinates


def test_classifier_is_part_of_coordinate_and_path() -> None:
    jar = Jar("io.netty", "epoll", "4.1", "linux-x86_64", SHA256)
    assert jar.coordinate == "io.netty:epoll:4.1:linux-x86_64"
    assert jar.path == "io/netty/epoll/4.1/epoll-4.1-linux-x86_64.jar"


def test_jar_is_fetched_once_into_mavens_place(cache: Path) -> None:
    lines: list[str] = []
    (path,) = fetch_jars(lines.append, [invented()])
    assert path == cache / invented().path
    assert path.read_bytes() == CONTENT
    assert str(cache) in lines[0]
    again: list[str] = []
    assert fetch_jars(again.append, [invented()]) == (path,)
    assert not any("Fetch" in line for line in again)


def test_downloaded_jar_of_another_checksum_is_refused_and_does_not_stay(cache: Path) -> None:
    with pytest.raises(JarError, match=rf"{SHA256}.*neo4j_jars\.lock"):
        fetch_jars(silent, [invented("0" * 64)])
    assert [path for path in cache.rglob("*") if path.is_file()] == []


def test_cached_jar_that_was_changed_is_refused_and_left_as_evidence(cache: Path) -> None:
    (path,) = fetch_jars(silent, [invented()])
    path.write_bytes(CONTENT + b"!")
    with pytest.raises(JarError, match="Delete the file") as refusal:
        fetch_jars(silent, [invented()])
    assert str(path) in str(refusal.value)
    assert path.exists()


def test_failed_download_leaves_no_file_behind(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jgo.constants.MAVEN_CENTRAL_URL", "http://127.0.0.1:9")
    with pytest.raises(JarError, match=r"org\.example:invented:2\.0 .*start again"):
        fetch_jars(silent, [invented(), invented(version="2.0")])
    assert [path for path in cache.rglob("*2.0*") if path.is_file()] == []
    assert list(cache.glob(".traslado-*")) == []
