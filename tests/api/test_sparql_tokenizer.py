from __future__ import annotations

import time

import pytest

from api.sparql.tokenizer import Kind, all_readings, first_reading

LONGEST = 65_536


def texts(query: str) -> list[str]:
    return [token.text for token in first_reading(query)]


@pytest.mark.parametrize(
    ("query", "tokens"),
    [
        ("SELECT*{?s?p'x'@en-US}", ["SELECT", "*", "{", "?s", "?p", "'x'", "@en-US", "}"]),
        ("a:b.c. _:d.e.", ["a:b.c", ".", "_:d.e", "."]),
        ("1 1.5 .5 1e3 1.", ["1", "1.5", ".5", "1e3", "1", "."]),
        ("'''a'b''c''' \"\"\"\n\"\"\"", ["'''a'b''c'''", '"""\n"""']),
        ("<http://x.example/#a> # <b>\n< 1", ["<http://x.example/#a>", "<", "1"]),
        ("tr:a\\-b%20c $v ?ñ", ["tr:a\\-b%20c", "$v", "?ñ"]),
        ("<<( ?s ?p ?o )>> {| |} ^^ && || !=", ["<<(", "?s", "?p", "?o", ")>>", "{|", "|}", "^^", "&&", "||", "!="]),
    ],
)
def test_a_query_is_cut_into_the_terminals_of_the_grammar(query: str, tokens: list[str]) -> None:
    assert texts(query) == tokens


def test_a_character_that_begins_no_token_stands_by_itself() -> None:
    assert texts("SELECT \\ 'open") == ["SELECT", "\\", "'", "open"]


def test_positions_are_of_the_query() -> None:
    query = "ASK { # c\n ?s }"
    assert all(query.startswith(token.text, token.start) for token in first_reading(query))


def test_both_readings_of_a_less_than_are_seen() -> None:
    query = "FILTER(?a<'x>')hidden '"
    assert "hidden" not in texts(query)
    assert "hidden" in {token.text for token in all_readings(query) if token.kind is Kind.WORD}


REPEATED = [
    "a.",
    "e:a.",
    "e:a",
    "a",
    "_:a.",
    "<a",
    "?a<'x>'||",
    "?s <#a> ?o .",
    "'''a",
    "''a",
    '"',
    "1",
    "1.",
    "@a-",
    "#",
    "a-",
]


@pytest.mark.parametrize("repeated", REPEATED)
def test_no_text_takes_long_to_read(repeated: str) -> None:
    query = "ASK { ?s ?p e:" + repeated * (LONGEST // len(repeated))
    started = time.process_time()
    assert sum(1 for _ in all_readings(query)) >= 1
    assert len(first_reading(query)) >= 1
    assert time.process_time() - started < 5
