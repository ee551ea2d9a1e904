"""Reads of Neo4j that answer only while it holds just what a published generation holds.

So an answer is never older than the graph that is published: who is withheld there is in no answer from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from neo4j import ManagedTransaction

from graph.generation import Generation
from graph.neo4j_checkpoint import Standing, standing_in
from graph.neo4j_connection import Connection
from ontology.error import ServerError

_SECONDS: Final = 30.0
"""For one query; what takes longer is ended by Neo4j."""


class OtherStateError(ServerError):
    """Neo4j holds another state of the graph than the one that is published, or another graph."""


class ReaderAt:
    """A `neo4j_question.Reader` of one state of the graph.

    Raises:
        OtherStateError: on reading, where Neo4j holds another.
        ServerError: Neo4j does not answer, refuses or fails (`neo4j_connection`).
    """

    def __init__(self, connection: Connection, generation: Generation) -> None:
        self._connection = connection
        self._generation = generation

    def read(self, query: str, parameters: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """All rows of a query that only reads."""

        def work(transaction: ManagedTransaction) -> list[dict[str, Any]]:
            rows = transaction.run(query, dict(parameters or {})).data()
            # Afterwards: a sync counts its batches in the transactions that write them, so that none came between.
            self._expect(standing_in(transaction))
            return rows

        return self._connection.read_with(work, seconds=_SECONDS)

    def _expect(self, standing: Standing) -> None:
        wanted, where = self._generation, self._connection.settings.uri
        if standing.ledger != wanted.ledger:
            raise OtherStateError(
                f"Neo4j at {where} holds {'another graph' if standing.ledger else 'no graph of ours'}. Bring this one "
                "into it: traslado neo4j sync"
            )
        if standing.is_slim:
            raise OtherStateError(
                f"Neo4j at {where} was filled without claims and documents (--slim), on which answers rest. Fill it "
                "with them: traslado neo4j sync --full"
            )
        if standing.sequence != wanted.sequence or standing.state != "current":
            now = f"entry {standing.sequence} of the journal" if standing.state == "current" else "being filled"
            raise OtherStateError(
                f"Neo4j at {where} is at {now}, the published graph at {wanted.sequence}. Let it follow, then ask "
                "again: traslado neo4j sync"
            )
