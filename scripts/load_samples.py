"""Load the bundled samples into the demo's home, unless they are there as this code reads them."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

HOME = Path(".demo")
TRASLADO = Path(sys.executable).with_name("traslado")


def main() -> None:
    """Load, and read anew what an older version of the code had loaded."""
    stamp = HOME / "samples.sha256"
    code = _fingerprint()
    loaded = stamp.read_text("ascii") if stamp.exists() else None
    if loaded == code:
        return
    print("Loading the samples …", flush=True)
    _run("load", "--samples")
    if loaded:
        _run("reextract")
        _run("rebuild")
    stamp.write_text(code, "ascii")


def _fingerprint() -> str:
    """SHA-256 over the samples and all code that reads, resolves and projects them."""
    digest = hashlib.sha256()
    for package in ("ontology", "graph", "loaders"):
        for path in sorted(Path(package).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{path}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _run(*arguments: str) -> None:
    done = subprocess.run([TRASLADO, *arguments, "--home", HOME], check=False)
    if done.returncode:
        sys.exit(done.returncode)


if __name__ == "__main__":
    main()
