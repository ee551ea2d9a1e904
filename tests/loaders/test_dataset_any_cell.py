"""Whatever stands in a cell, a dataset keeps the contract of a claim or is refused with its faults."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

from examples import share
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.contract import check
from loaders.dataset import load_dataset
from loaders.tables.problem import DatasetError

INVENTED = Path(__file__).parent / "data" / "invented"
TABLES = sorted(INVENTED.glob("*.csv"))
FILES = {file.name: file.read_bytes() for file in INVENTED.iterdir()}
CELLS = st.one_of(
    st.sampled_from(
        ["", " ", "|", "a | b", "()", "(x)", '"', "of", "possible brother of ", " and ", "FGX and SSX", "0"]
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20),
    st.integers(301, 400).map(lambda size: "palabra " * (size // 8)),
)


@settings(max_examples=share(0.4), deadline=None)
@given(st.data())
def test_any_cell_gives_sound_claims_or_a_fault(data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(TABLES))
    with table.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    line = data.draw(st.integers(1, len(rows) - 1))
    column = data.draw(st.integers(0, len(rows[0]) - 1))
    rows[line][column] = data.draw(CELLS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, content in FILES.items():
            (folder / file).write_bytes(content)
        with (folder / table.name).open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, lineterminator="\n").writerows(rows)
        try:
            extractions = load_dataset(folder)
        except DatasetError as error:
            extractions = []
            faults = error.problems
            assert faults
    for extraction in extractions:
        check(extraction)
        assert all(entity.key for entity in extraction.entities)
