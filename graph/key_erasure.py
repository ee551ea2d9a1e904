"""The name of who is erased out of the keys of others: of his kin, and of the transfers that he was in.

Keys hold names as they sound, which no search for a name's spelling finds.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import replace

from graph.name import alias_key, is_alias_form, name_parts, proper_names
from graph.name_shortening import shortenings
from graph.sketch import KIN, SKETCH, Sketch


def erase_from_keys(connection: sqlite3.Connection, forms: Iterable[str]) -> set[str]:
    """Delete the keys that say a name in any of its forms; within a transaction.

    Returns:
        mentions that had such keys, and may be somebody else now.
    """
    forms = set(forms)
    # Of a name of one part it cannot be told whose it is.
    names = {name for name in proper_names([f for f in forms if len(name_parts(f)) > 1], ()) if len(name) > 1}
    full = {" ".join(name) for name in names}
    short = {form for name in names for form in shortenings(name)}
    called = short | {f"~{key}" for form in forms if is_alias_form(form) and (key := alias_key(form))}
    affected: set[str] = set()
    for key in _keys(connection):
        told = None
        if key.startswith(SKETCH):
            sketch = Sketch.of([key])
            others = tuple(person for person in sketch.people if person not in full)
            if others == sketch.people:
                continue
            told = replace(sketch, people=others).to_key()
        elif not _says(key, full, short, called):
            continue
        affected |= _exchange(connection, key, told)
    kept = json.dumps(sorted(short))
    for table in ("description", "description_entity"):
        connection.execute(
            f"DELETE FROM {table} WHERE EXISTS "  # noqa: S608  # of constants
            "(SELECT 1 FROM json_each(?) WHERE instr(key, '@kin:' || value))",
            (kept,),
        )
    connection.execute(
        "DELETE FROM description WHERE EXISTS (SELECT 1 FROM json_each(?) WHERE instr(known, '@kin:' || value))",
        (kept,),
    )
    return affected


def _keys(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute(
        """SELECT DISTINCT key FROM mention_key
           WHERE key GLOB ? OR key GLOB ? OR key GLOB '*@kin:*' OR key GLOB '*:person:*'""",
        (SKETCH + "*", KIN + "*"),
    )
    return [row[0] for row in rows]


def _says(key: str, full: set[str], short: set[str], called: set[str]) -> bool:
    if key.startswith(KIN):
        return key.removeprefix(KIN).rpartition("@")[0] in called
    return key.partition("@kin:")[2] in short or key.partition(":person:")[2] in full


def _exchange(connection: sqlite3.Connection, key: str, told: str | None) -> set[str]:
    """Take a key away, or give what is left of it in its place; returns the mentions that had it."""
    mentions = {row[0] for row in connection.execute("SELECT mention FROM mention_key WHERE key = ?", (key,))}
    connection.execute("DELETE FROM mention_key WHERE key = ?", (key,))
    for mention in mentions if told else ():
        connection.execute("INSERT OR IGNORE INTO mention_key VALUES (?, ?)", (told, mention))
        connection.execute(
            """INSERT INTO key_holder SELECT ?, entity, 1 FROM resolution WHERE mention = ?
               ON CONFLICT (key, entity) DO UPDATE SET mentions = mentions + 1""",
            (told, mention),
        )
    return mentions
