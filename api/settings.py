"""Settings of the service: each an environment variable `TRASLADO_…`, all of them in `docs/service.md`."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

from limits import parse
from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from graph.home import default_home
from ontology.error import InputError


def _rate(text: str) -> str:
    if text:
        try:
            parse(text)
        except ValueError:
            raise ValueError(f"{text!r} is no rate; write one such as 600/minute") from None
    return text


def _networks(text: str) -> str:
    for network in text.split(",") if text not in ("", "*") else ():
        try:
            ip_network(network.strip())
        except ValueError:
            raise ValueError(f"{network.strip()!r} is no address and no network such as 10.0.0.0/8") from None
    return text


class Settings(BaseSettings):
    """What the service is told when it starts; the defaults suit one person on one machine."""

    model_config = SettingsConfigDict(env_prefix="TRASLADO_", frozen=True)

    home: Path = Field(default_factory=default_home, description="Home folder whose published generations are served.")
    backend: Literal["oxigraph", "neo4j"] = Field(
        default="oxigraph",
        description="Where questions, neighbours and paths are asked: the published graph itself, or a Neo4j "
        "(NEO4J_URI, else the one of the home) while it holds the same.",
    )
    host: str = Field(
        default="127.0.0.1", description="Address to listen on; the default is reached from this machine alone."
    )
    port: int = Field(default=8000, ge=1, le=65535, description="TCP port to listen on.")
    workers: int = Field(default=1, ge=1, le=64, description="Processes that answer requests.")
    trusted_proxies: Annotated[str, AfterValidator(_networks)] = Field(
        default="",
        description="Addresses or networks, with commas between, whose X-Forwarded-For and -Proto are believed; "
        "`*` for any.",
    )
    stop_seconds: int = Field(
        default=3,
        ge=1,
        le=3600,
        description="Seconds that requests under way may still take when the service is told to stop.",
    )
    request_bytes: int = Field(
        default=16 * 1024 * 1024, ge=1024, description="Largest request in bytes; documents to load come in one."
    )
    rate_per_client: Annotated[str, AfterValidator(_rate)] = Field(
        default="",
        description="Requests that one address may send, such as `600/minute`; IPv6 counts by its first 64 bits. Empty "
        "for any number.",
    )
    rate_per_token: Annotated[str, AfterValidator(_rate)] = Field(
        default="", description="Requests that one token may send, such as `100/minute`. Empty for any number."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="warning", description="What is logged: from `info` on every request."
    )
    log_queries: bool = Field(
        default=False, description="Log the address of each request with its query and its client. They name people."
    )
    contact: str = Field(
        default="",
        description="Whom to write to about replies, corrections and personal data: a mail address or a page.",
    )
    neo4j_browser_url: str = Field(
        default="http://127.0.0.1:7474/browser/", description="Where the start page sends those who want Neo4j Browser."
    )
    sparql_workers: int = Field(
        default=2, ge=1, le=64, description="Processes that run users' SPARQL queries, kept warm."
    )
    sparql_seconds: float = Field(
        default=30.0,
        gt=0,
        le=3600,
        description="Seconds of wall clock for one SPARQL query, and to wait for a free worker.",
    )
    sparql_memory_mib: int = Field(
        default=400, ge=200, description="Memory of a worker in MiB, of which about 100 are taken before a query runs."
    )
    sparql_query_bytes: int = Field(
        default=65_536, ge=1024, description="Longest SPARQL query or update in bytes of UTF-8."
    )
    sparql_result_bytes: int = Field(
        default=16 * 1024 * 1024, ge=1024, description="Largest result of a query in bytes."
    )
    sparql_result_rows: int = Field(default=1_000_000, ge=1, description="Most rows, or triples, of a query's result.")
    sparql_graphs_quads: int = Field(default=100_000, ge=0, description="Most quads in graphs of users, all together.")
    sparql_plain: bool = Field(
        default=False,
        description="Let `/sparql` and `/graph-store` hold nothing of Traslado's, but a dataset of their own that is "
        "empty at first and may be written whole with a token: for conformance tests.",
    )


def read_settings(**given: object) -> Settings:
    """The settings of the environment, and before them those that are given and not None.

    Raises:
        InputError: one of them is not as it should be; each is named.
    """
    try:
        return Settings.model_validate({name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        raise InputError(
            "\n".join(f"TRASLADO_{fault['loc'][0]}".upper() + f": {fault['msg']}" for fault in error.errors())
        ) from error
