"""What is not said of a person is not claimed of that person: sentences that once gave a wrong claim."""

from __future__ import annotations

import pytest

from graph.claim import Source, Value
from loaders.extraction.extractor import extract

EN = "Juan Ruiz Soto was arrested on Monday. "
ES = "Juan Ruiz Soto fue detenido el lunes. "
MOVE_EN = "Mexico sent 12 prisoners to the United States on January 20, 2026. "
MOVE_ES = "México entregó a 12 presos a Estados Unidos el 20 de enero de 2026. "
TWO_CASES = (
    "Juan Ruiz Soto is charged in the District of Maine with kidnapping. "
    "He is charged in the Southern District of Texas with murder. "
)
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
        "According to Juan Ruiz Soto, a leader of Los Patos ordered the murder.",
        "Juan Ruiz Soto left Los Patos territory in 2019.",
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


@pytest.mark.parametrize(
    "text",
    [
        "It is false that Juan Ruiz Soto founded Los Patos.",
        "The claim that Juan Ruiz Soto leads Los Patos is false.",
        "Is Juan Ruiz Soto the leader of Los Patos? Nobody knows.",
        EN + "Officials deny he leads Los Patos.",
        EN + "Neither he nor Luis Vega Paz leads Los Patos.",
        "Ni Juan Ruiz Soto ni Luis Vega Paz dirige Los Patos.",
        "Police asked whether Juan Ruiz Soto leads Los Patos.",
        "No court has found that Juan Ruiz Soto leads Los Patos.",
        "Papers falsely said that Juan Ruiz Soto leads Los Patos.",
        "Officials denied that Juan Ruiz Soto, a leader of Los Patos, had fled.",
        "¿Es Juan Ruiz Soto el líder de Los Patos? Nadie lo sabe.",
        "Es falso que Juan Ruiz Soto dirige Los Patos.",
        MOVE_EN + "Among those left out was Juan Ruiz Soto.",
        MOVE_EN + "Ten others stayed in Mexico, including Juan Ruiz Soto.",
        MOVE_EN + "The United States still wants others, including Juan Ruiz Soto.",
        MOVE_EN + "Officials denied that Juan Ruiz Soto was flown to Houston.",
        MOVE_EN + "Was Juan Ruiz Soto flown to Houston?",
    ],
)
def test_what_is_asked_called_false_or_left_open_is_not_claimed(text: str) -> None:
    assert said(text, *ROLES, "flownTo", "transferredIn") == set()


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Officials denied that Juan Ruiz Soto leads Los Patos.", "Officials"),
        ("Juan Ruiz Soto denies that he leads Los Patos.", "Juan Ruiz Soto"),
        ("El gobierno desmintió que Juan Ruiz Soto lidera Los Patos.", "El gobierno"),
    ],
)
def test_a_denial_is_claimed_as_one_with_who_denies(text: str, speaker: str) -> None:
    extraction = extract(Source(label="test", text=text, published="2026-02-20"))
    (claim,) = (c for c in extraction.claims if c.predicate == "leaderOf")
    assert claim.modality == "denied"
    said_by = next(e for e in extraction.entities if e.id == claim.speaker)
    assert speaker in (*said_by.names, said_by.description)


@pytest.mark.parametrize(
    "text",
    [
        "Juan Ruiz Soto was convicted of murder in 2019, but the verdict was overturned.",
        "Juan Ruiz Soto was convicted of murder in 2019. His conviction was overturned in 2021.",
        "Juan Ruiz Soto was sentenced to 20 years in prison for murder, a sentence that was overturned in 2020.",
        "Juan Ruiz Soto fue condenado por homicidio, pero la sentencia fue anulada.",
        "Juan Ruiz Soto fue condenado a 20 años por homicidio; la condena fue revocada en 2020.",
        "Juan Ruiz Soto fue condenado por homicidio. Un tribunal anuló su condena en 2020.",
    ],
)
def test_an_overturned_verdict_is_none(text: str) -> None:
    claims = said(text, "accusedOf", "sentencedTo")
    assert "Juan Ruiz Soto accusedOf murder dismissed" in claims
    assert {claim.rsplit(" ", 1)[1] for claim in claims} == {"dismissed"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Juan Ruiz Soto and Luis Vega Paz were sent to Houston and Dallas.", set()),
        ("Juan Ruiz Soto y Luis Vega Paz fueron llevados a Houston y Dallas.", set()),
        (
            "Juan Ruiz Soto and Luis Vega Paz were sent to Houston and Dallas, respectively.",
            {"Juan Ruiz Soto flownTo Houston reported", "Luis Vega Paz flownTo Dallas reported"},
        ),
        (
            "Juan Ruiz Soto y Luis Vega Paz fueron llevados a Houston y Dallas, respectivamente.",
            {"Juan Ruiz Soto flownTo Houston reported", "Luis Vega Paz flownTo Dallas reported"},
        ),
        (
            "Juan Ruiz Soto and Luis Vega Paz were sent to Houston.",
            {"Juan Ruiz Soto flownTo Houston reported", "Luis Vega Paz flownTo Houston reported"},
        ),
    ],
)
def test_several_people_and_several_cities_are_paired_only_by_the_text(text: str, expected: set[str]) -> None:
    assert said(MOVE_EN + text, "flownTo") == expected
    assert "Transfer destination Houston reported" in said(MOVE_EN + text, "destination")


