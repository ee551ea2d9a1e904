from __future__ import annotations

import random
import socket
import threading
from collections.abc import Iterator

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from api.sparql.error import QueryRefusedError, QueryTooComplexError, QueryTooLargeError
from api.sparql.guard import MAX_DEPTH, MAX_OPERATORS, MAX_PATTERNS, check_query
from ontology.error import QueryError

SERVICE_QUERIES = [
    "SELECT * { SERVICE <http://x.example/> { ?s ?p ?o } }",
    "SELECT * { service<http://x.example/>{ ?s ?p ?o } }",
    "SELECT * { SERVICE#c\n<http://x.example/> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <http://x.example/> { ?s ?p ?o } }",
    "SELECT * { SERVICE <http://x.example/\\u0031> { ?s ?p ?o } }",
    "SELECT * { \\u0053ERVICE <http://x.example/> { ?s ?p ?o } }",
    "SELECT * { BIND(<http://x.example/> AS ?g) SERVICE ?g { ?s ?p ?o } }",
    # Keywords need no space around them.
    "PREFIX e: <http://x.example/> SELECT * { SERVICEe:a { ?s ?p ?o } }",
    "PREFIX e: <http://x.example/> SELECT * { SERVICESILENT e:a { ?s ?p ?o } }",
    "PREFIX e: <http://x.example/> SELECT * { ?s ?p trueSERVICEe:a { ?s ?p ?o } }",
    "PREFIX e: <http://x.example/> SELECT * { ?s ?p 1SERVICE<http://x.example/> { ?s ?p ?o } }",
    # What looks like an IRI is a comparison, or the string in it hides the keyword.
    "PREFIX e: <http://x.example/> SELECT * { ?s ?p ?o FILTER(?o<1)SERVICEe:a#>\n{ ?s ?p ?o } }",
    "PREFIX e: <http://x.example/> SELECT * { ?s ?p ?o FILTER(?o<'x>')SERVICE e:a { ?s ?p ?o } #'\n }",
    # A dot within a local name that this parser takes for the end of the triple.
    "SELECT * { ?s ?p tr:a.MINUS.service<http://x.example/> { } }",
]


@pytest.mark.parametrize("query", SERVICE_QUERIES)
def test_service_is_refused_however_it_is_written(query: str) -> None:
    with pytest.raises(QueryRefusedError, match=r"^Line \d+, column \d+: SERVICE"):
        check_query(query, longest=10_000)


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?s ?p "SERVICE <http://x.example/> { }" }',
        "SELECT * { ?s ?p '''one ' SERVICE '' ''' }",
        'SELECT * { ?s ?p "an escaped \\" SERVICE" }',
        "SELECT * { ?s ?p ?o } # SERVICE <http://x.example/> { }",
        "SELECT * { ?s <http://x.example/SERVICE#service> ?o }",
        "SELECT ?service { ?service tr:SERVICE ?o }",
        "SELECT * { ?s ?p 'x'@service-load }",
        "SELECT * { GRAPH <http://x.example/insert> { ?insert ?p _:delete } }",
    ],
)
def test_the_word_may_stand_where_it_is_no_keyword(query: str) -> None:
    check_query(query, longest=10_000)
    Store().query(query, prefixes={"tr": "http://x.example/ns#"})


@pytest.mark.parametrize(
    "update",
    [
        "LOAD <http://x.example/>",
        "load silent<http://x.example/>",
        "INSERT DATA { <a:a> <a:a> <a:a> }",
        "DELETE WHERE { ?s ?p ?o }",
        "PREFIX a: <a:> #\n INSERT { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "SELECT * { ?s ?p ?o } ; DROP ALL",
        "CLEAR DEFAULT",
        "CREATE GRAPH <a:a>",
        "COPY <a:a> TO <b:b>",
    ],
)
def test_updates_are_refused(update: str) -> None:
    with pytest.raises(QueryRefusedError, match="is an update"):
        check_query(update, longest=10_000)


