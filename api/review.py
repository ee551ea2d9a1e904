"""The queue of review as typed JSON, for the command line and over HTTP."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from graph.ledger import Ledger
from graph.review import proposals


class SideModel(BaseModel):
    """One of the two."""

    model_config = ConfigDict(from_attributes=True)

    mention: str = Field(description="Its id, which a judgement takes for `left` or `right`.")
    entity: str
    names: list[str]


class ProposalModel(BaseModel):
    """Two entities that may be one."""

    model_config = ConfigDict(from_attributes=True)

    left: SideModel
    right: SideModel
    score: int = Field(description="0 to 100; orders the queue, decides nothing.")
    features: list[tuple[str, str]] = Field(description="What speaks for and against.")


def review(ledger: Ledger, limit: int | None = None) -> list[ProposalModel]:
    """Pairs that wait for a decision, the likeliest first, at most `limit` of them."""
    return [ProposalModel.model_validate(proposal) for proposal in proposals(ledger, limit)]
