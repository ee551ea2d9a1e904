from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.canonical_url import UrlError, canonical_url


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("HTTPS://Www.Example.ORG/A/b", "https://www.example.org/A/b"),
        ("http://example.org:80", "http://example.org/"),
        ("https://example.org:8443/a", "https://example.org:8443/a"),
        ("https://example.org/a#part", "https://example.org/a"),
        ("https://user:secret@example.org/a", "https://example.org/a"),
        ("https://example.org/?utm_source=x&id=7&fbclid=y", "https://example.org/?id=7"),
        ("https://example.org/n?outputType=amp-type", "https://example.org/n"),
        ("https://example.org/n?outputType=print", "https://example.org/n?outputType=print"),
        ("https://example.org/?b=2&a=1", "https://example.org/?b=2&a=1"),
        ("https://example.org/f%c3%a9lix%7e", "https://example.org/f%C3%A9lix~"),
        ("https://example.org/félix", "https://example.org/f%C3%A9lix"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://españa.example/", "https://xn--espaa-rta.example/"),
        ("http://[::1]:8000/a", "http://[::1]:8000/a"),
    ],
)
def test_one_page_has_one_address(written: str, canonical: str) -> None:
    assert canonical_url(written) == canonical


@pytest.mark.parametrize(
    "text", ["", "example.org/a", "ftp://example.org/a", "https:///a", "http://a b/", "http://x:y/"]
)
def test_what_is_no_web_address_is_refused_by_name(text: str) -> None:
    with pytest.raises(UrlError, match="https://host/path"):
        canonical_url(text)


@given(path=st.text(max_size=30), query=st.text(max_size=30))
def test_canonical_form_is_its_own_canonical_form(path: str, query: str) -> None:
    try:
        once = canonical_url(f"https://example.org/{path}?{query}")
    except UrlError:
        return
    assert once.isascii()
    assert canonical_url(once) == once
