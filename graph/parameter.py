"""What a question may be narrowed by, and what the words of a user bind in its query."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from graph.iso_date import DATE_FORM, is_date
from ontology.error import InputError, UnknownNameError

_NOT_IN_IRI: Final = re.compile(r'[\x00-\x20<>"{}|\\^`]')
_NUMBER: Final = re.compile(r"[0-9]{1,15}")
_MOST_MONTHS: Final = 12_000


@dataclass(frozen=True, slots=True)
class Text:
    """A text for people, in both languages."""

    en: str
    es: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question may be narrowed by.

    Attributes:
        variable: of the query.
        type: an entity type, `entity` (any), `claim`; or `choice`, `text`, `date` (as precise as it is given),
            `integer`, `months` (of age: bound as the date so many months ago).
        choices: of a choice; `any` leaves the slot out.
    """

    name: str
    variable: str
    type: str
    description: Text
    example: str | None = None
    choices: tuple[str, ...] = ()
    default: str | None = None

    def values(self, text: str, resolve: Callable[[str, str], list[str]]) -> list[str] | None:
        """What the words of a user bind: addresses of entities, or one plain value; None where the slot is left out.

        Args:
            text: as the user wrote it.
            resolve: addresses of the entities of a type that are called so.

        Raises:
            InputError: the words are none of the choices, no date, no number, or an address that cannot be one.
            UnknownNameError: nothing is called so.
        """
        if wrong := self.fault(text):
            raise InputError(f"{self.name}: {wrong}.")
        if self.type == "choice":
            return None if text == "any" else [text]
        if self.type == "months":
            return [months_before(datetime.now(UTC).date(), int(text))]
        if self.type in ("text", "date", "integer"):
            return [text]
        if found := resolve(self.type, text):
            return found
        what = "nothing" if self.type in ("entity", "claim") else f"no {self.type}"
        raise UnknownNameError(
            f"{self.name}: {what} here is called {text!r}. Try another spelling, or an address.", self.type, text
        )

    def fault(self, text: str) -> str | None:
        """What is wrong with the words themselves, whatever the graph holds; None where nothing is."""
        if self.type == "choice":
            return None if text in self.choices else f"{text!r} is none of {', '.join(self.choices)}"
        if self.type == "date":
            return None if is_date(text) else f"{text!r} is no date; {DATE_FORM}"
        if self.type in ("integer", "months"):
            if not _NUMBER.fullmatch(text):
                return f"{text!r} is no whole number; write it in digits, such as 12"
            too_many = self.type == "months" and int(text) > _MOST_MONTHS
            return f"{text} months are more than {_MOST_MONTHS}" if too_many else None
        if text.startswith(("http://", "https://", "urn:")) and _NOT_IN_IRI.search(text):
            return f"{text!r} is no address: it has a character that none may have"
        return None


def months_before(day: date, months: int) -> str:
    """The day so many months before, in a shorter month its last day.

    >>> months_before(date(2026, 3, 31), 1)
    '2026-02-28'
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])).isoformat()
