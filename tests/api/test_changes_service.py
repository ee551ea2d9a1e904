from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest
from builders import Article, handover
from serving import Home, Service, named, running

from api.routers.changes import ChangeModel
from api.settings import Settings
from graph import generation
from graph.change import changing
from graph.claim import Value
from graph.erasure import erase
from graph.judgement import judge_document
from graph.withholding import withhold

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def followed(home: Home) -> Iterator[Service]:
    """A service over a home with a handover, and somebody in two documents who may be one."""
    home.publish(handover(label="handover"), named("Ana Ruiz", "A"), named("Ana Ruiz", "B"), named("Luz Gil Rey", "C"))
    with running(Settings(home=home.path, sparql_workers=1), home) as service:
        yield service


def sequence(service: Service) -> int:
    return int(service.client.get("/readyz").json()["sequence"])


def after(service: Service, before: int) -> None:
    """Once the service has taken up something newer."""
    for _ in range(300):
        if sequence(service) > before:
            return
        time.sleep(0.02)
    raise AssertionError("nothing new was taken up")


def changed(service: Service, since: int, **parameters: Any) -> list[dict[str, Any]]:
    answer = service.client.get("/v1/changes", params={"since": since, **parameters})
    assert answer.status_code == 200, answer.text
    for one in answer.json()["changes"]:
        assert ChangeModel.model_validate(one).model_dump().keys() == one.keys()
    return list(answer.json()["changes"])


def documents(found: list[dict[str, Any]]) -> list[tuple[str, str | None]]:
    return [(one["change"], one["publisher"]) for one in found if one["kind"] == "document"]


def test_what_was_loaded_since_is_new_and_what_was_there_before_is_not_told(followed: Service, home: Home) -> None:
    before = sequence(followed)
    assert ("new", "A") in documents(changed(followed, 0))
    assert changed(followed, before) == []
    home.publish(named("Eva Paz Sol", "D"))
    after(followed, before)
    found = changed(followed, before)
    assert documents(found) == [("new", "D")]
    (person,) = [one for one in found if one["kind"] == "entity"]
    assert (person["change"], person["label"]) == ("new", "Eva Paz Sol")
    assert followed.client.get(person["href"]).status_code == 200
    assert changed(followed, sequence(followed)) == []


def test_a_withdrawn_document_is_told_without_its_title(followed: Service, home: Home) -> None:
    before, person = sequence(followed), home.entity("C")
    home.retract("C")
    after(followed, before)
    (one,) = [one for one in changed(followed, before) if one["kind"] == "document"]
    assert (one["change"], one["label"], one["href"]) == ("withdrawn", None, None)
    told = changed(followed, before, entity=home.entity("The Example"))
    assert told == []
    assert followed.client.get("/v1/changes", params={"since": before, "entity": person}).status_code == 404


def test_a_correction_and_a_newer_version_are_told_as_such(followed: Service, home: Home) -> None:
    before = sequence(followed)
    with changing(home.path) as ledger:
        judge_document(ledger, "handover", "corrected", by="x", reason="the number was 11")
    after(followed, before)
    assert documents(changed(followed, before)) == [("corrected", "The Example")]


def test_who_turned_out_to_be_one_is_re_resolved(followed: Service, home: Home) -> None:
    before = sequence(followed)
    old = {home.entity("A"), home.entity("B")}
    if len(old) == 1:
        home.judge("A", "B", "different")
    else:
        home.judge("A", "B", "same")
    after(followed, before)
    found = {one["iri"].rsplit("/", 1)[1]: one for one in changed(followed, before) if one["kind"] == "entity"}
    told = [one for id_, one in found.items() if id_ in old and one["change"] == "re-resolved"]
    assert told
    assert {iri.rsplit("/", 1)[1] for one in told for iri in one["successors"]} <= {home.entity("A"), home.entity("B")}


