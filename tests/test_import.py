from __future__ import annotations

import subprocess
import sys

HEAVY = {"fastapi", "neo4j", "networkx", "pyoxigraph", "rdflib", "rich", "trafilatura", "uvicorn", "httpx"}


def test_the_command_line_imports_nothing_heavy_before_a_command_needs_it() -> None:
    program = "import sys, api.cli; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    imported = set(done.stdout.split())
    assert "click" in imported
    assert not imported & HEAVY
