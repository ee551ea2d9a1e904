from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, Quad, Store

from api.sparql.error import MalformedQueryError, QueryRefusedError
from api.sparql.update import read_update
from api.sparql.updating import run_update
from ontology.error import QueryError

BASE = "http://ours.example/"
OURS, MINE = NamedNode(f"{BASE}documents/1"), NamedNode("http://mine.example/g")
S, P, X = (NamedNode(f"http://x.example/{name}") for name in "spx")


@pytest.fixture
def store() -> Store:
    """Our default graph and a document of ours, and a graph of a user."""
    store = Store()
    store.extend([Quad(S, P, X), Quad(S, P, X, OURS), Quad(S, P, S, MINE)])
    return store


def run(store: Store, update: str, reserved: tuple[str, ...] = (BASE,), **dataset: list[str]) -> None:
    using, named = dataset.get("using", []), dataset.get("named", [])
    run_update(store, update, base=BASE, using=using, using_named=named, reserved=list(reserved), longest=10_000)


@pytest.mark.parametrize(
    ("update", "graphs", "default", "every"),
    [
        ("INSERT DATA { <a:a> <a:a> 1 }", [], True, False),
        ("INSERT DATA { GRAPH <g:g> { <a:a> <a:a> 1 } }", ["<g:g>"], False, False),
        ("DELETE DATA { GRAPH e:g { <a:a> <a:a> 1 . } <a:a> <a:a> 2 }", ["e:g"], True, False),
        ("DELETE WHERE { GRAPH ?g { ?s ?p ?o } }", ["?g"], False, False),
        ("WITH <g:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", ["<g:g>"] * 3, False, False),
        ("DELETE { GRAPH <g:g> { ?s ?p ?o } } INSERT { GRAPH $h { ?s ?p ?o } } USING <u:u> WHERE { }",
         ["<g:g>", "$h"], False, False),
        ("CLEAR SILENT GRAPH <g:g>", ["<g:g>"], False, False),
        ("DROP DEFAULT", [], True, False),
        ("CLEAR NAMED", [], False, True),
        ("drop all", [], True, True),
        ("CREATE GRAPH <g:g>", ["<g:g>"], False, False),
        ("COPY DEFAULT TO <g:g>", ["<g:g>"], False, False),
        ("ADD GRAPH <f:f> TO GRAPH <g:g>", ["<g:g>"], False, False),
        ("MOVE SILENT <f:f> TO <g:g>", ["<f:f>", "<g:g>"], False, False),
        ("MOVE DEFAULT TO <g:g>", ["<g:g>"], True, False),
        ("COPY <g:g> TO DEFAULT", [], True, False),
        ("INSERT { } WHERE { ?s ?p '}' }", [], False, False),
        ("INSERT DATA { GRAPH <g:g> { <a:a> <a:a> '''{ }''' , \"}\" } }", ["<g:g>"], False, False),
    ],
)  # fmt: skip
def test_what_an_operation_writes_is_read(update: str, graphs: list[str], default: bool, every: bool) -> None:
    (operation,) = read_update(update)
    assert (operation.graphs, operation.writes_default, operation.writes_all) == (graphs, default, every)
    assert operation.text == update


def test_each_operation_has_the_prologue_before_it() -> None:
    first, second = read_update("PREFIX e: <e:> CREATE GRAPH e:a ; BASE <b:> PREFIX e: <f:> # c\n DROP GRAPH e:a ;")
    assert first.prologue == "PREFIX e: <e:>"
    assert second.prologue == "PREFIX e: <e:>\nBASE <b:>\nPREFIX e: <f:>"
    assert (first.text, second.text) == ("CREATE GRAPH e:a", "DROP GRAPH e:a")


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <a:a> <a:a> 1 }",
        "DELETE WHERE { ?s ?p ?o }",
        "CLEAR ALL",
        "DROP NAMED",
        "MOVE DEFAULT TO <http://mine.example/g>",
        "INSERT DATA { GRAPH <http://ours.example/x> { <a:a> <a:a> 1 } }",
        "INSERT DATA { GRAPH <x> { <a:a> <a:a> 1 } }",
        "BASE <http://other.example/> INSERT DATA { GRAPH <http://ours.example/x> { <a:a> <a:a> 1 } }",
        "PREFIX o: <http://ours.example/documents/> DELETE DATA { GRAPH o:1 { <a:a> <a:a> 1 } }",
        "INSERT DATA { GRAPH <http://mine.example/g> { <a:a> <a:a> 1 } } ; DROP GRAPH <http://ours.example/documents/1>",
        "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }",
        "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }",
        "INSERT { GRAPH ?g { ?s ?p 1 } } WHERE { ?s ?p ?o BIND(IRI(CONCAT('http://ours.', 'example/new')) AS ?g) }",
        "WITH <http://mine.example/g> INSERT { GRAPH ?g { ?s ?p 1 } } WHERE { GRAPH ?g { } ?s ?p ?o }",
        "COPY <http://mine.example/g> TO <http://ours.example/documents/1>",
        "MOVE <http://ours.example/documents/1> TO <http://mine.example/g>",
        "INSERT DATA { GRAPH <http://\\u006furs.example/x> { <a:a> <a:a> 1 } }",
    ],
)
def test_what_is_ours_is_not_written(store: Store, update: str) -> None:
    with pytest.raises(QueryRefusedError):
        run(store, update)
    assert set(store) >= {Quad(S, P, X), Quad(S, P, X, OURS)}


