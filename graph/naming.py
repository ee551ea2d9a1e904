"""Whom a person means by an id, an address or a name, looked up in the ledger."""

from __future__ import annotations

import json
import sqlite3

from graph.name import fold
from ontology.error import InputError, NotFoundError
from ontology.iri import local_id


def mentions_called(connection: sqlite3.Connection, reference: str) -> list[str]:
    """The mentions of what is meant, the first document's first: one mention by its id, or all of an entity.

    Args:
        connection: of the ledger.
        reference: id of a mention; id or IRI of an entity, also of one that was merged; or a name.

    Raises:
        NotFoundError: nothing is called so.
        InputError: several are.
    """
    id_ = local_id(reference)
    if connection.execute("SELECT 1 FROM mention WHERE id = ?", (id_,)).fetchone():
        return [id_]
    entities = [id_] if connection.execute("SELECT 1 FROM entity WHERE id = ?", (id_,)).fetchone() else []
    if entities:
        entities = [
            row[0] for row in connection.execute("SELECT successor FROM succession WHERE entity = ?", (id_,))
        ] or entities
    elif "://" not in reference:
        entities = entities_called(connection, reference)
    if len(entities) > 1:
        raise InputError(f"{reference}: that may be any of {', '.join(entities)}. Name one of them.")
    mentions = [
        row[0]
        for entity in entities
        for row in connection.execute(
            """SELECT r.mention FROM resolution r JOIN mention m ON m.id = r.mention
               JOIN document d ON d.id = m.document
               WHERE r.entity = ? ORDER BY d.published IS NULL, d.published, r.mention""",
            (entity,),
        )
    ]
    if not mentions:
        raise NotFoundError(
            f"{reference}: no such mention, and no entity or name. Search for it: traslado ask evidence_of --about NAME"
        )
    return mentions


def entities_called(connection: sqlite3.Connection, name: str) -> list[str]:
    """Ids of the entities with mentions of this name, folded."""
    folded = fold(name)
    found: set[str] = set()
    for entity, names in connection.execute(
        "SELECT r.entity, m.names FROM resolution r JOIN mention m ON m.id = r.mention"
    ):
        if entity not in found and any(fold(form) == folded for form in json.loads(names)):
            found.add(entity)
    return sorted(found)