def test_the_message_says_where() -> None:
    with pytest.raises(QueryRefusedError, match=r"^Line 2, column 4: SERVICE"):
        check_query("SELECT * {\n   SERVICE <http://x.example/> { } }", longest=10_000)


def test_length_is_counted_in_bytes() -> None:
    check_query("ASK { ?s ?p 'ñ' }", longest=18)
    with pytest.raises(QueryTooLargeError, match="18 bytes; the limit is 17"):
        check_query("ASK { ?s ?p 'ñ' }", longest=17)


@pytest.mark.parametrize(
    ("opening", "closing"), [("{", "}"), ("(", ")"), ("OPTIONAL {", "}"), ("[", "]"), ("FILTER(", ")")]
)
def test_deep_nesting_is_refused(opening: str, closing: str) -> None:
    check_query(f"SELECT * {{ {opening * (MAX_DEPTH - 1)}{closing * (MAX_DEPTH - 1)} }}", longest=100_000)
    with pytest.raises(QueryTooComplexError, match="nested brackets"):
        check_query(f"SELECT * {{ {opening * 5_000}{closing * 5_000} }}", longest=100_000)


@pytest.mark.parametrize("operator", [" UNION ", "||", "&&", "+", "!"])
def test_a_long_chain_of_operators_is_refused(operator: str) -> None:
    with pytest.raises(QueryTooComplexError, match="operators"):
        check_query(f"SELECT * {{ FILTER(1{(operator + '1') * (MAX_OPERATORS + 1)}) }}", longest=1_000_000)


@pytest.mark.parametrize(
    "joined",
    [
        " . ".join(f"?s ?p{i} ?o{i}" for i in range(MAX_PATTERNS + 1)),
        "?s " + " ; ".join(f"?p{i} ?o{i}" for i in range(MAX_PATTERNS + 1)),
        "?s ?p " + " , ".join(f"?o{i}" for i in range(MAX_PATTERNS + 1)),
        "?s " + " / ".join(f"<p:{i}>" for i in range(MAX_PATTERNS + 2)) + " ?o",
        "?s ?p (" + " ".join(f"?o{i}" for i in range(MAX_PATTERNS + 2)) + ")",
    ],
    ids=["star", "predicates", "objects", "path", "list"],
)
def test_many_joined_patterns_are_refused(joined: str) -> None:
    with pytest.raises(QueryTooComplexError, match="triple patterns"):
        check_query(f"SELECT * {{ {joined} }}", longest=100_000)


@pytest.mark.parametrize(
    ("query", "what"),
    [
        (f"SELECT {' '.join(f'(1 AS ?a{i})' for i in range(MAX_OPERATORS + 1))} {{}}", "operators"),
        (f"SELECT * {{ {' '.join(f'VALUES ?v{i} {{ 1 }}' for i in range(MAX_PATTERNS + 1))} }}", "triple patterns"),
    ],
    ids=["expressions", "blocks of values"],
)
def test_what_the_engine_nests_or_joins_is_counted_however_it_is_written(query: str, what: str) -> None:
    with pytest.raises(QueryTooComplexError, match=what):
        check_query(query, longest=100_000)


def test_many_values_are_no_patterns() -> None:
    rows = " ".join(f"(<http://x.example/{i}> {i})" for i in range(2_000))
    check_query(f"SELECT * {{ VALUES (?s ?n) {{ {rows} }} ?s ?p ?o }}", longest=100_000)


