"""Whom a word of a sentence is about, by where it stands: subject, object, owner, whoever is spoken of.

No form of words is looked for here, only positions: the clause is walked from the word to the left until somebody
free stands there, a relative leads to one, or a mark or conjunction ends it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from graph.claim import Span
from loaders.extraction.attachment import is_dependent
from loaders.extraction.lexicon import grammar, word_set
from loaders.extraction.line import Line
from loaders.extraction.ownership import (
    UNNAMED,
    begins_what_is_said,
    has_own_subject,
    is_of_another,
    is_of_nobody_named,
)

_REACH: Final = 40
_INVERTED: Final = 20
"""How many words may stand between a passive and its subject behind it: "fue trasladado desde R hasta L P"."""
_NOUNS: Final = 5
_OBJECT: Final = 6
"""How many words may stand between a verb and its object."""
_CLITICS: Final = frozenset({"lo", "la", "los", "las", "le", "les"})
_BESIDE_NAME: Final = frozenset({"a", "al", "de", "anos", "in", "en"})
_OF: Final = frozenset({"of", "de", "del"})
_MARKS: Final = frozenset({",", "{", "}", "-", '"', "and", "y", "e"})
_RELATIVES: Final = frozenset({"who", "quien", "quienes"})
_THAT: Final = frozenset({"que", "that", "which"})
_OF_PLACES: Final = frozenset({"where", "donde", "adonde", "when", "cuando"})
_ENDS: Final = frozenset({";", ":", ".", "?"})
_PASSIVE: Final = grammar("passive")
_CLIENT: Final = grammar("client")
_OWNED: Final = frozenset({"his", "her", "my", "their", "our", "su", "mi", "the"})
_SEVERAL: Final = grammar("of_several")
_ONE: Final = grammar("of_one")
_NOBODY: Final = frozenset({"nobody", "nadie", "none", "ninguno", "ninguna", "neither"})
_SOMEONE: Final = frozenset({"someone", UNNAMED})
_INDEFINITE: Final = frozenset({"a", "an", "un", "una", "dos", "tres", "two", "three", "several", "varios", "otros"})
_SAYS: Final = word_set("said") | {"segun", "to"}
_OPENS_CLAUSE: Final = grammar("put_before")
_BY: Final = frozenset({"by", "por"})
_PARTICIPLES: Final = ("ado", "ada", "ados", "adas", "ido", "ida", "idos", "idas", "ed", "en")
_THEY_DID: Final = ("aron", "ieron", "aban")
_NAMES_A_SUBJECT: Final = grammar("preposition") | {"in", "en", "at", "on", "a", "al"}
_LEADS_ELSEWHERE: Final = _NAMES_A_SUBJECT - {"a", "al"}


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who was found: the entities, and where they are named in the sentence, if they are."""

    refs: tuple[Any, ...]
    span: Span | None = None
    index: int | None = None


def subject_of(line: Line, first: int, topic: tuple[Any, ...]) -> Bearer | None:
    """Who does or suffers what the words from an index on say; None where it is somebody else, or nobody can tell."""
    of_place = line.words[first] in _LEADS_ELSEWHERE
    if is_of_nobody_named(line, first) or (not of_place and is_of_another(line, first)):
        return None
    if _has_noun_as_subject(line, first):
        return None
    words = line.words
    at = first - 1
    while at >= max(0, first - _REACH):
        word = words[at]
        node = line.node(at)
        if word in _CLIENT and at and (line.words[at - 1] in _OWNED or line.words[at - 1][0] == "H"):
            return Bearer(topic) if len(topic) == 1 else None
        if word in _SOMEONE or word in _NOBODY or (node is not None and node.key[0] == "Z"):
            return None
        if node is not None and node.key[0] == "P":
            if _owns(line, at) or words[max(0, at - 1)] in _BY:
                at -= 1
                continue
            if not is_dependent(line, at) or _is_told_of(line, at, first):
                return None if begins_what_is_said(line, at, first) else _found(line, at)
            if _is_of_a_subject(line, at):
                return None
        elif _is_subject_itself(line, at):
            return None
        elif word in _RELATIVES or (word in _THAT and at and words[at - 1] not in word_set("said")):
            return _antecedent(line, at)
        elif word in _ENDS:
            break
        elif word in _THAT or word in _OF_PLACES:
            if word in _OF_PLACES:
                before = _free_before(line, at)
                if before is not None:
                    return before
            break
        at -= 1
    if has_own_subject(line, _verb_group(line, first)) or _is_counted(line, first):
        return None
    return _behind_opening(line, first) or _after(line, first) or _spoken_of(line, first, topic)


