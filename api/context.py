"""The JSON-LD context of `/v1`'s answers: with it plain JSON is RDF (JSON-LD 1.1, 6.1)."""

from __future__ import annotations

from typing import Any, Final

from api.prefix import PREFIXES
from ontology.terms import CLASSES, PREDICATES, PROPERTIES

PATH: Final = "/v1/context.jsonld"
LINK: Final = f'<{PATH}>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"'
"""Header by which a JSON answer names its context."""

_HOLDING: Final = (
    *("items", "item", "rows", "changes", "paths", "members", "member", "steps", "step"),
    *("statements", "named_in", "statement", "evidence"),
)
"""What only holds things that say for themselves what they are about."""
_IRI: Final = {"@type": "@id"}


def context() -> dict[str, Any]:
    """What the names mean; what is not in it says nothing in RDF."""
    return {
        "@context": {
            "@version": 1.1,
            **PREFIXES,
            **{name: f"tr:{name}" for name in (*CLASSES, *PROPERTIES, *PREDICATES)},
            **dict.fromkeys(_HOLDING, "@included"),
            "iri": "@id",
            "claim": "@id",
            "type": {"@id": "rdf:type", "@type": "@vocab"},
            "subject": {"@id": "rdf:subject", **_IRI},
            "relation": {"@id": "rdf:predicate", "@type": "@vocab"},
            "object": {"@id": "rdf:object", **_IRI},
            "label": "rdfs:label",
            "names": "tr:name",
            "notation": "skos:notation",
            "sides": "tr:side",
            "entities": {"@id": "tr:sideEntity", **_IRI},
            "subjects": {"@id": "tr:about", **_IRI},
            "publisher": "dcterms:publisher",
            "published": "dcterms:issued",
            "language": "dcterms:language",
            "url": {"@id": "schema:url", **_IRI},
            "document": {"@id": "prov:wasQuotedFrom", **_IRI},
            "cites": {"@id": "tr:cites", **_IRI},
            "sources": {"@id": "dcterms:source", **_IRI},
            "quote": "oa:exact",
            "prefix": "oa:prefix",
            "suffix": "oa:suffix",
        }
    }
