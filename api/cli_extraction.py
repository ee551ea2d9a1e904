"""`traslado evaluate`: how well the extractor reads."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from api.cli_options import progress_bar

if TYPE_CHECKING:
    from graph.claim import Claim, Entity
    from loaders.evaluation.evaluation import Evaluation
    from loaders.evaluation.score import Score, Tally

_FOLDER = click.Path(path_type=Path, file_okay=False, exists=True)


@click.command()
@click.option(
    "--gold", type=_FOLDER, required=True, help="Folder of annotations, *.json in the shape of docs/claims.md."
)
@click.option("--texts", type=_FOLDER, help="Folder of their texts, ID.txt.  [default: texts beside the annotations]")
@click.option("--errors", is_flag=True, help="List what is missed (-) and what is invented (+).")
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", show_default=True)
def evaluate(gold: Path, texts: Path | None, *, errors: bool, format_: str) -> None:
    """Score the extractor against annotations: by family of claims, by language and by rule."""
    from loaders.evaluation.evaluation import evaluate as evaluate_folder

    with progress_bar() as progress:
        result = evaluate_folder(gold, texts, progress=progress)
    listed = list(_errors(result)) if errors else []
    if format_ == "json":
        click.echo(json.dumps(_json(result) | ({"errors": listed} if errors else {}), ensure_ascii=False, indent=2))
        return
    for line in (*_table(result), *listed):
        click.echo(line)


def _table(result: Evaluation) -> list[str]:
    score = result.score
    lines = [f"{'':30}{'precision':>10}{'recall':>8}{'F1':>8}{'right':>8}{'said':>7}{'gold':>7}"]
    lines += [_row(f"entity {name}", tally) for name, tally in score.entities.items()]
    lines += [_row(name, tally) for name, tally in _families(score).items()]
    lines += [_row("all claims", score.claims)]
    lines += [_row(f"claims in {name}", part.claims) for name, part in sorted(result.languages.items())]
    lines += ["", "Of the claims and entities that agree:"]
    lines += [_row(name, tally) for name, tally in score.qualifiers.items()]
    lines += [f"{name:30}{share.value:10.3f}   {share.yes} of {share.all}" for name, share in score.shares.items()]
    lines += [
        f"{score.unfounded} of {score.quotes} quotes do not stand in their text; {score.overlong} are too long.",
        "",
        f"{'rule':40}{'precision':>10}{'right':>8}{'invented':>10}{'optional':>10}",
    ]
    for name, rule in sorted(score.rules.items()):
        lines.append(f"{name:40}{rule.precision:10.3f}{rule.right:8}{rule.invented:10}{rule.optional:10}")
    return lines


def _row(name: str, tally: Tally) -> str:
    figures = f"{tally.precision:10.3f}{tally.recall:8.3f}{tally.f1:8.3f}"
    return f"{name:30}{figures}{tally.right:8}{tally.said:7}{tally.gold:7}"


def _families(score: Score) -> dict[str, Tally]:
    """The families with something in them, in their own order."""
    from loaders.evaluation.family import FAMILIES, OTHER

    return {name: score.families[name] for name in (*FAMILIES, OTHER) if name in score.families}


def _json(result: Evaluation) -> dict[str, Any]:
    return _score_json(result.score) | {
        "languages": {name: _score_json(score) for name, score in sorted(result.languages.items())}
    }


def _score_json(score: Score) -> dict[str, Any]:
    return {
        "claims": _tally_json(score.claims),
        "entities": {name: _tally_json(tally) for name, tally in score.entities.items()},
        "families": {name: _tally_json(tally) for name, tally in _families(score).items()},
        "qualifiers": {name: _tally_json(tally) for name, tally in score.qualifiers.items()},
        "shares": {name: asdict(share) | {"value": share.value} for name, share in score.shares.items()},
        "rules": {name: asdict(r) | {"precision": r.precision} for name, r in sorted(score.rules.items())},
        "quotes": {"all": score.quotes, "unfounded": score.unfounded, "overlong": score.overlong},
    }


def _tally_json(tally: Tally) -> dict[str, Any]:
    return asdict(tally) | {"precision": tally.precision, "recall": tally.recall, "f1": tally.f1}


def _errors(result: Evaluation) -> list[str]:
    lines = []
    for comparison in result.comparisons:
        document = comparison.extraction.source.label
        ours = {entity.id: entity for entity in comparison.gold.entities}
        theirs = {entity.id: entity for entity in comparison.extraction.entities}
        lines += [f"- {document}: {_claim(claim, ours)}" for claim in comparison.missed]
        for claim, *_ in comparison.invented:
            lines.append(f"+ {document}: {_claim(claim, theirs)}, rule {claim.rule}")
    return lines


def _claim(claim: Claim, entities: dict[str, Entity]) -> str:
    target = _name(entities[claim.object]) if isinstance(claim.object, str) else repr(claim.object.value)
    quote = " ".join(claim.quote.split())
    return f"{_name(entities[claim.subject])} {claim.predicate} {target} ({claim.modality}) “{quote}”"


def _name(entity: Entity) -> str:
    return entity.names[0] if entity.names else entity.description or entity.id