def object_of(line: Line, first: int, last: int, topic: tuple[Any, ...]) -> Bearer | None:
    """Whom the words between two indices act upon: the object of a verb, the subject of its passive."""
    words = line.words
    for at in line.find("P"):
        between = words[last:at]
        led = _LEADS_ELSEWHERE.isdisjoint(between) and "," not in between[:-1]
        if last <= at < last + _OBJECT and led:
            return _found(line, at)
    if words[first] in _CLITICS or (first and words[first - 1] in _CLITICS):
        before = [at for at in line.find("P") if at < first and words[at - 1] not in _SAYS]
        acted = [at for at in before if words[at - 1] in ("a", "al")]
        free = [at for at in before if at < first - 2 and not is_dependent(line, at)]
        if acted or len(free) == 1:
            return _found(line, (acted or free)[-1])
        return None if free else _spoken_of(line, first, topic, anybody=True)
    relative = _whom(line, first)
    if relative is not None:
        return _antecedent(line, relative)
    if not _PASSIVE.isdisjoint(words[max(0, first - 4) : first + 1]) or _is_bare_participle(line, first):
        return subject_of(line, first, topic)
    return None


def agent_of(line: Line, last: int) -> Bearer | None:
    """By whom something was done: whoever is named right after "by"."""
    for at in range(last, min(len(line.words), last + _OBJECT)):
        node = line.node(at)
        if node is not None and node.key[0] == "P":
            return _found(line, at + 3 if _owns(line, at) and _is_person(line, at + 3) else at)
        if node is not None or line.words[at] in _ENDS:
            return None
    return None


def accused_of(line: Line, topic: tuple[Any, ...]) -> Bearer | None:
    """Against whom a charge was: whoever is named after "against" or owns it, else the only one spoken of."""
    for at in line.find("P"):
        before = line.words[at - 1] if at else ""
        if before in ("against", "contra") or (_owns(line, at) and line.words[at + 2 : at + 3] not in (["lawyer"], [])):
            return _found(line, at)
    if any(not line.nodes[line.words[at]].pronoun for at in line.find("P")):
        return None
    return Bearer(topic) if len(topic) == 1 else None


def _is_person(line: Line, at: int) -> bool:
    node = line.node(at)
    return node is not None and node.key[0] == "P"


def owner_of(line: Line, first: int, last: int, topic: tuple[Any, ...]) -> Bearer | None:
    """Whose a noun is: "P's arrest", "his arrest", "la captura de P"; else of whoever is spoken of."""
    words = line.words
    before = line.node(first - 1) if first else None
    if before is not None and before.key[0] == "H":
        return Bearer(before.refs[:1], None, None) if before.refs else None
    if first > 1 and words[first - 1] in ("'s", "'") and (owner := line.node(first - 2)) and owner.key[0] == "P":
        return _found(line, first - 2)
    if words[last : last + 1] and words[last] in _OF | {"against", "contra", "a", "al"}:
        for at in range(last + 1, min(len(words), last + 5)):
            node = line.node(at)
            if node is not None and node.key[0] == "P":
                return _found(line, at)
            if node is not None or not words[at].isalpha() or words[at] in _INDEFINITE:
                return None
        return None
    return subject_of(line, first, topic)


def organization_of(line: Line, first: int, organization: Any) -> Bearer | None:
    """Of which organization something is said: the nearest before that hangs on nothing, else the one spoken of."""
    before = [at for at in line.find("O") if at < first]
    people = [at for at in line.find("P") if max(before, default=0) < at < first]
    if people and first - people[-1] <= _OBJECT:
        return None  # it is somebody who is "heir of O"
    free = [at for at in before if not _hangs(line, at) or line.words[at + 1 : at + 3] == [",", "que"]]
    if free:
        return _found(line, free[-1])
    if organization is not None and not before:
        return Bearer((organization,))
    return _found(line, before[0]) if before else None


