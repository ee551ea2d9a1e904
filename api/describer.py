"""What the graph says of one entity, document, fact or claim, read from a snapshot for people and for machines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from typing import Any, Final, TypeAlias

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from api.description import (
    ClaimDescription,
    DisagreementDescription,
    DocumentDescription,
    DocumentSummary,
    EntityDescription,
    EntitySummary,
    SideDescription,
    Statement,
    Term,
    Thing,
)
from graph.fact import standing
from graph.network import Step
from graph.question import Evidence, Reply, evidence_of_facts
from graph.sparql_question import SparqlBackend
from graph.store_network import StoreNetwork
from ontology.iri import local_id
from ontology.terms import ALLEGED, CLASSES, PREDICATES, TAXONOMY, TR, concept_name

Node: TypeAlias = NamedNode | BlankNode | Literal | Triple

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_OA: Final = "http://www.w3.org/ns/oa#"
_DCTERMS: Final = "http://purl.org/dc/terms/"
_SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
_TYPE: Final = NamedNode(_RDF + "type")
_SUBJECT: Final = NamedNode(_RDF + "subject")
_PREDICATE: Final = NamedNode(_RDF + "predicate")
_OBJECT: Final = NamedNode(_RDF + "object")
_LABEL: Final = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
_PREFERRED: Final = NamedNode(_SKOS + "prefLabel")
_QUOTED_FROM: Final = NamedNode("http://www.w3.org/ns/prov#wasQuotedFrom")
_REPLACED_BY: Final = NamedNode(_DCTERMS + "isReplacedBy")
_FACT: Final = NamedNode(TR + "fact")
_FACT_SUBJECT: Final = NamedNode(TR + "factSubject")
_FACT_OBJECT: Final = NamedNode(TR + "factObject")
_REPLY: Final = NamedNode(TR + "reply")
_EVIDENCE: Final = NamedNode(TR + "evidence")
_SELECTOR: Final = NamedNode(_OA + "hasSelector")
_SIDE: Final = NamedNode(TR + "side")
_TO_THE_WORDS: Final = (_EVIDENCE, _SELECTOR, _REPLY, _SIDE)
_CLAIM_DETAILS: Final = ("when", "weekday", "count", "case", "aspect", "via")
_SHOWN: Final = ("entities/", "documents/", "claims/", "facts/", "disagreements/")
_FACTS_OF_A_LINE: Final = 10
MOST_STATEMENTS: Final = 200
"""Statements on one page; a page that leaves some out says how many."""


class Describer:
    """Reads descriptions from a store, in English or Spanish.

    Args:
        store: of a snapshot.
        base: of its IRIs; what stands under it is linked by its path.
        spanish: whether labels are wanted in Spanish.
    """

    def __init__(self, store: Store, base: str, *, spanish: bool) -> None:
        self._store = store
        self._backend = SparqlBackend(store)
        self._base = base
        self._labels: dict[NamedNode, str] = {}
        self._things: dict[NamedNode, Thing] = {}
        self.spanish = spanish
        self._languages = ("es", "en", "") if spanish else ("en", "", "es")

    def exists(self, iri: str) -> bool:
        """Whether the graph describes this IRI."""
        try:
            return self._one(NamedNode(iri), _TYPE) is not None
        except ValueError:  # not even an IRI
            return False

    def successors(self, iri: str) -> tuple[Thing, ...]:
        """What stands in place of an entity that was merged or split; empty for any other."""
        try:
            node = NamedNode(iri)
        except ValueError:
            return ()
        return tuple(self._thing(successor) for successor in sorted(self._all(node, _REPLACED_BY), key=_text))

    def entity_summary(self, iri: str) -> EntitySummary:
        """Describe an entity that exists, without what is said of it."""
        node = NamedNode(iri)
        thing = self._thing(node)
        places = (*self._all(node, NamedNode(TR + "locatedIn")), *self._all(node, NamedNode(TR + "country")))
        return EntitySummary(
            iri=iri,
            label=thing.label,
            type=thing.type or "",
            names=tuple(n for n in self._texts(node, TR + "name") if n != thing.label),
            part=self._term(node, TR + "part"),
            identity=self._term(node, TR + "identity"),
            description=self._text(node, TR + "description"),
            places=tuple(dict.fromkeys(self._thing(place) for place in places)),
        )

    def sources(self, iris: Sequence[str]) -> dict[str, tuple[Evidence, ...]]:
        """The claims of up to ten facts of each entity, or of as many that name it where it has none."""
        facts = {iri: self._some(iri, _FACT_SUBJECT) or self._some(iri, _FACT_OBJECT) for iri in iris}
        wanted = [fact for some in facts.values() for fact in some]
        evidence = evidence_of_facts(self._backend, wanted) if wanted else {}
        return {iri: tuple(claim for fact in some for claim in evidence[fact]) for iri, some in facts.items()}

    def entity(self, iri: str) -> EntityDescription:
        """Describe an entity that exists."""
        node = NamedNode(iri)
        said = [quad.subject for quad in self._quads(None, _FACT_SUBJECT, node)]
        heard = [quad.subject for quad in self._quads(None, _FACT_OBJECT, node)]
        shown, named_in = self._first(said), self._first(heard)
        statements = self._facts([*shown, *named_in])
        return EntityDescription(
            **_fields_of(self.entity_summary(iri)),
            statements=statements[: len(shown)],
            statements_left_out=len(said) - len(shown),
            named_in=statements[len(shown) :],
            named_in_left_out=len(heard) - len(named_in),
            replies=self._replies(node),
        )

    def document_summary(self, iri: str) -> DocumentSummary:
        """Describe a document that exists, without its claims."""
        node = NamedNode(iri)
        return DocumentSummary(
            iri=iri,
            label=self._thing(node).label,
            publisher=self._text(node, _DCTERMS + "publisher"),
            published=self._text(node, _DCTERMS + "issued"),
            language=self._text(node, _DCTERMS + "language"),
            kind=self._term(node, TR + "kind"),
            url=self._text(node, "https://schema.org/url"),
            dataset=self._text(node, TR + "dataset"),
            correction=self._text(node, TR + "correction"),
            replies=self._replies(node),
        )

    def document(self, iri: str) -> DocumentDescription:
        """Describe a document that exists."""
        claims = sorted((q.subject for q in self._quads(None, _QUOTED_FROM, NamedNode(iri))), key=self._position)
        return DocumentDescription(
            **_fields_of(self.document_summary(iri)),
            statements=self._claims(claims[:MOST_STATEMENTS]),
            statements_left_out=max(0, len(claims) - MOST_STATEMENTS),
        )

    def fact(self, iri: str) -> Statement:
        """Describe a fact that exists."""
        return self._facts([iri])[0]

    def claims(self, iris: Iterable[str]) -> tuple[Statement, ...]:
        """Describe claims that exist, without how they were found."""
        return self._claims([NamedNode(iri) for iri in iris])

    def claim(self, iri: str) -> ClaimDescription:
        """Describe a claim that exists."""
        node = NamedNode(iri)
        document = self._one(node, _QUOTED_FROM)
        extractor = (self._text(document, TR + "extractor"), self._text(document, TR + "extractorVersion"))
        details = [(name, value) for name in _CLAIM_DETAILS for value in self._texts(node, TR + name)]
        statement = self._claims([node])[0]
        return ClaimDescription(
            iri=iri,
            statement=statement,
            fact=replace(self._thing(self._one(node, _FACT)), label=f"{statement.predicate} {statement.object.label}"),
            details=tuple((self._label(NamedNode(TR + name)), value) for name, value in details),
            context=self._texts(node, TR + "context"),
            extractor=" ".join(part for part in extractor if part),
            rule=self._text(node, TR + "rule") or "",
        )

    def disagreement(self, iri: str) -> DisagreementDescription:
        """Describe a disagreement that exists."""
        node = NamedNode(iri)
        kind = self._term(node, TR + "disagreementKind") or Term("", "")
        subjects = tuple(sorted(map(self._thing, self._all(node, NamedNode(TR + "about"))), key=lambda s: s.label))
        sides = [self._side(side) for side in self._all(node, _SIDE)]
        return DisagreementDescription(
            iri=iri,
            label=f"{kind.label}: {', '.join(subject.label for subject in subjects)}",
            kind=kind,
            subjects=subjects,
            agrees=self._text(node, TR + "agrees") == "true",
            expected=self._text(node, TR + "expected"),
            settle=self._in_language(self._all(node, NamedNode(TR + "settledBy"))) or "",
            sides=tuple(sorted(sides, key=lambda side: (side.superseded, -side.origins, side.iri))),
        )

    def concept(self, scheme: str, notation: str) -> Term:
        """A concept of the taxonomy by its notation, e.g. ("strength", "alleged")."""
        return Term(notation, self._label(NamedNode(TAXONOMY + concept_name(scheme, notation))))

    def wording(self, relation: str, status: str | None, strength: str | None) -> str:
        """What a property is called in the form that stands at this strength, else in its plain form."""
        form = standing(PREDICATES[relation], status, strength) if relation in PREDICATES and strength else None
        return self._label(NamedNode((ALLEGED if form[0] else TR) + form[1] if form else TR + relation))

    def thing(self, iri: str) -> Thing:
        """What an IRI names, with its label."""
        return self._thing(NamedNode(iri))

    def path(self, iri: str) -> str | None:
        """Where the service shows what this IRI names; None where it does not."""
        path = iri.removeprefix(self._base)
        return f"/{path}" if path != iri and path.startswith(_SHOWN) else None

    def triples(self, iri: str) -> Iterator[Triple]:
        """The RDF of a description: the node, its facts or claims, and all their evidence."""
        node = NamedNode(iri)
        nodes: dict[Node, None] = {node: None}
        for subjects in (self._quads(None, _SUBJECT, node), self._quads(None, _QUOTED_FROM, node)):
            nodes.update({quad.subject: None for quad in subjects})
        pending = list(nodes)
        while pending:
            for quad in self._quads(pending.pop(), None, None):
                yield quad.triple
                if quad.predicate in _TO_THE_WORDS and quad.object not in nodes:
                    nodes[quad.object] = None
                    pending.append(quad.object)

    def _side(self, node: Node) -> SideDescription:
        facts = [_text(fact) for fact in self._all(node, NamedNode(TR + "restsOn"))]
        own = {_text(claim) for claim in self._all(node, NamedNode(TR + "saidBy"))}
        evidence = evidence_of_facts(self._backend, facts) if facts else {}
        return SideDescription(
            iri=_text(node),
            value=self._text(node, TR + "sideValue"),
            entities=tuple(map(self._thing, sorted(self._all(node, NamedNode(TR + "sideEntity")), key=_text))),
            concerns=tuple(
                self._label(NamedNode(TR + name)) if name in PREDICATES else name
                for name in self._texts(node, TR + "concerns")
            ),
            strength=self._term(node, TR + "strength"),
            documents=int(self._text(node, TR + "documents") or 0),
            origins=int(self._text(node, TR + "origins") or 0),
            speakers=int(self._text(node, TR + "speakers") or 0),
            publishers=self._texts(node, _DCTERMS + "publisher"),
            superseded=self._text(node, TR + "superseded") == "true",
            evidence=tuple(e for of_fact in evidence.values() for e in of_fact if e.claim in own),
        )

    def _replies(self, node: NamedNode) -> tuple[Reply, ...]:
        """To a document, or of an entity."""
        return tuple(
            Reply(
                reply=_text(reply),
                title=self._text(reply, _LABEL.value) or "",
                words=self._text(reply, TR + "words"),
                url=self._text(reply, "https://schema.org/url"),
                publisher=self._text(reply, _DCTERMS + "publisher"),
                published=self._text(reply, _DCTERMS + "issued"),
                document=self._text(reply, TR + "replyDocument"),
            )
            for reply in sorted(self._all(node, _REPLY), key=_text)
        )

    def _some(self, entity: str, leading: NamedNode) -> list[str]:
        return sorted(_text(quad.subject) for quad in self._quads(None, leading, NamedNode(entity)))[:_FACTS_OF_A_LINE]

    def _first(self, facts: Sequence[Node]) -> list[str]:
        """The facts that one page shows, in the order of what they say."""
        predicates = {_text(fact): _text(self._one(fact, _PREDICATE)) for fact in facts}
        return sorted(predicates, key=lambda fact: (predicates[fact], fact))[:MOST_STATEMENTS]

    def _facts(self, facts: Sequence[str]) -> tuple[Statement, ...]:
        """Statements of facts in their order, which are read at once."""
        evidence = evidence_of_facts(self._backend, facts) if facts else {}
        steps = StoreNetwork(self._store).steps(facts)
        return tuple(self._of_step(steps[fact], tuple(evidence[fact])) for fact in facts)

    def _of_step(self, step: Step, evidence: tuple[Evidence, ...]) -> Statement:
        named = PREDICATES[step.relation].kind in ("entity", "concept")
        return Statement(
            iri=step.fact,
            relation=step.relation,
            subject=self._thing(NamedNode(step.subject)),
            predicate=self.wording(step.relation, step.status, step.strength),
            object=self._thing(NamedNode(step.object) if named else Literal(step.object)),
            status=self.concept("status", step.status) if step.status else None,
            strength=self.concept("strength", step.strength),
            disputed=step.disputed,
            denials=step.denials,
            origins=step.origins,
            evidence=evidence,
        )

    def _claims(self, claims: Sequence[Node]) -> tuple[Statement, ...]:
        facts = {_text(self._one(claim, _FACT)) for claim in claims}
        evidence = {e.claim: e for of_fact in evidence_of_facts(self._backend, facts).values() for e in of_fact}
        statements = []
        for claim in claims:
            own = evidence[_text(claim)]
            said = "attributed" if own.modality == "reported" and own.speaker else own.modality
            statements.append(self._statement(claim, self.concept("strength", said), (own,)))
        return tuple(statements)

    def _statement(self, node: Node, strength: Term | None, evidence: tuple[Evidence, ...]) -> Statement:
        status = self._term(node, TR + "status")
        relation = local_id(_text(self._one(node, _PREDICATE)))
        return Statement(
            iri=_text(node),
            relation=relation,
            subject=self._thing(self._one(node, _SUBJECT)),
            predicate=self.wording(
                relation, status.notation if status else None, strength.notation if strength else None
            ),
            object=self._thing(self._one(node, _OBJECT)),
            status=status,
            strength=strength,
            disputed=self._text(node, TR + "disputed") == "true",
            denials=int(self._text(node, TR + "denials") or 0),
            origins=int(self._text(node, TR + "origins") or 0),
            evidence=evidence,
        )

    def _position(self, claim: Node) -> tuple[int, str]:
        evidence = self._one(claim, _EVIDENCE)
        starts = [self._text(s, _OA + "start") for s in self._all(evidence, _SELECTOR)]
        return next((int(start) for start in starts if start), 0), _text(claim)

    def _thing(self, node: Node | None) -> Thing:
        if not isinstance(node, NamedNode):
            return Thing(_text(node))
        if node not in self._things:
            self._things[node] = self._find_thing(node)
        return self._things[node]

    def _find_thing(self, node: NamedNode) -> Thing:
        types = sorted(_text(t).removeprefix(TR) for t in self._all(node, _TYPE) if _text(t).startswith(TR))
        type_ = next((t for t in types if t in CLASSES), None)
        return Thing(self._label(node), self.path(node.value), type_, node.value)

    def _term(self, node: Node | None, predicate: str) -> Term | None:
        concept = self._one(node, NamedNode(predicate))
        if not isinstance(concept, NamedNode):
            return None
        return Term(self._text(concept, _SKOS + "notation") or local_id(concept.value), self._label(concept))

    def _label(self, node: NamedNode) -> str:
        if node not in self._labels:
            self._labels[node] = self._find_label(node)
        return self._labels[node]

    def _find_label(self, node: NamedNode) -> str:
        labels = [label for predicate in (_PREFERRED, _LABEL) for label in self._all(node, predicate)]
        return self._in_language(labels) or local_id(node.value)

    def _in_language(self, texts: Sequence[Node]) -> str | None:
        by_language = {text.language or "": text.value for text in reversed(texts) if isinstance(text, Literal)}
        return next((by_language[lang] for lang in self._languages if lang in by_language), None)

    def _text(self, node: Node | None, predicate: str) -> str | None:
        found = self._one(node, NamedNode(predicate))
        return _text(found) if found is not None else None

    def _texts(self, node: Node, predicate: str) -> tuple[str, ...]:
        return tuple(sorted(_text(value) for value in self._all(node, NamedNode(predicate))))

    def _one(self, node: Node | None, predicate: NamedNode) -> Node | None:
        return next((quad.object for quad in self._quads(node, predicate, None)), None)

    def _all(self, node: Node | None, predicate: NamedNode) -> list[Node]:
        return [quad.object for quad in self._quads(node, predicate, None)]

    def _quads(self, subject: Node | None, predicate: NamedNode | None, target: Node | None) -> Iterator[Quad]:
        if isinstance(subject, Literal) or (subject is None and target is None):
            return iter(())
        return self._store.quads_for_pattern(subject, predicate, target, DefaultGraph())


def _fields_of(summary: EntitySummary | DocumentSummary) -> dict[str, Any]:
    return {field.name: getattr(summary, field.name) for field in fields(summary)}


def _text(node: Node | None) -> str:
    return node.value if isinstance(node, NamedNode | Literal) else str(node)