def speakers(text: str, predicate: str) -> set[tuple[str, str | None, str]]:
    """Subject, speaker and modality of the claims with a predicate."""
    extraction = extract(Source(label="test", text=text, published="2026-02-20"))
    names = {e.id: e.names[0] if e.names else e.description for e in extraction.entities}
    return {
        (names[c.subject] or "", names[c.speaker] if c.speaker else None, c.modality)
        for c in extraction.claims
        if c.predicate == predicate
    }


@pytest.mark.parametrize(
    ("text", "speaker", "modality"),
    [
        ("El fiscal Luis Vega Paz dijo que Juan Ruiz Soto dirige Los Patos.", "Luis Vega Paz", "reported"),
        ("Luis Vega Paz dijo que Juan Ruiz Soto dirige Los Patos.", "Luis Vega Paz", "reported"),
        ("Dijo Luis Vega Paz que Juan Ruiz Soto dirige Los Patos.", "Luis Vega Paz", "reported"),
        ("Juan Ruiz Soto dirige Los Patos, dijo Luis Vega Paz.", "Luis Vega Paz", "reported"),
        ("Un vecino dijo que Juan Ruiz Soto dirige Los Patos.", None, "alleged"),
        ("A lawyer told the judge that Juan Ruiz Soto leads Los Patos.", None, "alleged"),
        ("Juan Ruiz Soto said he leads Los Patos.", None, "alleged"),
    ],
)
def test_nobody_is_the_speaker_of_a_claim_about_himself(text: str, speaker: str | None, modality: str) -> None:
    assert speakers(text, "leaderOf") == {("Juan Ruiz Soto", speaker, modality)}


def test_a_speaker_is_not_the_one_of_whom_he_speaks() -> None:
    text = ES + "Ana Vega Paz dijo que la fiscalía lo señala como líder de Los Patos."
    assert "Ana Vega Paz" not in {subject for subject, _, _ in speakers(text, "leaderOf")}


@pytest.mark.parametrize(
    "text",
    [
        "Mexico extradited Juan Ruiz Soto to the United States in 2012. " + MOVE_EN,
        "Mexico extradited Juan Ruiz Soto to the United States in 2012. Mexico sent 12 prisoners on January 20, 2026.",
        MOVE_EN + "Mexico extradited Juan Ruiz Soto to the United States in 2012.",
        MOVE_EN + "Juan Ruiz Soto was extradited in 2012.",
        "México extraditó a Juan Ruiz Soto a Estados Unidos en 2012. " + MOVE_ES,
    ],
)
def test_a_year_is_enough_to_tell_two_transfers_apart(text: str) -> None:
    claims = extract(Source(label="test", text=text, published="2026-02-20")).claims
    (count,) = (c for c in claims if c.predicate == "peopleCount")
    (moved,) = (c for c in claims if c.predicate == "transferredIn")
    (day,) = (c for c in claims if c.predicate == "date" and str(c.object) == "2026-01-20")
    assert day.subject == count.subject != moved.object


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (MOVE_EN + "Eight people were flown to Houston.", "Houston"),
        (MOVE_ES + "Ocho personas fueron llevadas a Houston.", "Houston"),
    ],
)
def test_how_many_went_to_a_city_is_no_count_of_the_transfer(text: str, place: str) -> None:
    extraction = extract(Source(label="test", text=text, published="2026-02-20"))
    assert [str(c.object) for c in extraction.claims if c.predicate == "peopleCount"] == ["12"]
    assert len([e for e in extraction.entities if e.type == "Transfer"]) == 1
    (bound,) = (c for c in extraction.claims if c.predicate == "destination" and c.count)
    names = {e.id: e.names for e in extraction.entities}
    assert place in names[str(bound.object)]
    assert bound.count == 8


