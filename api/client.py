"""A client of the service, for programs and notebooks: the same questions of an address or of a home on this machine.

from api.client import Client

with Client("https://graph.example.org") as client:      # or Client(Path.home() / ".traslado")
for row in client.ask("leaders_by_city", city="Houston").rows:
print(row.cells["person"], row.cells["strength"], [evidence.quote for evidence in row.evidence])
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final, Self

import httpx
from pydantic import TypeAdapter
from pyoxigraph import (
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from api.answer_cache import GENERATION_HEADER
from api.job import Job
from api.search import Match
from graph.question import Answer, AnswerRow, Evidence, questions
from ontology.error import GoneError, InputError, NotFoundError, QueryError, ServerError, TrasladoError

_ERRORS: Final[dict[int, type[TrasladoError]]] = {404: NotFoundError, 410: GoneError, 504: QueryError}
_EVIDENCE: Final = TypeAdapter(tuple[Evidence, ...])
_MATCHES: Final = TypeAdapter(list[Match])
_SOLUTIONS: Final = "application/sparql-results+json"
_GRAPH: Final = "application/n-triples"
_SECONDS_BETWEEN_LOOKS: Final = 0.2


class Client:
    """Asks a service, and with a token changes what it serves."""

    def __init__(self, where: str | Path, *, token: str | None = None, seconds: float = 60.0) -> None:
        """Open it; close it by `close` or as a context.

        Args:
            where: address of a service, or the folder of a home, which is then served within this process.
            token: one that `traslado token create` made.
            seconds: for which an answer is waited for.
        """
        self.generation: int | None = None
        """Of which graph the last answer is; a question may be asked of it again with `generation=`."""
        self._exit = ExitStack()
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if isinstance(where, str) and where.startswith(("http://", "https://")):
            self._where, transport = where.rstrip("/"), None
        else:
            from api.home_transport import HomeTransport

            self._where, transport = "http://home", HomeTransport(Path(where))
        client = httpx.Client(base_url=self._where, headers=headers, timeout=seconds, transport=transport)
        self._http = self._exit.enter_context(client)

    def close(self) -> None:
        """End its connections, and the service within this process where there is one."""
        self._exit.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Asking

    def ask(self, question: str, /, **parameters: object) -> Answer:
        """Ask one of the questions that `traslado ask` lists: `client.ask("case", docket="…")`.

        Raises:
            NotFoundError: there is no such question, or nothing is called what a parameter says.
            InputError: a parameter is unknown, wrong or missing.
            ServerError: the service cannot be reached, or cannot answer.
        """
        name = question.replace("-", "_")
        if name not in questions():
            raise NotFoundError(f"{question}: no such question. There are: {', '.join(questions())}.")
        rows = self.get(f"/v1/questions/{name.replace('_', '-')}", **parameters)["rows"]
        return Answer(
            questions()[name],
            tuple(AnswerRow(row, _EVIDENCE.validate_python(row.pop("evidence"))) for row in rows),
        )

    def search(self, name: str, *, limit: int = 20) -> list[Match]:
        """Who or what a name may mean, the best first.

        Raises:
            InputError, ServerError: as `ask`.
        """
        return _MATCHES.validate_python(self.get("/v1/search", q=name, limit=limit)["matches"])

    def sparql(self, query: str) -> QuerySolutions | QueryBoolean | list[Triple]:
        """What a query gives: solutions, a truth, or triples.

        Raises:
            InputError: it is malformed or refused.
            QueryError: it was stopped at the end of its time.
            ServerError: as `ask`.
        """
        accept = f"{_SOLUTIONS}, {_GRAPH}"
        response = self._send("POST", "/sparql", data={"query": query}, headers={"Accept": accept})
        if response.headers["content-type"].startswith(_GRAPH):
            return [quad.triple for quad in parse(response.content, RdfFormat.N_TRIPLES)]
        found = parse_query_results(response.content, QueryResultsFormat.JSON)
        assert isinstance(found, QuerySolutions | QueryBoolean)  # noqa: S101 - JSON has no others
        return found

    def get(self, path: str, /, **parameters: object) -> Any:
        """What any address of the API answers, as JSON: `client.get("/v1/questions")`.

        Raises:
            NotFoundError, InputError, ServerError: as `ask`.
        """
        given = {name: value for name, value in parameters.items() if value is not None}
        return self._send("GET", path, params=given, headers={"Accept": "application/json"}).json()

    # Changing

    def load(
        self,
        documents: Iterable[Mapping[str, str]],
        *,
        progress: Callable[[Job], None] = lambda _: None,
    ) -> Job:
        """Load documents, each with its `text` and what is known about it, and wait until they are.

        Args:
            documents: at most 1,000; fields as the sidecar of a file has them.
            progress: told of the job now and then.

        Raises:
            InputError: a field is wrong, or the token is not good for it.
            ServerError: as `ask`.
        """
        return self._made("/v1/documents", {"documents": [dict(document) for document in documents]}, progress)

    def retract(self, document: str, *, restore: bool = False) -> Job:
        """Take a document out of the answers, or bring it back.

        Raises:
            NotFoundError, InputError, ServerError: as `ask`.
        """
        return self._made("/v1/retractions", {"document": document, "restore": restore})

    def judge(self, verdict: str, *, reason: str, **fields: str) -> Job:
        """Judge as `traslado judge` does: `client.judge("same", left="…", right="…", reason="same docket")`.

        Raises:
            NotFoundError, InputError, ServerError: as `ask`.
        """
        return self._made("/v1/judgements", {"verdict": verdict, "reason": reason, **fields})

    def undo(self, number: int) -> Job:
        """Take a judgement back.

        Raises:
            NotFoundError, InputError, ServerError: as `ask`.
        """
        return self._made(f"/v1/judgements/{number}/undo", None)

    def withhold(self, target: str, *, reason: str = "", undo: bool = False) -> Job:
        """Take a person or a document out of every public view, or show it again.

        Raises:
            NotFoundError, InputError, ServerError: as `ask`.
        """
        return self._made("/v1/withholding", {"target": target, "reason": reason, "undo": undo})

    def _made(self, path: str, body: object, progress: Callable[[Job], None] = lambda _: None) -> Job:
        """The job that was taken on, once it has ended."""
        job = Job.model_validate(self._send("POST", path, json=body).json())
        while not job.ended:
            progress(job)
            time.sleep(_SECONDS_BETWEEN_LOOKS)
            job = Job.model_validate(self.get(f"/v1/jobs/{job.id}"))
        progress(job)
        if job.problem is not None:
            raise _error(job.problem.status, job.problem.detail)
        return job

    def _send(self, method: str, path: str, **given: Any) -> httpx.Response:
        try:
            response = self._http.request(method, path, **given)
        except httpx.RemoteProtocolError as error:
            raise ServerError(
                f"{self._where}{path}: the answer broke off ({error}). A long result of a query does where it "
                "passes a limit on its way: ask for less, by a LIMIT or in parts."
            ) from error
        except httpx.TransportError as error:
            raise ServerError(f"{self._where}: does not answer ({error}). Is it the service's address?") from error
        if response.is_success:
            if (named := response.headers.get(GENERATION_HEADER)) is not None:
                self.generation = int(named)
            return response
        try:
            detail = str(response.json()["detail"])
        except (ValueError, KeyError, TypeError):
            detail = f"{self._where}{path}: answered {response.status_code}, and not as Traslado does."
        raise _error(response.status_code, detail)


def _error(status: int, detail: str) -> TrasladoError:
    server = status >= 500
    return _ERRORS.get(status, ServerError if server else InputError)(detail)
