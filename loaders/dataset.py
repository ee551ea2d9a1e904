"""Loading a dataset of tables (a folder with its datapackage.json): one Extraction a table, one origin for all.

Any bad row refuses the whole dataset, and all its faults are listed at once. A table's text is its file as
decoded; the quote of a claim is the cell as it stands there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from graph.claim import Extraction, Source
from loaders.reading.decoding import decode
from loaders.reading.error import DocumentError
from loaders.record.builder import TableBuilder
from loaders.record.charges import write_charges
from loaders.record.column import COLUMNS
from loaders.record.competing import write_competing
from loaders.record.organizations import write_organization_links, write_organizations
from loaders.record.people import write_people
from loaders.record.places import write_places
from loaders.record.record import Context, read_context
from loaders.record.transfers import write_statements, write_transfers
from loaders.tables.package import PACKAGE, Package, Resource, read_package
from loaders.tables.problem import DatasetError, Problem
from loaders.tables.table import Table, read_table

EXTRACTOR = "traslado-tables"
VERSION = "2"
READER = "table 1"

_WRITERS: dict[str, Callable[[Table, Context, TableBuilder], None]] = {
    "people": write_people,
    "places": write_places,
    "charges": write_charges,
    "competing": write_competing,
    "transfers": write_transfers,
    "statements": write_statements,
    "organizations": write_organizations,
    "organization_links": write_organization_links,
}


def load_dataset(folder: Path) -> list[Extraction]:
    """Read all tables of a dataset, in the order of its resources.

    Every document has the dataset's compiler as its publisher and shares `Source.dataset`, a hash of compiler and
    name that stays the same from version to version; entities carry keys that join the rows of all tables.

    Raises:
        DatasetError: listing every fault with file, line, column and what to do; nothing is loaded then.
    """
    package = read_package(folder)
    problems: list[Problem] = []
    tables: dict[str, Table] = {}
    sources: dict[str, Source] = {}
    for index, resource in enumerate(package.resources):
        if resource.name not in COLUMNS:
            what = f"{resource.name!r} is no table that Traslado knows; the tables are {', '.join(COLUMNS)}"
            problems.append(Problem(PACKAGE, 0, f"resources.{index}.name", what))
        elif resource.name in tables:
            problems.append(Problem(PACKAGE, 0, f"resources.{index}.name", f"{resource.name!r} stands twice"))
        elif source := _source(folder, package, resource, problems):
            sources[resource.name] = source
            tables[resource.name] = read_table(
                resource.name, resource.path, source.text, COLUMNS[resource.name], problems
            )
    context = read_context(tables, package.traslado)
    extractions = []
    for name, table in tables.items():
        builder = TableBuilder(sources[name])
        _WRITERS[name](table, context, builder)
        extractions.append(builder.finish(EXTRACTOR, VERSION))
    if problems:
        raise DatasetError(str(folder), list(dict.fromkeys(problems)))
    return extractions


def _source(folder: Path, package: Package, resource: Resource, problems: list[Problem]) -> Source | None:
    path = folder / resource.path
    try:
        data = path.read_bytes()
        decoded = decode(data, resource.path)
    except FileNotFoundError:
        problems.append(Problem(resource.path, 0, "", f"does not exist, but {PACKAGE} lists it; add it or take it out"))
        return None
    except OSError as error:
        problems.append(Problem(resource.path, 0, "", f"cannot be read ({error.strerror}); check its permissions"))
        return None
    except DocumentError as error:
        problems.append(Problem(resource.path, 0, "", str(error).removeprefix(f"{resource.path}: ")))
        return None
    fields = {
        "publisher": package.publisher,
        "published": package.published,
        "language": package.traslado.language,
        "title": f"{package.title or package.name}: {resource.name}",
    }
    origins = {name: "sidecar" for name, value in fields.items() if value is not None}
    if decoded.encoding:
        origins["encoding"] = decoded.encoding
    return Source(
        label=f"{package.name}/{resource.name}",
        text=decoded.text,
        kind="table",
        origins={**origins, "kind": "detected"},
        dataset=package.identity,
        reader=READER,
        sha256_of_bytes=hashlib.sha256(data).hexdigest(),
        **fields,
    )
