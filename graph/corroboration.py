"""Which documents are one origin: copies of one text, a dataset with its tables, and what retells either.

Copies are found by bands, so that a new document is compared with those few that share one, never with
all. An origin is a connected component of current documents, and its key the least of what they rest on,
so that the order of loading does not show; only the components that a change touches are made anew.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable

from graph.near_duplicate import are_copies, bands
from ontology.terms import SYMMETRIC

_HASH_LENGTH = 64


def sign(connection: sqlite3.Connection, text: str, signature: bytes) -> None:
    """Note the signature of a text, and of which others it is a copy; one that is known changes nothing."""
    new = connection.execute("INSERT OR IGNORE INTO text_signature VALUES (?, ?)", (text, signature))
    if new.rowcount == 0:
        return
    own = bands(signature)
    near = connection.execute(
        """SELECT text, minhash FROM text_signature WHERE text IN
               (SELECT text FROM text_band WHERE band IN (SELECT value FROM json_each(?)))""",
        (json.dumps(own),),
    ).fetchall()
    copies = [other for other, signed in near if are_copies(signature, signed)]
    connection.executemany("INSERT INTO text_copy VALUES (?, ?)", [(text, other) for other in copies])
    connection.executemany("INSERT INTO text_copy VALUES (?, ?)", [(other, text) for other in copies])
    connection.executemany("INSERT OR IGNORE INTO text_band VALUES (?, ?)", [(band, text) for band in own])


def settle_origins(connection: sqlite3.Connection, documents: Iterable[str]) -> set[str]:
    """Group anew what the documents, which came, went or changed, belong to; returns those of another origin now."""
    rows = connection.execute(
        """SELECT id, text, origin, origin_group, state = 'current' FROM document
           WHERE id IN (SELECT value FROM json_each(?))""",
        (json.dumps(sorted(documents)),),
    ).fetchall()
    standing = [row for row in rows if row[4]]
    groups = {group for *_, group, _ in rows if group is not None}
    near = _groups_beside(connection, {row[1] for row in standing}, {row[2] for row in standing})
    if groups:
        wanted = _regrouped(connection, groups | near, standing)
    else:
        # Nothing left a group: those that the new ones touch become one with them.
        wanted = _regrouped(connection, near, standing) if len(standing) > 1 else _joined(connection, near, standing)
    wanted |= {row[0]: None for row in rows if not row[4]}
    changed: set[str] = set()
    for id_, group in wanted.items():
        done = connection.execute(
            "UPDATE document SET origin_group = ? WHERE id = ? AND origin_group IS NOT ?", (group, id_, group)
        )
        if done.rowcount and group is not None:
            changed.add(id_)
    return changed


def subjects_of(connection: sqlite3.Connection, documents: Iterable[str]) -> set[str]:
    """The entities whose facts rest on the claims of documents."""
    rows = connection.execute(
        """SELECT r.entity FROM claim c JOIN resolution r ON r.mention = c.subject
           WHERE c.document IN (SELECT value FROM json_each(:documents))
           UNION SELECT r.entity FROM claim c JOIN resolution r ON r.mention = c.object
           WHERE c.document IN (SELECT value FROM json_each(:documents))
               AND c.predicate IN (SELECT value FROM json_each(:symmetric))""",
        {"documents": json.dumps(sorted(documents)), "symmetric": json.dumps(SYMMETRIC)},
    )
    return {row[0] for row in rows}


def _groups_beside(connection: sqlite3.Connection, texts: set[str], origins: set[str]) -> set[str]:
    """Of current documents that rest on the same, or whose texts are copies."""
    rows = connection.execute(
        """SELECT origin_group FROM document
               WHERE state = 'current' AND origin IN (SELECT value FROM json_each(:origins))
           UNION SELECT d.origin_group FROM text_copy c JOIN document d ON d.text = c.copy
               WHERE d.state = 'current' AND c.text IN (SELECT value FROM json_each(:texts))""",
        {"origins": json.dumps(sorted(origins)), "texts": json.dumps(sorted(texts))},
    )
    return {row[0] for row in rows if row[0] is not None}


def _joined(connection: sqlite3.Connection, groups: set[str], new: list[tuple[str, ...]]) -> dict[str, str | None]:
    """One new document and the groups that it makes one."""
    key = _key({*groups, *(row[2] for row in new)})
    others = connection.execute(
        """SELECT id FROM document WHERE origin_group IN (SELECT value FROM json_each(?)) AND origin_group <> ?""",
        (json.dumps(sorted(groups)), key),
    )
    return dict.fromkeys([*(row[0] for row in new), *(row[0] for row in others)], key)


def _regrouped(connection: sqlite3.Connection, groups: set[str], new: list[tuple[str, ...]]) -> dict[str, str | None]:
    """The components among the documents of these groups and the new ones."""
    members = connection.execute(
        """SELECT id, text, origin FROM document WHERE state = 'current'
           AND (origin_group IN (SELECT value FROM json_each(:groups)) OR id IN (SELECT value FROM json_each(:new)))""",
        {"groups": json.dumps(sorted(groups)), "new": json.dumps(sorted(row[0] for row in new))},
    ).fetchall()
    beside: dict[str, set[str]] = defaultdict(set)
    for _, text, origin in members:
        beside[f"text {text}"].add(f"origin {origin}")
        beside[f"origin {origin}"].add(f"text {text}")
    texts = {text for _, text, _ in members}
    for text, copy in connection.execute(
        "SELECT text, copy FROM text_copy WHERE text IN (SELECT value FROM json_each(?))", (json.dumps(sorted(texts)),)
    ):
        if copy in texts:
            beside[f"text {text}"].add(f"text {copy}")
    keys: dict[str, str] = {}
    for first in beside:
        if first in keys:
            continue
        component, frontier = {first}, [first]
        while frontier:
            new_ones = beside[frontier.pop()] - component
            component |= new_ones
            frontier += new_ones
        key = _key({node.removeprefix("origin ") for node in component if node.startswith("origin ")})
        keys.update(dict.fromkeys(component, key))
    return {id_: keys[f"text {text}"] for id_, text, _ in members}


def _key(origins: set[str]) -> str:
    """The name of a dataset, which says more, before the hash of a text; of several the least."""
    return min(origins, key=lambda origin: (len(origin) == _HASH_LENGTH, origin))
