"""Load N-Triples with rdflib-neo4j, which is run by a Python of its own (docs/benchmarks.md)."""

from __future__ import annotations

import sys

from rdflib import Graph
from rdflib_neo4j import HANDLE_VOCAB_URI_STRATEGY, Neo4jStore, Neo4jStoreConfig

file, uri, password = sys.argv[1:]
config = Neo4jStoreConfig(
    auth_data={"uri": uri, "database": "neo4j", "user": "neo4j", "pwd": password},
    handle_vocab_uri_strategy=HANDLE_VOCAB_URI_STRATEGY.IGNORE,
    batching=True,
    batch_size=5_000,
)
graph = Graph(store=Neo4jStore(config=config))
graph.parse(file, format="nt")
graph.close(True)
