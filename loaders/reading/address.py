"""What the address of a document says of it."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from graph.iso_date import is_date
from loaders.reading.metadata import Metadata

_GOVERNMENT: Final = frozenset({"gov", "gob", "gouv", "mil"})
_RELEASES: Final = re.compile(
    r"pr|prensa|comunicados?|boletin(?:es)?|(?:comunicados?|notas?|boletin(?:es)?)-(?:de-)?prensa"
    r"|(?:press|news)-?releases?|releases"
)
_DAY: Final = re.compile(r"/((?:19|20)\d\d)[/-](\d\d)[/-](\d\d)(?=[/-])")


def read_address(address: str) -> Metadata:
    """A press release by a government's address and the folder it stands in, and the day where the path holds one."""
    parts = urlsplit(address)
    labels = (parts.hostname or "").split(".")[-2:]
    folders = parts.path.lower().split("/")[1:-1]
    is_release = bool(_GOVERNMENT.intersection(labels)) and any(map(_RELEASES.fullmatch, folders))
    day = "-".join(match.groups()) if (match := _DAY.search(parts.path)) else None
    return Metadata(kind="press release" if is_release else None, published=day if day and is_date(day) else None)
