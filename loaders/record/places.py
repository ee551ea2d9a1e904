"""places.csv: where each person landed, appeared, is charged, was arrested or held; rows of one kind may compete."""

from __future__ import annotations

from loaders.record import naming
from loaders.record.builder import Named, TableBuilder
from loaders.record.record import Context
from loaders.tables.table import Row, Table


def write_places(table: Table, context: Context, builder: TableBuilder) -> None:
    """Add what places.csv says; faults are added to the table."""
    for row in table:
        day, name, kind = row["transfer"], row["name"], row["kind"]
        if not row["place"] and (kind in ("chargedIn", "heldAt") or (not row["state"] and kind != "arrestedIn")):
            table.fault(row, "place", f"is empty; {kind} needs it, or at least the state where that is a place")
            continue
        person = builder.entity(context.person(day, name), row.piece("name"))
        finest = next(iter(row.pieces("place", "state", "country")))
        builder.claim(
            person,
            kind,
            builder.entity(_where(row), finest),
            modality=context.modality(row["strength"], day, name),
            quote=finest,
            context=row.pieces("transfer", "name", "kind", "state", "country", "when", "strength"),
            rule=f"places.{kind}",
            when=row["when"],
            cites=row.urls("urls"),
        )


def _where(row: Row) -> Named:
    words, of_row = row["place"], f"{row['transfer']}/{row['name']}"
    if row["kind"] == "heldAt":
        return naming.prison(words, of_row, row["state"])
    if row["kind"] == "chargedIn" or (row["kind"] == "appearedIn" and naming.is_court(words)):
        return naming.court(words, of_row)
    return naming.place(words, row["state"], row["country"])
