from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from zipfile import ZipFile

import pytest
from pyoxigraph import Store
from serving import Home, Service

from api.neo4j.example import example_of
from api.neo4j.style import style
from graph import generation
from graph.property_graph import RELATIONSHIP_TYPES, relationship_type
from graph.question import query_text, questions
from ontology.terms import ENTITY_TYPES, PLACE_TYPES, PREDICATES

pytestmark = pytest.mark.slow

RULES = dict(re.findall(r"^(\S+) \{\n(.*?)^\}$", style(), re.MULTILINE | re.DOTALL))


class Blocks(HTMLParser):
    """The texts of the `pre` of an HTML guide, and whether every element that is opened is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.blocks: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        if tag == "pre":
            assert "runnable" in (dict(attrs)["class"] or "")
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "pre":
            self.blocks[-1] += data


def blocks_of(html: str) -> list[str]:
    parser = Blocks()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    return parser.blocks


def test_every_kind_of_node_and_relationship_has_a_rule() -> None:
    assert {f"node.{label}" for label in (*ENTITY_TYPES, *PLACE_TYPES, "Claim", "Document", "Value")} <= RULES.keys()
    assert {f"relationship.{type_}" for type_ in RELATIONSHIP_TYPES} <= RULES.keys()


def test_a_fact_is_called_by_its_caption_which_says_how_strong_it_is() -> None:
    for predicate in PREDICATES:
        assert 'caption: "{caption}";' in RULES[f"relationship.{relationship_type(predicate)}"]


def test_browser_reads_each_line_of_the_style_as_one_property() -> None:
    # Its parser splits at every semicolon and colon, and leaves out what does not come in two.
    for properties in RULES.values():
        assert all(re.fullmatch(r"  [a-z-]+: [^;:]+;", line) for line in properties.splitlines())


def test_the_guide_asks_every_question_that_has_an_answer(service: Service) -> None:
    blocks = blocks_of(service.client.get("/neo4j/guide.html").text)
    store = Store.read_only(str(generation.current(service.home.path).path))
    answered = [name for name, question in questions().items() if example_of(question, store) is not None]
    assert blocks[0] == f":style {service.url}/neo4j/style.grass"
    assert {query_text(name, "cypher").strip() for name in answered} == set(blocks[3::3])
    assert len(blocks) == 2 + 3 * len(answered)


def test_both_markups_hold_the_same_queries(service: Service) -> None:
    html = blocks_of(service.client.get("/neo4j/guide.html").text)
    adoc = re.findall(r"^----\n(.*?)\n^----$", service.client.get("/neo4j/guide.adoc").text, re.MULTILINE | re.DOTALL)
    # The newer Browser knows no style sheets.
    assert adoc == html[1:]


def test_the_guide_speaks_the_language_of_the_browser(service: Service) -> None:
    spanish = service.client.get("/neo4j/guide.html", headers={"Accept-Language": "es-MX,es;q=0.9"}).text
    assert questions()["people_of_transfer"].title.es in spanish
    assert questions()["people_of_transfer"].title.en in service.client.get("/neo4j/guide.html").text
    assert spanish == service.client.get("/neo4j/guide.html?lang=es").text


def test_another_origin_may_read_what_browser_fetches(service: Service) -> None:
    origin = {"Origin": "http://127.0.0.1:7474"}
    for path in ("style.grass", "guide.html", "guide.adoc", "queries.zip"):
        assert service.client.get(f"/neo4j/{path}", headers=origin).headers["access-control-allow-origin"] == "*"


def test_saved_queries_are_named_by_their_question_and_set_their_parameters(service: Service) -> None:
    with ZipFile(io.BytesIO(service.client.get("/neo4j/queries.zip").content)) as archive:
        assert archive.testzip() is None
        text = archive.read("Traslado/people_of_transfer.cypher").decode()
    assert text.startswith(f"// {questions()['people_of_transfer'].title.en}\n:params {{transfer: null}};\n")
    assert query_text("people_of_transfer", "cypher").strip() in text


def test_without_anything_loaded_it_says_what_to_do(own_service: Service) -> None:
    response = own_service.client.get("/neo4j/guide.html")
    assert response.status_code == 503
    assert "traslado load" in response.json()["detail"]


def test_a_question_is_asked_with_what_the_graph_knows(example_home: Home) -> None:
    store = Store.read_only(str(generation.current(example_home.path).path))
    # Its own example, Rafael Caro Quintero, is not in this graph.
    given = example_of(questions()["custody_on"], store)
    assert given is not None
    assert given["person"].startswith("https://w3id.org/traslado/entities/")
    assert example_of(questions()["transfers"], store) == {}
    assert example_of(questions()["custody_on"], Store()) is None
