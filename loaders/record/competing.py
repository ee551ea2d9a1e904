"""competing.csv: values that contradict or refine each other; none may stand alone as what the record says."""

from __future__ import annotations

from collections import Counter

from graph.claim import Value
from loaders.record.builder import TableBuilder
from loaders.record.record import Context
from loaders.tables.table import Table


def write_competing(table: Table, context: Context, builder: TableBuilder) -> None:
    """Add what competing.csv says: each value alleged, its field the aspect; faults are added to the table."""
    rivals = Counter((row["transfer"], row["name"], row["field"]) for row in table)
    complete = not table.is_faulty
    for row in table:
        day, name = row["transfer"], row["name"]
        if complete and rivals[day, name, row["field"]] < 2:
            table.fault(row, "field", f"{row['field']!r} has one value only; a competing value needs another beside it")
            continue
        if name:
            subject = builder.entity(context.person(day, name), row.piece("name"))
        else:
            subject = builder.entity(context.transfer(day), row.piece("transfer"))
        builder.claim(
            subject,
            "competingValue",
            Value(row["value"]),
            modality=context.modality("alleged", day, name),
            quote=row.piece("value"),
            context=row.pieces("transfer", "name", "field"),
            rule="competing.value",
            aspect=row["field"],
            cites=row.urls("urls"),
        )
