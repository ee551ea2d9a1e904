"""What can be wrong with a document before a word of it is understood."""

from __future__ import annotations

from ontology.error import InputError


class DocumentError(InputError):
    """A document that cannot be read: the message names the file or address and what to do."""
