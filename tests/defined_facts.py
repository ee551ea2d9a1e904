"""Facts as they are defined, from all claims at once: what the ledger's summaries, which only count, must come to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from graph.claim_view import ClaimView
from graph.fact import Fact, claim_strength, fact_id, seen_together, strength_of
from ontology.terms import PREDICATES


def defined_facts(claims: Iterable[ClaimView]) -> list[Fact]:
    """Those of one subject; of what holds both ways, as the first of the two has it."""
    groups: dict[str, list[ClaimView]] = defaultdict(list)
    for claim in claims:
        groups[fact_id(claim)].append(claim)
    return seen_together(_fact(id_, sorted(group, key=lambda c: c.id)) for id_, group in groups.items())


def _fact(id_: str, claims: list[ClaimView]) -> Fact:
    first = claims[0]
    subject, target = first.subject, first.object
    if target is not None and PREDICATES[first.predicate].symmetric and target < subject:
        subject, target = target, subject
    stating = [claim for claim in claims if claim.modality != "denied"]
    said = stating or claims
    published = sorted(claim.published for claim in said if claim.published)
    ranked = _by_origin(claims)
    sources = (" · ".join(filter(None, (c.publisher, c.title, c.published, c.url))) for c in ranked)
    return Fact(
        id=id_,
        subject=subject,
        predicate=first.predicate,
        status=next((claim.status for claim in claims if claim.status), None),
        object=target,
        value=first.value,
        aspect=first.aspect,
        strength=strength_of(claims),
        strengths=Counter(map(claim_strength, claims)),
        claims=len(claims),
        denials=len(claims) - len(stating),
        cites=sum(len(claim.cites) for claim in stating),
        origins=len({claim.origin for claim in said}),
        documents=len({claim.document for claim in said}),
        speakers=len({claim.speaker for claim in said if claim.speaker}),
        first_published=published[0] if published else None,
        last_published=published[-1] if published else None,
        when=tuple(sorted({claim.when for claim in said if claim.when})),
        counts=tuple(sorted({claim.count for claim in said if claim.count is not None})),
        quotes=_first_of(claim.quote for claim in ranked),
        sources=_first_of(sources),
        object_state=next((claim.object_state for claim in claims if claim.object_state), None),
    )


def _by_origin(claims: Iterable[ClaimView]) -> list[ClaimView]:
    """The first of every origin before the second of any."""
    seen: Counter[str] = Counter()
    ranked = []
    for claim in sorted(claims, key=lambda c: (c.published or "", c.id)):
        seen[claim.origin] += 1
        ranked.append((seen[claim.origin], claim))
    return [claim for _, claim in sorted(ranked, key=lambda pair: pair[0])]


def _first_of(lines: Iterable[str]) -> tuple[str, ...]:
    """Up to 20, each once."""
    return tuple(line for line in dict.fromkeys(lines) if line)[:20]
