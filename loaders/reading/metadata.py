"""What is known about a document beside its text, and where each piece came from.

A sidecar `NAME.meta.json` stands beside `NAME.txt`. Options override the sidecar, the sidecar what is detected.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError

from graph.canonical_url import UrlError, canonical_url
from graph.iso_date import DATE_FORM, is_date
from loaders.reading.error import DocumentError
from ontology import terms

SIDECAR_SUFFIX = ".meta.json"


def _date(text: str) -> str:
    if not is_date(text):
        raise ValueError(f"{text!r} is no date; {DATE_FORM}")
    return text


def _kind(text: str) -> str:
    if text not in terms.KINDS:
        raise ValueError(f"{text!r} is not one of: {', '.join(terms.KINDS)}")
    return text


def _language(text: str) -> str:
    if not (len(text) == 2 and text.isascii() and text.islower()):
        raise ValueError(f"{text!r} is no two-letter language code; write en or es")
    return text


def _url(text: str) -> str:
    try:
        return canonical_url(text)
    except UrlError as error:
        raise ValueError(str(error)) from error


_Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Metadata(BaseModel):
    """The fields of a sidecar, most of which are options too.

    Attributes:
        origin: for a retelling, the dataset or text that it retells (`Source.origin`).
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    published: Annotated[str, AfterValidator(_date)] | None = None
    publisher: _Words | None = None
    language: Annotated[str, AfterValidator(_language)] | None = None
    kind: Annotated[str, AfterValidator(_kind)] | None = None
    title: _Words | None = None
    url: Annotated[str, AfterValidator(_url)] | None = None
    origin: _Words | None = None

    def known(self) -> dict[str, str]:
        """The fields that have a value."""
        return self.model_dump(exclude_none=True)


Origin = Literal[
    "option", "sidecar", "meta", "json-ld", "time", "html", "pdf", "url", "heading", "dateline", "detected"
]
"""Where a field came from.

`meta`, `json-ld`, `time` and `html` are parts of a page, its tags and what it shows; `pdf` is what the file says of
itself; `url` the address; `heading` and `dateline` the first lines of the text; `detected` where it was fetched from.
"""


def parse_metadata(fields: dict[str, Any], where: str) -> Metadata:
    """Check fields given by a person; `DocumentError` names each that is wrong, after `where`."""
    try:
        return Metadata.model_validate(fields)
    except ValidationError as error:
        raise DocumentError("\n".join(f"{where}: {_problem(dict(e))}" for e in error.errors())) from error


def _problem(error: dict[str, Any]) -> str:
    field = ".".join(map(str, error["loc"]))
    if error["type"] == "extra_forbidden":
        return f"{field}: is no field of a document; the fields are {', '.join(Metadata.model_fields)}"
    return f"{field}: {error['msg'].removeprefix('Value error, ')}"


def read_sidecar(document: Path) -> Metadata:
    """The sidecar beside a document, empty where there is none."""
    sidecar = document.with_name(document.stem + SIDECAR_SUFFIX)
    try:
        data = json.loads(sidecar.read_bytes())
    except FileNotFoundError:
        return Metadata()
    except OSError as error:
        raise DocumentError(
            f"{sidecar}: cannot be read ({error.strerror}); make it readable or move it away"
        ) from error
    except ValueError as error:
        raise DocumentError(f"{sidecar}: is no JSON ({error}); correct it or move it away") from error
    if not isinstance(data, dict):
        raise DocumentError(f'{sidecar}: must hold one JSON object, such as {{"publisher": "…"}}')
    return parse_metadata(data, str(sidecar))


def merge(layers: list[tuple[Origin, Metadata]]) -> tuple[dict[str, str], dict[str, str]]:
    """Merge layers, the strongest first; returns the fields and where each came from."""
    fields: dict[str, str] = {}
    origins: dict[str, str] = {}
    for origin, layer in layers:
        for name, value in layer.known().items():
            if name not in fields:
                fields[name], origins[name] = value, origin
    return fields, origins
