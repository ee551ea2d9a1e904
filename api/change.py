"""What can be changed in a home, as values: the command line makes them at once, the service as jobs."""

from __future__ import annotations

import hashlib
import json
import os
import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, ClassVar, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from graph import judgement, purge, withholding
from graph.change import changing
from graph.identity import document_id
from graph.ledger import Ledger
from loaders.reading.metadata import SIDECAR_SUFFIX, Metadata
from ontology.error import NotFoundError

Progress = Callable[[str, int, int], None]
"""Told (stage, done, all)."""

_PERSON: Final = "A person: a mention, an address, or a name that only one has."
_DOCUMENT: Final = "A document by address, id or label."
_Reason = Annotated[str, Field(description="Why: kept with the judgement.", examples=["same docket"])]


class Refused(BaseModel):
    """A document that was not loaded."""

    label: str
    message: str


class Made(BaseModel):
    """What came of a change."""

    judgements: list[int] = Field(default=[], description="Numbers of the judgements that were made or undone.")
    documents: list[str] = Field(default=[], description="Ids of the documents that were loaded or changed.")
    added: int = Field(default=0, description="Documents that are new.")
    replaced: int = Field(default=0, description="Documents that were there with other metadata.")
    unchanged: int = Field(default=0, description="Documents that were there.")
    claims: int = Field(default=0, description="Claims that were read in what is new.")
    refused: list[Refused] = Field(default=[], description="What was not loaded, and why; the rest was.")
    notes: list[str] = Field(default=[], description="What is left for you to do.")


