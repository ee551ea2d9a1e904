"""What the extractor makes of whole short texts of our own, English and Spanish."""

from __future__ import annotations

import pytest
from examples import share
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.claim import QUOTE_LIMIT, Extraction, Source, Value
from loaders.extraction.extractor import EXTRACTOR, VERSION, extract


def read(text: str, *, published: str | None = "2026-05-14", language: str | None = None) -> Extraction:
    return extract(Source(label="test", text=text, published=published, language=language))


def lines(extraction: Extraction) -> set[str]:
    """Claims as `subject predicate object modality`, persons and things by their fullest names."""
    names = {e.id: e.names[0] if e.names else e.type for e in extraction.entities}
    return {
        f"{names[c.subject]} {c.predicate} {c.object if isinstance(c.object, Value) else names[c.object]} {c.modality}"
        for c in extraction.claims
    }


HANDOVER_EN = """Panama hands 14 prisoners to the United States

PANAMA CITY, May 14 (Own Wire) - Panama on Tuesday extradited 14 prisoners to the United States aboard two planes of \
the Air Force, the Security Ministry said. Nine were flown to Miami and five to Houston.

Among those extradited was Rogelio Batista Moreno, alias "El Faro," the alleged leader of the Bahía Roja gang, \
an armed wing of the Sur Cartel. He is charged in the Southern District of Florida with money laundering and kidnapping.

Batista's brother, Iván Batista Moreno, was arrested in Colón in 2024 and is held at La Joya prison.
"""

HANDOVER_ES = """Colombia extradita a nueve presos a Estados Unidos

Bogotá, 14 may.- Colombia extraditó el martes a Estados Unidos a nueve presos, conforme al tratado de extradición, \
informó el Ministerio de Justicia.

Entre los extraditados figuran Marta Lucía Peña Roldán, alias “La Maga”, presunta jefa de Los Cuervos, y \
Hernán Darío Gil Soto, “Tornillo”, exintegrante del Clan del Puerto. Peña Roldán está acusada de narcotráfico.
"""


def test_an_english_handover_gives_its_event_with_counts_date_mode_and_cities() -> None:
    said = lines(read(HANDOVER_EN))
    assert {
        "Transfer peopleCount 14 reported",
        "Transfer date 2026-05-12 reported",
        "Transfer legalMode extradition reported",
        "Transfer aircraftCount 2 reported",
        "Transfer destination Miami reported",
        "Transfer destination Houston reported",
    } <= said


def test_an_english_passenger_keeps_the_strength_of_each_statement() -> None:
    said = lines(read(HANDOVER_EN))
    assert {
        "Rogelio Batista Moreno transferredIn Transfer reported",
        "Rogelio Batista Moreno alias El Faro reported",
        "Rogelio Batista Moreno leaderOf Bahía Roja gang alleged",
        "Bahía Roja gang partOf Sur Cartel reported",
        "Rogelio Batista Moreno accusedOf money_laundering charged",
        "Rogelio Batista Moreno accusedOf kidnapping charged",
        "Rogelio Batista Moreno chargedIn Southern District of Florida reported",
    } <= said


def test_a_relative_who_was_not_handed_over_is_no_passenger() -> None:
    said = lines(read(HANDOVER_EN))
    assert "Iván Batista Moreno siblingOf Rogelio Batista Moreno reported" in said
    assert "Iván Batista Moreno transferredIn Transfer reported" not in said


def test_counts_of_a_city_are_kept_with_the_destination() -> None:
    counts = {c.count for c in read(HANDOVER_EN).claims if c.predicate == "destination"}
    assert counts == {9, 5}


def test_a_transfer_names_the_two_states_in_english() -> None:
    event = next(e for e in read(HANDOVER_ES).entities if e.type == "Transfer")
    assert (event.from_state, event.to_state) == ("Colombia", "United States")


def test_a_spanish_handover_gives_its_event_and_its_passengers() -> None:
    said = lines(read(HANDOVER_ES))
    assert {
        "Transfer peopleCount 9 reported",
        "Transfer date 2026-05-12 reported",
        "Transfer legalMode extradition reported",
        "Transfer legalBasis tratado de extradición reported",
        "Marta Lucía Peña Roldán transferredIn Transfer reported",
        "Hernán Darío Gil Soto transferredIn Transfer reported",
        "Marta Lucía Peña Roldán alias La Maga reported",
        "Marta Lucía Peña Roldán leaderOf Los Cuervos alleged",
        "Hernán Darío Gil Soto memberOf Clan del Puerto reported",
        "Marta Lucía Peña Roldán accusedOf drug_trafficking alleged",
    } <= said


