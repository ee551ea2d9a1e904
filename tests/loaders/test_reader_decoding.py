from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from loaders.reading.decoding import decode
from loaders.reading.error import DocumentError

MARKS = tuple("\ufeff")


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1))
def test_utf8_is_decoded_with_only_its_line_ends_changed(text: str) -> None:
    assume(text.strip() and not text.startswith((*MARKS, "{\\rtf", "%PDF-", "GIF8", "PK\x03\x04")))
    decoded = decode(text.encode(), "a.txt")
    assert decoded.encoding is None
    assert decoded.text == text.replace("\r\n", "\n").replace("\r", "\n")
    assert decode(b"\xef\xbb\xbf" + text.encode(), "a.txt") == decoded


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_are_refused_by_name(data: bytes) -> None:
    try:
        decoded = decode(data, "a.txt")
    except DocumentError as error:
        message = str(error)
    else:
        message = "a.txt: "
        assert decoded.text.strip()
        assert not {"\r", "\x00"} & set(decoded.text)
    assert message.startswith("a.txt: ")


@given(st.text("áéíóúñÑ¿¡ü“”’ abc.\n", min_size=1, max_size=60))
def test_windows_text_is_read_back_or_refused(text: str) -> None:
    assume(text.strip() and not is_utf8(text.encode("cp1252")))
    try:
        decoded = decode(text.encode("cp1252"), "a.txt")
    except DocumentError:
        return
    assert decoded.text == text


def is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850", "cp1250", "utf-16-le", "utf-32"])
def test_other_encodings_are_refused_rather_than_misread(encoding: str) -> None:
    with pytest.raises(DocumentError, match="UTF-8"):
        decode("Así llegó José Núñez, el más buscado, según el año pasado; rąk ő.".encode(encoding, "ignore"), "a.txt")
