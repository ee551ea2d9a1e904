"""Charges by their names among the words of a sentence: "narcotráfico", "conspiracy to import cocaine"."""

from __future__ import annotations

from collections.abc import Iterator

from loaders.extraction.lexicon import charge_words, grammar


def find_charges(words: list[str]) -> Iterator[tuple[int, int, str]]:
    """Charges among folded words: index of the first, one past the last, notation; the longest phrase wins."""
    table = charge_words()
    if table.keys().isdisjoint(words):
        return
    index = 0
    while index < len(words):
        for phrase, notation in table.get(words[index], ()):
            size = _size_at(words, index, phrase)
            if size:
                if words[index] == "trata" and words[index - 1 : index] == ["se"]:  # "se trata de": it is about
                    index += 1
                    break
                if len(phrase) == 1 and words[index + 1 : index + 2] and words[index + 1] in grammar("trade"):
                    index += 1
                    break
                yield index, index + size, notation
                index += size
                break
        else:
            index += 1


def _size_at(words: list[str], index: int, phrase: tuple[str, ...]) -> int:
    """How many words a phrase takes at an index, with a number before its last word: "trafico de 300 migrantes"."""
    size = len(phrase)
    if tuple(words[index : index + size]) == phrase:
        return size
    counted = words[index : index + size + 1]
    number = counted[-2] if size > 1 and len(counted) > size else ""
    if number[:1] == "N" and number[1:].isdigit() and (*counted[:-2], counted[-1]) == phrase:
        return size + 1
    return 0
