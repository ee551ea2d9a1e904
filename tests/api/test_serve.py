from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time

import httpx
import psutil
import pytest
from builders import handover
from serving import Home, free_port

SERVE = """
import sys
from api.server import serve
from api.settings import Settings
serve(Settings(port=int(sys.argv[1])))
"""
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def send_endless(port: int) -> None:
    try:
        httpx.get(f"http://127.0.0.1:{port}/sparql", params={"query": ENDLESS}, timeout=20)
    except httpx.TransportError:
        return  # the service ended first


@pytest.mark.slow
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_service_and_its_workers_end_when_told_to_even_in_the_middle_of_a_query(
    home: Home, ending: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.publish(handover())
    monkeypatch.setenv("TRASLADO_HOME", str(home.path))
    monkeypatch.setenv("TRASLADO_SPARQL_SECONDS", "2")
    port = free_port()
    with subprocess.Popen([sys.executable, "-c", SERVE, str(port)], stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                if httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.1)
        asking = threading.Thread(target=send_endless, args=(port,))
        asking.start()
        time.sleep(0.5)
        workers = psutil.Process(process.pid).children()
        assert workers
        process.send_signal(ending)
        process.wait(timeout=10)
        # Where nobody is left to stop them, their own alarm does.
        _, alive = psutil.wait_procs(workers, timeout=10)
        assert alive == []
        asking.join()
        if ending is signal.SIGINT:
            assert process.returncode == 0
            assert process.stderr is not None
            assert "KeyboardInterrupt" not in process.stderr.read()
