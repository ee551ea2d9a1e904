"""What the projection makes of documents that contradict each other keeps the shapes."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest
from builders import Article, handover
from rdflib import Graph

from graph.entry import Entry
from graph.ledger import Ledger
from graph.store import OxigraphStore, follow
from ontology.validation import Report, validate


def report_of(folder: Path, *articles: Article) -> Report:
    """Load the articles, and check the default graph that the store then holds."""
    with Ledger(folder / "ledger.sqlite3", create=True) as ledger:
        with ledger.transaction():
            for article in articles:
                ledger.add(Entry.of(article.extraction))
        store = OxigraphStore(folder / "store")
        follow(ledger, store)
    quads = store.store.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph())
    triples = (pyoxigraph.Triple(quad.subject, quad.predicate, quad.object) for quad in quads)
    data = pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES)
    store.close()
    return validate(Graph().parse(data=data, format="nt"))


def said(words: str, modality: str, status: str | None) -> Article:
    """A second document on the person and the organization of `handover`."""
    article = Article(f"Ana Ruiz Soto {words} Cartel of the Example Hills, an official said.", label=words)
    person = article.entity("Person", "Ana Ruiz Soto", part="accused")
    group = article.entity("CriminalOrganization", "Cartel of the Example Hills")
    speaker = article.entity("Authority", words="an official", description="an official")
    quote = f"Ana Ruiz Soto {words} Cartel of the Example Hills"
    article.claim(person, "leaderOf", group, quote=quote, modality=modality, status=status, speaker=speaker)
    return article


@pytest.mark.slow
def test_the_projection_of_contradicting_documents_conforms(tmp_path: Path):
    articles = [
        handover(),
        handover(city="Dallas", label="other", publisher="Another Example"),
        said("never led", "denied", "current"),
        said("once led", "alleged", "former"),
    ]
    assert report_of(tmp_path, *articles).violations == ()