class Change(BaseModel, ABC):
    """One change.

    Attributes:
        scope: what a token must be good for.
        repeatable: whether making it twice does what making it once does, so that it can go on after an interruption.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    scope: ClassVar[str]
    repeatable: ClassVar[bool] = True

    @classmethod
    def kind(cls) -> str:
        """Its name for clients, such as `pair-judgement`."""
        return re.sub(r"(?<=.)(?=[A-Z])", "-", cls.__name__).lower()

    @abstractmethod
    def make(self, home: Path, *, by: str, scratch: Path, progress: Progress) -> Made:
        """Make it; `scratch` is a folder for what it needs meanwhile.

        Raises:
            TrasladoError: it cannot be made, and nothing was changed.
        """


class DocumentText(Metadata):
    """A document to load: its text, and what is known about it."""

    text: Annotated[str, StringConstraints(min_length=1)] = Field(
        description="The text, plain or HTML.", examples=["Beto Cano Mora was handed over to the United States."]
    )
    label: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")] | None = Field(
        default=None, description="Name of a document without an address; made of its content where it is missing."
    )

    def write(self, folder: Path) -> Path:
        """As a file in a new folder, with its sidecar; returns the file."""
        known = self.known()
        hashed = hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()
        text, label = known.pop("text"), known.pop("label", hashed[:16])
        folder.mkdir(parents=True)
        (folder / f"{label}{SIDECAR_SUFFIX}").write_text(json.dumps(known), "utf-8")
        file = folder / f"{label}.txt"
        file.write_bytes(text.encode())
        return file


class Load(Change):
    """Load documents; those that are there already change nothing."""

    scope: ClassVar[str] = "documents:write"

    documents: Annotated[list[DocumentText], Field(min_length=1, max_length=1000)]

    def make(self, home: Path, *, by: str, scratch: Path, progress: Progress) -> Made:  # noqa: ARG002
        """As `Change`."""
        from loaders.pipeline import load
        from loaders.reader import NO_OVERRIDES, read

        files = [document.write(scratch / f"{number:04}") for number, document in enumerate(self.documents)]
        report = load(home, files, NO_OVERRIDES, progress=progress)
        labels = {str(file): file.stem for file in files}
        refused = {
            # Where the file stood is nobody's business.
            refusal.location: refusal.message.replace(refusal.location, labels[refusal.location])
            for refusal in report.refused
        }
        return Made(
            documents=[document_id(read(file)) for file in files if str(file) not in refused],
            added=report.added,
            replaced=report.replaced,
            unchanged=report.unchanged,
            claims=report.claims,
            refused=[Refused(label=labels[file], message=message) for file, message in refused.items()],
        )


class Retraction(Change):
    """Take a document out of the answers, in all its versions, or bring it back."""

    scope: ClassVar[str] = "documents:write"

    document: str = Field(description=_DOCUMENT)
    restore: bool = Field(default=False, description="Bring it back.")

    def make(self, home: Path, *, by: str, scratch: Path, progress: Progress) -> Made:  # noqa: ARG002
        """As `Change`."""
        from loaders.pipeline import retract

        return Made(documents=retract(home, self.document, restore=self.restore))


class _Judging(Change):
    """A change that is made of judgements."""

    scope: ClassVar[str] = "judgements:write"
    repeatable: ClassVar[bool] = False

    def make(self, home: Path, *, by: str, scratch: Path, progress: Progress) -> Made:  # noqa: ARG002
        """As `Change`."""
        with changing(home) as ledger:
            return Made(judgements=self.judge(ledger, by))

    @abstractmethod
    def judge(self, ledger: Ledger, by: str) -> list[int]:
        """Make the judgements; returns their numbers."""


class PairJudgement(_Judging):
    """Two mentions are one, two, or it cannot be said."""

    verdict: Literal["same", "different", "unsure"]
    left: str = Field(description=_PERSON)
    right: str = Field(description=_PERSON)
    reason: _Reason

    def judge(self, ledger: Ledger, by: str) -> list[int]:
        """As `_Judging`."""
        return [judgement.judge(ledger, self.left, self.right, self.verdict, by=by, reason=self.reason)]


class Misreading(_Judging):
    """A claim does not say what was read: it leaves every answer."""

    verdict: Literal["misread"]
    claim: str = Field(description="The claim's address or id.")
    reason: _Reason

    def judge(self, ledger: Ledger, by: str) -> list[int]:
        """As `_Judging`."""
        return [judgement.judge_claim(ledger, self.claim, "misread", by=by, reason=self.reason)]


class Confirmation(_Judging):
    """A claim says what was read; or it was checked who a person is."""

    verdict: Literal["confirmed"]
    target: str = Field(description="A claim by address or id, or a person as elsewhere.")
    reason: _Reason

    def judge(self, ledger: Ledger, by: str) -> list[int]:
        """As `_Judging`."""
        try:
            return [judgement.judge_claim(ledger, self.target, "confirmed", by=by, reason=self.reason)]
        except NotFoundError:
            return [judgement.confirm_identity(ledger, self.target, by=by, reason=self.reason)]


class DocumentJudgement(_Judging):
    """A publisher withdrew a document, or corrected it in the words of the reason."""

    verdict: Literal["withdrawn", "corrected"]
    document: str = Field(description=_DOCUMENT)
    reason: _Reason

    def judge(self, ledger: Ledger, by: str) -> list[int]:
        """As `_Judging`."""
        return judgement.judge_document(ledger, self.document, self.verdict, by=by, reason=self.reason)


class AttachedReply(_Judging):
    """A reply to a document or of a person: it stands beside every row that they touch."""

    verdict: Literal["reply"]
    target: str = Field(description="A document or a person.")
    document: str | None = Field(default=None, description="The reply, where it is itself loaded.")
    words: str | None = Field(default=None, description="Words of the reply, at most 300 characters.")
    url: str | None = Field(default=None, description="Where the words were published.")
    reason: _Reason

    def judge(self, ledger: Ledger, by: str) -> list[int]:
        """As `_Judging`."""
        given = {"words": self.words, "url": self.url, "document": self.document}
        return judgement.attach_reply(ledger, self.target, by=by, reason=self.reason, **given)


class Minority(_Judging):
    """A person is under age, and named in no answer."""

    verdict: Literal["minor"]
    person: str = Field(description=_PERSON)
    reason: _Reason

    def judge(self, ledger: Ledger, by: str) -> list[int]:
        """As `_Judging`."""
        return [judgement.judge_minor(ledger, self.person, by=by, reason=self.reason)]


class Undoing(_Judging):
    """Take a judgement back; it stays in the list."""

    number: int = Field(ge=1, lt=2**63)

    def judge(self, ledger: Ledger, by: str) -> list[int]:
        """As `_Judging`."""
        withholding.release_number(ledger, self.number, by=by)
        return [self.number]


class Withholding(Change):
    """Take a person or a document out of every public view, or show it again."""

    scope: ClassVar[str] = "withholding:write"

    target: str = Field(description="A person by name or address (a name stands for all people of it), or a document.")
    reason: str = Field(default="", description="Why: kept with the judgement.")
    undo: bool = Field(default=False, description="Show it again.")

    def make(self, home: Path, *, by: str, scratch: Path, progress: Progress) -> Made:  # noqa: ARG002
        """As `Change`."""
        ran = purge.neo4j_runs(home)
        with changing(home) as ledger:
            if self.undo:
                return Made(judgements=withholding.release(ledger, self.target, by=by))
            numbers = withholding.withhold(ledger, self.target, by=by, reason=self.reason)
        return Made(judgements=numbers, notes=after_purge(ran=ran))


Judgement = Annotated[
    PairJudgement | Misreading | Confirmation | DocumentJudgement | AttachedReply | Minority,
    Field(discriminator="verdict"),
]
"""What a person decides about people, claims and documents."""
CHANGES: Final[dict[str, type[Change]]] = {
    change.kind(): change
    for change in (
        *(Load, Retraction, PairJudgement, Misreading, Confirmation, DocumentJudgement, AttachedReply, Minority),
        *(Undoing, Withholding),
    )
}
"""Every change by its kind."""


def after_purge(*, ran: bool) -> list[str]:
    """What Neo4j needs once something was withheld or erased: ours was stopped and emptied, another is not ours."""
    notes = []
    if ran:
        notes.append(
            "The Neo4j of this home was stopped and its data deleted: traslado neo4j start, traslado neo4j sync"
        )
    if uri := os.environ.get("NEO4J_URI"):
        notes.append(
            f"{uri}: run `traslado neo4j sync`. Its transaction logs and backups keep what was deleted, and cannot be "
            "purged from here: ask whoever runs it."
        )
    return notes
