"""Where the projected quads live: what a store can do, and the embedded Oxigraph.

Reading is apart from writing: one writer holds the folder, readers open published generations.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final, Protocol

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, parse

from graph.disagreement import stored_disagreement
from graph.ledger import Ledger, Unit
from graph.projection import VERSION, project_disagreement, project_document, project_entity
from graph.summary_ledger import origin_keys
from graph.view import document_view, entity_views
from graph.withdrawal import withdrawal_iri
from ontology.error import HomeError
from ontology.iri import disagreement_iri, document_iri, entity_iri
from ontology.terms import TR

_WORTH_BULK_LOADING: Final = 20_000
"""Quads from which bulk loading, with its sorting and its threads, is quicker than a transaction."""
_STEP: Final = 4_000
"""Units that one step writes, some 600,000 quads: few large loads leave Oxigraph less to compact than many small."""
_AT_ONCE: Final = 250
"""Units whose rows are read together."""
_LEDGER: Final = "urn:traslado:ledger:"
_CHECKPOINTS: Final = NamedNode("urn:traslado:checkpoint")
_SEQUENCE: Final = NamedNode("urn:traslado:sequence")
_VOCABULARY: Final = NamedNode("urn:traslado:vocabulary")
_UNFINISHED: Final = NamedNode("urn:traslado:unfinished")
_SUBJECT: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#subject")
_QUOTED_FROM: Final = NamedNode("http://www.w3.org/ns/prov#wasQuotedFrom")
_EVIDENCE: Final = NamedNode(TR + "evidence")
_SIDE: Final = NamedNode(TR + "side")
_SELECTOR: Final = NamedNode("http://www.w3.org/ns/oa#hasSelector")
_REPLY: Final = NamedNode(TR + "reply")
_DEFAULT: Final = DefaultGraph()


class SinkError(HomeError):
    """A sink belongs to another ledger, is ahead of it, or speaks another version of the vocabulary."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far a sink has followed which ledger."""

    ledger: str
    sequence: int
    vocabulary: str


class Writer(Protocol):
    """A sink of the ledger. A step can be done twice: it writes units anew, it never adds or subtracts."""

    def checkpoint(self) -> Checkpoint | None:
        """How far this sink is; None where it is empty, or broken so that it must be."""
        ...

    def replace(self, base: str, units: Iterable[Unit], quads: str, checkpoint: Checkpoint) -> None:
        """Put the quads (lines of N-Quads) in place of all that the units had, and move the checkpoint with them."""
        ...

    def clear(self) -> None:
        """Forget everything."""
        ...


@cache
def vocabulary() -> tuple[str, tuple[str, ...]]:
    """The hash of projection, ontology and taxonomy, and the triples of these two as lines of N-Quads.

    Blank nodes get IRIs in the order of the files (RDF 1.1, 3.5), so that writing them twice changes nothing.
    """
    lines: list[str] = []
    digest = hashlib.sha256(VERSION.encode())
    names: dict[BlankNode, str] = {}

    def written(term: object) -> str:
        if isinstance(term, BlankNode):
            return names.setdefault(term, f"<{TR.removesuffix('ns#')}.well-known/genid/{len(names)}>")
        return str(term)

    for name in ("traslado.ttl", "taxonomy.ttl"):
        content = files("ontology").joinpath(name).read_bytes()
        digest.update(content)
        lines += [
            f"{written(triple.subject)} {triple.predicate} {written(triple.object)} .\n"
            for triple in parse(content, format=RdfFormat.TURTLE)
        ]
    return digest.hexdigest()[:16], tuple(lines)


