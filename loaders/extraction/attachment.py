"""Which person a phrase is about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from graph.claim import Span
from loaders.extraction.lexicon import grammar, word_set
from loaders.extraction.line import Line
from loaders.extraction.ownership import has_own_subject, is_of_another, is_of_nobody_named, stands_beside

_PREPOSITIONS: Final = grammar("preposition")
_SKIPPED: Final = grammar("before_phrase")
_VERB_SKIPPED: Final = _SKIPPED | grammar("before_verb")
_BEFORE_NAME: Final = grammar("before_name")
_DETERMINERS: Final = grammar("determiner")
_PAST: Final = grammar("past")
_COPULAS: Final = grammar("copula")
_DEFINITE: Final = frozenset({"the", "el", "la", "los", "las"})
_IS: Final = frozenset({"is", "was", "es", "era", "fue", "seria"})
_AFTER_ARTICLE: Final = frozenset({".", "who", "que", ";"})
_AFTER_BARE: Final = frozenset({",", ".", ";", "{", ":", "en", "in"})
"""What may follow a description that is a line of its own: "A lieutenant in X who …"; "Presunto líder de X, …"."""
_BREAK: Final = frozenset({";"})
_ANOTHER_CLAUSE: Final = frozenset({"whose", "cuyo", "cuya", "cuyos", "cuyas"})
_OBJECTS: Final = frozenset({"lo", "la", "los", "las", "le", "les"})
_SHORT: Final = 3
"""Letters of Spanish words that may end like a verb and are none: "lo", "uno"."""
_KIN_WORDS: Final = 3
"""How many words may stand between "his" and a name: "with his younger brother P"."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The person or persons found.

    Attributes:
        refs: the entities.
        span: of their own words, where they stand in the sentence.
        index: of their node in the line; None for somebody spoken of before.
        gap: stretch of the line that the phrase takes with it.
        past: the words between put it in the past; `hedged`: in doubt; `negated`: deny it.
    """

    refs: tuple[Any, ...]
    span: Span | None = None
    index: int | None = None
    gap: tuple[int, int] | None = None
    past: bool = False
    hedged: bool = False
    negated: bool = False


@cache
def _before_name() -> frozenset[str]:
    """Words that may stand between a preposition and a name: "of the ex police chief X"."""
    titles = {word for phrase in word_set("title") for word in phrase.split()}
    return frozenset(titles - {"de", "del", "of", "'s"}) | _BEFORE_NAME


def is_dependent(line: Line, index: int, *, objects: bool = True) -> bool:
    """Whether a person hangs on a preposition before the name ("brother of X", "under X").

    Args:
        line: the sentence.
        index: of the person's node.
        objects: whether a Spanish object ("acusa a X") counts, too.
    """
    at = index - 1
    between = _before_name()
    while at >= 0 and (line.words[at] in between or line.words[at][0] == "U"):
        at -= 1
    at = _before_owner(line, at)
    node = line.node(index)
    if (node is not None and node.words == ("him",)) or (index and line.words[index - 1] == "not"):
        return True
    if at > 1 and line.words[at - 1 : at + 1] == ["trata", "de"]:
        return False
    if objects and at > 0 and line.words[at] in ("a", "al"):
        return True
    if at >= 0 and line.words[at] == "before" and node is not None and any(ref.official for ref in node.refs):
        return True
    if at < 0 or line.words[at] not in _PREPOSITIONS:
        return _hangs_further_back(line, index)
    return not (
        line.words[at] in ("as", "como", "con", "with", "by")
        and at
        and line.words[at - 1] in ("well", "asi", "along", "junto", "followed", "together")
    )


def _before_owner(line: Line, at: int) -> int:
    """The index before "his brother", "su primo" where one stands right before a name, else the same index."""
    for owner in range(at - 1, max(-1, at - 1 - _KIN_WORDS), -1):
        word = line.words[owner]
        if word[0] == "H" and word in line.nodes:
            return owner - 1
        if not word.isalpha() or word in line.nodes:
            break
    return at


def _hangs_further_back(line: Line, index: int) -> bool:
    """Whether "of" stands some plain words before the name: "the son of imprisoned drug lord X"."""
    for at in range(index - 1, max(-1, index - 5), -1):
        word = line.words[at]
        if word in ("of", "de", "del"):
            return at < index - 1
        if not (word.isalpha() or word[0] == "X") or word in _SKIPPED:
            return False
    return False


def find_subject(line: Line, index: int, form: str, topic: tuple[Any, ...], *, dropped: bool = False) -> Subject | None:
    """The person that the phrase at an index is about, or None where nobody can be told.

    Args:
        line: the sentence.
        index: of the phrase's node.
        form: `noun`, `verb` or `list`.
        topic: whom the text last spoke of.
        dropped: subjects are left out here: the text is Spanish, or a list with an item a person.
    """
    if form == "list":
        return _following(line, index)
    if "of-topic" in line.nodes[line.words[index]].options:
        return Subject(topic) if len(topic) == 1 else None
    skipped = _SKIPPED if form == "noun" else _VERB_SKIPPED
    at = _before_description(line, index) if form == "noun" else index - 1
    between = list(reversed(line.words[at + 1 : index]))
    while at >= 0:
        word = line.words[at]
        node = line.node(at)
        if node is not None and word[0] == "P":
            if not _is_barred(line, at, form) and not (form == "noun" and stands_beside(line, at, index)):
                return _subject(line, at, index, between)
            break
        if (
            (node is not None and word[0] in "FTNL")
            or word in skipped
            or word in word_set("negation")
            or (word == ";" and at == index - 1 and form == "verb")
        ):
            between.append(word)
        else:
            break
        at -= 1
    if "near" in line.nodes[line.words[index]].options:
        after = line.words[index + 1] if index + 1 < len(line.words) else "."
        # "De los Patos, pandilla …" is of whoever was spoken of; "De los Patos brotó otra banda" is of nobody.
        start = at < 0 and not set(between) - {"-", ","} and after in _AFTER_BARE
        return Subject(topic, gap=(0, index + 1)) if start and len(topic) == 1 else None
    right = _right(line, index, form)
    if right is not None and (form == "noun" or at < 0):
        return right
    if form == "noun":
        return _spoken_of(line, index, at, between, topic)
    object_first = bool(_OBJECTS.intersection(line.nodes[line.words[index]].words[:2]))
    stopped = line.node(at)
    if stopped is not None and stopped.key[0] == "Z":  # somebody else, who cannot be told
        return None
    if not object_first and (is_of_nobody_named(line, index) or is_of_another(line, index)):
        return None
    if not object_first and has_own_subject(line, index):
        return right
    found = _left_verb(line, index)
    if found is not None:
        return found
    if right is not None:
        return right
    words = line.nodes[line.words[index]].words
    if {"que", "who"} & {words[0] if words else "", line.words[index - 1] if index else ""}:
        return None
    if (
        topic
        and all(is_dependent(line, i) for i in line.find("P"))
        and (at < 0 or (dropped and not line.find("P")) or _speaks_of_someone(line, index))
    ):
        if len(topic) > 1 and _is_singular(line, index):
            return None
        return Subject(topic, negated=_negated(line.words[max(0, index - 2) : index]))
    return None


def _before_description(line: Line, index: int) -> int:
    """The index before the words that describe a noun, where an article opens them: "the flash kingpin of X"."""
    for at in range(index - 1, max(-1, index - 5), -1):
        word = line.words[at]
        if word in _DETERMINERS:
            return at
        if word in _SKIPPED or word in _PREPOSITIONS or not word.replace("-", "").isalpha() or word in line.nodes:
            break
    return index - 1


def _spoken_of(line: Line, index: int, at: int, between: list[str], topic: tuple[Any, ...]) -> Subject | None:
    """Whom the text last spoke of, where the words leave no other reading.

    The phrase must open the sentence, either after a copula whose subject is left out ("Es líder de X") or as an
    apposition or a line of its own ("Presunto líder de X, vivía …"), and the sentence must name nobody else. As the
    agent or object of a verb, after a number or a relative, it is about somebody whom the text does not name.
    """
    node = line.nodes[line.words[index]]
    if (
        at >= 0
        or not topic
        or "someone" in between
        or any(not set(line.nodes[w].refs) <= set(topic) for w in _named(line))
    ):
        return None
    if node.plural != (len(topic) > 1) and not {"one", "uno", "una"} & {*node.words[:2], *between}:
        return None
    if any(word[0] == "N" and word in line.nodes for word in between):
        return None
    if not _COPULAS & set(between):
        after = line.words[index + 1] if index + 1 < len(line.words) else "."
        article = {node.words[0], *between} & _DETERMINERS
        if article & _DEFINITE or after not in (_AFTER_ARTICLE if article else _AFTER_BARE):
            return None
    return Subject(topic, None, None, (0, index + 1), bool(set(between) & _PAST), False, _negated(between))


def _named(line: Line) -> list[str]:
    return [line.words[i] for i in line.find("P") if not line.nodes[line.words[i]].pronoun]


def _speaks_of_someone(line: Line, index: int) -> bool:
    node = line.nodes[line.words[index]]
    words = set(node.words[:3]) | set(line.words[max(0, index - 2) : index])
    return bool(words & {"lo", "la", "los", "las", "le", "les", "him", "her", "them", "donde", "where"})


def _is_singular(line: Line, index: int) -> bool:
    """Whether a verb is in the singular, so that it cannot be about several."""
    words = set(line.nodes[line.words[index]].words[:3]) | set(line.words[max(0, index - 1) : index])
    own = line.nodes[line.words[index]].words
    several = any(word.endswith(("aron", "eron")) for word in own)
    if own and len(own[0]) > _SHORT and own[0].endswith("o") and not own[0].endswith(("ado", "ido")):
        return not several  # "llegó", "aterrizó"
    return not several and bool(
        words
        & {
            "lo",
            "la",
            "le",
            "fue",
            "era",
            "estaba",
            "was",
            "is",
            "has",
            "habia",
            "cumplia",
            "purgaba",
            "him",
            "her",
            "el",
            "esta",
        }
    )


def _is_barred(line: Line, index: int, form: str) -> bool:
    """Whether a person who hangs on a preposition cannot be meant: only apposition and "who" reach one."""
    if not is_dependent(line, index):
        return False
    after = line.words[index + 1] if index + 1 < len(line.words) else ""
    beyond = line.words[index + 2] if index + 2 < len(line.words) else ""
    if form == "noun" or not is_dependent(line, index, objects=False):
        return after not in ("who", "que", "quien", ",", "{")
    return after not in ("who", "que", "quien") and beyond not in ("who", "que", "quien")


def _subject(line: Line, at: int, index: int, between: list[str]) -> Subject:
    node = line.nodes[line.words[at]]
    words = set(between)
    doubt = bool(words & word_set("hedge"))
    refs = node.refs[-1:] if "quien" in words else node.refs
    return Subject(refs, (node.start, node.end), at, (at, index + 1), bool(words & _PAST), doubt, _negated(between))


def _negated(words: list[str]) -> bool:
    return not word_set("negation").isdisjoint(words)


def _right(line: Line, index: int, form: str) -> Subject | None:
    at = index + 1
    if form == "noun" and at < len(line.words) and line.words[at] in _IS:
        at += 1
    comma = at < len(line.words) and line.words[at] in (",", ":", "-")
    if comma:
        at += 1
    while at < len(line.words) and line.words[at] in (
        "brothers",
        "los",
        "hermanos",
        "primos",
        "los_hermanos",
        "the",
        "a",
        "el",
        "la",
        "cousins",
    ):
        at += 1
    node = line.node(at)
    if node is None or node.key[0] != "P" or node.pronoun:
        return None
    if (form != "noun" and comma) or line.words[at + 1 : at + 2] in (["'s"], ["'"]):
        return None
    return Subject(node.refs, (node.start, node.end), at, (index, at + 1))


def _left_verb(line: Line, index: int) -> Subject | None:
    """The nearest person to the left in the clause who depends on nothing."""
    for at in reversed(range(index)):
        if line.words[at] in _BREAK:
            return None
        node = line.node(at)
        if node is not None and node.key[0] == "P" and line.words[at + 1] in ("'s", "'"):
            return None
        if node is not None and node.key[0] == "P" and is_dependent(line, at) and line.words[index - 1] == "quien":
            return None  # it speaks of who was named last, or of nobody
        if node is not None and node.key[0] == "P" and not is_dependent(line, at):
            before = line.words[max(at + 1, index - 2) : index]
            return Subject(node.refs, (node.start, node.end), at, None, negated=_negated(before))
    return None


def _following(line: Line, index: int) -> Subject | None:
    """Everybody named after the words that open a list."""
    refs: list[Any] = []
    first: Span | None = None
    for at in range(index + 1, len(line.words)):
        node = line.node(at)
        if refs and line.words[at] in _ANOTHER_CLAUSE:
            break
        if node is None or node.key[0] != "P":
            continue
        if is_dependent(line, at, objects=False):
            continue
        first = first or (node.start, node.end)
        refs.extend(ref for ref in node.refs if ref not in refs)
    return Subject(tuple(refs), first) if refs else None