def test_former_membership_is_a_status() -> None:
    statuses = {c.predicate: c.status for c in read(HANDOVER_ES).claims if c.predicate in ("memberOf", "leaderOf")}
    assert statuses == {"leaderOf": "current", "memberOf": "former"}


def test_an_attributed_sentence_has_its_speaker() -> None:
    extraction = read(HANDOVER_ES)
    names = {e.id: e.names[0] for e in extraction.entities if e.names}
    date = next(c for c in extraction.claims if c.predicate == "date")
    assert date.speaker is not None
    assert names[date.speaker] == "Ministerio de Justicia"


def test_a_spanish_list_with_an_item_a_person_is_read_with_its_lead_in() -> None:
    text = (
        "Honduras entregó a 6 presos a Estados Unidos el lunes. Entre los trasladados se encuentran:\n\n"
        "· Óscar “N”, alias “El Chele”, presunto líder de Los Faros.\n"
        "· Nelson “N”, alias “Pingüino”, hermano de Ana Ruiz Vega.\n"
    )
    said = lines(read(text))
    assert {
        "Óscar “N” transferredIn Transfer reported",
        "Nelson “N” transferredIn Transfer reported",
        "Óscar “N” leaderOf Los Faros alleged",
        "Nelson “N” siblingOf Ana Ruiz Vega reported",
    } <= said


def test_a_spanish_profile_with_dropped_subjects_stays_with_its_person() -> None:
    text = (
        "Ecuador extraditó a 3 reos a Estados Unidos el martes.\n\n"
        "Jorge Luis Mena Castro, ‘El Búho’. Encabezaba Los Faros. Lo acusan de secuestro. Aterrizó en Miami."
    )
    said = lines(read(text))
    assert {
        "Jorge Luis Mena Castro alias El Búho reported",
        "Jorge Luis Mena Castro leaderOf Los Faros reported",
        "Jorge Luis Mena Castro accusedOf kidnapping alleged",
        "Jorge Luis Mena Castro flownTo Miami reported",
    } <= said


def test_an_english_follow_up_gives_the_latest_stage_with_its_date() -> None:
    text = (
        "Luis Vega Prado was charged in 2024 with kidnapping. "
        "On Monday Vega Prado pleaded guilty in Houston to kidnapping. He was sentenced to 12 years in prison."
    )
    extraction = read(text)
    said = lines(extraction)
    assert "Luis Vega Prado accusedOf kidnapping sentenced" in said
    assert "Luis Vega Prado accusedOf kidnapping charged" not in said
    assert "Luis Vega Prado sentencedTo 12 years reported" in said


@pytest.mark.parametrize(
    "text",
    [
        "Fourteen prisoners were moved on Monday from Litoral Penitentiary to the new jail at Santa Elena.",
        "Un convoy llevó a 38 internos de la penitenciaría de Tacumbú al nuevo penal de Minga Guazú.",
        "Brazil has asked for the extradition of Juan Ruiz Soto; the request is pending.",
        "Estados Unidos pidió en marzo la extradición de Juan Ruiz Soto, que podría resolverse este año.",
        "Will there be a fourth flight of prisoners to the United States?",
        "Juan Ruiz Soto could be extradited to the United States next year.",
        "Police arrested Juan Ruiz Soto in Bogotá on Monday.",
    ],
)
def test_what_is_no_handing_over_makes_no_transfer(text: str) -> None:
    assert not [e for e in read(text).entities if e.type == "Transfer"]


def test_a_withheld_surname_is_no_surname() -> None:
    text = "Detuvieron a Pedro “N”, alias “El Gato”, y a Pablo “N”, alias “El Tejón”, jefes de Los Faros."
    people = [e.names for e in read(text).entities if e.type == "Person"]
    assert sorted(names[0] for names in people) == ["Pablo “N”", "Pedro “N”"]
    assert not any(name.endswith(" N") for names in people for name in names)


def test_a_modal_is_no_fact() -> None:
    said = lines(read("If convicted, Juan Ruiz Soto could be sentenced to life in prison."))
    assert not [line for line in said if "sentencedTo" in line]


def test_an_official_is_not_accused_of_what_he_tells() -> None:
    text = (
        "Security Minister Ana Ruiz Vega said Juan Soto Paz, the leader of the Sur Cartel, was charged with kidnapping."
    )
    people = {e.names[0]: e.part for e in read(text).entities if e.type == "Person"}
    assert people == {"Ana Ruiz Vega": "official", "Juan Soto Paz": "accused"}


def test_the_language_is_detected_and_kept_when_given() -> None:
    assert read(HANDOVER_ES).source.language == "es"
    assert read(HANDOVER_EN).source.language == "en"
    assert read(HANDOVER_EN, language="es").source.language == "es"


