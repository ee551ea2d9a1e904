"""Builds the extraction of one table: entities by key, claims with the cell as their quote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from graph.claim import QUOTE_LIMIT, Claim, Entity, Extraction, Source, Span, Value
from loaders.tables.offset_csv import Piece

_PREFIXES = {
    "Person": "p",
    "CriminalOrganization": "o",
    "Authority": "a",
    "Place": "l",
    "Prison": "j",
    "Court": "c",
    "Transfer": "t",
}


@dataclass(frozen=True, slots=True)
class Named:
    """An entity as the mapping sees it, before it gets an id: its key joins the rows of all tables.

    `names` are the forms that the table uses; where it only describes, they are empty and `description` is set.
    """

    type: str
    key: str
    names: tuple[str, ...] = ()
    part: str | None = None
    description: str | None = None
    identity: str | None = None
    from_state: str | None = None
    to_state: str | None = None


@dataclass(slots=True)
class _Draft:
    id: str
    named: Named
    names: dict[str, None] = field(default_factory=dict)
    part: str | None = None
    mentions: set[Span] = field(default_factory=set)


class TableBuilder:
    """Collects what one table says."""

    def __init__(self, source: Source) -> None:
        """Start with the table's text."""
        self._source = source
        self._drafts: dict[tuple[str, str], _Draft] = {}
        self._counts: dict[str, int] = {}
        self._claims: list[Claim] = []

    def entity(self, named: Named, *mentions: Piece) -> str:
        """The local id of an entity, made on first sight; the cells that mention it are added."""
        draft = self._drafts.get((named.type, named.key))
        if draft is None:
            prefix = _PREFIXES[named.type]
            self._counts[prefix] = self._counts.get(prefix, 0) + 1
            draft = _Draft(f"{prefix}{self._counts[prefix]}", named)
            self._drafts[named.type, named.key] = draft
        draft.names.update(dict.fromkeys(named.names))
        # Who is accused anywhere in the table is not only somebody's relative.
        if draft.part is None or named.part == "accused":
            draft.part = named.part
        draft.mentions.update((piece.start, piece.end) for piece in mentions if piece.value)
        return draft.id

    def claim(
        self,
        subject: str,
        predicate: str,
        object_: str | Value,
        *,
        modality: str,
        quote: Piece,
        context: Iterable[Piece],
        rule: str,
        speaker: str | None = None,
        status: str | None = None,
        count: int | None = None,
        when: str | None = None,
        case: str | None = None,
        aspect: str | None = None,
        sources: tuple[str, ...] = (),
        cites: tuple[str, ...] = (),
    ) -> None:
        """Add a claim; a cell longer than a quote may be is quoted by its beginning, up to a whole word."""
        start, end = self._clipped(quote)
        spans = {self._clipped(piece) for piece in context if piece.value} - {(start, end)}
        self._claims.append(
            Claim(
                subject=subject,
                predicate=predicate,
                object=object_,
                modality=modality,
                start=start,
                end=end,
                quote=self._source.text[start:end],
                speaker=speaker,
                status=status,
                count=count,
                when=when or None,
                case=case or None,
                context=tuple(sorted(spans)),
                aspect=aspect,
                sources=sources,
                cites=cites,
                rule=f"table:{rule}",
            )
        )

    def finish(self, extractor: str, version: str) -> Extraction:
        """The extraction of the table."""
        return Extraction(
            self._source, tuple(map(_entity, self._drafts.values())), tuple(self._claims), extractor, version
        )

    def _clipped(self, piece: Piece) -> Span:
        if piece.end - piece.start <= QUOTE_LIMIT:
            return piece.start, piece.end
        text = self._source.text[piece.start : piece.start + QUOTE_LIMIT + 1]
        return piece.start, piece.start + (text.rfind(" ") if " " in text else QUOTE_LIMIT)


def _entity(draft: _Draft) -> Entity:
    named = draft.named
    return Entity(
        id=draft.id,
        type=named.type,
        names=tuple(draft.names),
        mentions=tuple(sorted(draft.mentions)),
        part=draft.part,
        description=None if draft.names else named.description,
        from_state=named.from_state,
        to_state=named.to_state,
        key=named.key,
        identity=named.identity,
    )
