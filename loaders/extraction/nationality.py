"""Nationalities told by a demonym beside a person."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from loaders.extraction.draft import DraftClaim
from loaders.extraction.lexicon import lexicon, word_set
from loaders.extraction.line import Line, Node
from loaders.extraction.reader import Reader

_APPOSED: Final = frozenset([",", "is", "was", "es", "era", "a", "an", "un", "una", "-", "who"])
_OPENS: Final = frozenset(["a", "an", "un", "una", "es", "is", "era"])
_SOMEBODY: Final = frozenset(["woman", "man", "citizen", "national", "mujer", "hombre", "ciudadano", "ciudadana"])
_NATIONALITY: Final = frozenset(["nacionalidad", "nationality", "citizenship", "ciudadania"])
_PAPERS: Final = frozenset(
    ["passport", "passports", "citizenship", "nationality", "nationalities", "pasaporte", "pasaportes"]
)
_HOLDS: Final = frozenset(["holds", "hold", "has", "holding", "tiene", "posee", "poseia", "ostenta"])
_JOINED: Final = frozenset(["-", "and", "y", "e", ","])
_CITIZEN: Final = frozenset(["citizen", "citizens", "national", "nationals", "ciudadano", "ciudadana", "ciudadanos"])
_NEAR: Final = 6
"""How many words may stand between a name and "a dual citizen of"."""
_BY_BIRTH: Final = (
    ["por", "nacimiento"],
    ["por", "naturalizacion"],
    ["de", "nacimiento"],
    ["de", "origen"],
    ["by", "birth"],
)


@cache
def _demonyms(language: str) -> frozenset[str]:
    return frozenset(lexicon(language).tables["demonym"])


def read_nationalities(reader: Reader, line: Line, language: str, paragraph_start: int) -> None:
    """Claim the nationality in "the Peruvian smuggler P", "P, a Canadian", "both Colombian nationals"."""
    table = lexicon(language).tables["demonym"]
    if line.present().isdisjoint(_demonyms(language)):
        return
    for index, word in enumerate(line.words):
        state = table.get(word)
        if state is None:
            continue
        at = line.spans[index]
        low, high = _together(line.words, index, table)
        person = None
        for ahead in range(high + 1, min(high + 5, len(line.words))):
            node = line.node(ahead)
            if node is not None:
                person = node if node.key[0] == "P" and not node.pronoun else None
                break
            apposed = line.words[ahead] == "," and line.words[ahead - 1] in _SOMEBODY
            if not apposed and (not line.words[ahead].isalpha() or line.words[ahead] in _no_trade()):
                break
        several = person is not None and word.endswith("s") and len(person.singles) == len(person.refs)
        refs = () if person is None else person.refs if several else person.refs[:1]
        if line.words[high + 1 : high + 2] in (["nationals"], ["citizens"]):
            index_of = next((i for i in reversed(range(index)) if line.words[i][0] == "P" and line.node(i)), None)
            refs = line.nodes[line.words[index_of]].refs if index_of is not None else ()
        before = line.words[max(0, low - 4) : low]
        if before[-1:] == ["dual"]:
            before = before[:-1]
        nearby = [w for w in before if w[0] == "P"]
        if (
            not refs
            and before
            and before[-1] in _OPENS
            and nearby
            and _APPOSED.issuperset(w for w in before if w[0] != "P")
        ):
            refs = line.nodes[nearby[-1]].refs
        if not refs and language == "es" and before[-1:] == [","] and before[-2:-1] == nearby[-1:]:
            refs = line.nodes[nearby[-1]].refs  # "P, uruguayo de 36 años"
        following = line.words[index + 1] if index + 1 < len(line.words) else ""
        described = before[:-1] if before[-1:] in (["the"], ["el"], ["la"]) else before
        if not refs and described[-1:] in (["-"], [":"]) and nearby and _is_trade(following):
            refs = line.nodes[nearby[-1]].refs
        papers = _PAPERS.intersection([*line.words[high + 1 : high + 3], *before[-1:]])
        if not refs and papers and not _HOLDS.isdisjoint(before):
            refs = _named_before(line, low)  # "P, who holds Irish and British passports"
        if not refs and (_NATIONALITY.intersection(before) or line.words[index + 1 : index + 3] in _BY_BIRTH):
            refs = _named_before(line, index) or (reader.topic if len(reader.topic) == 1 else ())
        if (
            not refs
            and index == 0
            and line.start != paragraph_start
            and len(reader.topic) == 1
            and _is_trade(following)
        ):
            refs = reader.topic
        for ref in refs:
            if ref.official:
                continue
            country = reader.country(state, at)
            near = person or _head_node(line, refs)
            span = (min(at[0], near.start), max(at[1], near.end)) if near else at
            reader.draft.claim(DraftClaim(ref, "nationality", country, "reported", span, "demonym"))


def _together(words: list[str], index: int, table: dict[str, Any]) -> tuple[int, int]:
    """The first and the last of the demonyms that stand together: "Lebanese-Canadian", "Irish and British"."""
    low = high = index
    while high + 2 < len(words) and words[high + 1] in _JOINED and words[high + 2] in table:
        high += 2
    while low > 1 and words[low - 1] in _JOINED and words[low - 2] in table:
        low -= 2
    return low, high


def read_citizenship(reader: Reader, line: Line) -> None:
    """Claim the nationality in "P, a citizen of K and K", "ciudadano de K"."""
    if line.present().isdisjoint(_CITIZEN) or not line.find("K"):
        return
    for index, word in enumerate(line.words):
        if word not in _CITIZEN or line.words[index + 1 : index + 2] not in (["of"], ["de"], ["del"]):
            continue
        at = next((i for i in range(index + 2, min(index + 5, len(line.words))) if line.words[i][0] == "K"), None)
        person = next((i for i in reversed(line.find("P")) if i <= index), None)
        countries = line.node(at) if at is not None else None
        if countries is None or person is None or index - person > _NEAR:
            continue
        node = line.nodes[line.words[person]]
        for ref in node.refs:
            for country in countries.refs:
                if not ref.official:
                    span = (min(node.start, countries.start), max(node.end, countries.end))
                    reader.draft.claim(DraftClaim(ref, "nationality", country, "reported", span, "demonym"))


def _named_before(line: Line, index: int) -> tuple[Any, ...]:
    """The person named last before a word."""
    at = next((i for i in reversed(line.find("P")) if i < index), None)
    return () if at is None else line.nodes[line.words[at]].refs


def _head_node(line: Line, refs: tuple[Any, ...]) -> Node | None:
    return next((line.nodes[line.words[i]] for i in line.find("P") if line.nodes[line.words[i]].refs == refs), None)


@cache
def _no_trade() -> frozenset[str]:
    """Words that stand between a demonym and a name only where the demonym is not the person's: "Dutch court"."""
    return word_set("function_word") | word_set("title") | word_set("counsel") | word_set("institution")


def _is_trade(word: str) -> bool:
    """Whether a word after a demonym can be what somebody is: "Bulgarian chemist", not "Mexican papers"."""
    return (
        word.isalpha()
        and word.islower()
        and not word.endswith("s")
        and word not in word_set("institution") | word_set("function_word")
    )
