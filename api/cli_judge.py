"""`traslado judge`: what a person decided about people, claims and documents; and `withhold` and `erase`."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from api.cli_options import home_option

if TYPE_CHECKING:
    from api.change import Change, Made


def _signed(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--by` and `--why`: no judgement without somebody who answers for it."""
    for option in (
        click.option("--why", "reason", required=True, help="Why: kept with the judgement."),
        click.option("--by", default=getpass.getuser, help="Who judges.  [default: your user name]"),
        home_option,
    ):
        command = option(command)
    return command


@click.group()
def judge() -> None:
    """Say what is right where the documents or their reading are not; kept with who, when and why.

    \b
    traslado judge same LEFT RIGHT --why "same docket"       two names, one person
    traslado judge different LEFT RIGHT --why "two births"   never one again, whatever is loaded
    traslado judge misread CLAIM --why "it denies it"        the claim leaves every answer
    traslado judge reply PERSON --words "…" --url ADDRESS    stands beside every row about the person
    traslado judge list --review                             what a person should look at
    traslado judge undo NUMBER

    People, organizations and transfers are named by a mention, by their address, or by a name that only one has; claims
    by the address that `traslado ask evidence_of` gives; documents by their address, label or id. A judgement is bound
    to the words: it outlives a new version of the article and a newer Traslado.
    """


def _pair(verdict: str, help_: str) -> None:
    @judge.command(verdict, help=help_)
    @click.argument("left")
    @click.argument("right")
    @_signed
    def command(left: str, right: str, home: Path, by: str, reason: str) -> None:
        from api.change import PairJudgement

        _make(home, by, PairJudgement(verdict=verdict, left=left, right=right, reason=reason), verdict)  # type: ignore[arg-type]


_pair("same", "LEFT and RIGHT are one. Their address becomes one; undoing it gives both back.")
_pair("different", "LEFT and RIGHT are two. No later document makes them one.")
_pair("unsure", "LEFT and RIGHT were looked at, and it cannot be said. Nothing changes.")


@judge.command()
@click.argument("claim")
@_signed
def misread(claim: str, home: Path, by: str, reason: str) -> None:
    """CLAIM does not say what was read: it leaves every answer, and stays in the ledger."""
    from api.change import Misreading

    _make(home, by, Misreading(verdict="misread", claim=claim, reason=reason), "misread")


@judge.command()
@click.argument("claim_or_person")
@_signed
def confirmed(claim_or_person: str, home: Path, by: str, reason: str) -> None:
    """A claim says what was read; or it was checked who a person is, whose identity then shows as reviewed."""
    from api.change import Confirmation

    _make(home, by, Confirmation(verdict="confirmed", target=claim_or_person, reason=reason), "confirmed")


@judge.command()
@click.argument("document")
@_signed
def withdrawn(document: str, home: Path, by: str, reason: str) -> None:
    """DOCUMENT was withdrawn by its publisher: it leaves the answers in all its versions."""
    from api.change import DocumentJudgement

    _make(home, by, DocumentJudgement(verdict="withdrawn", document=document, reason=reason), "withdrawn")


@judge.command()
@click.argument("document")
@_signed
def corrected(document: str, home: Path, by: str, reason: str) -> None:
    """DOCUMENT was corrected by its publisher: every row from it says so, in the words of --why."""
    from api.change import DocumentJudgement

    _make(home, by, DocumentJudgement(verdict="corrected", document=document, reason=reason), "corrected")


@judge.command()
@click.argument("target", metavar="DOCUMENT|PERSON")
@click.option("--document", help="The reply, where it is itself loaded: its address, label or id.")
@click.option("--words", help="Words of the reply, at most 300 characters.")
@click.option("--url", help="Address at which the words were published.")
@_signed
def reply(
    target: str, home: Path, by: str, reason: str, document: str | None, words: str | None, url: str | None
) -> None:
    """Attach a reply to a document, or of a person: it stands beside every row that they touch."""
    from api.change import AttachedReply

    given = {"document": document, "words": words, "url": url}
    _make(home, by, AttachedReply(verdict="reply", target=target, reason=reason, **given), "reply")


@judge.command()
@click.argument("person")
@_signed
def minor(person: str, home: Path, by: str, reason: str) -> None:
    """PERSON is under age, and named in no answer. Where a text says so beside the name, it is known."""
    from api.change import Minority

    _make(home, by, Minority(verdict="minor", person=person, reason=reason), "minor")


