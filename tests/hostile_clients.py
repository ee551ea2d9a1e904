"""Clients that send the worst queries without pause: `python tests/hostile_clients.py PORT CLIENTS SECONDS`.

A process of its own, so that it measures nothing of itself. It prints how often each status came for each query.
"""

from __future__ import annotations

import collections
import contextlib
import http.client
import json
import sys
import threading
import time
from urllib.parse import urlencode

_TEN = " ".join(f"'{number}'" for number in range(100))
WORST = {
    "a join without a shared variable, sorted": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i LIMIT 10",
    "counted for ever": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "a star of nearly too many patterns": f"SELECT * {{ {' . '.join(f'?s ?p{i} ?o{i}' for i in range(98))} }}",
    "a path of any length from everywhere": "SELECT (COUNT(*) AS ?n) { ?s (<urn:p>|!<urn:p>)* ?o }",
    "text that doubles": "SELECT (STRLEN(?x31) AS ?n) { BIND('0123456789' AS ?x0) "
    + "".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1}) " for i in range(31))
    + "}",
    "groups of everything": "SELECT ?a ?d (GROUP_CONCAT(?f) AS ?g) { ?a ?b ?c . ?d ?e ?f } GROUP BY ?a ?d",
    "distinct pairs": "SELECT DISTINCT ?a ?c ?d ?f { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a",
    "a pattern that backtracks": "SELECT * { ?s ?p ?o . ?a ?b ?c FILTER(REGEX(CONCAT(?o, ?c), '(a|aa)+b$')) }",
    "the longest result": "SELECT * { ?s ?p ?o . ?a ?b ?c }",
    "a graph of all pairs": "CONSTRUCT { ?s ?b ?c } WHERE { ?s ?p ?o . ?a ?b ?c }",
    "nested as deep as is let through": f"SELECT * {{ {'OPTIONAL { ?s ?p ?o ' * 95}{'}' * 95} }}",
    "nested five thousand times": "SELECT * " + "{" * 5_000 + "}" * 5_000,
    "twenty thousand operators": f"SELECT * {{ FILTER(1{'||1' * 20_000}) }}",
    "a text that is slow to read": "ASK { ?s ?p e:" + "?a<'x>'||" * 6_500,
    "another server": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "nothing that parses": "SELECT * { ?s ?p " + "(" * 90 + "?o",
    "many values": f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'VALUES ?v{i} {{ {_TEN} }}' for i in range(8))} }}",
}
"""What kills SPARQL services, by what is bad about it."""


def send(port: int, query: str) -> int | str:
    """The status of the answer, which is read to its end; `cut` where it ends before."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    with contextlib.closing(connection):
        body, form = urlencode({"query": query}), {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", "/sparql", body, form)
        response = connection.getresponse()
        try:
            while response.read1(1 << 16):
                pass
        except http.client.IncompleteRead:
            return "cut"
        return response.status


def _attack(port: int, first: int, end: float, told: dict[str, collections.Counter[str]]) -> None:
    names = list(WORST)
    while time.monotonic() < end:
        name = names[first % len(names)]
        first += 1
        try:
            status = str(send(port, WORST[name]))
        except OSError as error:
            status = type(error).__name__
        told[name][status] += 1


def main() -> None:
    """Attack, and say what came of it."""
    port, clients, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    told: dict[str, collections.Counter[str]] = {name: collections.Counter() for name in WORST}
    end = time.monotonic() + seconds
    threads = [threading.Thread(target=_attack, args=(port, 4 * i, end, told)) for i in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
