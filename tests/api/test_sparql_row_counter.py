from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QueryResultsFormat, QuerySolutions, Store

from api.sparql.protocol import SOLUTIONS_FORMATS
from api.sparql.row_counter import RowCounter

TEXT = st.text(alphabet=st.one_of(st.characters(codec="utf-8"), st.sampled_from('"{},\\\n\r<>:')), max_size=12)


@pytest.mark.parametrize("media_type", SOLUTIONS_FORMATS.values())
@given(values=st.lists(TEXT, min_size=1, unique=True), cut=st.integers(1, 40))
def test_rows_are_counted_whatever_they_hold_and_wherever_they_are_cut(
    media_type: str, values: list[str], cut: int
) -> None:
    store = Store()
    for value in values:
        store.add(Quad(NamedNode("http://x.example/s"), NamedNode("http://x.example/p"), Literal(value)))
    solutions = store.query('SELECT ?o ?s ("}},{" AS ?t) { ?s ?p ?o }')
    assert isinstance(solutions, QuerySolutions)
    format_ = QueryResultsFormat.from_media_type(media_type)
    written = solutions.serialize(format=format_)
    assert written is not None
    counter = RowCounter(media_type)
    for start in range(0, len(written), cut):
        counter.see(written[start : start + cut])
    # CSV and TSV have a line of names, JSON no mark before its first row.
    apart = {"text/csv": 1, "text/tab-separated-values": 1, "application/sparql-results+json": -1}
    assert counter.rows == len(values) + apart.get(media_type, 0)
