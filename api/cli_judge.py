"""`traslado judge`: what a person decided about people, claims and documents; and `withhold` and `erase`."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from api.cli_options import home_option
from ontology.error import NotFoundError


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
        from graph.change import changing
        from graph.judgement import judge as judge_pair

        with changing(home) as ledger:
            number = judge_pair(ledger, left, right, verdict, by=by, reason=reason)
        click.echo(f"Judgement {number}: {verdict}.")


_pair("same", "LEFT and RIGHT are one. Their address becomes one; undoing it gives both back.")
_pair("different", "LEFT and RIGHT are two. No later document makes them one.")
_pair("unsure", "LEFT and RIGHT were looked at, and it cannot be said. Nothing changes.")


@judge.command()
@click.argument("claim")
@_signed
def misread(claim: str, home: Path, by: str, reason: str) -> None:
    """CLAIM does not say what was read: it leaves every answer, and stays in the ledger."""
    _judge_claim(home, claim, "misread", by, reason)


@judge.command()
@click.argument("claim_or_person")
@_signed
def confirmed(claim_or_person: str, home: Path, by: str, reason: str) -> None:
    """A claim says what was read; or it was checked who a person is, whose identity then shows as reviewed."""
    from graph.change import changing
    from graph.judgement import confirm_identity, judge_claim

    with changing(home) as ledger:
        try:
            number = judge_claim(ledger, claim_or_person, "confirmed", by=by, reason=reason)
        except NotFoundError:
            number = confirm_identity(ledger, claim_or_person, by=by, reason=reason)
    click.echo(f"Judgement {number}: confirmed.")


@judge.command()
@click.argument("document")
@_signed
def withdrawn(document: str, home: Path, by: str, reason: str) -> None:
    """DOCUMENT was withdrawn by its publisher: it leaves the answers in all its versions."""
    _judge_document(home, document, "withdrawn", by, reason)


@judge.command()
@click.argument("document")
@_signed
def corrected(document: str, home: Path, by: str, reason: str) -> None:
    """DOCUMENT was corrected by its publisher: every row from it says so, in the words of --why."""
    _judge_document(home, document, "corrected", by, reason)


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
    from graph.change import changing
    from graph.judgement import attach_reply

    with changing(home) as ledger:
        numbers = attach_reply(ledger, target, by=by, reason=reason, words=words, url=url, document=document)
    _told(numbers, "reply")


@judge.command()
@click.argument("person")
@_signed
def minor(person: str, home: Path, by: str, reason: str) -> None:
    """PERSON is under age, and named in no answer. Where a text says so beside the name, it is known."""
    from graph.change import changing
    from graph.judgement import judge_minor

    with changing(home) as ledger:
        number = judge_minor(ledger, person, by=by, reason=reason)
    click.echo(f"Judgement {number}: minor.")


@judge.command("undo")
@click.argument("number", type=int)
@click.option("--by", default=getpass.getuser, help="Who undoes it.  [default: your user name]")
@home_option
def undo_(number: int, by: str, home: Path) -> None:
    """Take a judgement back; it stays in `judge list --all`."""
    from graph.change import changing
    from graph.withholding import release_number

    with changing(home) as ledger:
        release_number(ledger, number, by=by)
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
    from graph.change import changing
    from graph.withholding import release
    from graph.withholding import withhold as withhold_from_views

    ran = _neo4j_runs(home)
    with changing(home) as ledger:
        if undone:
            numbers = release(ledger, target, by=by)
        else:
            numbers = withhold_from_views(ledger, target, by=by, reason=reason)
    _told(numbers, "shown again" if undone else "withheld")
    if not undone:
        _after(ran=ran)


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
    from graph.change import changing
    from graph.erasure import erase as erase_for_good

    if not yes:
        click.confirm("This cannot be undone (`traslado withhold` can). Erase for good?", abort=True)
    ran = _neo4j_runs(home)
    with changing(home) as ledger:
        erased = erase_for_good(ledger, target, by=by)
    click.echo(f"Erased: {erased.claims} claims deleted, {erased.texts} texts overwritten.")
    _after(ran=ran)


def _judge_claim(home: Path, claim: str, verdict: str, by: str, reason: str) -> None:
    from graph.change import changing
    from graph.judgement import judge_claim

    with changing(home) as ledger:
        number = judge_claim(ledger, claim, verdict, by=by, reason=reason)
    click.echo(f"Judgement {number}: {verdict}.")


def _judge_document(home: Path, document: str, verdict: str, by: str, reason: str) -> None:
    from graph.change import changing
    from graph.judgement import judge_document

    with changing(home) as ledger:
        numbers = judge_document(ledger, document, verdict, by=by, reason=reason)
    _told(numbers, verdict)


def _told(numbers: list[int], what: str) -> None:
    click.echo("\n".join(f"Judgement {number}: {what}." for number in numbers))


def _neo4j_runs(home: Path) -> bool:
    from graph.purge import neo4j_runs

    return neo4j_runs(home)


def _after(*, ran: bool) -> None:
    """What Neo4j needs: ours was stopped and emptied, another one is not ours to purge."""
    if ran:
        click.echo("The Neo4j of this home was stopped and its data deleted: traslado neo4j start, traslado neo4j sync")
    if os.environ.get("NEO4J_URI"):
        click.echo(
            f"{os.environ['NEO4J_URI']}: run `traslado neo4j sync`. Its transaction logs and backups keep what was "
            "deleted, and cannot be purged from here: ask whoever runs it."
        )