class OxigraphStore:
    """The embedded store of a home, opened for writing.

    Raises:
        HomeError: another process has the folder open, or it is damaged.
    """

    def __init__(self, path: Path) -> None:
        try:
            self.store = Store(str(path))
        except OSError as error:
            raise HomeError(
                f"{path}: the store cannot be opened ({error}). If no other Traslado is running, "
                "make it again from the ledger: traslado rebuild"
            ) from error

    def checkpoint(self) -> Checkpoint | None:
        """The furthest checkpoint: the earlier ones are dropped only after it stands; None after a broken bulk load."""
        if any(self.store.quads_for_pattern(None, _UNFINISHED, None, _CHECKPOINTS)):
            return None
        found = []
        for quad in self.store.quads_for_pattern(None, _SEQUENCE, None, _CHECKPOINTS):
            words = next(self.store.quads_for_pattern(quad.subject, _VOCABULARY, None, _CHECKPOINTS))
            ledger = _text(quad.subject).removeprefix(_LEDGER)
            found.append(Checkpoint(ledger, int(_text(quad.object)), _text(words.object)))
        return max(found, key=lambda c: c.sequence, default=None)

    def replace(self, base: str, units: Iterable[Unit], quads: str, checkpoint: Checkpoint) -> None:
        """Delete what the units had, add the quads, then the checkpoint; each in a transaction of its own.

        Killed in between, the checkpoint still stands where it was, and the step is done again. Many quads
        are bulk loaded, which is no transaction: a mark stands meanwhile, and who finds it starts anew.
        """
        self._delete(base, units)
        old = list(self.store.quads_for_pattern(None, None, None, _CHECKPOINTS))
        ledger = NamedNode(_LEDGER + checkpoint.ledger)
        new = [
            Quad(ledger, _SEQUENCE, Literal(checkpoint.sequence), _CHECKPOINTS),
            Quad(ledger, _VOCABULARY, Literal(checkpoint.vocabulary), _CHECKPOINTS),
        ]
        written = quads.encode()
        if written.count(b"\n") < _WORTH_BULK_LOADING:
            self.store.load(written, format=RdfFormat.N_QUADS)
        else:
            mark = Quad(ledger, _UNFINISHED, Literal(checkpoint.sequence), _CHECKPOINTS)
            self.store.add(mark)
            # Lenient: the contract has held every address that a document brings to be one.
            self.store.bulk_load(written, format=RdfFormat.N_QUADS, lenient=True)
            self.store.remove(mark)
        self.store.extend(new)
        for quad in old:
            if quad not in new:
                self.store.remove(quad)

    def _delete(self, base: str, units: Iterable[Unit]) -> None:
        """All of it or nothing: what is found by one of its quads must never be left without that one."""
        subjects: list[NamedNode] = []
        graphs: list[NamedNode] = []
        for unit in units:
            if unit.kind == "document":
                document = NamedNode(document_iri(base, unit.id))
                if any(self.store.quads_for_pattern(None, None, None, document)):
                    graphs.append(document)
                claims = self._subjects(_QUOTED_FROM, document)
                evidence = self._objects(claims, _EVIDENCE)
                subjects.append(NamedNode(withdrawal_iri(base, unit.id)))
                subjects += [document, *claims, *evidence, *self._objects(evidence, _SELECTOR)]
                subjects += self._objects([document], _REPLY)
            elif unit.kind == "disagreement":
                disagreement = NamedNode(disagreement_iri(base, unit.id))
                subjects += [disagreement, *self._objects([disagreement], _SIDE)]
            else:
                entity = NamedNode(entity_iri(base, unit.id))
                about = self._subjects(_SUBJECT, entity)
                subjects += self._objects([entity], _REPLY)
                subjects += [entity, *(node for node in about if node.value.startswith(f"{base}facts/"))]
        held = [s for s in subjects if any(self.store.quads_for_pattern(s, None, None, _DEFAULT))]
        drops = [f"DROP SILENT GRAPH {graph}" for graph in graphs]
        if held:
            drops.append(f"DELETE {{ ?s ?p ?o }} WHERE {{ VALUES ?s {{ {' '.join(map(str, held))} }} ?s ?p ?o }}")
        if drops:
            self.store.update(" ; ".join(drops))

    def _subjects(self, predicate: NamedNode, target: NamedNode) -> list[NamedNode]:
        return [_node(quad.subject) for quad in self.store.quads_for_pattern(None, predicate, target, _DEFAULT)]

    def _objects(self, subjects: Iterable[NamedNode], predicate: NamedNode) -> list[NamedNode]:
        """Each once."""
        return list(
            {
                _node(quad.object): None
                for subject in subjects
                for quad in self.store.quads_for_pattern(subject, predicate, None, _DEFAULT)
            }
        )

    def clear(self) -> None:
        """Forget everything."""
        self.store.clear()

    def close(self) -> None:
        """Write what is in memory to the disk."""
        self.store.flush()
        del self.store


def _text(term: object) -> str:
    """The IRI of a node, or the words of a literal."""
    if not isinstance(term, NamedNode | Literal):
        raise TypeError(f"the store holds {term}, which Traslado never writes")
    return term.value


def _node(term: object) -> NamedNode:
    if not isinstance(term, NamedNode):
        raise TypeError(f"the store holds {term}, where Traslado writes IRIs only")
    return term


def follow(ledger: Ledger, writer: Writer, progress: Callable[[int, int], None] | None = None) -> int:
    """Bring a sink up to the ledger's last entry; returns the number of units written.

    Args:
        ledger: the truth.
        writer: the sink.
        progress: told (done, all) after each step.

    Raises:
        SinkError: the sink belongs to another ledger or is ahead of this one.
    """
    version, words = vocabulary()
    at = writer.checkpoint()
    if at is not None and (at.ledger != ledger.id or at.sequence > ledger.sequence):
        what = "belongs to another ledger" if at.ledger != ledger.id else "is ahead of the ledger (a restored backup?)"
        raise SinkError(f"{ledger.path.parent}: the store {what}. Make it again: traslado rebuild")
    if at is None or at.vocabulary != version:
        writer.clear()
        at = None
    last = ledger.sequence
    if at is None:
        units = ledger.units()
        writer.replace(ledger.base, (), "".join(words), Checkpoint(ledger.id, 0, version))
    else:
        units = ledger.touched_since(at.sequence)
    for start in range(0, len(units), _STEP):
        step = units[start : start + _STEP]
        finished = start + _STEP >= len(units)
        # A listing of all carries no sequences: it counts only when the whole of it stands.
        reached = last if finished else step[-1].sequence
        quads = _project(ledger, step)
        writer.replace(ledger.base, step if at is not None else (), quads, Checkpoint(ledger.id, reached, version))
        if progress:
            progress(min(start + _STEP, len(units)), len(units))
    return len(units)


def _project(ledger: Ledger, units: Sequence[Unit]) -> str:
    """The quads of units, as lines."""
    lines: list[str] = []
    for start in range(0, len(units), _AT_ONCE):
        some = units[start : start + _AT_ONCE]
        entities = entity_views(ledger, (unit.id for unit in some if unit.kind == "entity")).values()
        owned = (fact for entity in entities for fact in entity.facts if fact.is_owned)
        origins = origin_keys(ledger.connection, owned)
        lines += [project_entity(ledger.base, entity, origins) for entity in entities]
        for unit in some:
            if unit.kind == "disagreement" and (found := stored_disagreement(ledger, unit.id)) is not None:
                lines.append(project_disagreement(ledger.base, found))
            document = document_view(ledger, unit.id) if unit.kind == "document" else None
            if document is not None:
                lines.append(project_document(ledger.base, document))
    return "".join(lines)
