from __future__ import annotations

import pytest

from loaders.record import naming


def test_a_city_is_named_with_its_state_first() -> None:
    named = naming.place("San Blas", "Ruritania", "Sylvania")
    assert named.names == ("San Blas, Ruritania", "San Blas")
    assert named.key == naming.place_in_words("San Blas, Ruritania").key


def test_a_state_that_shares_its_name_with_a_city_is_named_as_a_state() -> None:
    assert naming.place("", "New York", "United States").names == ("New York State",)
    assert naming.place("New York", "New York", "United States").names == ("New York, New York", "New York")
    assert naming.place_in_words("New York") == naming.place("", "New York", "United States")
    assert naming.place_in_words("Washington").names == ("Washington",)
    assert naming.place("", "", "Mexico").names == ("Mexico",)


@pytest.mark.parametrize("words", ["federal court in Kentucky (district not stated)", "a court", "Mexican court"])
def test_a_court_that_is_only_described_belongs_to_its_row(words: str) -> None:
    one, other = naming.court(words, "row 1"), naming.court(words, "row 2")
    assert (one.names, one.description) == ((), words)
    assert one.key != other.key


@pytest.mark.parametrize(
    "words", ["Western District of Texas", "District of Columbia", "Los Angeles County Superior Court"]
)
def test_a_named_court_joins_rows(words: str) -> None:
    assert naming.is_court(words)
    assert naming.court(words, "row 1") == naming.court(words, "row 2")
    assert naming.court(words, "row 1").names == (words,)


def test_a_remark_in_brackets_is_no_part_of_a_name_but_its_initials_are_a_name() -> None:
    assert naming.prison("Cefereso 1 Altiplano (Estado de México)", "r").names == ("Cefereso 1 Altiplano",)
    assert naming.place_in_words("Aeropuerto Internacional Felipe Ángeles (AIFA)").names == (
        "Aeropuerto Internacional Felipe Ángeles",
        "AIFA",
    )
    assert naming.place_in_words("Mexico City (AICM)").names == ("Mexico City",)


@pytest.mark.parametrize(
    ("words", "one", "many"),
    [
        ("penal de Durango", True, False),
        ("Cereso de Nayarit", True, False),
        ("federal prisons", False, True),
        ("jails in Mexico City and Guerrero (unnamed)", False, True),
        ("Toluca", False, False),
        ("Santa Lucía military base", False, False),
    ],
)
def test_several_prisons_are_not_one(words: str, one: bool, many: bool) -> None:
    assert (naming.is_prison(words), naming.are_prisons(words)) == (one, many)


@pytest.mark.parametrize("words", ["nobody: no request behind it", "agreement between both governments"])
def test_words_that_name_no_authority_give_none(words: str) -> None:
    assert naming.authority(words) is None


@pytest.mark.parametrize(
    ("words", "office", "expected"),
    [
        ("FGR and SSPC (joint note)", "", [("Authority", ("FGR",), None), ("Authority", ("SSPC",), None)]),
        ("White House", "", [("Authority", ("White House",), None)]),
        ("Webb County Sheriff's Office (Ana Ruiz)", "", [("Authority", ("Webb County Sheriff's Office",), None)]),
        ("Mexican officials", "", [("Authority", (), None)]),
        ("White House press secretary", "White House", [("Person", (), "official")]),
        ("Ana Ruiz Soto", "U.S. Attorney General", [("Person", ("Ana Ruiz Soto",), "official")]),
        ("Ana Ruiz Soto", "defence lawyer of Blas Gil", [("Person", ("Ana Ruiz Soto",), "counsel")]),
        ("Ana Ruiz Soto", "wife of Blas Gil", [("Person", ("Ana Ruiz Soto",), "relative")]),
        ("Ana Ruiz Soto", "", [("Person", ("Ana Ruiz Soto",), "other")]),
    ],
)
def test_speakers_are_told_apart(
    words: str, office: str, expected: list[tuple[str, tuple[str, ...], str | None]]
) -> None:
    found = naming.speakers(words, "row", office)
    assert [(named.type, named.names, named.part) for named, _ in found] == expected
    for named, (start, end) in found:
        assert not named.names or named.names[0] in words[start:end]
