"""`traslado ask`: each question file is a subcommand with its parameters as options."""

from __future__ import annotations

import json
import shutil
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from graph.home import default_home
from ontology.error import NotFoundError, UnknownNameError

if TYPE_CHECKING:
    from pyoxigraph import Store

    from graph.question import Answer

_AS_GOOD: Final = 5.0
"""A name that is less like what was asked for than the best, by so much of 100, is not offered."""


class Questions(click.Group):
    """Reads the question files only when a question is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Names of the questions."""
        from graph.question import questions

        return list(questions())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of a question; hyphens are as good as underscores."""
        from graph.question import Question, questions

        question: Question | None = questions().get(cmd_name.replace("-", "_"))
        if question is None:
            return None
        options: list[click.Parameter] = [
            click.Option(
                [f"--{parameter.name.replace('_', '-')}", parameter.name],
                type=click.Choice(parameter.choices) if parameter.choices else str,
                help=parameter.description.en + (f", e.g. {parameter.example}" if parameter.example else ""),
                default=parameter.default,
                show_default=parameter.default is not None,
            )
            for parameter in question.parameters
        ]
        options += [
            click.Option(
                ["--format", "format_"],
                type=click.Choice(["table", "csv", "json"]),
                default="table",
                show_default=True,
                help="csv and json carry the quotes and the sources.",
            ),
            click.Option(
                ["--backend"],
                type=click.Choice(["oxigraph", "neo4j"]),
                default="oxigraph",
                show_default=True,
                help="Ask the published graph, or a Neo4j that holds the same.",
            ),
            click.Option(
                ["--home"],
                type=click.Path(path_type=Path, file_okay=False),
                default=default_home,
                envvar="TRASLADO_HOME",
                help="Folder of the ledger and the stores.",
            ),
        ]

        def run(home: Path, format_: str, backend: str, **parameters: str | None) -> None:
            given = {name: value for name, value in parameters.items() if value}
            _print(_ask(home, backend, question.name, given), format_)

        help_ = f"{question.title.en}\n\n{question.description.en}"
        return click.Command(question.name, params=options, callback=run, help=help_, short_help=question.title.en)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Say where options belong, which are those of a question."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            ctx.fail(f"{error.option_name} belongs behind the question: traslado ask QUESTION {error.option_name} …")

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Say which questions there are where a name is unknown."""
        if args and self.get_command(ctx, args[0]) is None:
            ctx.fail(f"There is no question {args[0]!r}. There are: {', '.join(self.list_commands(ctx))}.")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the questions with their parameters."""
        from graph.question import questions

        with formatter.section("Questions"):
            for question in questions().values():
                options = " ".join(f"[--{parameter.name}]" for parameter in question.parameters)
                formatter.write_text(f"{question.name} {options}")
                with formatter.indentation():
                    formatter.write_text(question.title.en)


@click.command(
    cls=Questions,
    invoke_without_command=True,
    subcommand_metavar="QUESTION [--parameter VALUE]... [--format table|csv|json]",
)
@click.pass_context
def ask(ctx: click.Context) -> None:
    """Ask a question; alone, list the questions with their parameters."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def _ask(home: Path, backend: str, name: str, parameters: dict[str, str]) -> Answer:
    from pyoxigraph import Store

    from api.backend import backends, connect_neo4j
    from graph import generation
    from graph.question import ask as ask_question

    current = generation.current(home)
    store = Store.read_only(str(current.path))
    with connect_neo4j(home) if backend == "neo4j" else nullcontext() as neo4j:
        questions, _ = backends(store, current, neo4j)
        try:
            return ask_question(questions, name, parameters)
        except UnknownNameError as error:
            raise NotFoundError(f"{error}{_alike(store, error.type, error.name)}") from error


def _alike(store: Store, type_: str, name: str) -> str:
    """What may have been meant by a name that nothing has."""
    from api.search import NameIndex

    found = [match for match in NameIndex(store).find(name, 50) if type_ in ("entity", match.type)]
    best = dict.fromkeys(match.label for match in found if match.score >= found[0].score - _AS_GOOD)
    return f" Did you mean {' or '.join(list(best)[:3])}?" if best else ""


def _print(answer: Answer, format_: str) -> None:
    if format_ == "table":
        from api.table import print_answer

        print_answer(answer, shutil.get_terminal_size((120, 24)).columns)
    elif format_ == "csv":
        from api.answer import to_csv

        click.echo(to_csv(answer), nl=False)
    else:
        rows: list[dict[str, Any]] = [
            {**row.cells, "evidence": [asdict(evidence) for evidence in row.evidence]} for row in answer.rows
        ]
        click.echo(json.dumps({"question": answer.question.name, "rows": rows}, ensure_ascii=False, indent=2))
