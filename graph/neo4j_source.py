"""A ledger as the sync into Neo4j reads it: units by their IRIs, and what belongs to each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Protocol

from graph.disagreement import stored_disagreement
from graph.ledger import Ledger, Unit
from graph.neo4j_projection import project_disagreement_part, project_document_part, project_entity_part
from graph.property_graph import GraphPart
from graph.view import document_view, entity_views
from ontology.iri import disagreement_iri, document_iri, entity_iri, local_id

_MADE_BY: Final = {
    "graph": (
        *("claim_view.py", "fact.py", "summary.py", "summary_ledger.py", "view.py", "view_masking.py", "masking.py"),
        *("name.py", "reply.py", "disagreement.py", "withdrawal.py"),
        *("property_graph.py", "neo4j_projection.py", "neo4j_properties.py", "neo4j_source.py", "neo4j_batch.py"),
    ),
    "ontology": ("terms.py", "iri.py", "reference.py"),
    "ontology/reference": (
        *("organizations.csv", "authorities.csv", "courts.csv", "prisons.csv", "places.csv", "laws.csv"),
    ),
}
"""What the graph is made by from the same ledger, by package: another of these makes another graph."""


@dataclass(frozen=True, slots=True)
class TouchedUnit:
    """A unit that the journal names.

    Attributes:
        iri: of the entity, document or disagreement.
        sequence: of its last entry.
        is_new: its first entry is later than what was asked for: no sink that stands there has anything of it.
    """

    iri: str
    sequence: int
    is_new: bool = False


class SyncSource(Protocol):
    """What the sync reads of a ledger. Units are named by the IRI of their entity, document or disagreement."""

    @property
    def ledger_id(self) -> str:
        """Identity of the ledger, which the checkpoint remembers."""

    @property
    def projection(self) -> str:
        """Identity of what makes the graph from the ledger: another one makes another graph of the same journal."""

    @property
    def sequence(self) -> int:
        """Of the journal's last entry; 0 where it is empty."""

    def touched_since(self, sequence: int) -> Sequence[TouchedUnit]:
        """Units touched after a sequence, each once, in the order of their last entries."""

    def frozen(self) -> AbstractContextManager[None]:
        """For a block, answer as of one moment, whatever is loaded meanwhile."""

    def listing(self) -> tuple[int, Sequence[str]]:
        """The journal's last entry, and every unit that has something in the graph as of it, where it is frozen.

        A first load goes quicker where a unit comes after those to which its relationships lead.
        """

    def parts(self, units: Sequence[str]) -> list[GraphPart]:
        """What belongs to each of some units now; a part without nodes where it is no longer there."""


class LedgerSource:
    """A ledger as the sync reads it.

    Attributes:
        slim: entities and facts only, without the claims, documents and disagreements behind them.
    """

    def __init__(self, ledger: Ledger, *, slim: bool = False) -> None:
        self.ledger = ledger
        self.slim = slim

    @property
    def ledger_id(self) -> str:
        """Identity of the ledger."""
        return self.ledger.id

    @property
    def projection(self) -> str:
        """Hash of the code and the reference data that make the graph, and whether it is slim."""
        return f"{'slim' if self.slim else 'whole'}-{_made_by()}"

    @property
    def sequence(self) -> int:
        """Of the journal's last entry."""
        return self.ledger.sequence

    def touched_since(self, sequence: int) -> list[TouchedUnit]:
        """Units touched after a sequence, in the order of their last entries."""
        touched = [unit for unit in self.ledger.touched_since(sequence) if self._has(unit)]
        known = self._known_before(sequence, touched)
        return [TouchedUnit(self._iri(unit), unit.sequence, (unit.kind, unit.id) not in known) for unit in touched]

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """For a block, answer as of one moment, whatever is loaded meanwhile."""
        self.ledger.connection.execute("BEGIN")
        try:
            yield
        finally:
            self.ledger.connection.execute("COMMIT")

    def listing(self) -> tuple[int, list[str]]:
        """The journal's last entry, and every unit that has something in the graph as of it; entities come first."""
        units = sorted(self.ledger.units(), key=lambda unit: unit.kind != "entity")
        return self.ledger.sequence, [self._iri(unit) for unit in units if self._has(unit)]

    def parts(self, units: Sequence[str]) -> list[GraphPart]:
        """What belongs to each of some units now."""
        base = self.ledger.base
        kinds = {unit: unit.removeprefix(base).partition("/")[0] for unit in units}
        ids = [local_id(unit) for unit in units if kinds[unit] == "entities"]
        views = entity_views(self.ledger, ids)
        parts = []
        for unit in units:
            id_, part = local_id(unit), GraphPart(unit)
            if self.slim and kinds[unit] != "entities":
                pass  # Neo4j may still have it, of when it was not slim
            elif kinds[unit] == "documents":
                if document := document_view(self.ledger, id_):
                    part = project_document_part(base, document)
            elif kinds[unit] == "disagreements":
                if disagreement := stored_disagreement(self.ledger, id_):
                    part = project_disagreement_part(base, disagreement)
            elif id_ in views:
                part = project_entity_part(base, views[id_])
            parts.append(self._slimmed(part))
        return parts

    def _slimmed(self, part: GraphPart) -> GraphPart:
        if not self.slim:
            return part
        kept = tuple(each for each in part.relationships if each.type not in ("REPLY_DOCUMENT", "WITHDRAWAL"))
        return GraphPart(part.unit, part.nodes, kept)

    def _has(self, unit: Unit) -> bool:
        return not self.slim or unit.kind == "entity"

    def _iri(self, unit: Unit) -> str:
        make = {"document": document_iri, "entity": entity_iri, "disagreement": disagreement_iri}[unit.kind]
        return make(self.ledger.base, unit.id)

    def _known_before(self, sequence: int, units: Iterable[Unit]) -> set[tuple[str, str]]:
        """Those of some units that the journal named before, too."""
        rows = self.ledger.connection.execute(
            """SELECT u.value ->> 0, u.value ->> 1 FROM json_each(?) u WHERE EXISTS
               (SELECT 1 FROM journal j WHERE j.kind = u.value ->> 0 AND j.id = u.value ->> 1 AND j.sequence <= ?)""",
            (json.dumps([(unit.kind, unit.id) for unit in units]), sequence),
        )
        return set(rows)


@cache
def _made_by() -> str:
    digest = hashlib.sha256()
    for package, names in _MADE_BY.items():
        folder = files(package.partition("/")[0]).joinpath(*package.split("/")[1:])
        for name in names:
            digest.update(folder.joinpath(name).read_bytes())
    return digest.hexdigest()[:16]
