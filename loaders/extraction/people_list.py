"""Lists of persons become one node."""

from __future__ import annotations

from typing import Final

from loaders.extraction.cascade import join
from loaders.extraction.lexicon import word_set
from loaders.extraction.line import Line

_CONJUNCTIONS: Final = frozenset({"and", "y", "e", "&"})
_HANGS: Final = frozenset({"of", "de", "del", "to", "for", "para", "'s"})
_TOGETHER: Final = (
    ("as", "well", "as"),
    ("along", "with"),
    ("together", "with"),
    ("junto", "con"),
    ("asi", "como"),
    ("followed", "by"),
    ("ademas", "de"),
)


def join_adjacent(line: Line) -> None:
    """Join "A and B" where nothing stands between."""
    if len(line.find("P")) < 2:
        return
    index = 0
    while index + 2 < len(line.words):
        owns = line.words[index + 3 : index + 4] in (["'s"], ["'"])
        both = line.words[index][0] == line.words[index + 2][0] == "P"
        if both and line.words[index + 1] in _CONJUNCTIONS and not owns:
            join(line, index, index + 3, "P")
        else:
            index += 1


def join_people(line: Line) -> bool:
    """One list of persons becomes one node: "A, B and C"; "A; B; and C"."""
    for start in line.find("P"):
        at, last, bound = start + 1, start, False
        while True:
            size, strong = _between(line.words, at)
            if (
                not size
                or at + size >= len(line.words)
                or line.node(at + size) is None
                or line.words[at + size][0] != "P"
            ):
                break
            ended = line.nodes[line.words[at + size]].singles and (last > start or _opens_a_list(line, start))
            bound = bound or strong or bool(ended)
            last, at = at + size, at + size + 1
        if last > start and bound:
            join(line, start, last + 1, "P")
            return True
    return False


def _opens_a_list(line: Line, start: int) -> bool:
    """Whether "A, B and C" are three: not where A may hang on a noun to which B is apposed ("the brother of A, B")."""
    return start == 0 or line.words[start - 1] not in _HANGS


def _between(words: list[str], at: int) -> tuple[int, bool]:
    for together in _TOGETHER:
        size = len(together)
        for comma in (0, 1):
            if tuple(words[at + comma : at + comma + size]) == together and (not comma or words[at] == ","):
                return comma + size, True
    size, strong = 0, False
    while (
        at + size < len(words) and size < 3 and words[at + size] in (",", ";", "and", "y", "e", "a", "tambien", "also")
    ):
        if words[at + size] == "a" and not strong:
            break
        strong = strong or words[at + size] in ("and", "y", "e", ";")
        size += 1
    if size and strong and at + size < len(words) and words[at + size] in ("el", "la", "the", "un", "una", "a"):
        for more in range(2, 6):
            ahead = words[at + size : at + size + more]
            if len(ahead) == more and ahead[-1][0] == "P":
                plain = all(
                    w.isalpha()
                    and w.islower()
                    and w not in word_set("title") | word_set("counsel") | word_set("function_word")
                    for w in ahead[1:-1]
                )
                return (size + more - 1, True) if plain else (0, False)
    return size, strong
