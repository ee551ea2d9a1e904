"""Serve the demo's graph, which prints its address; once it answers, print three questions to try."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from api.settings import Settings

QUESTIONS = """
Three questions to try:
  Who is said to have led or founded an organization and went to New York, according to whom?
    {url}/v1/questions/leaders-by-city?city=New+York
  Who was handed over on 20 January 2026?
    .venv/bin/traslado ask people_of_transfer --transfer 2026-01-20 --home .demo
  Which document says that who was flown where?
    curl -G {url}/sparql -H 'Accept: text/csv' --data-urlencode 'query=\
SELECT ?title ?person ?place {{ GRAPH ?d {{ ?p tr:flownTo ?c }} ?d rdfs:label ?title . ?p rdfs:label ?person . \
?c rdfs:label ?place }}'

`make neo4j` in a second terminal shows the same graph in Neo4j Browser.
"""


def main() -> int:
    """Run the service until it ends, and return its exit code; 0 where it was told to end."""
    settings = Settings()
    with socket.socket() as probe:
        port_is_free = probe.connect_ex((settings.host, settings.port)) != 0
    service = subprocess.Popen([Path(sys.executable).with_name("traslado"), "serve", "--home", ".demo"])
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    url = f"http://{settings.host}:{settings.port}"
    try:
        # On a port in use another program would answer for ours, which ends with a message that says so.
        if port_is_free and _answers(service, url):
            print(QUESTIONS.format(url=url), flush=True)
        return service.wait()
    except KeyboardInterrupt:
        service.terminate()
        service.wait()
        return 0


def _answers(service: subprocess.Popen[bytes], url: str) -> bool:
    """Wait until the service is ready; False if it ended instead."""
    while service.poll() is None:
        try:
            with urlopen(f"{url}/readyz"):
                return True
        except URLError:
            time.sleep(0.05)
    return False


if __name__ == "__main__":
    sys.exit(main())