def test_what_is_told_of_all_transfers_so_far_dates_none_of_them() -> None:
    text = MOVE_EN + "Officials counted 55 people sent so far, in February and August 2025."
    assert said(text, "date", "cumulativeCount", "peopleCount") == {
        "Transfer date 2026-01-20 reported",
        "Transfer peopleCount 12 reported",
        "Transfer cumulativeCount 55 reported",
    }


@pytest.mark.parametrize(
    "text",
    [
        MOVE_EN + "Prosecutors ruled out the death penalty in a filing of August 5, 2025.",
        MOVE_ES + "Los fiscales descartaron la pena de muerte en un escrito.",
    ],
)
def test_what_prosecutors_ask_for_in_one_case_is_no_assurance_of_the_state(text: str) -> None:
    assert said(text, "assurance") == set()


@pytest.mark.parametrize(
    "text", [MOVE_EN + "Juan Ruiz Soto was sent, too. He left the Altiplano prison.", MOVE_ES + "Salió del Altiplano."]
)
def test_a_prison_that_one_man_left_is_not_where_the_transfer_began(text: str) -> None:
    assert said(text, "origin") == set()


def test_of_two_versions_of_a_journey_neither_is_claimed_as_fact() -> None:
    text = MOVE_ES + "Según una página Juan Ruiz Soto fue llevado a Dallas; según otra fue llevado a Houston."
    assert said(text, "flownTo") == set()


def test_a_paragraph_that_opens_with_a_name_makes_nobody_a_passenger() -> None:
    text = (
        MOVE_EN
        + "\n\nJuan Ruiz Soto, alias “El Gallo”, and Luis Vega Paz, alias “El Chato”, are alleged members of Los Patos."
    )
    assert said(text, "transferredIn") == set()
    assert said(MOVE_ES + "\n\nAna Vega Paz.", "transferredIn") == set()


def test_bare_surnames_are_those_of_the_person_last_named_in_full() -> None:
    text = (
        "Juan Ruiz Soto and Luis Ruiz Soto are brothers. Juan Ruiz Soto was arrested in Houston. "
        "Ruiz Soto is charged with kidnapping."
    )
    assert said(text, "accusedOf") == {"Juan Ruiz Soto accusedOf kidnapping charged"}


def test_a_relative_named_in_passing_does_not_take_over_the_surnames() -> None:
    text = "Juan Ruiz Soto is a brother of Ana Ruiz Soto. Ruiz Soto is charged with kidnapping."
    assert said(text, "accusedOf") == {"Juan Ruiz Soto accusedOf kidnapping charged"}


def test_the_surnames_of_brothers_are_no_third_person() -> None:
    text = (
        "Los hermanos Ruiz Soto, acusados de secuestro\n\n"
        "Juan Ruiz Soto y Luis Ruiz Soto fueron detenidos el lunes en Houston."
    )
    extraction = extract(Source(label="test", text=text, published="2026-02-20"))
    assert len([e for e in extraction.entities if e.type == "Person"]) == 2


@pytest.mark.parametrize("between", ["", "\n\nAna Mora Gil was released. "])
def test_all_three_are_the_three_of_the_list(between: str) -> None:
    text = (
        f"Juan Ruiz Soto, Luis Vega Paz and Ana Mora Gil were arrested. {between}All three are charged with kidnapping."
    )
    people = {claim.split(" accusedOf ")[0] for claim in said(text, "accusedOf")}
    assert people == {"Juan Ruiz Soto", "Luis Vega Paz", "Ana Mora Gil"}


def test_both_are_the_two_of_whom_the_paragraph_spoke() -> None:
    text = "Juan Ruiz Soto was arrested. Luis Vega Paz was arrested, too. Both are charged with kidnapping."
    people = {claim.split(" accusedOf ")[0] for claim in said(text, "accusedOf")}
    assert people == {"Juan Ruiz Soto", "Luis Vega Paz"}


def test_a_count_that_fits_no_list_is_nobody() -> None:
    text = "Juan Ruiz Soto and Luis Vega Paz were arrested. All three are charged with kidnapping."
    assert said(text, "accusedOf") == set()