@judge.command("undo")
@click.argument("number", type=click.IntRange(1, 2**63 - 1))
@click.option("--by", default=getpass.getuser, help="Who undoes it.  [default: your user name]")
@home_option
def undo_(number: int, by: str, home: Path) -> None:
    """Take a judgement back; it stays in `judge list --all`."""
    from api.change import Undoing

    _made(home, by, Undoing(number=number))
    click.echo(f"Judgement {number} undone.")


@judge.command("list")
@click.option("--all", "undone", is_flag=True, help="Those that were undone, too.")
@click.option("--review", "to_review", is_flag=True, help="Only what contradicts another, or is no longer found.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@home_option
def list_(*, undone: bool, to_review: bool, format_: str, home: Path) -> None:
    """List the judgements: by whom, when, why, and which contradict each other."""
    import json
    from dataclasses import asdict

    from graph.home import ledger_path
    from graph.judgement import judgements
    from graph.ledger import Ledger

    with Ledger(ledger_path(home)) as ledger:
        found = judgements(ledger, undone=undone, to_review=to_review)
    if format_ == "json":
        click.echo(json.dumps([asdict(judgement) for judgement in found], ensure_ascii=False, indent=2))
        return
    for judgement in found:
        click.echo(f"{judgement.number}  {judgement.verdict}  {judgement.about}")
        click.echo(f"   {judgement.by}, {judgement.at}: {judgement.reason}")
        if judgement.undone_at:
            click.echo(f"   undone {judgement.undone_at} by {judgement.undone_by or 'nobody named'}")
        if judgement.contradicts:
            click.secho(f"   contradicts {', '.join(map(str, judgement.contradicts))}", fg="yellow")
        if judgement.unattached:
            click.secho(f"   no longer found: {'; '.join(judgement.unattached)}", fg="yellow")
    if not found:
        click.echo("No judgements." if not to_review else "Nothing to review.")


@click.command()
@click.argument("target", metavar="NAME|IRI|DOCUMENT")
@click.option("--undo", "undone", is_flag=True, help="Show it again.")
@click.option("--why", "reason", default="", help="Why: kept with the judgement.")
@click.option("--by", default=getpass.getuser, help="Who decides.  [default: your user name]")
@home_option
def withhold(target: str, *, undone: bool, reason: str, by: str, home: Path) -> None:
    """Take a person or a document out of every public view, reversibly.

    A person's name gives way to as many blocks in every quote, title and address; the entity and all that is said of it
    go, and so do earlier generations. The ledger keeps everything. A name stands for all people of that name.
    """
    from api.change import Withholding

    change = Withholding(target=target, reason=reason, undo=undone)
    _make(home, by, change, "shown again" if undone else "withheld")


@click.command()
@click.argument("target", metavar="NAME|IRI|DOCUMENT")
@click.option("--by", default=getpass.getuser, help="Who decides.  [default: your user name]")
@click.option("--yes", is_flag=True, help="Do not ask.")
@home_option
def erase(target: str, *, by: str, yes: bool, home: Path) -> None:
    """Erase a person or a document for good; nothing brings it back.

    Words and names are overwritten in the texts, the claims that touch them are deleted, the stores made anew, and the
    texts refused when they are loaded again. Backups, and files from which you loaded, are yours to erase.
    """
    from api.change import after_purge
    from graph.change import changing
    from graph.erasure import erase as erase_for_good
    from graph.purge import neo4j_runs

    if not yes:
        click.confirm("This cannot be undone (`traslado withhold` can). Erase for good?", abort=True)
    ran = neo4j_runs(home)
    with changing(home) as ledger:
        erased = erase_for_good(ledger, target, by=by)
    click.echo(f"Erased: {erased.claims} claims deleted, {erased.texts} texts overwritten.")
    click.echo("".join(f"{note}\n" for note in after_purge(ran=ran)), nl=False)


def _make(home: Path, by: str, change: Change, what: str) -> None:
    """Make a change at once, and say which judgements came of it."""
    made = _made(home, by, change)
    for number in made.judgements:
        click.echo(f"Judgement {number}: {what}.")
    for note in made.notes:
        click.echo(note)


def _made(home: Path, by: str, change: Change) -> Made:
    with TemporaryDirectory() as scratch:
        return change.make(home, by=by, scratch=Path(scratch), progress=lambda *_: None)
