"""Which of the formats that we write a client wants: by `?format=`, else by its Accept header (RFC 9110, 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence

import mimeparse

from ontology.error import InputError


class NotAcceptableError(InputError):
    """The client accepts none of the formats that we can write this in."""


def choose(offers: Sequence[str], accept: str | None) -> str | None:
    """The media type of `offers` that `accept` prefers, the earlier of two that it likes alike; None for none.

    >>> choose(("application/json", "text/html"), "text/html, */*;q=0.1")
    'text/html'
    """
    try:
        # The library takes the last of equals.
        return mimeparse.best_match(list(reversed(offers)), accept or "*/*") or None
    except mimeparse.MimeTypeParseException:
        return None


def choose_or_refuse(offers: dict[str, str], accept: str | None, name: str | None) -> str:
    """The name of the format to write: `name` where the request gives one, else by `accept`.

    Args:
        offers: media type by name, the preferred one first.
        accept: the Accept header.
        name: the `format` parameter.

    Raises:
        NotAcceptableError: `name` is none of the offers, or `accept` takes none of them.
    """
    known = ", ".join(f"{offer} ({media_type})" for offer, media_type in offers.items())
    if name is not None:
        if name not in offers:
            raise NotAcceptableError(f"format={name} is not offered here. Offered: {known}.")
        return name
    chosen = choose(tuple(offers.values()), accept)
    if chosen is None:
        raise NotAcceptableError(f"Accept: {accept} takes none of the formats offered here: {known}.")
    return next(offer for offer, media_type in offers.items() if media_type == chosen)


def prefers_spanish(language: str | None, accept_language: str | None) -> bool:
    """Whether to speak Spanish: `?lang=` decides, else the first of the Accept-Language header."""
    return (language or accept_language or "").strip().lower().startswith("es")
