"""Which entity a parameter means: by its IRI, its id, or a name that only one has."""

from __future__ import annotations

from api.describer import Describer
from api.snapshot import Snapshot
from ontology.error import InputError, NotFoundError
from ontology.iri import entity_iri


def called(snapshot: Snapshot, describer: Describer, parameter: str, text: str) -> str:
    """The IRI of the one entity that is meant.

    Raises:
        NotFoundError: nothing is called so.
        InputError: several are.
    """
    if text.startswith(("http://", "https://", "urn:")):
        found = [text] if describer.exists(text) else []
    elif describer.exists(iri := entity_iri(snapshot.generation.base, text)):
        found = [iri]
    else:
        found = snapshot.backend.resolve("entity", text)
    if not found:
        raise NotFoundError(f"{parameter}: nothing here is called {text!r}. Search for it by name: /v1/search?q=")
    if len(found) > 1:
        raise InputError(f"{parameter}: {text!r} may be any of {', '.join(found)}. Name one of them.")
    return found[0]
