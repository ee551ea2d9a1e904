"""Lines that cannot hold what an expression looks for are not searched; nothing is missed by that."""

from __future__ import annotations

import re

import pytest
from examples import share
from hypothesis import given, settings
from hypothesis import strategies as st
from pattern_fuzzing import hard_units

from loaders.extraction import docket, quotation, via
from loaders.extraction.text import LineFinder, fold

WORDS = st.text("ab \n", max_size=3).filter(lambda word: word and "\n" not in word)
EXPRESSIONS = {"number": docket._DOCKET, "medium": via._MEDIUM, "unquoted": quotation._UNQUOTED}
SAID = (
    "Case No. 1:23-cr-00123-ABC was filed.\nLa carpeta FED/CDMX/0001/2024 sigue.\nUnder 22-CR-00412 he pleaded.",
    "Según El Faro de Prueba, fue él.\nSegún dijo.\nThe Prueba Herald reported it.\nEl Faro de Prueba publicó eso.",
    "Ana Ruiz, alias Luna, llegó.\nAna Ruiz llegó.\nLuis Soto, a quien le dicen Tito, no.",
)


@given(st.lists(st.lists(WORDS, min_size=1, max_size=3), min_size=1, max_size=3), st.text("ab \n", max_size=40))
def test_lines_are_those_that_hold_a_word_of_the_list(lists: list[list[str]], text: str) -> None:
    lines = [(match.start(), match.end()) for match in re.finditer(r"[^\n]+", text)]
    assert LineFinder(*lists).find(text) == [
        [(start, end) for start, end in lines if any(word in text[start:end] for word in words)] for words in lists
    ]


def lines_of(name: str, text: str) -> list[tuple[int, int]]:
    match name:
        case "number":
            return [match.span() for match in docket._numbers(text)]
        case "medium":
            lines = via._MEDIUM_LINES.find(fold(text))[0]
        case _:
            lines = quotation._UNQUOTED_LINES.find(fold(text))[0]
    return [match.span() for line in lines for match in EXPRESSIONS[name].finditer(text, *line)]


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_what_an_expression_finds_in_a_text_it_finds_in_those_lines(name: str) -> None:
    found = 0
    for text in (*SAID, *("\n".join((unit * 3, *SAID)) for unit in hard_units(EXPRESSIONS[name]))):
        wanted = [match.span() for match in EXPRESSIONS[name].finditer(text)]
        assert lines_of(name, text) == wanted
        found += len(wanted)
    assert found > 3


@settings(max_examples=share(0.5))
@given(st.lists(st.sampled_from(["a", "1", "22", "-", "/", ":", "CR", "case ", "No. ", " ", ".", "\n"]), max_size=25))
def test_no_number_of_a_case_is_missed(parts: list[str]) -> None:
    text = "".join(parts)
    assert lines_of("number", text) == [match.span() for match in docket._DOCKET.finditer(text)]
