"""The datapackage.json of a dataset (Frictionless Data Package), as far as Traslado reads it.

A section `traslado` of our own says what no column does: the two states of the transfers and the
language of the cells.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from graph.iso_date import DATE_FORM, is_date
from loaders.tables.problem import DatasetError, Problem

PACKAGE = "datapackage.json"


def _relative(path: str) -> str:
    parts = PurePosixPath(path)
    if parts.is_absolute() or ".." in parts.parts or "://" in path:
        raise ValueError("must be a file inside the folder of the dataset")
    return path


def _day(text: str) -> str:
    """A date, or the day of a date and time (RFC 3339), which the specification asks for."""
    if is_date(text):
        return text
    try:
        return datetime.fromisoformat(text).date().isoformat()
    except ValueError:
        raise ValueError(f"{text!r} is no date; {DATE_FORM}") from None


class _Model(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Contributor(_Model):
    """Somebody who made the dataset; the one with role `author` is its publisher."""

    title: str = Field(min_length=1)
    role: str | None = None
    roles: tuple[str, ...] = ()


class Resource(_Model):
    """One table."""

    name: str = Field(min_length=1)
    path: Annotated[str, AfterValidator(_relative)]


class Section(BaseModel):
    """What Traslado adds: English names of the states that hand over and receive, language of the cells."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    from_state: str | None = Field(default=None, alias="from")
    to_state: str | None = Field(default=None, alias="to")
    language: str | None = None


class Package(_Model):
    """A dataset: who made it, when, and its tables."""

    name: str = Field(min_length=1)
    title: str | None = None
    created: Annotated[str, AfterValidator(_day)] | None = None
    version: str | None = None
    contributors: tuple[Contributor, ...] = ()
    resources: tuple[Resource, ...] = Field(min_length=1)
    traslado: Section = Section()

    @property
    def publisher(self) -> str | None:
        """The compiler: the first author, else the first contributor."""
        authors = [c for c in self.contributors if "author" in (c.role, *c.roles)]
        return next((c.title for c in (*authors, *self.contributors)), None)

    @property
    def published(self) -> str | None:
        """The day of `created`, else the `version` where that is a date."""
        return self.created or (self.version if self.version and is_date(self.version) else None)

    @property
    def identity(self) -> str:
        """Who publishes under which name: the same for every version, so that its keys keep their meaning."""
        return f"{self.publisher}/{self.name}"


def read_package(folder: Path) -> Package:
    """Read the datapackage.json of a folder.

    Raises:
        DatasetError: missing, no JSON, or without what is needed; each fault with its field.
    """

    def fail(*faults: tuple[str, str]) -> DatasetError:
        return DatasetError(str(folder), [Problem(PACKAGE, 0, field, what) for field, what in faults])

    try:
        data = json.loads((folder / PACKAGE).read_bytes())
    except FileNotFoundError as error:
        raise fail(("", "does not exist; a dataset needs one that lists its tables as resources")) from error
    except OSError as error:
        raise fail(("", f"cannot be read ({error.strerror}); check its permissions")) from error
    except ValueError as error:
        raise fail(("", f"is no JSON ({error}); correct it")) from error
    try:
        return Package.model_validate(data)
    except ValidationError as error:
        faults = [(".".join(map(str, e["loc"])), e["msg"].removeprefix("Value error, ")) for e in error.errors()]
        raise fail(*faults) from error