def _hangs(line: Line, at: int) -> bool:
    """Whether an organization hangs on a preposition, articles and plain words between."""
    for index in range(at - 1, max(-1, at - 5), -1):
        word = line.words[index]
        if word in _NAMES_A_SUBJECT:
            return True
        if word in line.nodes or not word.isalpha() or word in grammar("copula"):
            return False
    return False


def _found(line: Line, at: int) -> Bearer:
    node = line.nodes[line.words[at]]
    return Bearer(node.refs, (node.start, node.end), at)


def _owns(line: Line, at: int) -> bool:
    """Whether somebody is named only as whose something is: "P's brother"; "he's" is "he is"."""
    return line.words[at + 1 : at + 2] in (["'s"], ["'"]) and not line.nodes[line.words[at]].pronoun


def _is_told_of(line: Line, at: int, first: int) -> bool:
    """Whether what follows somebody who hangs on a preposition is said of him: ", arrested in", ", leader of"."""
    closes = line.words[at + 2 : at + 3] and line.words[at + 2] in _before_verb()  # "Q, the wife of P, was arrested"
    return line.words[at + 1] == "," and not closes and first - at <= 3


def _antecedent(line: Line, relative: int) -> Bearer | None:
    """Of whom a relative clause speaks: the one named right before, behind marks and what is said beside the name."""
    at = relative - 1
    words = line.words
    while at >= 0:
        node = line.node(at)
        if node is not None and node.key[0] == "P" and not _owns(line, at):
            return _found(line, at)
        beside = node is not None and node.key[0] in "QNTLK"
        if beside or words[at] in _MARKS or words[at] in _BESIDE_NAME:
            at -= 1
        else:
            return _described(line, at)
    return None


def _described(line: Line, at: int) -> Bearer | None:
    """Of whom "the man who", "un empresario que" speaks: the one it is apposed to, or said to be."""
    words = line.words
    for index in range(at, max(-1, at - 5), -1):
        if line.node(index) is not None or not words[index].replace("-", "").isalpha():
            return None
        if words[index] in grammar("determiner"):
            before = line.node(index - 2) if index > 1 else None
            tied = words[index - 1 : index]
            if before is not None and before.key[0] == "P" and tied and tied[0] in (",", *grammar("copula")):
                return _found(line, index - 2)
            return None
    return None


def _free_before(line: Line, at: int) -> Bearer | None:
    free = [i for i in line.find("P") if i < at and not is_dependent(line, i)]
    return _found(line, free[-1]) if len(free) == 1 else None


def _is_subject_itself(line: Line, at: int) -> bool:
    """Whether what stands at an index is who does it, and no person: "the FBI", "the gang", "112 prisoners"."""
    node = line.node(at)
    if node is not None and node.key[0] in "OUKC":
        return not _hangs(line, at) and line.words[at + 1 : at + 2] not in (["'s"], ["'"])
    if line.words[at] not in word_set("people"):
        return False
    before = line.node(at - 1)
    counted = before is not None and before.key[0] == "N"
    return counted and line.words[max(0, at - 2) : at - 1] not in (["of"], ["de"], ["los"], ["the"])


def _opens_clause(line: Line, at: int) -> bool:
    """Whether a word is the first of its clause."""
    return at == 0 or line.words[at - 1] in _ENDS | {",", "and", "y", "e", "that", "que", "pero", "but", "-", "{"}


def _is_of_a_subject(line: Line, at: int) -> bool:
    """Whether somebody is named only to tell who does it: "the brother of P leads", "el abogado de P dijo"."""
    if at < 2 or line.words[at - 1] not in _OF:
        return False
    for index in range(at - 2, max(-1, at - 6), -1):
        if line.words[index] in grammar("determiner"):
            return _opens_clause(line, index)
        if not line.words[index].isalpha() or line.words[index] in line.nodes:
            return False
    return False


