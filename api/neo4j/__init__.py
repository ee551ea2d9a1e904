"""Neo4j Browser made to look at this graph with: its style, its guide and its saved queries."""
