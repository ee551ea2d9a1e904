"""Settings of the service: each an environment variable `TRASLADO_…`, all of them in `docs/service.md`."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from graph.home import default_home


class Settings(BaseSettings):
    """What the service is told when it starts; the defaults suit one person on one machine."""

    model_config = SettingsConfigDict(env_prefix="TRASLADO_", frozen=True)

    home: Path = Field(default_factory=default_home, description="Home folder whose published generations are served.")
    host: str = Field("127.0.0.1", description="Address to listen on; the default is reached from this machine alone.")
    port: int = Field(8000, ge=1, le=65535, description="TCP port to listen on.")
    contact: str = Field(
        "", description="Whom to write to about replies, corrections and personal data: a mail address or a page."
    )
    neo4j_browser_url: str = Field(
        "http://127.0.0.1:7474/browser/", description="Where the start page sends those who want Neo4j Browser."
    )
    sparql_workers: int = Field(2, ge=1, le=64, description="Processes that run users' SPARQL queries, kept warm.")
    sparql_seconds: float = Field(
        30.0, gt=0, le=3600, description="Seconds of wall clock for one SPARQL query, and to wait for a free worker."
    )
    sparql_memory_mib: int = Field(
        2048, ge=1024, description="Address space of a worker in MiB, of which about 600 are taken before a query runs."
    )
    sparql_query_bytes: int = Field(65_536, ge=1024, description="Longest SPARQL query in bytes of UTF-8.")
    sparql_result_bytes: int = Field(16 * 1024 * 1024, ge=1024, description="Largest result of a query in bytes.")
