"""Which texts are copies of each other: MinHash over runs of words, with bands to meet by. Pure.

One-permutation hashing (Li, Owen and Zhang 2012; Shrivastava and Li 2014): every run of words is hashed
once, and the least hash of each bin is kept, so that signing an article takes a millisecond without a
library for numbers. The share of equal places of two signatures estimates the share of runs that two texts have
in common (Jaccard).
"""

from __future__ import annotations

import hashlib
import re
from array import array
from operator import eq
from typing import Final

_WORDS: Final = 5
"""Words of a run: long enough that one event told by two writers shares few, and a statement quoted whole not most."""
_LEAST_RUNS: Final = 40
"""Fewer say nothing: of two short texts about one event one is no copy for a sentence in common."""
_MOST_WORDS: Final = 20_000
"""Of a longer text only its beginning is signed: who copies that copies."""
_BINS: Final = 80
"""Of each of the two hashes of a run."""
_ROWS: Final = 8
"""Places of a signature that make a band: texts with a fifth of their runs in common meet in 1 of 16,000 cases."""
_EQUAL: Final = 0.6
"""Share of equal places from which two texts are copies: a text with 4 words in 100 changed is above, not below."""
_WORD: Final = re.compile(r"\w+")
_HASH_BITS: Final = 32
_MOST: Final = (1 << _HASH_BITS) - 1


def signature(text: str) -> bytes | None:
    """The signature of a text; None where it is too short to be told from another by it.

    >>> signature("Two short texts") is None
    True
    """
    words = [match[0] for match, _ in zip(_WORD.finditer(text.casefold()), range(_MOST_WORDS), strict=False)]
    runs = {" ".join(words[start : start + _WORDS]) for start in range(len(words) - _WORDS + 1)}
    if len(runs) < _LEAST_RUNS:
        return None
    halves = (_BINS * [_MOST], _BINS * [_MOST])
    for run in runs:
        digest = int.from_bytes(hashlib.blake2b(run.encode(), digest_size=16).digest(), "big")
        for least in halves:
            bin_, value = digest % _BINS, (digest >> 8) & _MOST
            if value < least[bin_]:
                least[bin_] = value
            digest >>= 64
    return array("I", [value for least in halves for value in _filled(least)]).tobytes()


def bands(signed: bytes) -> list[int]:
    """Numbers of which copies share one at least, nearly always, and other texts nearly never."""
    size = _ROWS * _HASH_BITS // 8
    return [
        int.from_bytes(hashlib.blake2b(signed[at : at + size], digest_size=8, salt=bytes([at // size])).digest()) >> 1
        for at in range(0, len(signed), size)
    ]


def are_copies(one: bytes, other: bytes) -> bool:
    """Whether two signatures are of texts that are one but for some words."""
    places = array("I", one)
    equal: int = sum(map(eq, places, array("I", other)))
    return equal >= _EQUAL * len(places)


def _filled(least: list[int]) -> list[int]:
    """An empty bin gets what the next full one has, told apart by its distance: the estimate stays unbiased."""
    filled = list(least)
    for start, value in enumerate(least):
        if value == _MOST:
            distance = next(d for d in range(1, _BINS) if least[(start + d) % _BINS] != _MOST)
            filled[start] = (least[(start + distance) % _BINS] + distance * 0x9E3779B1) & _MOST
    return filled
