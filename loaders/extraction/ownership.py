"""Whether a phrase belongs to a noun that is no name ("his brother", "a man linked to X"), and so to nobody named."""

from __future__ import annotations

from functools import cache
from typing import Final

from loaders.extraction.lexicon import grammar, word_set
from loaders.extraction.line import Line

_COPULAS: Final = grammar("copula")
_ADVERBS: Final = _COPULAS | grammar("auxiliary") | (grammar("before_verb") - grammar("object_pronoun") - {"who"})
_RELATIVES: Final = grammar("possessive_relative")
_CONJUNCTIONS: Final = frozenset({"and", "y", "e"})
_RELATIVE_WORDS: Final = frozenset({"who", "that", "que", "quien"})
_OPENS_RELATIVE: Final = frozenset({",", "who", "que", "quien"})
_NOBODY: Final = grammar("nobody")
_SAME_PERSON: Final = grammar("same_person")
_DETERMINERS: Final = grammar("determiner")
_PREPOSITIONS: Final = grammar("preposition")
UNNAMED: Final = "somebody-unnamed"
"""The word that stands for a description of somebody who is not named: "the brother of P"."""


@cache
def _kin_words() -> frozenset[str]:
    kinds = ("brother", "child", "parent", "spouse", "inlaw", "relative")
    return frozenset(phrase for kind in kinds for phrase in word_set(kind))


def is_of_nobody_named(line: Line, index: int) -> bool:
    """Whether the subject of a verb is somebody whom the text does not name: "his brother", "whose father"."""
    before = [w for w in line.words[max(0, index - 5) : index] if w not in _ADVERBS]
    while before[-1:] and before[-1] in _OPENS_RELATIVE:  # "his wife, who got five years"
        before.pop()
    if not before:
        return False
    if before[-1] == UNNAMED:
        return True
    kin = _kin_words()
    for size in range(1, min(4, len(before)) + 1):
        owner = before[-size - 1] if size < len(before) else ""
        if before[-size] in _RELATIVES:
            return True
        if " ".join(before[-size:]) in kin and (
            owner[:1] == "H" or owner in _DETERMINERS | _RELATIVES | {"", "'s", "'"}
        ):
            return True
    return False


def is_of_another(line: Line, index: int) -> bool:
    """Whether a verb belongs to a noun before it that is no name: "a man linked to X", "the men who killed him led X".

    A noun that a copula or a comma ties to a person ("P is a trafficker who led X") is that person.
    """
    at = index - 1
    while at >= 0 and (line.words[at] in _ADVERBS or line.words[at].endswith(("ly", "mente"))):
        at -= 1
    head = ""
    for _ in range(8):
        word = line.words[at] if at >= 0 else ""
        if word in _NOBODY or word in word_set("people"):
            head = word
        if word in _DETERMINERS and head:
            before = line.words[at - 1] if at else ""
            tied = before in _COPULAS or before in (",", "-", "{", ":", "as", "como", "en", "in", "at", "on")
            return head not in _SAME_PERSON and not tied and before[:1] != "P"
        if not word.isalpha() or not word.islower() or word in _COPULAS or word in ("and", "y", "e", "or", "o"):
            break
        if word not in _RELATIVE_WORDS and word not in ("of", "de", "lo", "la", "le", "se"):
            head = word
        at -= 1
    return head in _NOBODY or head in word_set("people")


def begins_what_is_said(line: Line, at: int, index: int) -> bool:
    """Whether a phrase after a speaker opens what he says: "according to P, a leader of X ordered it"."""
    cue = line.words[at - 1] == "segun" or line.words[max(0, at - 2) : at] == ["according", "to"]
    after = line.words[index + 1] if index + 1 < len(line.words) else "."
    return at > 0 and cue and after not in (",", ".", ";", "{", "}")


def has_own_subject(line: Line, index: int) -> bool:
    """Whether the words before a verb are its subject: "the prisoners were taken", "dos de los reos bajaron"."""
    before = [w for w in line.words[max(0, index - 3) : index] if w not in ("also", "tambien", "then")]
    if not before:
        return False
    if before[-1] in word_set("people") or (before[-1][0] in "UOZ" and before[-1][1:].isdigit()):
        return True
    if len(before) > 1 and before[-2] in _DETERMINERS and before[-1].isalpha() and before[-1] not in _SAME_PERSON:
        return len(before) < 3 or before[-3] not in _PREPOSITIONS | {"en", "in", "at", "on"}
    return False


def stands_beside(line: Line, at: int, index: int) -> bool:
    """Whether a role is that of somebody listed beside a person: "P and the leader of X", "P and two members of X"."""
    if begins_what_is_said(line, at, index):
        return True
    between = line.words[at + 1 : index]
    node = line.nodes[line.words[index]]
    if any(w == "said" and between[i + 1 : i + 2] != ["to"] for i, w in enumerate(between)):
        return True
    if not _CONJUNCTIONS & set(between) or _COPULAS & set(between):
        return False
    described = "described" in line.nodes[line.words[at]].options and "," not in between
    opens = node.words[0] in _DETERMINERS or any(w in line.nodes and w[0] == "N" for w in between)
    return (opens and not described) or bool(_DETERMINERS & set(between))
