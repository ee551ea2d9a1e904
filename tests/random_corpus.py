"""Articles that say anything about a few invented people: every predicate, modality, status and kind of value."""

from __future__ import annotations

import random

from builders import Article

from graph.claim import Value
from ontology.terms import MODALITIES, PARTS, PREDICATES, SCHEMES, Predicate

NAMES = {
    "Person": (
        *("Ana Ruiz Soto", "Beto Cruz Lima", "Caro Paz Luna", "Dina Gil Rey", "Eva O'Hara «La ñ» Sol", "Fito"),
        *(f"{given} Uno Dos" for given in ("Gabi", "Hugo", "Iris", "Juan", "Kiko", "Lupe", "Mara", "Nico", "Olga")),
    ),
    "CriminalOrganization": ("Cartel of the Example Hills", "Los Ejemplos", "Sinaloa Cartel"),
    "Authority": ("Example Ministry", "Department of Justice"),
    "Place": ("Houston", "Texas", "San Diego", "New York", "Mexico City", "Nowhereville"),
    "Prison": ("Metropolitan Detention Center, Brooklyn", "Example Prison"),
    "Court": ("Southern District of California", "Southern District of Texas", "Example Court"),
    "Transfer": ("handover of 2030-05-04", "handover of 2030-06-01", "handover of 2031-01-02"),
}
TEXTS = ("El Uno", 'say "it"', "a; b | c", "`x`\t\\", "🦅 águila", "12")
OFTEN = (*("transferredIn", "leaderOf") * 5, *("destination",) * 25, *("caseStep",) * 3)
WHENS = (None, None, "2030-05", "2030-05-04", "2030-05-04/2030-06", "../2030-06-02")
CASES = (None, "30-CR-001", "30-cr-001", "30-CR-002")
OF_A_CASE = ("accusedOf", "chargedIn", "appearedIn", "caseStep", "sentencedTo")


def random_articles(seed: int, count: int) -> list[Article]:
    """So many documents of a handful of claims each, always the same for a seed."""
    dice = random.Random(seed)
    return [_article(dice, number) for number in range(count)]


def _article(dice: random.Random, number: int) -> Article:
    names = {type_: dice.sample(all_, min(3, len(all_))) for type_, all_ in NAMES.items()}
    sentences = [f"Sentence {i} of document {number}." for i in range(dice.randrange(8, 25))]
    text = "\n".join((*(name for group in names.values() for name in group), *sentences))
    published = dice.choice(("2030-05-05", "2030-06-02", "2031", None))
    article = Article(text, label=f"document {number}", publisher=f"Example {number % 4}")
    article.metadata["published"] = published
    entities = {type_: [_entity(article, dice, type_, name) for name in group] for type_, group in names.items()}
    for sentence in sentences:
        _claim(article, dice, PREDICATES[dice.choice((*PREDICATES, *OFTEN))], entities, sentence)
    for transfer, name in zip(entities["Transfer"], names["Transfer"], strict=True):
        article.claim(transfer, "date", Value(name[-10:]), quote=name)
    return article


def _entity(article: Article, dice: random.Random, type_: str, name: str) -> str:
    if type_ == "Transfer":
        return article.entity(type_, words=name, from_state="Mexico", to_state="United States", key=name)
    part = {"part": dice.choice(PARTS)} if type_ == "Person" else {}
    return article.entity(type_, name, **part)


def _claim(
    article: Article, dice: random.Random, predicate: Predicate, entities: dict[str, list[str]], quote: str
) -> None:
    subject = dice.choice(entities[dice.choice(predicate.subjects)])
    if predicate.objects:
        target: str | Value = dice.choice([e for e in entities[dice.choice(predicate.objects)] if e != subject])
    elif predicate.scheme:
        target = Value(dice.choice(SCHEMES[predicate.scheme]))
    elif predicate.kind == "integer":
        target = Value(dice.randrange(1, 40))
    else:
        target = Value(dice.choice(("2030-05-04", "2030-06") if predicate.kind == "date" else TEXTS))
    aspects = {"competingValue": ("how many", "where to"), "caseStep": (None, "scheduled")}
    of_a_case: dict[str, object] = {}
    if predicate.name in OF_A_CASE:
        wanted = dice.choice(entities["Court"])
        court = next(entity for entity in article.entities if entity.id == wanted)
        of_a_case = {"case": dice.choice(CASES), "context": dice.choice(((), court.mentions))}
    article.claim(
        subject,
        predicate.name,
        target,
        quote=quote,
        modality=dice.choice((*MODALITIES, "reported", "alleged", "reported", "alleged")),
        status=dice.choice((None, None, "current", "former")),
        speaker=dice.choice((None, None, *entities["Authority"], *entities["Person"])),
        when=dice.choice(WHENS),
        count=dice.choice((None, None, 3)),
        aspect=dice.choice(aspects.get(predicate.name, (None,))),
        sources=dice.choice(((), ("https://example.org/a", "https://example.org/b"))),
        cites=dice.choice(((), ("https://example.org/c",))),
        **of_a_case,
    )
