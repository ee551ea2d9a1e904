"""Documents and media through which words came are kept with the claims of their sentence."""

from __future__ import annotations

import pytest

from graph.claim import Source
from loaders.extraction.extractor import extract


@pytest.mark.parametrize(
    ("text", "via"),
    [
        ("According to court documents, Juan Ruiz Soto was a leader of Los Patos.\n", ("court documents",)),
        ("Juan Ruiz Soto fue un líder de Los Patos, según el acuerdo de culpabilidad.\n", ("acuerdo de culpabilidad",)),
        ("The indictment says Juan Ruiz Soto was a leader of Los Patos.\n", ("indictment",)),
        ("Juan Ruiz Soto fue detenido en Lima, según el diario La Gaceta del Sur.\n", ("La Gaceta del Sur",)),
        ("Juan Ruiz Soto was arrested in Lima.\n", ()),
        ("Juan Ruiz Soto was arrested in Lima, according to the Justice Department.\n", ()),
    ],
)
def test_the_claims_of_a_sentence_name_what_their_words_came_through(text: str, via: tuple[str, ...]) -> None:
    claims = extract(Source("text", text, published="2026-01-20")).claims
    assert claims
    assert {claim.via for claim in claims} == {via}
