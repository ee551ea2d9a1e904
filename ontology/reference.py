"""Known organizations, authorities, prisons, courts, places and laws: what is known before any document.

The tables are `reference/*.csv`, one a kind of thing; `reference/README.md` says where they come
from and how a form of a name got its place. No private person is in them. What sources say of an
organization (who leads it, whose faction or rival it is) is a claim and not here.

>>> reference_by_slug()["city-houston-texas"].located_in
'state-texas'
>>> "Houston, Tex." in qualified_names(reference_by_slug()["city-houston-texas"])
True
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ontology.error import InputError

FOLDER: Final = Path(__file__).with_name("reference")

TABLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "organizations.csv": "CriminalOrganization",
        "authorities.csv": "Authority",
        "courts.csv": "Court",
        "prisons.csv": "Prison",
        "places.csv": "Place",
        "laws.csv": "Law",
    }
)
"""Each table with the type of its entries, a term of `terms.CLASSES`."""


class ReferenceDataError(InputError):
    """A row of a reference table that cannot be used; the message names file, line and field."""


@dataclass(frozen=True, slots=True)
class ReferenceEntry:
    """One known thing, with every form by which a text names it.

    Attributes:
        slug: readable and unique over all tables: `<base>/entities/<slug>` is its IRI.
        type: one of `terms.ENTITY_TYPES`, or `Law`.
        label_en: English label; the Spanish one where there is no English one.
        label_es: Spanish label; the English one where there is no Spanish one.
        aliases: further forms that mean it when they stand alone.
        kind: for organizations one of `terms.ORGANIZATION_KINDS` where it is known, for places one of
            `terms.PLACE_TYPES`, else a word or two in English.
        located_in: slug of the place that it lies in: of a city its state or country, of a court the state
            of its district.
        country: slug of its country.
        latitude: WGS 84 degrees, north positive.
        longitude: WGS 84 degrees, east positive.
        parent: slug of the body that it belongs to, for authorities and organizations.
        predecessor: slug of the organization whose people it took over under another name.
        cities: for courts, slugs of the cities where court is held.
        cued: forms that mean it only beside a cue: a common word beside "cartel" or "gang", the bare name of a
            city that has namesakes beside its state, the abbreviation of a state after a city. They may be
            labels, which then do not stand alone.
    """

    slug: str
    type: str
    label_en: str
    label_es: str
    aliases: tuple[str, ...] = ()
    kind: str | None = None
    located_in: str | None = None
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    parent: str | None = None
    predecessor: str | None = None
    cities: tuple[str, ...] = ()
    cued: tuple[str, ...] = ()


@cache
def load_reference() -> tuple[ReferenceEntry, ...]:
    """All entries, table by table in the order of `TABLES`; read once.

    Raises:
        ReferenceDataError: a row lacks its slug or labels, or a coordinate is no number.
    """
    return tuple(entry for table, type_ in TABLES.items() for entry in _entries(table, type_))


@cache
def reference_by_slug() -> Mapping[str, ReferenceEntry]:
    """The entries by slug.

    Raises:
        ReferenceDataError: two entries have the same slug.
    """
    by_slug: dict[str, ReferenceEntry] = {}
    for entry in load_reference():
        if entry.slug in by_slug:
            raise ReferenceDataError(f"reference tables: the slug {entry.slug!r} stands twice; rename one of the two.")
        by_slug[entry.slug] = entry
    return MappingProxyType(by_slug)


def names(entry: ReferenceEntry) -> tuple[str, ...]:
    """Every form that means the entry when it stands alone, the labels first, without repetition."""
    return tuple(
        name for name in dict.fromkeys((entry.label_en, entry.label_es, *entry.aliases)) if name not in entry.cued
    )


def all_names(entry: ReferenceEntry) -> tuple[str, ...]:
    """Every form, alone or cued: to compare with a mention whose type the text has already told."""
    return tuple(dict.fromkeys((entry.label_en, entry.label_es, *entry.aliases, *entry.cued)))


def qualified_names(entry: ReferenceEntry) -> tuple[str, ...]:
    """Forms of a city with what it lies in: "Houston, Texas", "Houston, Tex.", "Houston, U.S.", "Houston, Texas, U.S.".

    A name that does not stand alone is qualified by the nearest place only: there is no "Springfield, U.S.".
    Empty for anything but a city.
    """
    if entry.kind != "City" or entry.located_in is None:
        return ()
    around = _places_around(entry)
    inner = [place for place in around if place is around[0] or place.kind == "State"]
    outer = [form for place in around if place not in inner for form in _short_forms(place)]
    bare = dict.fromkeys(_bare(name) for name in all_names(entry))
    near = {f"{city}, {_bare(name)}": name for city in bare for place in inner for name in all_names(place)}
    far = [f"{name}, {form}" for name in names(entry) for form in outer]
    both = [f"{city}, {form}" for city, name in near.items() if not _is_abbreviation(name) for form in outer]
    return tuple(dict.fromkeys((*near, *far, *both)))


def _places_around(entry: ReferenceEntry) -> list[ReferenceEntry]:
    """What the entry lies in, the nearest first: a borough's city, its state, its country."""
    around = []
    while entry.located_in is not None:
        entry = reference_by_slug()[entry.located_in]
        around.append(entry)
    return around


def _short_forms(entry: ReferenceEntry) -> list[str]:
    """The labels, and what is abbreviated with points: "U.S.", "EE.UU."."""
    return [entry.label_en, entry.label_es, *(name for name in entry.aliases if "." in name)]


def _is_abbreviation(name: str) -> bool:
    return "." in name or name.isupper()


def _bare(name: str) -> str:
    return name.split(",")[0]


def _entries(table: str, type_: str) -> list[ReferenceEntry]:
    with (FOLDER / table).open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines)
        header = next(reader)
        return [_entry(dict(zip(header, row, strict=True)), type_, f"{table} line {reader.line_num}") for row in reader]


def _entry(row: dict[str, str], type_: str, where: str) -> ReferenceEntry:
    for field in ("slug", "label_en", "label_es"):
        if not row.get(field):
            raise ReferenceDataError(f"reference/{where}: `{field}` is empty; every entry needs one.")
    return ReferenceEntry(
        slug=row["slug"],
        type=type_,
        label_en=row["label_en"],
        label_es=row["label_es"],
        aliases=_list(row, "aliases"),
        kind=row.get("kind") or None,
        located_in=row.get("located_in") or None,
        country=row.get("country") or None,
        latitude=_degrees(row, "latitude", where),
        longitude=_degrees(row, "longitude", where),
        parent=row.get("parent") or None,
        predecessor=row.get("predecessor") or None,
        cities=_list(row, "cities"),
        cued=_list(row, "cued"),
    )


def _list(row: dict[str, str], field: str) -> tuple[str, ...]:
    cell = row.get(field)
    return tuple(cell.split(" | ")) if cell else ()


def _degrees(row: dict[str, str], field: str, where: str) -> float | None:
    cell = row.get(field)
    if not cell:
        return None
    try:
        return float(cell)
    except ValueError:
        raise ReferenceDataError(f"reference/{where}: `{field}` is {cell!r}; write degrees as 29.76328.") from None
