"""A dataset of the record's tables as a whole: what one table needs to know of the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from graph.name import name_parts
from loaders.record import naming
from loaders.record.builder import Named
from loaders.tables.package import Section
from loaders.tables.table import Row, Table


@dataclass(frozen=True, slots=True)
class Context:
    """What binds the tables.

    Attributes:
        people: (transfer, name) → identity, from people.csv.
        spellings: (transfer, any printed form) → name, from people.csv.
        organizations: name, other name or alias → name, from organizations.csv.
        offices: speaker → office, from statements.csv.
        states: transfer → English names of the states that hand over and receive.
    """

    people: Mapping[tuple[str, str], str] = field(default_factory=dict)
    spellings: Mapping[tuple[str, str], str] = field(default_factory=dict)
    organizations: Mapping[str, str] = field(default_factory=dict)
    offices: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, tuple[str | None, str | None]] = field(default_factory=dict)

    def person(self, transfer: str, name: str, spellings: tuple[str, ...] = ()) -> Named:
        """Somebody of people.csv."""
        identity = self.people.get((transfer, name))
        return Named("Person", f"person/{transfer}/{name}", (name, *spellings), part="accused", identity=identity)

    def transfer(self, day: str) -> Named:
        """The transfer of a day."""
        from_state, to_state = self.states.get(day, (None, None))
        return Named("Transfer", f"transfer/{day}", from_state=from_state, to_state=to_state)

    def kin(self, transfer: str, of: str, name: str) -> Named:
        """A relative: the person of people.csv who is named so, else somebody of that name.

        Two parts of a name are too few to say that two rows mean one person: then the relative belongs to the row.
        """
        known = self.spellings.get((transfer, name))
        if known and known != of:
            return self.person(transfer, known)
        if len(name_parts(name)) >= 3 and name != of:
            return Named("Person", f"person/{name}", (name,), part="relative")
        return Named("Person", f"person/{transfer}/{of}/{name}", (name,), part="relative")

    def organization(self, printed: str) -> Named:
        """An organization by any of its names."""
        return naming.organization(self.organizations.get(printed, printed), printed)

    def modality(self, strength: str, transfer: str, *names: str) -> str:
        """The strength of a claim: whoever is known by a given name or an alias only is never more than possible."""
        sure = all(self.people.get((transfer, name)) in (None, "full name") for name in names)
        return strength if sure else "possible"


def read_context(tables: Mapping[str, Table], section: Section) -> Context:
    """Read what binds the tables; rows that contradict it are added to the problems of their table."""
    people: dict[tuple[str, str], str] = {}
    spellings: dict[tuple[str, str], str] = {}
    organizations: dict[str, str] = {}
    if "people" in tables:
        for row in tables["people"]:
            key = row["transfer"], row["name"]
            if key in people:
                tables["people"].fault(row, "name", f"{row['name']!r} stands twice in {row['transfer']}; keep one row")
            people[key] = row["identity"]
        for row in tables["people"]:
            for form in (row.piece("name"), *row.items("other_spellings")):
                spellings.setdefault((row["transfer"], form.value), row["name"])
    if "organizations" in tables:
        for row in tables["organizations"]:
            if row["name"] in organizations:
                tables["organizations"].fault(row, "name", f"{row['name']!r} stands twice; keep one row")
            organizations[row["name"]] = row["name"]
        for row in tables["organizations"]:
            also = [*row.pieces("name_es", "name_en"), *row.items("aliases"), *row.items("aliases_en")]
            for piece in also:
                organizations.setdefault(piece.value, row["name"])
    context = Context(
        people,
        spellings,
        organizations,
        {row["speaker"]: row["office"] for row in tables.get("statements", ())},
        _states(tables, section),
    )
    _check_references(tables, context)
    _check_counts(tables, context)
    return context


def _states(tables: Mapping[str, Table], section: Section) -> dict[str, tuple[str | None, str | None]]:
    """The states of each transfer: as the section says, else the country of all landings and the one other country."""
    landed: dict[str, set[str]] = {}
    others: dict[str, set[str]] = {}
    for row in tables.get("places", ()):
        found = landed if row["kind"] == "flownTo" else others
        found.setdefault(row["transfer"], set()).add(row["country"])
    days = {row["transfer"] for table in tables.values() for row in table if row["transfer"]}
    states = {}
    for day in days:
        to_state = section.to_state or _only(landed.get(day, set()))
        from_state = section.from_state or (_only(others.get(day, set()) - {to_state}) if to_state else None)
        states[day] = (from_state, to_state)
    return states


def _only(values: set[str]) -> str | None:
    return next(iter(values)) if len(values) == 1 else None


def _check_references(tables: Mapping[str, Table], context: Context) -> None:
    if "people" in tables and not tables["people"].is_faulty:
        for name in ("places", "charges", "competing"):
            for row in tables.get(name, ()):
                if row["name"] and (row["transfer"], row["name"]) not in context.people:
                    what = (
                        f"{row['name']!r} is not in people.csv for {row['transfer']}; add the row or correct the name"
                    )
                    tables[name].fault(row, "name", what)
    if "organizations" in tables and not tables["organizations"].is_faulty:
        named = {"people": ("organization", "faction"), "organization_links": ("subject", "object")}
        for name, columns in named.items():
            for row in tables.get(name, ()):
                for column in columns:
                    if row["predicate"] != "designatedAs" or column == "subject":
                        _check_organization(tables[name], row, column, context)
        for row in tables.get("transfers", ()):
            if row["field"] == "organization":
                _check_organization(tables["transfers"], row, "value", context)


def _check_counts(tables: Mapping[str, Table], context: Context) -> None:
    """Hold the people of a transfer to the numbers that the dataset gives for it."""
    transfers = tables.get("transfers")
    if transfers is None or "people" not in tables or tables["people"].is_faulty:
        return
    here = Counter(day for day, _ in context.people)
    most: dict[str, int] = {}
    for row in transfers:
        if row["field"] == "peopleCount" and row["value"].isdecimal():
            most[row["transfer"]] = max(most.get(row["transfer"], 0), int(row["value"]))
    for row in transfers:
        day = row["transfer"]
        if row["field"] == "namedHere" and row["value"] != str(here[day]):
            what = f"{row['value']!r} are said to be named, people.csv has {here[day]} for {day}; correct one of them"
            transfers.fault(row, "value", what)
        if row["field"] == "peopleCount" and here[day] > most.get(day, here[day]):
            what = f"people.csv has {here[day]} people for {day}, more than any number given; correct one of them"
            transfers.fault(row, "value", what)


def _check_organization(table: Table, row: Row, column: str, context: Context) -> None:
    for piece in row.items(column):
        if piece.value not in context.organizations:
            table.fault(row, column, f"{piece.value!r} is not in organizations.csv; add the row or correct the name")
