from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import handover
from pyoxigraph import Literal, QueryBoolean, QuerySolutions, Store
from serving import Home, Service, free_port, named, running

from api.client import Client
from api.job import Job
from api.settings import Settings
from api.token_store import create_token
from graph import generation
from graph.question import ask
from graph.sparql_question import SparqlBackend
from ontology.error import InputError, NotFoundError, ServerError

TEXT = "Beto Cano Mora, an alleged leader of the Sinaloa Cartel, was arrested on Tuesday in Culiacán."


@pytest.fixture(params=["address", "home"])
def client(request: pytest.FixtureRequest, service: Service) -> Iterator[Client]:
    """A client of a running service, and one of the home that it serves."""
    where = service.url if request.param == "address" else service.home.path
    with Client(where) as client:
        yield client


def test_a_question_has_the_answer_that_it_has_in_process(client: Client, service: Service) -> None:
    store = Store.read_only(str(generation.current(service.home.path).path))
    expected = ask(SparqlBackend(store), "leaders_by_city", {"city": "Houston"})
    assert expected.rows
    assert client.ask("leaders_by_city", city="Houston") == expected
    assert client.generation == generation.current(service.home.path).sequence
    assert client.ask("leaders-by-city", city="Houston", generation=client.generation) == expected


def test_names_are_found_and_any_address_can_be_asked(client: Client) -> None:
    assert client.search("beto kano", limit=1)[0].label == "Beto Cano Mora"
    assert len(client.search("a", limit=1)) <= 1
    assert {"leaders_by_city"} <= {question["name"] for question in client.get("/v1/questions")}


def test_a_query_gives_solutions_a_truth_or_triples(client: Client) -> None:
    solutions = client.sparql('SELECT ?name { ?x rdfs:label ?name FILTER(?name = "Beto Cano Mora") }')
    assert isinstance(solutions, QuerySolutions)
    assert [solution["name"] for solution in solutions] == [Literal("Beto Cano Mora")]
    truth = client.sparql("ASK { ?x ?y ?z }")
    assert isinstance(truth, QueryBoolean)
    assert truth
    triples = client.sparql("CONSTRUCT { ?x a ?z } WHERE { ?x a ?z }")
    assert isinstance(triples, list)
    assert len(triples) > 10


def test_what_is_wrong_is_an_error_of_ours_with_the_services_words(client: Client) -> None:
    with pytest.raises(NotFoundError, match="no such question"):
        client.ask("who_did_it")
    with pytest.raises(NotFoundError, match="Atlantis"):
        client.ask("leaders_by_city", city="Atlantis")
    with pytest.raises(InputError, match="colour"):
        client.ask("leaders_by_city", colour="red")
    with pytest.raises(InputError, match="Line 1"):
        client.sparql("SELECT")
    with pytest.raises(InputError, match="token"):
        client.load([{"text": TEXT}])


def test_a_result_that_is_cut_off_is_said_to_be(service: Service) -> None:
    with Client(service.url) as client, pytest.raises(ServerError, match=r"broke off.*LIMIT"):
        client.sparql("SELECT * { ?s ?p ?o . ?a ?b ?c } LIMIT 100000")


def test_where_nobody_answers_or_nothing_is_loaded_the_error_says_so(tmp_path: Path) -> None:
    with Client(f"http://127.0.0.1:{free_port()}") as client, pytest.raises(ServerError, match="does not answer"):
        client.search("Ana")
    with Client(tmp_path / "empty") as client, pytest.raises(ServerError, match="nothing is loaded"):
        client.search("Ana")


@pytest.mark.slow
@pytest.mark.parametrize("at_home", [False, True])
def test_documents_are_loaded_retracted_judged_and_withheld(home: Home, *, at_home: bool) -> None:
    home.publish(handover(label="handover"), named("Ana Ruiz", "B"))
    token = create_token(
        home.path, "desk", ["documents:write", "judgements:write", "withholding:write", "review:read"], days=1
    )
    told: list[Job] = []
    with running(Settings(home=home.path, sparql_workers=1), home) as service:
        where = home.path if at_home else service.url
        with Client(where, token=token) as client:
            loaded = client.load([{"text": TEXT, "publisher": "The Example"}], progress=told.append)
            assert loaded.made is not None
            assert loaded.made.added == 1
            assert told[-1] == loaded
            assert client.retract("handover").state == "done"
            assert client.retract("handover", restore=True).state == "done"
            judged = client.judge("same", left="Ana Ruiz", right="Ana Ruiz Soto", reason="one docket")
            assert judged.made is not None
            assert [one["by"] for one in client.get("/v1/judgements")] == ["desk"]
            assert client.undo(judged.made.judgements[0]).state == "done"
            assert client.withhold("Ana Ruiz Soto", reason="asked").state == "done"
            assert client.withhold("Ana Ruiz Soto", undo=True).state == "done"
            with pytest.raises(NotFoundError, match="Nobody Known"):
                client.judge("minor", person="Nobody Known", reason="x")
