"""Run a job of the pipeline in a process of its own that is killed, as by kill -9, before its n-th line."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any

_WATCHED = (
    "graph/ledger.py",
    "graph/resolution.py",
    "graph/assignment.py",
    "graph/store.py",
    "graph/generation.py",
    "loaders/pipeline.py",
)


def run(job: str, home: Path, *arguments: str, die_at: int = 0) -> tuple[int, int]:
    """Exit code, and how many lines of the watched modules ran; `die_at` 0 lets it live."""
    done = subprocess.run(
        [sys.executable, __file__, job, str(home), str(die_at), *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONHASHSEED": "0"},
    )
    if done.returncode not in (0, -signal.SIGKILL):
        raise AssertionError(done.stderr)
    return done.returncode, int(done.stdout or 0)


def _main(job: str, home: str, die_at: str, *arguments: str) -> None:
    from loaders import pipeline
    from loaders.reader import Overrides

    lines, limit = 0, int(die_at)

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal lines
        if not frame.f_code.co_filename.endswith(_WATCHED):
            return None
        if event == "line":
            lines += 1
            if lines == limit:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    threading.settrace(trace)
    sys.settrace(trace)
    if job == "load":
        pipeline.load(Path(home), arguments, Overrides())
    elif job == "retract":
        pipeline.retract(Path(home), *arguments)
    else:
        pipeline.rebuild(Path(home))
    sys.settrace(None)
    threading.settrace(None)  # type: ignore[arg-type]
    sys.stdout.write(str(lines))


if __name__ == "__main__":
    _main(*sys.argv[1:])