def test_an_entity_or_a_case_can_be_followed(followed: Service, home: Home) -> None:
    before = sequence(followed)
    home.publish(named("Eva Paz Sol", "D"), case_of("Luz Gil Rey", "1:25-cr-00001"))
    after(followed, before)
    assert documents(changed(followed, before, entity="Eva Paz Sol")) == [("new", "D")]
    assert documents(changed(followed, before, case="1:25-cr-00001")) == [("new", "The Court Example")]
    assert documents(changed(followed, before, case="1:25-cr-00002")) == []
    assert followed.client.get("/v1/changes", params={"since": 0, "entity": "Nobody"}).status_code == 404


def case_of(name: str, case: str) -> Article:
    article = Article(f"{name} is charged with murder in case {case}.", publisher="The Court Example", label="court")
    person = article.entity("Person", name, part="accused")
    article.claim(
        person, "accusedOf", Value("murder"), quote=f"{name} is charged with murder", modality="charged", case=case
    )
    return article


def test_pages_bring_every_change_once(followed: Service) -> None:
    whole = changed(followed, 0, limit=1000)
    found: list[dict[str, Any]] = []
    address: str | None = "/v1/changes?since=0&limit=2"
    while address:
        page = followed.client.get(address).json()
        found += page["changes"]
        address = page["next"]
    assert found == whole
    assert [one["sequence"] for one in found] == sorted(one["sequence"] for one in found)


def test_who_is_withheld_or_erased_is_told_by_address_alone(followed: Service, home: Home) -> None:
    before = sequence(followed)
    person, erased = home.entity("The Example"), home.entity("C")
    with changing(home.path) as ledger:
        withhold(ledger, "Ana Ruiz Soto", by="tester", reason="asked for it")
    with changing(home.path) as ledger:
        erase(ledger, "Luz Gil Rey", by="tester")
    after(followed, generation.current(home.path).sequence - 1)
    for path in ("/v1/changes?since=0&limit=1000", f"/v1/changes?since={before}", "/v1/changes.atom"):
        answer = followed.client.get(path)
        assert answer.status_code == 200
        assert "Ruiz Soto" not in answer.text
        assert "Luz Gil" not in answer.text
    told = {one["iri"].rsplit("/", 1)[1]: one["change"] for one in changed(followed, before)}
    assert told.get(person) == "withdrawn"
    for entity in (person, erased):
        assert followed.client.get("/v1/changes", params={"since": 0, "entity": entity}).status_code == 404


@pytest.mark.parametrize(("language", "words"), [("en", "Document, new: "), ("es", "Documento, nuevo: ")])
def test_the_feed_is_atom_with_the_latest_first(followed: Service, language: str, words: str) -> None:
    answer = followed.client.get("/v1/changes.atom", headers={"Accept-Language": language})
    assert answer.headers["content-type"] == "application/atom+xml"
    feed = ElementTree.fromstring(answer.content)
    for part in ("id", "title", "updated", "link", "author"):
        assert feed.find(ATOM + part) is not None
    entries = feed.findall(ATOM + "entry")
    titles = [entry.findtext(ATOM + "title") or "" for entry in entries]
    assert any(title.startswith(words) for title in titles)
    assert len({entry.findtext(ATOM + "id") for entry in entries}) == len(entries)
    for entry in entries:
        assert "T" in (entry.findtext(ATOM + "updated") or "")
        link = entry.find(ATOM + "link")
        if link is not None:
            assert followed.client.get(link.attrib["href"]).status_code == 200
    person = followed.client.get("/v1/changes.atom", params={"entity": "Luz Gil Rey", "lang": language}).text
    assert "Luz Gil Rey" in person
    assert "The Example" not in person


@pytest.mark.parametrize("parameters", [{}, {"since": "-1"}, {"since": "x"}, {"since": "0", "who": "me"}])
def test_a_wrong_parameter_is_refused(followed: Service, parameters: dict[str, str]) -> None:
    assert followed.client.get("/v1/changes", params=parameters).status_code == 422
