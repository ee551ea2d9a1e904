from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated

from fastapi import Depends
from serving import Home, running

from api.app import create_app
from api.rate_limit import network
from api.settings import Settings
from api.shared_counter import SharedCounters
from api.token import require_scope
from api.token_store import Token, create_token

COUNT = """
import sys; from pathlib import Path; from api.shared_counter import SharedCounters
counters = SharedCounters(Path(sys.argv[1]))
for _ in range(2000): counters.incr("somebody", 600)
"""


def test_no_count_is_lost_between_the_workers_of_a_service(tmp_path: Path) -> None:
    path = tmp_path / "requests"
    command = [sys.executable, "-c", COUNT, str(path)]
    processes = [subprocess.Popen(command) for _ in range(2)]
    assert [process.wait(timeout=30) for process in processes] == [0, 0]
    assert SharedCounters(path).get("somebody") == 4000


def test_a_window_ends_and_another_begins() -> None:
    counters = SharedCounters()
    assert [counters.incr("a", 1), counters.incr("a", 1), counters.incr("b", 1)] == [1, 2, 1]
    ends = counters.get_expiry("a")
    assert time.time() < ends <= time.time() + 1
    time.sleep(max(0.0, ends - time.time()) + 0.01)
    assert counters.get("a") == 0
    assert counters.incr("a", 1) == 1
    counters.clear("a")
    assert counters.get("a") == 0
    counters.incr("b", 60)
    counters.reset()
    assert counters.get("b") == 0


def test_more_clients_than_there_are_places_still_count_for_themselves_mostly() -> None:
    counters = SharedCounters()
    for number in range(100_000):
        counters.incr(f"client {number}", 600)
    assert counters.incr("client 99999", 600) == 2
    assert sum(counters.get(f"client {number}") for number in range(100_000)) <= 1 << 16


def test_a_client_over_its_rate_is_told_when_to_come_again_and_what_watches_the_service_is_not_counted(
    home: Home,
) -> None:
    with running(Settings(home=home.path, sparql_workers=1, rate_per_client="3/minute"), home) as service:
        statuses = [service.client.get("/v1/questions").status_code for _ in range(4)]
        refused = service.client.get("/v1/questions", headers={"Origin": "https://example.org"})
        watched = {service.client.get(path).status_code for path in ("/healthz", "/metrics") for _ in range(3)}
    assert statuses == [200, 200, 200, 429]
    assert refused.json()["detail"].startswith("More than 3 per 1 minute requests.")
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert refused.headers["access-control-allow-origin"] == "*"
    assert watched == {200}


def test_a_token_over_its_rate_is_refused_and_another_is_not(home: Home) -> None:
    settings = Settings(home=home.path, sparql_workers=1, rate_per_token="2/minute")
    app = create_app(settings)

    @app.get("/guarded")
    def guarded(token: Annotated[Token, Depends(require_scope("audit:read"))]) -> str:
        return token.name

    tokens = [create_token(home.path, name, ["audit:read"], days=1) for name in ("a", "b")]
    with running(settings, home, app) as service:
        answers = [
            service.client.get("/guarded", headers={"Authorization": f"Bearer {token}"}).status_code
            for token in (tokens[0], tokens[0], tokens[0], tokens[1])
        ]
    assert answers == [200, 200, 429, 200]


def test_an_ipv6_customer_counts_once_whatever_the_last_64_bits() -> None:
    assert network("2001:db8:1:2:3::4") == network("2001:db8:1:2:ffff::1") != network("2001:db8:1:3::4")
    assert network("192.0.2.1") == "192.0.2.1"


def test_the_client_is_who_a_trusted_proxy_says_and_nobody_else_is_believed(home: Home) -> None:
    for trusted, statuses in (("", [200, 429]), ("127.0.0.1", [200, 200])):
        settings = Settings(home=home.path, sparql_workers=1, rate_per_client="1/minute", trusted_proxies=trusted)
        with running(settings, home) as service:
            told = [
                service.client.get("/v1/questions", headers={"X-Forwarded-For": address}).status_code
                for address in ("192.0.2.1", "192.0.2.2")
            ]
        assert told == statuses
