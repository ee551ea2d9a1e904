"""charges.csv: a row an accusation and its stage, or, without a charge, a step of the case as a whole."""

from __future__ import annotations

from graph.claim import Value
from loaders.record import naming
from loaders.record.builder import TableBuilder
from loaders.record.record import Context
from loaders.tables.offset_csv import Piece
from loaders.tables.table import Row, Table

_PROVEN = ("pleaded_guilty", "convicted", "sentenced")


def write_charges(table: Table, context: Context, builder: TableBuilder) -> None:
    """Add what charges.csv says; faults are added to the table."""
    for row in table:
        faults = list(_faults(row))
        for column, what in faults:
            table.fault(row, column, what)
        if not faults:
            _Case(row, context, builder).write()


def _faults(row: Row) -> list[tuple[str, str]]:
    faults = []
    if row["charge"] and not row["strength"]:
        faults.append(("strength", "is empty; a charge needs how far it has gone"))
    if row["scheduled"] and (row["charge"] or row["strength"]):
        faults.append(("scheduled", "a plan has neither charge nor strength; leave them empty"))
    if row["sentence"] and row["strength"] != "sentenced":
        faults.append(("sentence", "stands beside a strength that is not 'sentenced'; correct one of them"))
    if row["strength"] in _PROVEN and not row["urls"]:
        faults.append(("urls", f"is empty; {row['strength']} needs an address that says so"))
    return faults


class _Case:
    def __init__(self, row: Row, context: Context, builder: TableBuilder) -> None:
        self.row, self.context, self.builder = row, context, builder
        self.day, self.name = row["transfer"], row["name"]
        self.person = builder.entity(context.person(self.day, self.name), row.piece("name"))
        # Also of a row that charges nobody: its step, or its plan, belongs to the case before that court.
        self.courts = [
            (builder.entity(naming.court(court.value, f"{self.day}/{self.name}"), court), court)
            for court in row.pieces("court")
        ]

    def write(self) -> None:
        row, words = self.row, self.row.piece("words")
        if row["charge"]:
            self._claim("accusedOf", Value(row["charge"]), row["strength"], words)
            for court, piece in self.courts:
                self._claim("chargedIn", court, row["strength"], piece)
        elif row["scheduled"]:
            # A plan whose outcome nobody saw: a possibility, and said to be a plan.
            self._claim("caseStep", Value(words.value), "possible", words, aspect="scheduled")
        else:
            self._claim("caseStep", Value(words.value), row["strength"] or "reported", words)
        for sentence in row.pieces("sentence"):
            self._claim("sentencedTo", Value(sentence.value), "reported", sentence)

    def _claim(
        self, predicate: str, object_: str | Value, modality: str, quote: Piece, aspect: str | None = None
    ) -> None:
        row = self.row
        columns = ("transfer", "name", "charge", "words", "strength", "when", "court", "case", "sentence", "scheduled")
        self.builder.claim(
            self.person,
            predicate,
            object_,
            modality=self.context.modality(modality, self.day, self.name),
            quote=quote,
            context=row.pieces(*columns),
            rule=f"charges.{predicate}",
            when=row["when"],
            case=row["case"],
            aspect=aspect,
            cites=row.urls("urls"),
        )