@pytest.mark.parametrize(
    ("update", "found"),
    [
        ("INSERT { GRAPH <http://mine.example/new> { ?s ?p 1 } } WHERE { ?s ?p ?o }", "<http://mine.example/new>"),
        ("DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), 'mine')) }", None),
        ("DELETE { GRAPH ?g { ?s ?p ?o } } USING NAMED <http://mine.example/g> WHERE { GRAPH ?g { ?s ?p ?o } }", None),
        ("COPY DEFAULT TO <http://mine.example/new>", "<http://mine.example/new>"),
        ("COPY <http://ours.example/documents/1> TO <http://mine.example/new>", "<http://mine.example/new>"),
    ],
)
def test_what_is_ours_can_be_read_for_what_is_theirs(store: Store, update: str, found: str | None) -> None:
    run(store, update)
    assert set(store) >= {Quad(S, P, X), Quad(S, P, X, OURS)}
    theirs = {str(quad.graph_name) for quad in store} - {str(OURS), "DEFAULT"}
    assert theirs == ({found, str(MINE)} if found else set())


def test_a_plain_dataset_may_be_written_whole(store: Store) -> None:
    run(store, "DROP ALL; INSERT DATA { <a:a> <a:a> <relative> }", reserved=())
    assert [quad.object.value for quad in store] == [f"{BASE}relative"]  # type: ignore[union-attr]


def test_a_dataset_of_the_request_is_that_of_the_pattern(store: Store) -> None:
    update = "INSERT { GRAPH <http://mine.example/new> { ?s ?p 2 } } WHERE { ?s ?p <http://x.example/s> }"
    run(store, update)
    new = NamedNode("http://mine.example/new")
    assert not list(store.quads_for_pattern(None, None, None, new))
    run(store, update, using=[MINE.value])
    assert len(list(store.quads_for_pattern(None, None, None, new))) == 1
    run(store, "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }", named=[MINE.value])
    assert not list(store.quads_for_pattern(None, None, None, MINE))
    for own in ("USING <g:g>", "USING NAMED <g:g>"):
        with pytest.raises(QueryError, match="Give one of them"):
            run(store, f"INSERT {{ GRAPH <g:h> {{ ?s ?p ?o }} }} {own} WHERE {{ ?s ?p ?o }}", using=[MINE.value])
    with pytest.raises(ValueError, match="IRI"):
        run(store, update, using=["http://x> ; DROP ALL #"])


def test_a_malformed_update_says_where(store: Store) -> None:
    with pytest.raises(MalformedQueryError, match=r"^Line 2, column 8: “XYZ” does not fit here") as caught:
        run(store, "CLEAR ALL;\n CLEAR XYZ")
    assert (caught.value.line, caught.value.column) == (2, 8)


@pytest.mark.parametrize(
    "update",
    [
        "LOAD <http://x.example/>",
        "load silent<file:///etc/passwd> INTO GRAPH <g:g>",
        "\\u004cOAD <http://x.example/>",
        "CLEAR DEFAULT;LOAD <http://x.example/>",
        "PREFIX e: <e:>LOADe:x",
        "LOADSILENT<http://x.example/>",
    ],
)
def test_nothing_is_fetched(store: Store, update: str) -> None:
    with pytest.raises((QueryRefusedError, MalformedQueryError)):
        run(store, update, reserved=())


def test_no_other_server_is_asked(store: Store) -> None:
    with pytest.raises(QueryRefusedError, match="SERVICE"):
        run(store, "INSERT { GRAPH <g:g> { ?s ?p ?o } } WHERE { SERVICE <http://x.example/> { ?s ?p ?o } }")
