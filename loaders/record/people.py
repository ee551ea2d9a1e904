"""people.csv: a row a person and transfer. The strength is that of role and membership; the rest is reported."""

from __future__ import annotations

import re

from graph.claim import Value
from loaders.record import naming
from loaders.record.builder import TableBuilder
from loaders.record.column import KIN, KIN_FORM, ROLES
from loaders.record.record import Context
from loaders.tables.offset_csv import Piece
from loaders.tables.table import Row, Table


def write_people(table: Table, context: Context, builder: TableBuilder) -> None:
    """Add what people.csv says; faults are added to the table."""
    for row in table:
        _Person(table, row, context, builder).write()


class _Person:
    def __init__(self, table: Table, row: Row, context: Context, builder: TableBuilder) -> None:
        self.table, self.row, self.context, self.builder = table, row, context, builder
        self.day, self.name = row["transfer"], row["name"]
        spellings = row.items("other_spellings")
        named = context.person(self.day, self.name, tuple(piece.value for piece in spellings))
        self.id = builder.entity(named, row.piece("name"), *spellings)
        self.keys = (row.piece("transfer"), row.piece("name"))
        self.sources = row.urls("source_urls")

    def write(self) -> None:
        transfer = self.builder.entity(self.context.transfer(self.day), self.row.piece("transfer"))
        self._claim("transferredIn", transfer, "reported", self.row.piece("name"))
        for alias in self.row.items("aliases"):
            self._claim("alias", Value(alias.value), "reported", alias)
        self._organizations()
        self._said_of_him()
        for kin in self.row.items("kin"):
            self._kin(kin)

    def _organizations(self) -> None:
        groups, roles = self.row.items("organization"), self.row.items("organization_role")
        factions = self.row.items("faction")
        if len(groups) != len(roles):
            self.table.fault(self.row, "organization_role", f"{len(roles)} roles for {len(groups)} organizations")
            return
        strength = self._strength("organization" if groups else "faction", bool(groups or factions))
        if strength is None:
            return
        for group, role in zip(groups, roles, strict=True):
            object_ = self.builder.entity(self.context.organization(group.value), group)
            for predicate in ROLES[role.value]:
                self._claim(predicate, object_, strength, group, role, of_row=predicate != "founderOf")
        for faction in factions:
            # A faction is at most a link, whatever the person is in the organization.
            object_ = self.builder.entity(self.context.organization(faction.value), faction)
            self._claim("linkedTo", object_, strength, faction, of_row=True)

    def _said_of_him(self) -> None:
        roles = self.row.items("role")
        strength = self._strength("role", bool(roles))
        if strength is not None:
            for role in roles:
                self._claim("role", Value(role.value), strength, role, of_row=True)
        for nationality in self.row.pieces("nationality"):
            object_ = self.builder.entity(naming.country(nationality.value), nationality)
            self._claim("nationality", object_, "reported", nationality)
        for prison in self.row.pieces("origin_prison"):
            # Whence one person left is where that person was held, not the origin of the whole transfer.
            object_ = self.builder.entity(naming.prison(prison.value, f"{self.day}/{self.name}"), prison)
            self._claim("heldAt", object_, "reported", prison, status="former", when=f"../{self.day}")

    def _kin(self, kin: Piece) -> None:
        match = re.fullmatch(KIN_FORM, kin.value)
        if match is None:
            raise AssertionError(f"{kin.value!r} passed its check")
        name = kin.suffix(len(match["name"]))
        named = self.context.kin(self.day, self.name, name.value)
        object_ = self.builder.entity(named, name)
        modality = "possible" if match["possible"] else "reported"
        self._claim(KIN[match["relation"]], object_, modality, kin, other=named.names[0])

    def _strength(self, column: str, needed: bool) -> str | None:
        strength = self.row["strength"]
        if needed and not strength:
            self.table.fault(self.row, "strength", f"is empty, but {column} is not; say how strongly it is said")
        return strength or None

    def _claim(
        self,
        predicate: str,
        object_: str | Value,
        modality: str,
        quote: Piece,
        *context: Piece,
        of_row: bool = False,
        status: str | None = None,
        when: str | None = None,
        other: str | None = None,
    ) -> None:
        qualifying = self.row.pieces("strength", "status") if of_row or predicate == "founderOf" else []
        names = (self.name, other) if other else (self.name,)
        self.builder.claim(
            self.id,
            predicate,
            object_,
            modality=self.context.modality(modality, self.day, *names),
            quote=quote,
            context=(*self.keys, *context, *qualifying),
            rule=f"people.{predicate}",
            status=(self.row["status"] or None) if of_row else status,
            when=when,
            sources=self.sources,
        )
