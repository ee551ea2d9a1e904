"""Which of the two languages a paragraph, or a whole text, is written in."""

from __future__ import annotations

import re
from functools import cache

from loaders.extraction.lexicon import LANGUAGES, lexicon

_WORD = re.compile(r"[a-z]+")


@cache
def _function_words(language: str) -> frozenset[str]:
    return frozenset(lexicon(language).words("function_word"))


def detect(folded: str, default: str | None = None) -> str:
    """`en` or `es`, by the share of function words; `default`, else English, where they do not tell.

    Args:
        folded: the passage, as `text.fold` gives it.
        default: the language of what is around it.
    """
    words = _WORD.findall(folded[:20_000])
    counts = {language: sum(map(_function_words(language).__contains__, words)) for language in LANGUAGES}
    first, second = sorted(LANGUAGES, key=lambda language: -counts[language])
    if counts[first] - counts[second] < (1 if default is None else 3):
        return default or first
    return first
