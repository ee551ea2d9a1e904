"""organizations.csv: names and aliases; organization_links.csv: links between organizations.

`leaders_named` makes no claim: the column gives neither strength nor time, and nobody is called a leader without them.
"""

from __future__ import annotations

from graph.claim import Value
from loaders.record.builder import Named, TableBuilder
from loaders.record.naming import organization
from loaders.record.record import Context
from loaders.tables.table import Row, Table
from ontology import terms


def write_organizations(table: Table, context: Context, builder: TableBuilder) -> None:
    """Add the names and aliases of organizations.csv."""
    del context
    for row in table:
        printed = row.pieces("name", "name_es", "name_en")
        named = organization(row["name"], row["name"])
        names = tuple(dict.fromkeys(piece.value for piece in printed)) if named.names else ()
        subject = builder.entity(Named(named.type, named.key, names, description=named.description), *printed)
        for alias in (*row.items("aliases"), *row.items("aliases_en")):
            builder.claim(
                subject,
                "alias",
                Value(alias.value),
                modality="reported",
                quote=alias,
                context=row.pieces("name"),
                rule="organizations.alias",
                sources=row.urls("urls"),
            )


def write_organization_links(table: Table, context: Context, builder: TableBuilder) -> None:
    """Add the links of organization_links.csv; faults are added to the table."""
    for row in table:
        if what := _fault(row):
            table.fault(row, "object", what)
            continue
        subject = builder.entity(context.organization(row["subject"]), row.piece("subject"))
        object_: str | Value = Value(row["object"])
        if row["predicate"] != "designatedAs":
            object_ = builder.entity(context.organization(row["object"]), row.piece("object"))
        builder.claim(
            subject,
            row["predicate"],
            object_,
            modality=row["strength"],
            quote=row.piece("object"),
            context=row.pieces("subject", "predicate", "when", "status", "strength"),
            rule=f"organization_links.{row['predicate']}",
            status=row["status"] or None,
            when=row["when"],
            cites=row.urls("urls"),
        )


def _fault(row: Row) -> str | None:
    if row["predicate"] == "designatedAs" and row["object"] not in terms.DESIGNATIONS:
        return f"{row['object']!r} is not one of: {', '.join(terms.DESIGNATIONS)}"
    if row["subject"] == row["object"]:
        return "an organization is linked to itself; correct one of the two"
    return None
