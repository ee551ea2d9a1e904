"""Whom an act of handing over was done to: by the place of the act and of the people in its sentence.

"P, extradited from K", "extradited from K, P is", "one of the men whom K handed over, P", "la entrega a K de P",
"the men extradited on T were identified as P and P".
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any, Final

from loaders.extraction.act_done import is_suffered
from loaders.extraction.clause import Bearer, object_of, owner_of, subject_of
from loaders.extraction.lexicon import grammar, word_set
from loaders.extraction.line import Line
from loaders.extraction.ownership import UNNAMED
from loaders.extraction.state import FROM, OF, TO

_DEMAND: Final = grammar("demand")
_TRAVELS: Final = frozenset({"arrives", "leaves", "journey"})
_ONE: Final = frozenset({"one", "uno", "una", "otro", "otra", "another", "among", "amongst", "entre", "part", "parte"})
_HEAD: Final = 12
"""How many words before an act its people may be counted: "one of the 29 capos whom the government of K"."""
_BESIDE: Final = 7
"""How many words may stand between somebody and the group that he is said to be of."""
_LEAD: Final = 4
"""How many plain words may stand between a lead-in and the first of a list: "included the accountant P"."""
_FAR: Final = 24
"""How many words behind an act the one may be named whom it was done to."""
_INSIDE: Final = frozenset(
    {"whom", "who", "that", "que", "quienes", "quien", "were", "was", "fueron", "fue", "a", "al"}
)
_JOINS: Final = frozenset({",", "-", "{", "}", "is", "was", "were", "are", "es", "fue", "era", "also", "tambien"}) | {
    "figura", "figuraba", "figuro", "esta", "estaba", "estuvo", "iba", "viajaba", "formo", "forma", "formaba", "of",
    "de", "del", "the", "el", "la", "los", "las", "a", "un", "una", "counted", "being", "himself", "been",
    "en", "in", "to", "be", "his", "her", "both", "ambos", "dos", "two",
}  # fmt: skip
_BEFORE_NAMED: Final = frozenset({",", "is", "was", "were", "are", "and", "y", "esta", "estan"}) | {
    "estaba", "estaban",
    "iba", "iban", "figura", "figuran", "figuraba", "figuraban", "fue", "fueron", "viajaba", "viajaban", "a", ":", "{",
    "es", "son", "aparece", "aparecen", "destaca", "destacan", "-",
}  # fmt: skip
_LISTS: Final = frozenset({":", "includes", "include", "included", "including", "incluye", "incluyen", "incluyo"}) | {
    "incluidos", "incluidas", "incluido", "incluida", "figuran", "figura", "destacan", "son", "es", "are", "were", "as",
    "como", "among", "entre", "namely", "identified", "named", "identificados", "identificado", "is", "was", "iban",
    "iba", "estan", "estaban", "trata", "responden", "fueron", "like",
}  # fmt: skip
_SAYS: Final = frozenset({"said", "dijo", "says", "dice", "added", "agrego"})
_OPENINGS: Final = frozenset({"once", "una", "ya", "recently", "recien", "since", "after", "tras", "having"}) | {
    "been",
    "being", "upon", "when", "cuando", "luego", "de", "ser", "haber", "sido", "a", "vez", "finally", "later", "despues",
}  # fmt: skip
_INDEFINITE: Final = frozenset({"a", "an", "un", "una", "the", "el", "la", "two", "three", "dos", "tres", "four"})


def patient_of(
    line: Line, first: int, last: int, options: frozenset[str], topic: tuple[Any, ...], *, of_noun: bool = False
) -> Bearer | None:
    """Whom the words of an act from `first` to `last` were done to, None where that cannot be told.

    Args:
        line: the sentence.
        first: index of the first word of the act.
        last: one past its last.
        options: of the act's rule.
        topic: whom the text last spoke of.
        of_noun: whether the words are no verb and name no act by themselves.
    """
    noun = next((at for at in range(first, last) if line.words[at] in word_set("handover_noun")), None)
    if (of_noun or "noun" in options) and noun is not None:
        if not _DEMAND.isdisjoint(line.words[max(0, first - 4) : last]):
            return None
        return _owner(line, noun + 1) or owner_of(line, noun, noun + 1, topic)
    if of_noun:
        group = _group(line, last)
        return _of_group(line, group, last) if group is not None and group < first else None
    if options & _TRAVELS and "boards" not in options:
        return _carried(line, first) or subject_of(line, first, topic)
    group = _group(line, first)
    if group is not None:
        return _of_group(line, group, last)
    named = _opening(line, first, last)
    if named is not None:
        return named
    if is_suffered(line, first):
        found = object_of(line, first, last, topic) or subject_of(line, first, topic)
    else:
        found = object_of(line, first, last, topic)
    return found or _listed(line, last) or _behind(line, first, last)


def is_somebody_unnamed(line: Line, first: int, last: int) -> bool:
    """Whether an act was done to somebody whom its sentence describes and does not name: "a man was extradited"."""
    if line.find("P"):
        return False
    beside = (*line.words[max(0, first - 14) : first], *line.words[last : last + 12])
    return any(word in _INDEFINITE and following.isalpha() for word, following in pairwise(beside))


def listed_in(line: Line) -> Bearer | None:
    """Those whom a sentence lists that begins with no more than a lead-in: "They are P and P", "Se trata de P"."""
    for at in line.find("P"):
        if line.nodes[line.words[at]].pronoun:
            continue
        before = line.words[:at]
        if before and len(before) <= _LEAD + 6 and all(_leads(word) for word in before) and before[0] in _openers():
            return _found(line, at)
        return None
    return None


@cache
def _openers() -> frozenset[str]:
    return frozenset(
        {"they", "se", "son", "these", "estos", "the", "los", "las", "entre", "among", "fueron", "el", "la", "it", "he"}
        | {"identified", "identificados", "identificado", "his", "her", "su", "ambos", "both"}
    )


def _leads(word: str) -> bool:
    return word in _LISTS or word in _openers() or word in _named_by() or word in word_set("people")


@cache
def _named_by() -> frozenset[str]:
    return frozenset(
        {"ellos", "them", "name", "names", "nombre", "nombres", "de", "of", "a", "trata", "two", "dos", "tres", "three"}
        | {
            "extraditados",
            "entregados",
            "deportados",
            "expulsados",
            "trasladados",
            "men",
            "hombres",
            "man",
        }
        | {"suspect", "suspects", "responde", "al", "sospechoso", "sospechosos", "been", "have", "han", "sido", "has"}
        | {"hombre", "mujer", "woman", "fugitive", "fugitives", "profugo", "profugos", "extraditado", "extradited"}
    )


def _found(line: Line, at: int) -> Bearer:
    node = line.nodes[line.words[at]]
    return Bearer(node.refs, (node.start, node.end), at)


def _person(line: Line, at: int) -> bool:
    node = line.node(at)
    return node is not None and node.key[0] == "P" and not node.pronoun


def _owner(line: Line, after: int) -> Bearer | None:
    """Whose act a noun names behind states and dates: "la extradición a K, el T, de P"."""
    at = after
    while at < min(len(line.words), after + 10):
        word, node = line.words[at], line.node(at)
        if word in OF and at > after:
            named = next((i for i in range(at + 1, min(len(line.words), at + 5)) if _person(line, i)), None)
            if named is not None and all(line.node(i) is None for i in range(at + 1, named)):
                return _found(line, named)
        plain = word in TO | FROM | OF or word in ("in", "on", "en", "el", "la", "los", "las", "the", ",")
        if not plain and (node is None or node.key[0] not in "KLTUR"):
            return None
        at += 1
    return None


def _group(line: Line, first: int) -> int | None:
    """Where somebody is said to be of those whom an act was done to: "one of the 29 men that K", "among 26 people"."""
    people = False
    for at in range(first - 1, max(-1, first - _HEAD - 1), -1):
        word, node = line.words[at], line.node(at)
        if word in _ONE and (people or line.words[at + 1 : at + 2] in (["those"], ["los"], ["the"], ["las"])):
            return at
        if node is not None and node.key[0] not in "NKTU":
            return None
        people = people or word in word_set("people") or (node is not None and node.key[0] == "N")
        if not (node is not None or word.isalpha() or word in (",", "'s")):
            return None
    return None


def _of_group(line: Line, group: int, last: int) -> Bearer | None:
    """Who is said to be of a group: named before it, beside it or as its subject, or behind the act."""
    at = group - 1
    while at >= max(0, group - _BESIDE):
        if _person(line, at):
            return _found(line, at) if line.words[at + 1 : at + 2] not in (["'s"], ["'"]) else None
        if line.words[at] not in _JOINS:
            break
        at -= 1
    for at in range(last, min(len(line.words), last + _FAR)):
        if _person(line, at):
            before = at - 1
            while before > last and (
                line.words[before] in word_set("title") or line.words[before] in ("a", "el", "la")
            ):
                before -= 1
            return _found(line, at) if line.words[before] in _BEFORE_NAMED else None
        if line.words[at] in (";", "."):
            break
    return None


def _carried(line: Line, first: int) -> Bearer | None:
    """Who is aboard an aircraft that leaves or lands: "the plane carrying P took off", "el avión con P a bordo"."""
    if word_set("aircraft").isdisjoint(line.words[:first]):
        return None
    for at in line.find("P"):
        led = line.words[at - 2 : at - 1] if line.words[at - 1 : at] in (["a"], ["al"]) else line.words[at - 1 : at]
        if at < first and _person(line, at) and led and led[0] in grammar("carrying"):
            return _found(line, at)
    return None


def _opening(line: Line, first: int, last: int) -> Bearer | None:
    """Who is named behind an act that opens the sentence: "Extradited from K in T, P is", "Since she was …, P"."""
    before = line.words[:first]
    if not line.words[first].endswith(("ed", "over", "back", "ado", "ada", "ados", "adas", "sent", "flown", "brought")):
        return None
    for word in before:
        node = line.nodes.get(word)
        if word not in _OPENINGS and not (node is not None and node.pronoun) and word not in ("was", "were", "fue"):
            return None
    if before and line.words[0] not in _OPENINGS:
        return None
    return _behind(line, first, last)


def _behind(line: Line, first: int, last: int) -> Bearer | None:
    """Who is named behind a comma that ends the clause of a participle: "extraditada desde K, P"."""
    if not line.words[first].endswith(("ed", "over", "back", "ado", "ada", "ados", "adas", "flown", "brought")):
        return None
    for at in range(last, min(len(line.words), last + _FAR)):
        if _person(line, at):
            return _found(line, at) if at > last and line.words[at - 1] == "," else None
        if line.words[at] in (";", ".", "who", "que", "where", "donde", "and", "y", "after", "tras", UNNAMED):
            return None
    return None


def _listed(line: Line, last: int) -> Bearer | None:
    """Those who are listed behind an act: "extradited its first two citizens on T: P and P", "are identified as P"."""
    for at in line.find("P"):
        if at < last or not _person(line, at):
            continue
        if at > last + _FAR:
            return None
        lead = at - 1
        while lead >= last and at - lead <= _LEAD and line.words[lead].isalpha() and line.words[lead] not in _LISTS:
            lead -= 1
        if lead >= last and line.words[lead] in _LISTS and _SAYS.isdisjoint(line.words[max(last, lead - 3) : at]):
            return _found(line, at)
        return None
    return None
