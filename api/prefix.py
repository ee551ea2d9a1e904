"""Prefixes that the service writes RDF with, and that a query may use without declaring them."""

from __future__ import annotations

from typing import Final

from ontology.terms import ALLEGED, TAXONOMY, TR

PREFIXES: Final = {
    "tr": TR,
    "alleged": ALLEGED,
    "taxonomy": TAXONOMY,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "schema": "https://schema.org/",
}
