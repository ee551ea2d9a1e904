from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import hypothesis.strategies as st
from explained import CLAIMS, TEXT, explanation, extraction
from hypothesis import given

from api.explanation import explain, explain_against, printable
from api.explanation_page import to_html
from loaders.evaluation.comparison import compare
from loaders.evaluation.family import FAMILIES, OTHER
from loaders.evaluation.gold import Gold

_VOID = frozenset({"meta"})


class _Page(HTMLParser):
    """Reads a page, and fails where an element is closed that is not the open one.

    Attributes:
        elements: each with its attributes and all the text in it, in the order of their ends.
        links: addresses of the links within the page; `ids` what they may lead to.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str], str]] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self._open: list[tuple[str, dict[str, str], list[str]]] = []
        self.feed(html)
        self.close()
        assert self._open == []
        assert len(set(self.ids)) == len(self.ids)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        self.ids += [known["id"]] if "id" in known else []
        self.links += [known["href"]] if "href" in known else []
        assert not {"src", "action"} & set(known)
        if tag not in _VOID:
            self._open.append((tag, known, []))

    def handle_data(self, data: str) -> None:
        for _, _, words in self._open:
            words.append(data)

    def handle_endtag(self, tag: str) -> None:
        opened, attributes, words = self._open.pop()
        assert opened == tag
        self.elements.append((tag, attributes, "".join(words)))

    def texts(self, tag: str, class_: str | None = None) -> list[str]:
        return [text for name, a, text in self.elements if name == tag and (class_ is None or a.get("class") == class_)]


def test_every_claim_stands_on_the_page_with_its_rule_and_its_words() -> None:
    page = _Page(to_html(explanation()))
    claims = [" ".join(text.split()) for text in page.texts("li", "claim")]
    assert len(claims) == len(CLAIMS)
    assert all(claim.rule in text for claim, text in zip(CLAIMS, claims, strict=True))
    assert "Ana Ruiz Soto leaderOf Example Hills Cartel alleged former said by prosecutors" in claims[2]
    assert "[once] led [the] <O>" in claims[2]
    assert "La <b>Sombra</b>" in claims[1]
    assert page.texts("b") == []


def test_quote_and_claim_lead_to_each_other_and_nothing_leads_elsewhere() -> None:
    page = _Page(to_html(explanation()))
    numbers = range(1, len(CLAIMS) + 1)
    assert {f"#quote-{n}" for n in numbers} | {f"#claim-{n}" for n in numbers} == set(page.links)
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)


@given(st.text(st.sampled_from("ab. \n<&>\"'ñ😀\x1b\x00"), max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_any_text_is_on_the_page_as_it_is(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    claim = replace(CLAIMS[1], start=start, end=end, quote=text[start:end])
    explained = explain(extraction(text, (claim,)))
    page = _Page(to_html(explained))
    # Numbers of claims stand among the words.
    shown = [words.replace("1", "") for tag, a, words in page.elements if tag == "p" and a.get("lang") == "en"]
    assert [words.rstrip("\n") for words in shown] == [printable(p.text).rstrip("\n") for p in explained.paragraphs]


def test_a_verdict_is_a_word_and_not_only_a_colour() -> None:
    said = extraction()
    missed = replace(CLAIMS[3], predicate="arrestedIn")
    gold = Gold(said.source, said.entities, (*CLAIMS[:3], missed), (), frozenset())
    page = _Page(to_html(explain_against(compare(gold, said))))
    claims = [" ".join(text.split()) for text in page.texts("li", "claim")]
    assert claims[0].startswith("1 right transfer t1 peopleCount 12")
    assert any("missed Ana Ruiz Soto arrestedIn Houston" in text for text in claims)
    assert any("wrong Ana Ruiz Soto flownTo Houston" in text for text in claims)


def test_an_empty_document_says_so() -> None:
    assert "The text is empty." in _Page(to_html(explain(extraction("", ())))).texts("main")[0]


def test_every_family_has_its_colour() -> None:
    for family, predicates in {**FAMILIES, OTHER: ("statement",)}.items():
        claims = tuple(replace(CLAIMS[0], predicate=predicate) for predicate in predicates)
        page = _Page(to_html(explain(extraction(TEXT, claims))))
        assert page.texts("ul", "families")[0].split("\n") == ["", family, ""]


def test_words_that_only_a_missed_claim_rests_on_are_marked_as_such() -> None:
    said = extraction(claims=CLAIMS[:3])
    missed = CLAIMS[3]
    gold = Gold(said.source, said.entities, (*CLAIMS[:3], missed), (), frozenset())
    page = _Page(to_html(explain_against(compare(gold, said))))
    assert page.texts("mark", "missed") == ["led the Example Hills Cartel"]
    assert page.texts("mark", "missed unmade") == [" & was flown to Houston"]
