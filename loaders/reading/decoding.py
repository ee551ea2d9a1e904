"""From bytes to text: UTF-8 first, a careful guess after, a clear refusal else.

The text is what was read, decoded, without byte order mark, CRLF and CR turned into LF, and nothing
else: it is hashed, stored and offset into.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from loaders.reading.error import DocumentError

SIZE_LIMIT = 5_000_000
"""The largest document, in bytes."""

_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"SQLite format 3\x00", "an SQLite database"),
)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_PLAUSIBLE = re.compile(r"[\x09\x0a\x0c\x0d\x20-\x7e\xa0-\xff‐-―‘’“”•…‹›€™ŒœŠšŽž]*")
_IMPLAUSIBLE_LETTERS = re.compile(r"[ŠšŽžŸÿŒœÐðÞþØøÅåÆæ¢£¤¥¦¬±²³µ¶¸¹¼½¾×÷¯¨]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and the encoding that it was read with, None where it was the expected UTF-8."""

    text: str
    encoding: str | None


def decode(data: bytes, name: str, declared: str | None = None) -> Decoded:
    """Decode a document.

    Args:
        data: the bytes as read.
        name: file or address, for messages.
        declared: encoding that a header or the page itself declares, tried after UTF-8.

    Raises:
        DocumentError: empty, too large, binary, or in an encoding that cannot be told.
    """
    if len(data) > SIZE_LIMIT:
        raise DocumentError(f"{name}: is over the limit of {SIZE_LIMIT:,} bytes; split it into parts")
    if not data.strip():
        raise DocumentError(f"{name}: is empty; give a file with text")
    decoded = _decode(data, name, declared)
    if "\x00" in decoded.text:
        raise DocumentError(f"{name}: is a binary file, not text; save its text as a UTF-8 .txt file")
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise DocumentError(f"{name}: is empty; give a file with text")
    return Decoded(text, decoded.encoding)


def _decode(data: bytes, name: str, declared: str | None) -> Decoded:
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise DocumentError(f"{name}: is {what}, not text; save its text as a UTF-8 .txt file")
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return Decoded(data.decode(encoding), None if encoding == "utf-8-sig" else encoding)
            except UnicodeDecodeError as error:
                raise DocumentError(f"{name}: byte {error.start} is no {encoding}; convert it to UTF-8") from error
    if b"\x00" in data:
        raise DocumentError(f"{name}: is a binary file, not text; save its text as a UTF-8 .txt file")
    for guess in ("utf-8", declared):
        if guess and (text := _strictly(data, guess)) is not None:
            return Decoded(text, None if guess == "utf-8" else guess)
    return _detect(data, name)


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _detect(data: bytes, name: str) -> Decoded:
    """Believe in Windows-1252, and only if every character is one that English and Spanish texts use.

    charset-normalizer left alone reads short Spanish texts as Czech without a word (measured: `ñ` becomes `ń`), and no
    statistics tells Mac Roman from Windows-1252 in a line or two: what is neither is refused.
    """
    from charset_normalizer import from_bytes

    match = from_bytes(data, cp_isolation=["cp1252"]).best()
    text = str(match) if match else "\ufffd"
    if not _PLAUSIBLE.fullmatch(text) or _IMPLAUSIBLE_LETTERS.search(text):
        raise DocumentError(f"{name}: is not UTF-8 and its encoding cannot be told; convert it to UTF-8")
    return Decoded(text, "cp1252")