@pytest.mark.parametrize(
    "text",
    [
        TWO_CASES + "He pleaded not guilty.",
        "Juan Ruiz Soto is charged with kidnapping.\n\nJuan Ruiz Soto pleaded not guilty.",
        "Juan Ruiz Soto is charged with kidnapping. Luis Vega Paz pleaded not guilty.",
    ],
)
def test_a_plea_is_given_only_to_charges_that_it_can_only_answer(text: str) -> None:
    assert {claim.rsplit(" ", 1)[1] for claim in said(text, "accusedOf")} == {"charged"}


@pytest.mark.parametrize(
    "text",
    [
        "Juan Ruiz Soto was charged with kidnapping, but the charges were dropped.",
        "Juan Ruiz Soto fue acusado de secuestro, pero un juez lo absolvió.",
        "Juan Ruiz Soto fue acusado de secuestro, pero la acusación fue desestimada.",
    ],
)
def test_a_charge_that_was_dropped_is_dismissed(text: str) -> None:
    assert said(text, "accusedOf") == {"Juan Ruiz Soto accusedOf kidnapping dismissed"}


@pytest.mark.parametrize(
    "text",
    [
        MOVE_EN + "In 2019, Juan Ruiz Soto was flown to Houston for surgery.",
        MOVE_EN + "Juan Ruiz Soto was nearly sent to Houston.",
        MOVE_EN + "Juan Ruiz Soto will be sent to Houston.",
    ],
)
def test_another_journey_or_none_is_not_that_of_the_transfer(text: str) -> None:
    assert said(text, "flownTo", "transferredIn") == set()


def test_what_is_said_of_somebodys_lawyer_is_not_said_of_the_client() -> None:
    assert said("Juan Ruiz Soto's lawyer was charged with kidnapping.", "accusedOf") == set()


def test_a_verb_in_the_singular_after_two_people_is_about_neither_for_sure() -> None:
    text = "Juan Ruiz Soto y Luis Vega Paz fueron detenidos. Fue acusado de secuestro."
    assert said(text, "accusedOf") == set()


def test_a_verb_in_the_plural_is_about_both() -> None:
    text = (
        "Juan Ruiz Soto y Luis Vega Paz fueron acusados formalmente de secuestro. "
        "El 14 de marzo de 2025 se declararon no culpables."
    )
    assert said(text, "accusedOf") == {
        "Juan Ruiz Soto accusedOf kidnapping pleaded_not_guilty",
        "Luis Vega Paz accusedOf kidnapping pleaded_not_guilty",
    }


@pytest.mark.parametrize(
    "text",
    [
        "Mexico sent 26 people arrested on January 5, 2019 to the United States.",
        "México entregó a 26 personas detenidas el 5 de enero de 2019 a Estados Unidos.",
        "Mexico sent 26 people to the United States. Officials said another group will be sent in October 2026.",
    ],
)
def test_the_day_of_an_arrest_or_of_a_plan_is_not_that_of_the_transfer(text: str) -> None:
    claims = said(text)
    assert "Transfer peopleCount 26 reported" in claims
    assert not any(" date " in claim for claim in claims)


def test_a_relative_of_a_named_leader_is_the_relative_of_that_person() -> None:
    text = "Juan Ruiz Soto, son of Los Patos leader Luis Vega Paz, was arrested."
    assert said(text, *ROLES, *KIN) == {
        "Juan Ruiz Soto childOf Luis Vega Paz reported",
        "Luis Vega Paz leaderOf Los Patos reported",
    }


def test_a_participle_after_the_last_of_a_list_is_about_the_last() -> None:
    text = "Juan Ruiz Soto and Luis Vega Paz, alias ‘El Chato,’ associated with Los Patos, were arrested."
    assert said(text, *ROLES) == {"Luis Vega Paz linkedTo Los Patos reported"}


def test_a_name_in_a_list_that_is_said_not_to_have_travelled_was_not_handed_over() -> None:
    text = (
        "México entregó a 12 presos a Estados Unidos el lunes. La lista:\n\n"
        "- Juan Ruiz Soto. Líder de Los Patos.\n"
        "- Ana Vega Paz. No viajó en ningún avión.\n"
    )
    extraction = extract(Source("text", text, published="2026-01-20"))
    names = {entity.id: next(iter(entity.names), "") for entity in extraction.entities}
    assert {names[c.subject] for c in extraction.claims if c.predicate == "transferredIn"} == {"Juan Ruiz Soto"}


def test_se_trata_de_accuses_nobody() -> None:
    text = "La policía detuvo a un hombre. Se trata de Juan Ruiz Soto, acusado de secuestro.\n"
    charges = {str(c.object) for c in extract(Source("text", text)).claims if c.predicate == "accusedOf"}
    assert charges == {"kidnapping"}
