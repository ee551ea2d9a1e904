from __future__ import annotations

import pytest

from api.sparql.position import find_fault, position_of


@pytest.mark.parametrize(
    ("query", "line", "column", "message"),
    [
        ("SELECT * {\n ?s ?p }", 2, 8, "“}” does not fit here. Expected one of"),
        ("SELECT * {\n ?s ?p ?o FOO }", 2, 11, "“FOO” does not fit here."),
        ("SELECT *\n\n{ ?s ?p ?o } LIMIT ten", 3, 20, "“ten” does not fit here."),
        ("SELECT * { ?s ?p ?o } LIMIT 10 ;", 1, 32, "“;” does not fit here."),
        ("SELECT * { ?s ?p ?o", 1, 20, "the query ends too early. Expected one of"),
        ("SELEC * { ?s ?p ?o }", 1, 1, "“SELEC” does not fit here."),
        ("SELECT * { ?s ex:p ?o }", 1, 15, "“ex:p” does not fit here. Prefix not found."),
        ("SELECT * { ?s ?p 'open }", 1, 25, "the query ends too early. Expected one of '"),
        ("SELECT * { ?s ?p '''\n\n''' . # a comment\n\n ?s }", 5, 5, "“}” does not fit here."),
        ("", 1, 1, "there is no query"),
        ("# nothing but a comment", 1, 1, "there is no query"),
    ],
)
def test_the_first_token_that_does_not_fit_is_named(query: str, line: int, column: int, message: str) -> None:
    fault = find_fault(query, base="http://x.example/", prefixes={})
    assert fault is not None
    assert (fault.line, fault.column) == (line, column)
    assert fault.message.startswith(message)


def test_a_query_that_parses_has_no_fault() -> None:
    query = "SELECT * { ?s ?p 'a'@en, 'b'^^tr:x, -1 . ?s !(tr:a|^tr:b) ?o }"
    assert find_fault(query, base="http://x.example/", prefixes={"tr": "http://x.example/"}) is None


def test_positions_are_counted_from_one() -> None:
    assert position_of("ab\ncd", 0) == (1, 1)
    assert position_of("ab\ncd", 4) == (2, 2)
