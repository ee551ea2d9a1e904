"""Views without those who are not named: the one place where masking is applied, so that every projection has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from graph.masking import Names
from graph.protection import Masks
from graph.reply import ReplyView
from ontology.terms import PREDICATES

if TYPE_CHECKING:
    from graph.claim_view import ClaimView
    from graph.view import DocumentView, EntityView


def mask_claims(claims: Iterable[ClaimView], masks: Masks) -> Iterator[ClaimView]:
    """The claims that may be shown, without the names that may not."""
    for claim in claims:
        ends = {claim.subject_mention, claim.object_mention}
        if ends & masks.withheld or masks.entities.get(claim.speaker or "") == "withheld":
            continue
        if claim.predicate == "alias" and claim.subject_mention in masks.unnamed:
            continue
        yield _mask_claim(claim, masks)


def mask_entity(view: EntityView, masks: Masks) -> EntityView:
    """An entity: nothing of one who is withheld, no name of one who is not named."""
    kind = masks.entities.get(view.id)
    if kind == "withheld":
        return replace(
            view,
            state="withheld",
            successors=(),
            names=(),
            description=None,
            facts=(),
            replies=(),
            part=None,
            withdrawals=(),
        )
    if kind is not None:
        view = replace(view, names=(), description=None, unnamed=kind, withdrawals=())
    names = masks.names
    return replace(
        view,
        names=tuple(dict.fromkeys(names.mask(name) for name in view.names)),
        description=_masked(names, view.description),
        replies=mask_replies(view.replies, names),
    )


def mask_document(view: DocumentView, masks: Masks) -> DocumentView:
    """A document whose text, title, label and address do not name the protected."""
    names = masks.names_in(view.id)
    content = masks.documents[view.id].content if view.id in masks.documents else None
    return replace(
        view,
        content=content or names.mask(view.content),
        label=names.mask(view.label),
        title=_masked(names, view.title),
        publisher=_masked(names, view.publisher),
        url=_masked_address(names, view.url),
        dataset=_masked(names, view.dataset),
        origin=names.mask(view.origin),
        correction=_masked(names, view.correction),
        replies=mask_replies(view.replies, names),
    )


def mask_replies(replies: Iterable[ReplyView], names: Names) -> tuple[ReplyView, ...]:
    """Replies without the names."""
    return tuple(
        replace(
            reply,
            words=_masked(names, reply.words),
            url=_masked_address(names, reply.url),
            title=_masked(names, reply.title),
            publisher=_masked(names, reply.publisher),
        )
        for reply in replies
    )


def _mask_claim(claim: ClaimView, masks: Masks) -> ClaimView:
    names = masks.names_in(claim.document)
    if not names:
        return claim
    content = masks.documents[claim.document].content if claim.document in masks.documents else None
    is_text = isinstance(claim.value, str) and PREDICATES[claim.predicate].kind == "text"
    return replace(
        claim,
        value=names.mask(str(claim.value)) if is_text else claim.value,
        quote=content[claim.start : claim.end] if content else names.mask(claim.quote),
        case=_masked(names, claim.case),
        aspect=_masked(names, claim.aspect),
        via=tuple(map(names.mask, claim.via)),
        sources=tuple(map(names.mask_address, claim.sources)),
        cites=tuple(map(names.mask_address, claim.cites)),
        origin=names.mask(claim.origin),
        publisher=_masked(names, claim.publisher),
        title=_masked(names, claim.title),
        url=_masked_address(names, claim.url),
    )


def _masked(names: Names, text: str | None) -> str | None:
    return None if text is None else names.mask(text)


def _masked_address(names: Names, address: str | None) -> str | None:
    return None if address is None else names.mask_address(address)
