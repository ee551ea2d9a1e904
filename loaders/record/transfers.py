"""transfers.csv: a row a claim about a transfer, by field; statements.csv: what speakers said besides.

A field that has a predicate of its own becomes that claim where the value fits it; every other value is kept as a
`statement` with the field as its aspect, so that nothing of the table is lost.
"""

from __future__ import annotations

from collections.abc import Iterator

from graph.claim import Value
from loaders.record import naming
from loaders.record.builder import Named, TableBuilder
from loaders.record.record import Context
from loaders.tables.table import Row, Table, day
from ontology import terms

_INTEGERS = tuple(name for name, p in terms.PREDICATES.items() if p.kind == "integer")
_NUMBERS_ONLY = ("ordinal", "peopleCount", "cumulativeCount", "aircraftCount", "vehicleCount", "destinationCount")
_AUTHORITIES = ("operatedBy", "requestedBy", "decidedBy")
_UNCERTAIN = ("unconfirmedName",)


def write_transfers(table: Table, context: Context, builder: TableBuilder) -> None:
    """Add what transfers.csv says; faults are added to the table."""
    for row in table:
        if what := _fault(row, context):
            table.fault(row, "value", what)
        else:
            _write_field(row, context, builder)


def write_statements(table: Table, context: Context, builder: TableBuilder) -> None:
    """Add what statements.csv says: each gist a statement about the transfer, each office the speaker's role."""
    for row in table:
        transfer = builder.entity(context.transfer(row["transfer"]), row.piece("transfer"))
        for speaker, type_ in _speakers(row, context, builder):
            said = row.pieces("transfer", "speaker", "office", "when_said")
            gist, office, cites = row.piece("gist"), row.piece("office"), row.urls("urls")
            builder.claim(
                transfer,
                "statement",
                Value(gist.value),
                modality="reported",
                quote=gist,
                context=said,
                rule="statements.statement",
                speaker=speaker,
                when=row["when_said"],
                cites=cites,
            )
            if speaker and type_ == "Person" and office.value:
                builder.claim(
                    speaker,
                    "role",
                    Value(office.value),
                    modality="reported",
                    quote=office,
                    context=said,
                    rule="statements.role",
                    cites=cites,
                )


def _speakers(row: Row, context: Context, builder: TableBuilder) -> Iterator[tuple[str | None, str]]:
    """The speakers of a row with their types; one None where it names none."""
    cell = row.piece("speaker")
    if not cell.value:
        yield None, ""
        return
    office = row["office"] or context.offices.get(cell.value, "")
    for named, (start, end) in naming.speakers(cell.value, row["transfer"], office):
        yield builder.entity(named, cell.part(start, end)), named.type


def _fault(row: Row, context: Context) -> str | None:
    field, value = row["field"], row["value"]
    if field in _NUMBERS_ONLY and not _is_number(value):
        return f"{value!r} is no whole number; {field} needs one in digits"
    if field == "date":
        return day(value)
    if field == "legalMode" and value not in terms.LEGAL_MODES:
        return f"{value!r} is not one of: {', '.join(terms.LEGAL_MODES)}"
    if field == "priorityTarget" and context.people and (row["transfer"], value) not in context.people:
        return f"{value!r} is not in people.csv for {row['transfer']}; add the row or correct the name"
    return None


def _write_field(row: Row, context: Context, builder: TableBuilder) -> None:
    field, value = row["field"], row.piece("value")
    transfer = builder.entity(context.transfer(row["transfer"]), row.piece("transfer"))
    predicate, target = _reading(row, context)
    object_ = builder.entity(target, value) if isinstance(target, Named) else target
    is_statement = predicate == "statement"
    count = int(row["count"]) if row["count"] else None
    if isinstance(target, Value) and target.value == count:
        count = None
    of_record = field == "sourcesOfRecord"
    modality = "possible" if field in _UNCERTAIN else "reported"
    for speaker, _ in _speakers(row, context, builder):
        builder.claim(
            transfer,
            predicate,
            object_,
            modality=context.modality(modality, row["transfer"], row["value"]),
            quote=value,
            context=row.pieces("transfer", "field", "count", "speaker", "when_said"),
            rule=f"transfers.{field}",
            speaker=speaker,
            count=count,
            when=row["when_said"] if is_statement else None,
            aspect=field if is_statement else None,
            sources=row.urls("urls") if of_record else (),
            cites=() if of_record else row.urls("urls"),
        )


def _reading(row: Row, context: Context) -> tuple[str, Named | Value]:
    """The predicate and object of a row; a value that does not fit its field's predicate is a statement."""
    field, words = row["field"], row["value"]
    statement = "statement", Value(words)
    if field in _INTEGERS:
        digits = words if _is_number(words) else row["count"]
        return (field, Value(int(digits))) if digits else statement
    if field in ("date", "legalMode", "legalBasis") or (field == "assurance" and words in terms.ASSURANCES):
        return field, Value(words)
    named = _entity(row, context)
    return named or statement


def _entity(row: Row, context: Context) -> tuple[str, Named] | None:
    field, words = row["field"], row["value"]
    if field in _AUTHORITIES and (authority := naming.authority(words)):
        return field, authority
    if field == "destination":
        return field, naming.place_in_words(words)
    if field == "origin" and not naming.are_prisons(words):
        return field, naming.prison(words, row["transfer"]) if naming.is_prison(words) else naming.place_in_words(words)
    if field == "organization":
        return "organizationInvolved", context.organization(words)
    if field == "courtCount" and naming.is_court(words) and not words.startswith("all"):
        return field, naming.court(words, row["transfer"])
    return None


def _is_number(words: str) -> bool:
    return words.isascii() and words.isdecimal()
