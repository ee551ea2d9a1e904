"""What of a page of the web survives as text, and where a page says what it says about itself."""

from __future__ import annotations

import pytest
from examples import share
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.reading.metadata import merge
from loaders.reading.web_page import read_html

PROSE = (
    "El gobierno informó que veinte reos fueron trasladados el martes por la mañana, según la fiscalía, que dio"
    " a conocer los nombres de todos ellos."
)


def page(body: str, head: str = "") -> bytes:
    title = "Veinte reos viajan"
    return (
        f"<!doctype html><html lang='es'><head><meta charset='utf-8'><title>{title}</title>{head}</head><body>"
        f"<nav><a href='/'>Inicio</a></nav><article><h1>{title}</h1><p>{PROSE}</p>{body}<p>{PROSE}</p></article>"
        "<footer>Aviso de privacidad</footer></body></html>"
    ).encode()


def between(body: str) -> list[str]:
    """The lines between the first and the last paragraph of a page."""
    lines = read_html(page(body), "a.html").text.splitlines()
    assert (lines[1], lines[-1]) == (PROSE, PROSE)
    return lines[2:-1]


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("<ul><li>Ana Sol</li><li><p>Luis Mar</p></li></ul>", ["- Ana Sol", "- Luis Mar"]),
        ("<ul><li>Ana Sol<ul><li>alias “La Sal”</li></ul></li></ul>", ["- Ana Sol", "  - alias “La Sal”"]),
        ("<dl><dt>Nombre</dt><dd>Ana Sol</dd></dl>", ["- Nombre", "- Ana Sol"]),
        ("<h2>Quiénes son</h2><p>Ana Sol.</p><h4>Cargos</h4>", ["Quiénes son", "Ana Sol.", "Cargos"]),
        ("<details><summary>Quién es</summary><p>Es Ana Sol.</p></details>", ["Quién es", "Es Ana Sol."]),
        ("<blockquote><p>“No fue”, dijo Ana Sol.</p></blockquote>", ["“No fue”, dijo Ana Sol."]),
        ("<p>Ana Sol<br>Luis Mar</p>", ["Ana Sol", "Luis Mar"]),
        ("<figure><img src='a.jpg'><figcaption>Ana Sol llega.</figcaption></figure>", ["Ana Sol llega."]),
        (
            "<div class='wp-caption'><img src='a.jpg'><p class='wp-caption-text'>Ana Sol llega.</p></div>",
            ["Ana Sol llega."],
        ),
        (
            "<table><thead><tr><th>Reo</th><th>Ciudad</th></tr></thead><tr><th>Ana</th><td>Puerto</td></tr></table>",
            ["Reo | Ciudad", "Ana | Puerto"],
        ),
        (
            "<figure><table><tr><td>Ana Sol</td><td>Puerto</td></tr></table><figcaption>Los reos</figcaption></figure>",
            ["Ana Sol | Puerto", "Los reos"],
        ),
        (
            "<table><tr><td rowspan='2'>Puerto</td><td>Ana Sol</td></tr><tr><td>Luis Mar</td></tr></table>",
            ["Puerto | Ana Sol", "Puerto | Luis Mar"],
        ),
        (
            "<table><tr><td><ul><li>Ana Sol</li><li>Luis Mar</li></ul></td><td>Uno.<br>Dos</td></tr></table>",
            ["Ana Sol; Luis Mar | Uno. Dos"],
        ),
        ("<table><tr><td>Ana Sol</td><td></td></tr><tr><td></td><td>Puerto</td></tr></table>", ["Ana Sol", "| Puerto"]),
    ],
)
def test_what_stands_on_lines_of_its_own_stays_there(body: str, lines: list[str]) -> None:
    assert between(body) == lines


def test_a_cell_that_claims_a_million_rows_ends_with_its_table() -> None:
    rows = "<tr><td rowspan='1000000'>Puerto</td><td>Ana Sol</td></tr>" + "<tr><td>Luis Mar</td></tr>" * 3
    assert between(f"<table>{rows}</table>") == ["Puerto | Ana Sol", *["Puerto | Luis Mar"] * 3]


@settings(max_examples=share(0.25))
@given(
    st.lists(
        st.lists(st.text("abcñé", min_size=1, max_size=5), min_size=2, max_size=2, unique=True), min_size=1, max_size=6
    )
)
def test_every_cell_of_a_table_stays_in_its_row(rows: list[list[str]]) -> None:
    table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    assert between(f"<table>{table}</table>") == [" | ".join(row) for row in rows]


def linked_data(data: str) -> str:
    return f"<script type='application/ld+json'>{data}</script>"


def said(head: str = "", body: str = "") -> tuple[dict[str, str], dict[str, str]]:
    return merge(list(read_html(page(body, head), "a.html").layers))


@pytest.mark.parametrize(
    ("head", "body", "origin"),
    [
        ("<meta property='article:published_time' content='2021-08-13T10:00:00Z'>", "", "meta"),
        ("<meta name='date' content='August 13, 2021'>", "", "meta"),
        (
            linked_data('{"@type": "NewsArticle", "datePublished": "2021-08-13T10:00"}'),
            "",
            "json-ld",
        ),
        ("", "<time datetime='2021-08-13' pubdate>hoy</time>", "time"),
        ("<link rel='canonical' href='https://faro.example/2021/08/13/nota'>", "", "url"),
        ("", "<p class='date'>13/08/2021</p>", "html"),
    ],
)
def test_the_day_of_a_page_says_where_it_stands(head: str, body: str, origin: str) -> None:
    fields, origins = said(head, body)
    assert (fields["published"], origins["published"]) == ("2021-08-13", origin)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (
            "",
            "<p>El 2021-08-13 fueron trasladados otros doce reos, dijo la fiscalía en un informe sobre los hechos.</p>",
        ),
        ("<meta property='og:image' content='https://faro.example/fotos/2021-08-13/a.jpg'>", ""),
    ],
)
def test_a_day_in_a_sentence_or_of_a_picture_is_not_that_of_the_page(head: str, body: str) -> None:
    assert "published" not in said(head, body)[0]


def test_title_publisher_and_kind_say_where_they_stand() -> None:
    publisher = '{"@type": "Organization", "name": "El Fanal de la Ma\\u00f1ana"}'
    fields, origins = said(
        "<meta property='og:title' content='Veinte reos'><meta property='og:type' content='blog'>"
        + linked_data(f'{{"@context": "https://schema.org", "@type": "NewsArticle", "publisher": {publisher}}}')
    )
    assert (fields["title"], origins["title"]) == ("Veinte reos", "meta")
    assert (fields["publisher"], origins["publisher"]) == ("El Fanal de la Mañana", "json-ld")
    assert (fields["kind"], origins["kind"]) == ("blog", "meta")
    fields, origins = said("<meta property='og:type' content='article'>")
    assert (fields["title"], origins["title"]) == ("Veinte reos viajan", "html")
    assert "kind" not in fields
