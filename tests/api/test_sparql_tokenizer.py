from __future__ import annotations

import time

import pytest
from pyoxigraph import Store

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


WITHIN = {
    Kind.IRI: "ASK {{ <u:a{0}b> ?p ?o }}",
    Kind.VARIABLE: "ASK {{ ?a{0}b ?p ?o }}",
    Kind.NAME: "PREFIX e: <u:> ASK {{ e:a{0}b ?p ?o }}",
    Kind.BLANK: "ASK {{ _:a{0}b ?p ?o }}",
    Kind.STRING: "ASK {{ ?s ?p 'a{0}b' }}",
    Kind.LANGUAGE: "ASK {{ ?s ?p 'x'@a{0}b }}",
}
CHARACTERS = [chr(code) for code in (*range(0x250), *range(0x2000, 0x2070), 0xD7FF, 0xFEFF, 0xFFFD, 0x1F910)]


@pytest.mark.parametrize("kind", WITHIN)
def test_what_the_engine_reads_as_one_token_is_one_here(kind: Kind) -> None:
    # The other way would hide nothing: where a token of ours goes on, the engine stops at a character that begins none.
    store = Store()
    for character in [*CHARACTERS, *(f"\\{character}" for character in CHARACTERS[:128])]:
        query = WITHIN[kind].format(character)
        try:
            store.query(query)
        except SyntaxError:
            continue
        if character.isspace() or character in "#,;":  # then they are two for the engine, too
            continue
        found = [token.text for token in first_reading(query) if token.kind is kind]
        assert any(character in text for text in found), (character, found)


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
