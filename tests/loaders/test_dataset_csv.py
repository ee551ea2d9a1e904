from __future__ import annotations

import csv
import io

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from loaders.tables.offset_csv import CsvError, Piece, parse_csv

CHARACTERS = st.one_of(st.sampled_from(',"\n |ñ'), st.characters(blacklist_characters="\r", codec="utf-8"))
CELLS = st.text(CHARACTERS, max_size=12)
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=5), max_size=6)


def raw(text: str, cell: Piece) -> str:
    return text[cell.start : cell.end]


@given(ROWS, st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
def test_cells_are_those_of_the_standard_library_and_stand_where_they_say(rows: list[list[str]], quoting: int) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n", quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    text = out.getvalue()
    records = parse_csv(text)
    expected = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
    assert [[cell.value for cell in record.cells] for record in records] == expected
    for record in records:
        assert record.line == 1 + text.count("\n", 0, record.cells[0].start)
        for cell in record.cells:
            assert raw(text, cell).replace('""', '"') == cell.value
            for piece in (cell.stripped(), *cell.items(), cell.part(0, len(cell.value) // 2)):
                assert raw(text, piece).replace('""', '"') == piece.value
                assert (
                    raw(text, piece.suffix(len(piece.value) // 2)).replace('""', '"')
                    == (piece.value[(len(piece.value) + 1) // 2 :])
                )
            assert all(piece.value == piece.value.strip() for piece in (cell.stripped(), *cell.items()))


@given(st.text(alphabet='a,"\n', max_size=20))
def test_any_text_is_read_as_the_strict_standard_reader_does_or_refused(text: str) -> None:
    try:
        records = parse_csv(text)
    except CsvError:
        assume(False)
    expected = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
    assert [[cell.value for cell in record.cells] for record in records] == expected


def test_lists_keep_the_place_of_each_item() -> None:
    text = 'id,names\n1,"La ""Uno"" | Dos |Tres"\n'
    _, record = parse_csv(text)
    assert record.line == 2
    assert [(p.value, text[p.start : p.end]) for p in record.cells[1].items()] == [
        ('La "Uno"', 'La ""Uno""'),
        ("Dos", "Dos"),
        ("Tres", "Tres"),
    ]


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ('a\nb"c\n', 2, "inside a cell that does not begin with one"),
        ('a\n"b\n\nc\n', 2, "never closed"),
        ('a\n"b\n"c\n', 3, "behind a closing quotation mark"),
    ],
)
def test_what_is_no_csv_is_refused_with_its_line(text: str, line: int, what: str) -> None:
    with pytest.raises(CsvError, match=what) as caught:
        parse_csv(text)
    assert caught.value.line == line