def _has_noun_as_subject(line: Line, first: int) -> bool:
    """Whether a noun that is no name stands as the subject right before a verb: "a group of hitmen", "his killer"."""
    while first and line.words[first - 1] in grammar("determiner"):
        first -= 1
    at = _verb_group(line, first) - 1
    nouns = 0
    while at >= 0 and line.words[at].isalpha() and line.words[at].islower() and line.words[at] not in line.nodes:
        word = line.words[at]
        if word in grammar("determiner"):
            head = line.words[at + 1] if nouns else ""
            return nouns > 0 and head not in grammar("same_person") and _opens_clause(line, at)
        if word in _NAMES_A_SUBJECT - _OF or word in grammar("copula") or word in _THAT | _RELATIVES:
            return False
        nouns += 1
        if nouns > _NOUNS:
            return False
        at -= 1
    return False


def _verb_group(line: Line, first: int) -> int:
    """Where the auxiliaries before a verb begin: "the prisoners | had been taken"."""
    while first and line.words[first - 1] in _before_verb():
        first -= 1
    return first


@cache
def _before_verb() -> frozenset[str]:
    return _PASSIVE | grammar("auxiliary") | grammar("object_pronoun") | word_set("negation") - {"sin", "without"}


def _behind_opening(line: Line, first: int) -> Bearer | None:
    """The subject behind what is put before it: "Upon leaving R, P was …", "At a hearing in C he …"."""
    opens = first <= 1 and line.words[first].endswith(_PARTICIPLES)  # "Charged with murder, P …"
    if line.words[0] not in _OPENS_CLAUSE and not opens:
        return None
    people = [at for at in line.find("P") if at > first]
    if not people or is_dependent(line, people[0]) or _owns(line, people[0]):
        return None
    between = line.words[first + 1 : people[0]]
    apart = between[-1:] == [","] or line.nodes[line.words[people[0]]].pronoun
    return _found(line, people[0]) if apart and _RELATIVES.isdisjoint(between) else None


def _is_counted(line: Line, first: int) -> bool:
    """Whether the sentence opens with a number of people: "16, to the prison of X"."""
    opening = [at for at in range(min(first, 3)) if line.words[at].isalnum()]
    node = line.node(opening[0]) if opening else None
    return node is not None and node.key[0] == "N"


def _after(line: Line, first: int) -> Bearer | None:
    """The subject behind its verb, as in Spanish: "fue detenido en Lima P", "con él cruza P"."""
    people = [at for at in line.find("P") if at > first and not line.nodes[line.words[at]].pronoun]
    reach = _INVERTED if not {"fue", "fueron"}.isdisjoint(line.words[:first]) else _OBJECT
    if not people or is_dependent(line, people[0]) or people[0] - first > reach:
        return None
    between = line.words[first + 1 : people[0]]
    said = word_set("said")
    return None if any(w in said or w in _MARKS or w in _THAT for w in between) else _found(line, people[0])


def _spoken_of(line: Line, first: int, topic: tuple[Any, ...], *, anybody: bool = False) -> Bearer | None:
    """Whoever is spoken of, where the sentence names nobody else as its subject before."""
    beside = line.words[max(0, first - 2) : first + 1]
    if not anybody and len(topic) == 1 and line.words[first].endswith(_THEY_DID):
        return None  # "la mandaron": whoever they are
    if not topic or not (_ONE if len(topic) > 1 else _SEVERAL).isdisjoint(beside):
        return None
    free = [i for i in line.find("P") if i < first and not is_dependent(line, i)]
    if free and not anybody and not set(line.nodes[line.words[free[-1]]].refs) <= set(topic):
        return None
    return Bearer(topic)


def _whom(line: Line, first: int) -> int | None:
    """Where "whom", "a quien", "al que" opens the clause of a verb."""
    words = line.words
    for at in reversed(range(max(0, first - 10), first)):
        if words[at] == "whom" or (
            words[at] in ("quien", "quienes") and words[at - 1 : at] in (["a"], ["contra"], ["sobre"])
        ):
            return at
        if words[at] == "que" and at and words[at - 1] in ("al", "la", "los", "las"):
            return at - 1
        if words[at] in _ENDS or words[at] == ",":
            return None
    return None


def _is_bare_participle(line: Line, first: int) -> bool:
    """Whether a participle stands beside a name or a comma: "P, arrested in", "P detenido en", "Arrested in"."""
    if not line.words[first].endswith(_PARTICIPLES):
        return False
    before = line.words[first - 1] if first else ","
    of_name = before[0] == "P" and before in line.nodes and line.words[first].endswith(_PARTICIPLES[:8])
    return before in _MARKS or of_name