def test_every_claim_names_its_rule_and_the_extractor_itself() -> None:
    extraction = read(HANDOVER_EN)
    assert (extraction.extractor, extraction.version) == (EXTRACTOR, VERSION)
    assert all(claim.rule for claim in extraction.claims)


def test_every_entity_has_its_mentions_in_order_and_within_the_text() -> None:
    extraction = read(HANDOVER_EN)
    for entity in extraction.entities:
        assert entity.mentions == tuple(sorted(entity.mentions))
        assert all(0 <= start < end <= len(HANDOVER_EN) for start, end in entity.mentions)
        if entity.type == "Person":
            assert entity.mentions, entity


def test_reading_twice_and_after_another_document_gives_the_same() -> None:
    first = read(HANDOVER_EN).to_json()
    read(HANDOVER_ES)
    assert read(HANDOVER_EN).to_json() == first


def test_without_a_date_of_publication_relative_dates_stay_unresolved() -> None:
    extraction = read("Panama on Tuesday extradited 14 prisoners to the United States.", published=None)
    assert not [c for c in extraction.claims if c.predicate == "date"]


def test_an_empty_text_says_nothing() -> None:
    assert read("").claims == ()


PIECES = """Juan Ruiz Soto,
Ana
“El Gato”
alias
‘La Güera’
.
;
:
—
(
)
«Z-1»
líder de
leader of
Los Faros
Cártel de
Sinaloa
was flown to
Houston
fue extraditado a
Estados Unidos
the United States
12
prisoners
el martes
on Monday
brother of
su hermano
y
and
acusado de
charged with
kidnapping
secuestro
Distrito Sur de Texas
said
informó
la DEA
“N”
•
ß
İ
e\u0301
\u00a0
\u200b
😀
respectivamente
los tres
both
he
el último""".splitlines()
WORDS = st.sampled_from([*PIECES, "\n", "\n\n"])


def check(text: str) -> None:
    extraction = read(text)
    ids = {entity.id for entity in extraction.entities}
    for claim in extraction.claims:
        assert claim.quote
        assert text[claim.start : claim.end] == claim.quote
        assert len(claim.quote) <= QUOTE_LIMIT
        assert claim.subject in ids
        assert isinstance(claim.object, Value) or claim.object in ids
        assert claim.speaker is None or claim.speaker in ids
    for entity in extraction.entities:
        assert all(0 <= start < end <= len(text) for start, end in entity.mentions)


@settings(max_examples=share(0.6), deadline=None)
@given(st.lists(WORDS, max_size=60).map(" ".join))
def test_quotes_stand_in_any_jumble_of_the_words_that_rules_know(text: str) -> None:
    check(text)


@settings(max_examples=share(0.6), deadline=None)
@given(st.text(max_size=400))
def test_quotes_stand_in_any_text(text: str) -> None:
    check(text)


def test_line_ends_of_another_system_change_no_claim() -> None:
    assert lines(read(HANDOVER_EN.replace("\n", "\r\n"))) == lines(read(HANDOVER_EN))


def test_a_figure_by_two_speakers_is_two_claims() -> None:
    text = (
        "Panama extradited 14 prisoners to the United States on Monday, the Security Ministry said. "
        "Panama extradited 14 prisoners to the United States, the U.S. Justice Department said."
    )
    extraction = read(text)
    counts = [c for c in extraction.claims if c.predicate == "peopleCount"]
    assert len(counts) == len({c.speaker for c in counts}) == 2


def test_the_leader_of_a_part_is_no_leader_of_the_whole() -> None:
    said = lines(read("Juan Ruiz Soto led a cell of the Sur Cartel. Ana Vega Paz ran the Sur Cartel's laboratories."))
    assert not [line for line in said if "leaderOf" in line]


def test_what_the_son_did_is_not_said_of_the_father() -> None:
    said = lines(read("The son of imprisoned drug lord Juan Ruiz Soto pleaded guilty on Friday to kidnapping."))
    assert not [line for line in said if "accusedOf" in line]


def test_a_dated_entry_without_a_subject_is_about_the_person_of_the_document() -> None:
    text = (
        "Juan Ruiz Soto fue detenido en Lima. Ruiz Soto negó todo. Ruiz Soto calla.\n\n"
        "3 de mayo de 2030. Pedro Luna Paz fue detenido en Quito.\n\n"
        "5 de junio de 2030. Fue detenido en Bogotá.\n"
    )
    extraction = extract(Source(label="x", text=text, language="es", published="2031-01-01"))
    names = {entity.id: entity.names[0] for entity in extraction.entities if entity.names}
    arrests = {(names[c.subject], names[str(c.object)]) for c in extraction.claims if c.predicate == "arrestedIn"}
    assert ("Juan Ruiz Soto", "Bogotá") in arrests
    assert ("Pedro Luna Paz", "Bogotá") not in arrests
