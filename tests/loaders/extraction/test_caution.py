"""What is not said of a person is not claimed of that person: sentences that once gave a wrong claim."""

from __future__ import annotations

import pytest

from graph.claim import Source, Value
from loaders.extraction.extractor import extract

EN = "Juan Ruiz Soto was arrested on Monday. "
ES = "Juan Ruiz Soto fue detenido el lunes. "
MOVE_EN = "Mexico sent 12 prisoners to the United States on January 20, 2026. "
ROLES = ("memberOf", "leaderOf", "founderOf", "linkedTo")
KIN = ("siblingOf", "childOf", "parentOf", "spouseOf", "inLawOf", "relativeOf", "associateOf")


def said(text: str, *predicates: str) -> set[str]:
    """Claims as `subject predicate object modality`; of these predicates, where some are given."""
    extraction = extract(Source(label="test", text=text, published="2026-02-20"))
    names = {e.id: e.names[0] if e.names else e.description or e.type for e in extraction.entities}
    return {
        f"{names[c.subject]} {c.predicate} {c.object if isinstance(c.object, Value) else names[c.object]} {c.modality}"
        for c in extraction.claims
        if c.predicate in predicates or not predicates
    }


@pytest.mark.parametrize(
    "text",
    [
        EN + "The brother of Pedro Luna Paz leads Los Patos.",
        EN + "He was accused by the leader of Los Patos.",
        EN + "He was killed by members of Los Patos.",
        EN + "He was kidnapped by members of Los Patos.",
        EN + "Marines killed a leader of Los Patos in the raid.",
        EN + "The leader of Los Patos was killed in 2013.",
        EN + "A leader of Los Patos, according to witnesses, fired.",
        EN + "His cousin, a founder of Los Patos, is at large.",
        EN + "His killer was a member of Los Patos.",
        EN + "Three members of Los Patos fled.",
        EN + "Killed by him was a leader of Los Patos.",
        EN + "The men who killed him belonged to Los Patos.",
        EN + "Nobody leads Los Patos now.",
        EN + "The judge said the leader of Los Patos must appear.",
        EN + "The brother of Ana Vega Paz fled.",
        EN + "Police visited the son of Ana Vega Paz.",
        EN + "He was betrayed by an associate of Ana Vega Paz.",
        "Ana Vega Paz, whose father leads Los Patos, was arrested.",
        "Juan Ruiz Soto and the leader of Los Patos were arrested.",
        "Juan Ruiz Soto and two members of Los Patos were arrested.",
        "Juan Ruiz Soto is, said the leader of Los Patos, a traitor.",
        "Juan Ruiz Soto was shot by a man believed to be the leader of Los Patos.",
        "Juan Ruiz Soto was shot by a man linked to Los Patos.",
        "Juan Ruiz Soto was a victim of members of Los Patos.",
        ES + "Fue amenazado por un líder de Los Patos.",
        ES + "Peleó contra el líder de Los Patos.",
        ES + "Fue asesinado a manos de integrantes de Los Patos.",
        ES + "Con él cayeron dos integrantes de Los Patos.",
        ES + "Lo visitaba el líder de Los Patos.",
        ES + "Su hermano es líder de Los Patos.",
        ES + "Su hermano dirige Los Patos.",
        ES + "El hermano de Pedro Luna Paz dirige Los Patos.",
        ES + "Un grupo de sicarios dirige Los Patos.",
        ES + "Hoy nadie dirige Los Patos.",
        ES + "El hombre que lo mató pertenecía a Los Patos.",
        "Juan Ruiz Soto, cuyo hermano dirige Los Patos, fue detenido.",
        "Juan Ruiz Soto y un líder de Los Patos fueron detenidos.",
        "Juan Ruiz Soto fue baleado por un hombre que pertenece a Los Patos.",
        "Juan Ruiz Soto fue baleado por un hombre acusado de ser integrante de Los Patos.",
    ],
)
def test_a_role_or_kin_of_somebody_unnamed_is_given_to_nobody(text: str) -> None:
    assert said(text, *ROLES, *KIN) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Juan Ruiz Soto was shot by a man accused of kidnapping.",
        EN + "The brother of Pedro Luna Paz was charged with kidnapping.",
        EN + "His lawyer is accused of kidnapping.",
        ES + "Su abogado está acusado de secuestro.",
        ES + "Su hermano fue acusado de secuestro.",
        "La esposa de Juan Ruiz Soto fue acusada de secuestro.",
    ],
)
def test_an_accusation_of_somebody_unnamed_is_given_to_nobody(text: str) -> None:
    assert said(text, "accusedOf") == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (EN + "He is the leader of Los Patos.", "Juan Ruiz Soto leaderOf Los Patos reported"),
        (ES + "Es líder de Los Patos.", "Juan Ruiz Soto leaderOf Los Patos reported"),
        (ES + "Era el líder de Los Patos.", "Juan Ruiz Soto leaderOf Los Patos reported"),
        (ES + "También fue integrante de Los Patos.", "Juan Ruiz Soto memberOf Los Patos reported"),
        (ES + "Presunto líder de Los Patos, vivía en Houston.", "Juan Ruiz Soto leaderOf Los Patos alleged"),
        (ES + "Según la fiscalía, dirige Los Patos.", "Juan Ruiz Soto leaderOf Los Patos reported"),
        (ES + "Lo identifican como jefe de Los Patos.", "Juan Ruiz Soto leaderOf Los Patos reported"),
        (ES + "La fiscalía lo señala como líder de Los Patos.", "Juan Ruiz Soto leaderOf Los Patos alleged"),
        (
            ES + "El gobierno señala a Luis Vega Paz como líder de Los Patos.",
            "Luis Vega Paz leaderOf Los Patos alleged",
        ),
        (EN + "He was shot by Luis Vega Paz, who leads Los Patos.", "Luis Vega Paz leaderOf Los Patos reported"),
        (ES + "Es hermano de Ana Vega Paz.", "Juan Ruiz Soto siblingOf Ana Vega Paz reported"),
    ],
)
def test_a_role_of_the_person_spoken_of_is_given_to_that_person_only(text: str, expected: str) -> None:
    assert said(text, *ROLES, *KIN) == {expected}
