"""Small documents of invented people, for tests: text with its claims by the words that make them."""

from __future__ import annotations

from graph.claim import Claim, Entity, Extraction, Source, Value


class Article:
    """Builds an extraction of a text; every span is found by its words, so that quotes stand.

    >>> article = Article("Ana Ruiz Soto leads Los Ejemplos.")
    >>> person = article.entity("Person", "Ana Ruiz Soto", part="accused")
    >>> article.claim(person, "leaderOf", article.entity("CriminalOrganization", "Los Ejemplos"), quote=article.text)
    """

    def __init__(self, text: str, **metadata: str) -> None:
        self.text = text
        self.metadata = {"label": "article", "publisher": "The Example", "published": "2026-01-21", "kind": "newspaper"}
        self.metadata |= metadata
        self.version = self.metadata.pop("version", "1")
        self.entities: list[Entity] = []
        self.claims: list[Claim] = []

    def entity(self, type_: str, *names: str, words: str | None = None, **fields: str) -> str:
        words = words or names[0]
        start = self.text.index(words)
        id_ = f"e{len(self.entities)}"
        self.entities.append(Entity(id_, type_, names, ((start, start + len(words)),), **fields))  # type: ignore[arg-type]
        return id_

    def transfer(self, words: str, day: str, count: int) -> str:
        id_ = self.entity("Transfer", words=words, from_state="Mexico", to_state="United States")
        self.claim(id_, "date", Value(day), quote=words)
        self.claim(id_, "peopleCount", Value(count), quote=words)
        return id_

    def claim(self, subject: str, predicate: str, target: str | Value, *, quote: str, **fields: object) -> None:
        start = self.text.index(quote)
        fields = {"modality": "reported", "rule": "test", **fields}
        self.claims.append(
            Claim(subject, predicate, target, start=start, end=start + len(quote), quote=quote, **fields)
        )  # type: ignore[arg-type]

    @property
    def extraction(self) -> Extraction:
        source = Source(text=self.text, **self.metadata)  # type: ignore[arg-type]
        return Extraction(source, tuple(self.entities), tuple(self.claims), "test", self.version)


def handover(name: str = "Ana Ruiz Soto", day: str = "2030-05-04", city: str = "Houston", **metadata: str) -> Article:
    """One person, said to lead an organization, flown to a city in a transfer."""
    text = (
        f"On {day} Mexico handed over 12 people. {name} leads Cartel of the Example Hills. {name} was flown to {city}."
    )
    article = Article(text, **metadata)
    person = article.entity("Person", name, part="accused")
    transfer = article.transfer(f"On {day} Mexico handed over 12 people", day, 12)
    group = article.entity("CriminalOrganization", "Cartel of the Example Hills")
    article.claim(person, "leaderOf", group, quote=f"{name} leads Cartel of the Example Hills", status="current")
    article.claim(person, "transferredIn", transfer, quote=f"{name} was flown to {city}")
    article.claim(person, "flownTo", article.entity("Place", city), quote=f"{name} was flown to {city}")
    return article
