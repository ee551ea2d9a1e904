"""What Prometheus may know: how many requests, how long they took, and what is served. No words of anybody's."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from prometheus_client import CollectorRegistry, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

MULTIPROCESS: Final = "PROMETHEUS_MULTIPROC_DIR"
"""Environment variable with the folder in which workers keep their counts; read when the library is imported."""

_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_REGISTRY: Final = CollectorRegistry()
_REQUESTS: Final = Histogram(
    "traslado_request_seconds",
    "Seconds from a request to the end of its answer.",
    ("method", "route", "status"),
    buckets=_SECONDS,
    registry=_REGISTRY,
)
_SEQUENCE: Final = Gauge(
    "traslado_generation_sequence",
    "The journal's last entry in the graph that is served; the oldest where workers differ for a moment.",
    registry=_REGISTRY,
    multiprocess_mode="livemin",
)
_JOBS: Final = Gauge(
    "traslado_jobs_unfinished", "Changes that are not made yet.", registry=_REGISTRY, multiprocess_mode="mostrecent"
)
_METHODS: Final = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_children: Final[dict[tuple[str, str, int], Histogram]] = {}


def answered(method: str, route: str, status: int, seconds: float) -> None:
    """Count a request, by its route's template."""
    key = (method, route, status)
    child = _children.get(key)
    if child is None:
        # Whatever else a client invents must not become a series.
        child = _children[key] = _REQUESTS.labels(method if method in _METHODS else "other", route, str(status))
    child.observe(seconds)


def serving(sequence: int) -> None:
    """Say which graph this worker serves."""
    _SEQUENCE.set(sequence)


def exposition(unfinished_jobs: int) -> bytes:
    """Everything, of all workers, in Prometheus' text format."""
    _JOBS.set(unfinished_jobs)
    if MULTIPROCESS not in os.environ:
        return generate_latest(_REGISTRY)
    _forget_the_dead(Path(os.environ[MULTIPROCESS]))
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


def _forget_the_dead(folder: Path) -> None:
    """What a worker said that holds only while it lives must not outlive it, however it ended."""
    for file in folder.glob("gauge_live*_*.db"):
        process = int(file.stem.rpartition("_")[2])
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            mark_process_dead(process)  # type: ignore[no-untyped-call]
