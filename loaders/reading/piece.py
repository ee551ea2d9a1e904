"""The pieces of text that stand on a page of a PDF, each where it stands."""

from __future__ import annotations

import ctypes
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import dropwhile, takewhile
from math import pi
from typing import Any, Final, NamedTuple

_WIDE: Final = 1.0
"""Heights of a letter from which a gap between two letters parts pieces: more than a space, even a justified one."""
_LIGATURES: Final = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_LINE_END_HYPHEN: Final = "\x02"
"""What PDFium gives for a hyphen at the end of a line."""
_UNREADABLE: Final = frozenset({"Cc", "Cn", "Co", "Cs"})


@dataclass(frozen=True, slots=True)
class Piece:
    """Words side by side, without a gap wide enough to be that between columns or cells.

    Attributes:
        text: the words, composed (NFC), without ligatures or white space at the ends.
        left: in points, as the reader holds the page; `bottom` and `top` grow upwards.
        number: its place in the order of the file.
        first_word: width of the first word, in points.
        unreadable: letters that the font does not name, and that are not in the text.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    number: int
    first_word: float
    unreadable: int = 0

    @property
    def height(self) -> float:
        """Of the letters, in points."""
        return self.top - self.bottom

    @property
    def middle(self) -> float:
        """How high the piece stands, in points."""
        return (self.top + self.bottom) / 2

    def beside(self, other: Piece) -> bool:
        """Whether both stand on one line."""
        shared = min(self.top, other.top) - max(self.bottom, other.bottom)
        return shared >= 0.5 * min(self.height, other.height)


class _Letter(NamedTuple):
    text: str
    left: float
    right: float
    bottom: float
    top: float
    quarter: int | None
    """Quarters of a turn by which it is turned to the right; None where it stands askew."""


def pieces(text_page: Any) -> list[Piece]:
    """The pieces of a page, in the order of the file; a page that is turned is turned upright first.

    What stands askew (a watermark, a note up the margin) is left out.
    """
    letters = list(_letters(text_page))
    quarters = Counter(letter.quarter for letter in letters if letter.text.strip() and letter.quarter is not None)
    if not quarters:
        return []
    upright = quarters.most_common(1)[0][0]
    found: list[Piece] = []
    run: list[_Letter] = []
    for letter in letters:
        if letter.text in "\r\n":
            _close(run, found)
        elif not letter.text.strip():
            run.append(letter)
        elif letter.quarter == upright:
            turned = _upright(letter, upright)
            if not _continues(run, turned):
                _close(run, found)
            run.append(turned)
    _close(run, found)
    return found


def _letters(text_page: Any) -> Iterator[_Letter]:
    import pypdfium2.raw as pdfium

    box = pdfium.FS_RECTF()
    reference = ctypes.byref(box)
    raw = text_page.raw
    for index in range(text_page.count_chars()):
        character = chr(pdfium.FPDFText_GetUnicode(raw, index))
        if character.isspace():
            yield _Letter(character if character in "\r\n" else " ", 0, 0, 0, 0, None)
            continue
        pdfium.FPDFText_GetLooseCharBox(raw, index, reference)
        turns = pdfium.FPDFText_GetCharAngle(raw, index) / (pi / 2)
        askew = abs(turns - round(turns)) > 0.1
        if character == _LINE_END_HYPHEN:
            character = "-"
        yield _Letter(character, box.left, box.right, box.bottom, box.top, None if askew else round(turns) % 4)


def _upright(letter: _Letter, quarter: int) -> _Letter:
    text, left, right, bottom, top, _ = letter
    if quarter == 1:
        left, right, bottom, top = -top, -bottom, left, right
    elif quarter == 2:
        left, right, bottom, top = -right, -left, -top, -bottom
    elif quarter == 3:
        left, right, bottom, top = bottom, top, -right, -left
    return _Letter(text, left, right, bottom, top, quarter)


def _continues(run: list[_Letter], letter: _Letter) -> bool:
    before = next((other for other in reversed(run) if other.text != " "), None)
    if before is None:
        return True
    height = max(before.top - before.bottom, letter.top - letter.bottom)
    shared = min(before.top, letter.top) - max(before.bottom, letter.bottom)
    smaller = min(before.top - before.bottom, letter.top - letter.bottom)
    return shared >= 0.5 * smaller and -height <= letter.left - before.right <= _WIDE * height


def _close(run: list[_Letter], found: list[Piece]) -> None:
    printed = [letter for letter in run if letter.text != " "]
    words = "".join(letter.text for letter in run)
    unreadable = sum(unicodedata.category(letter.text) in _UNREADABLE for letter in printed)
    text = "".join(c for c in words if unicodedata.category(c) not in _UNREADABLE and c not in "\ufffd\ufffe\uffff")
    text = unicodedata.normalize("NFC", " ".join(text.translate(_LIGATURES).split()))
    if printed and (text or unreadable):
        first_word = list(
            takewhile(lambda letter: letter.text != " ", dropwhile(lambda letter: letter.text == " ", run))
        )
        found.append(
            Piece(
                text,
                min(letter.left for letter in printed),
                max(letter.right for letter in printed),
                min(letter.bottom for letter in printed),
                max(letter.top for letter in printed),
                len(found),
                first_word[-1].right - first_word[0].left,
                unreadable,
            )
        )
    run.clear()
