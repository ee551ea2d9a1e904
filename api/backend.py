"""Where the service asks its questions: the published generation itself, or a Neo4j that holds the same."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from graph.network import Network
from graph.question import Backend
from graph.sparql_question import SparqlBackend
from graph.store_network import StoreNetwork

if TYPE_CHECKING:
    from pyoxigraph import Store

    from graph.generation import Generation
    from graph.neo4j_connection import Connection


def connect_neo4j(home: Path) -> Connection:
    """A connection to the Neo4j that NEO4J_URI names, else to the one that runs for this home.

    Raises:
        ServerError: there is none, or it does not answer or let us in (`neo4j_connection`).
        InputError: NEO4J_URI is no address of a Neo4j.
    """
    from graph.neo4j_connection import connect, find_settings

    return connect(find_settings(os.environ, home))


def backends(store: Store, generation: Generation, neo4j: Connection | None) -> tuple[Backend, Network]:
    """What answers questions, and questions of the network, about a generation.

    Args:
        store: the generation, open.
        generation: its description.
        neo4j: what to ask in its place, as long as it holds the same.
    """
    if neo4j is None:
        return SparqlBackend(store), StoreNetwork(store)
    from graph.neo4j_at import ReaderAt
    from graph.neo4j_network import Neo4jNetwork
    from graph.neo4j_question import Neo4jBackend

    reader = ReaderAt(neo4j, generation)
    return Neo4jBackend(reader), Neo4jNetwork(reader)