def test_half_the_most_patterns_pass() -> None:
    patterns = " . ".join(f"?s ?p{i} ?o{i}" for i in range(MAX_PATTERNS // 2))
    check_query(f"SELECT * {{ {patterns} . FILTER(?o1 < 3 && ?o2 > 4) }}", longest=100_000)


def is_refused(query: str) -> bool:
    try:
        check_query(query, longest=10_000)
    except QueryError:
        return True
    return False


HEADS = ["SERVICE", "service", "SERVICE SILENT", "SERVICESILENT", "\\u0053ERVICE", "SERVICE#x\n", "\u017fERVICE"]
TARGETS = ["e:a", "e:", "?g", ":b", "<http://127.0.0.1:{port}/x>", "e:a#>\n", "e:a#'\n", 'e:a#"\n']
TAILS = ["{}", "{?a ?b ?c}", "{}#>", "{}#'", '{} #"', "{}#'''\n", "{?a ?b '>'}"]
JOINS = ["", "", " ", "\n", ".", "#c\n"]
# What may stand beside a call, one a line: ⏎ is the end of a line, ❜ three apostrophes.
FRAGMENTS = r'''
?s ?p ?o
?s ?p ?o.
?s ?p true
?s ?p 1
?s ?p 1e2
?s ?p 1.
?s ?p .5
?s ?p e:x
?s ?p e:x.
?s ?p e:x\-
?s ?p e:%20
?s ?p e:ñ
?s ?p e:×
?s ?p _:x.
?s ?p 'x'
?s ?p 'x'@en-US
?s ?p ''
?s ?p 'x'@en--ltr
?s ?p ❜x''
?s ?p ❜x❜
?s ?p "x\""
?s ?p "x\u0022"
?s ?p <u:x\u003E>
FILTER(?o<1)
FILTER(?o<'x>')
FILTER(?o<'x#>')
FILTER(EXISTS{}<'x>')
BIND(1<'>'AS?z)
?s ?p (1)
FILTER(true<'x>')
BIND(e:g AS ?g)
VALUES ?g{e:g}
OPTIONAL
UNION
MINUS
LATERAL
GRAPH ?x
{
?s ?p/?q
?s e:p/e:q ?o
?s ?p <<(?s ?p ?o)>>
?s ?p ?o {|?a ?b|}
?xé
?s ?p ?o·
?s ?p ?o²
#'⏎
#>⏎
?s ?p """a""
?s ?p '<'
FILTER(?o<?s>?p)
FILTER(STR(?o)<'>'||'<'>'a')
FILTER(?o<(1))#>⏎
'''
BESIDE = [line.replace("⏎", "\n").replace("❜", "'''") for line in FRAGMENTS.splitlines()]


@pytest.fixture(scope="module")
def listener() -> Iterator[tuple[int, list[None]]]:
    """A port of this machine, and one entry for each connection to it."""
    calls: list[None] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def count() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                calls.append(None)
                connection.close()

        threading.Thread(target=count, daemon=True).start()
        yield listening.getsockname()[1], calls
        listening.shutdown(socket.SHUT_RDWR)


@pytest.mark.slow
def test_what_the_guard_lets_pass_never_calls_another_server(listener: tuple[int, list[None]]) -> None:
    port, calls = listener
    store = Store()
    store.add(Quad(NamedNode("http://x.example/1"), NamedNode("http://x.example/p"), Literal("a>b")))
    prefixes = {"e": f"http://127.0.0.1:{port}/", "": f"http://127.0.0.1:{port}/"}
    chance = random.Random(20_261_124)
    called = 0
    for _ in range(20_000):
        before = "".join(chance.choice(BESIDE) + chance.choice(JOINS) for _ in range(chance.randint(0, 3)))
        call = chance.choice(HEADS) + chance.choice(JOINS) + chance.choice(TARGETS).format(port=port)
        after = chance.choice(JOINS) + chance.choice(TAILS) + chance.choice(JOINS) + chance.choice(BESIDE)
        body = before + call + after
        if chance.random() < 0.3:
            place = chance.randrange(len(body))
            body = body[:place] + chance.choice("<>'\"#(){}.\\ \n?:@_") + body[place:]
        query = f"SELECT * {{{body}\n}}"
        known = len(calls)
        failed = False
        try:
            list(store.query(query, prefixes=prefixes))  # type: ignore[arg-type]
        except OSError:
            failed = True
        except (SyntaxError, ValueError, RuntimeError):
            continue
        if not failed and len(calls) == known:
            continue
        called += 1
        assert is_refused(query), query
    assert called > 500
