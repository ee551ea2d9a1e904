"""A claim has the date of its own clause, and none of another verb, of the article or of a crime."""

from __future__ import annotations

import pytest

from graph.claim import Source
from loaders.extraction.extractor import extract


def dates(text: str, predicate: str) -> set[str | None]:
    extraction = extract(Source(label="test", text=text, published="2026-01-20"))
    return {claim.when for claim in extraction.claims if claim.predicate == predicate}


@pytest.mark.parametrize(
    ("text", "predicate", "when"),
    [
        ("A grand jury in Utah indicted Juan Ruiz Soto in 2023 on two counts of kidnapping.", "accusedOf", "2023"),
        ("Juan Ruiz Soto was convicted of kidnapping in Texas in 2014.", "accusedOf", "2014"),
        ("Juan Ruiz Soto was jailed for 17 years last summer.", "sentencedTo", "2025"),
        ("En febrero de 2024 un tribunal de Lima condenó a Juan Ruiz Soto a nueve años.", "sentencedTo", "2024-02"),
        ("Juan Ruiz Soto fue detenido en Tumaco hace tres años.", "arrestedIn", "2023"),
        ("Juan Ruiz Soto fue condenado el mes pasado a ocho años.", "sentencedTo", "2025-12"),
        (
            "Juan Ruiz Soto se declaró culpable de secuestro y de extorsión el 17 de noviembre.",
            "accusedOf",
            "2025-11-17",
        ),
        ("2011. Un juez de Lima condena a Juan Ruiz Soto por secuestro.", "accusedOf", "2011"),
        (
            "Juan Ruiz Soto was held in May 2024. A jury charged him that same month, with others, with kidnapping.",
            "accusedOf",
            "2024-05",
        ),
    ],
)
def test_the_date_of_the_clause_is_that_of_the_claim(text: str, predicate: str, when: str) -> None:
    assert dates(text, predicate) == {when}


@pytest.mark.parametrize(
    ("text", "predicate"),
    [
        ("Juan Ruiz Soto is accused of the murder of a clerk in 2019.", "accusedOf"),
        ("Juan Ruiz Soto is charged with kidnapping, prosecutors said on Monday.", "accusedOf"),
        ("Juan Ruiz Soto, wanted since 2019 for kidnapping, was found.", "accusedOf"),
        ("Juan Ruiz Soto purga una condena de 12 años desde 2018.", "sentencedTo"),
        ("La Fiscalía informó el lunes que Juan Ruiz Soto fue condenado a ocho años.", "sentencedTo"),
        ("Juan Ruiz Soto was sentenced to eight years.", "sentencedTo"),
    ],
)
def test_a_date_of_something_else_is_not_taken(text: str, predicate: str) -> None:
    assert dates(text, predicate) == {None}


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("Desde 2021 Los Patos están en guerra con el Cártel del Delta.", "2021/.."),
    ],
)
def test_what_goes_on_has_a_beginning(text: str, when: str) -> None:
    assert dates(text, "rivalOf") == {when}
