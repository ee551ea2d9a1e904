"""What the first lines and the address of a document say about it, and what they do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.reader import Overrides, read
from loaders.reading.address import read_address
from loaders.reading.heading import read_heading
from loaders.reading.metadata import merge

BODY = "The ministry said on Tuesday that nineteen prisoners were handed over to the other country. " * 3
CUERPO = "El gobierno informó el martes que diecinueve reos fueron entregados al otro país, según la fiscalía. " * 3


def said(*lines: str) -> dict[str, str]:
    return merge(read_heading("\n".join(lines)))[0]


@pytest.mark.parametrize(
    "line",
    [
        "FOR IMMEDIATE RELEASE",
        "For Immediate Release",
        "PRESS RELEASE",
        "News Release No. 31-204",
        "COMUNICADO FGR 611/31",
        "COMUNICADO CONJUNTO 04",
        "Comunicado de prensa",
        "BOLETÍN DE PRENSA No. 418",
        "NOTA DE PRENSA",
        "PUERTO AZUL, Aug. 13, 2031 /PRNewswire/ -- " + BODY,
    ],
)
def test_a_release_is_known_by_its_heading(line: str) -> None:
    assert said(line, "", "Veinte reos viajan al norte", "", BODY)["kind"] == "press release"


@pytest.mark.parametrize(
    "line",
    [
        "PUERTO AZUL (AP) — " + BODY,
        "PUERTO AZUL, Aug 13 (Reuters) - " + BODY,
        "Puerto Azul, 13 ago (EFE).- " + CUERPO,
        "Puerto Azul, EFE.- " + CUERPO,
        "PUERTO AZUL (AFP) – " + CUERPO,
    ],
)
def test_a_wire_is_known_by_its_agency(line: str) -> None:
    assert said("Veinte reos viajan al norte", "", line)["kind"] == "wire"


@pytest.mark.parametrize(
    "line",
    [
        "UNITED STATES DISTRICT COURT",
        "IN THE UNITED STATES DISTRICT COURT FOR THE EASTERN DISTRICT OF VIRGINIA",
    ],
)
def test_a_court_record_is_known_by_its_court(line: str) -> None:
    assert said(line, "EASTERN DISTRICT OF VIRGINIA", "", BODY)["kind"] == "court record"


@pytest.mark.parametrize(
    "line",
    [
        "The ministry issued a press release on Tuesday.",
        "Comunicado del gobierno desmiente la entrega",
        "PUERTO AZUL (KPZL) — " + BODY,
        "The agent told the agency (AP) that he was there. " + BODY,
        "Reuters was told so by the ministry - " + BODY,
        "He appeared in the United States District Court",
    ],
)
def test_what_only_speaks_of_releases_agencies_and_courts_is_none(line: str) -> None:
    assert "kind" not in said(line, "", BODY)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Wednesday, August 13, 2031", "2031-08-13"),
        ("13 August 2031", "2031-08-13"),
        ("2031-08-13", "2031-08-13"),
        ("Ciudad de México, a 13 de agosto de 2031.", "2031-08-13"),
        ("PUERTO AZUL, August 13, 2031 — " + BODY, "2031-08-13"),
        ("Puerto Azul, 13 de agosto de 2031 (EFE).- " + CUERPO, "2031-08-13"),
        ("Posted: Aug 13, 2031 / 10:14 PM CST", "2031-08-13"),
        ("Posted by admin | 13 August 2031 | 0 Comments", "2031-08-13"),
        ("Publicado el 13 de agosto de 2031, 10:15", "2031-08-13"),
        ("13/08/2031", "2031-08-13"),
    ],
)
def test_the_day_of_a_dateline_is_that_of_publication(line: str, day: str) -> None:
    assert said("Veinte reos viajan al norte", "", line, "", BODY)["published"] == day


@pytest.mark.parametrize(
    "line",
    [
        "Mexico handed over 26 people on August 12, 2031",
        "Los 26 del 12 de agosto de 2031",
        "On August 12, 2031, the ministry said so.",
        "August 12, 2031 was a long day",
        "Updated: Aug 13, 2031",
        "MIAMI, Feb. 28 (AP) — " + BODY,
        "August 2031",
        "02/03/2031",
        BODY + " August 13, 2031",
    ],
)
def test_no_other_day_is_that_of_publication(line: str) -> None:
    assert "published" not in said(line, "", BODY)


def test_days_of_figures_are_read_in_spanish_where_their_order_is_known() -> None:
    assert said("Por: Redacción | 02/03/2031 | Compartir", "", CUERPO)["published"] == "2031-03-02"


def test_the_days_of_a_chronicle_are_not_that_of_publication() -> None:
    lines = ["Los tres vuelos", "", "27 de febrero de 2031", "Salen 29.", "", "12 de agosto de 2031", "Salen 26."]
    assert "published" not in said(*lines)
    assert said(*lines[:2], "Puerto Azul, a 20 de enero de 2032", *lines[2:])["published"] == "2032-01-20"


@pytest.mark.parametrize(
    "above",
    [
        [],
        ["FOR IMMEDIATE RELEASE", "Wednesday, August 13, 2031", ""],
        ["BOLETÍN DE PRENSA No. 418", "Puerto Azul, 20 de noviembre", ""],
    ],
)
@pytest.mark.parametrize("title", ["Veinte reos viajan al norte", "Judge sends nine of them to the U.S."])
def test_a_short_first_line_apart_from_the_text_is_its_title(above: list[str], title: str) -> None:
    assert said(*above, title, "", BODY)["title"] == title


@pytest.mark.parametrize(
    "lines",
    [
        ["Veinte reos viajan al norte."],
        ["Veinte reos viajan al norte"],
        ["Veinte reos viajan al norte", BODY],
        ["PERFIL", "", BODY],
        ["Ana Ruiz, Luis Soto and the others, says the ministry:", "", BODY],
        [BODY, "", BODY],
    ],
)
def test_no_other_line_is_a_title(lines: list[str]) -> None:
    assert "title" not in said(*lines)


@pytest.mark.parametrize(
    ("address", "kind", "published"),
    [
        ("https://www.justice.example.gov/usao-xy/pr/nineteen-handed-over", "press release", None),
        ("https://www.gob.mx/fgr/prensa/comunicado-611", "press release", None),
        ("https://www.fiscalia.gov.co/comunicados/2031/08/13/nota", "press release", "2031-08-13"),
        ("https://www.gob.mx/fgr/articulos/nota", None, None),
        ("https://faro.example/prensa/2031/08/13/nota.html", None, "2031-08-13"),
        ("https://faro.example/2031/13/45/nota", None, None),
        ("https://notgov.example/pr/nota", None, None),
    ],
)
def test_an_address_tells_a_government_s_release_and_its_day(
    address: str, kind: str | None, published: str | None
) -> None:
    found = read_address(address)
    assert (found.kind, found.published) == (kind, published)


def test_each_field_says_where_it_came_from_and_what_is_given_overrides_it(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Veinte reos viajan al norte\n\nPuerto Azul, 13 de agosto de 2031 (EFE).- " + CUERPO)
    source = read(path)
    assert (source.title, source.published, source.kind) == ("Veinte reos viajan al norte", "2031-08-13", "wire")
    assert source.origins == {"title": "heading", "published": "dateline", "kind": "dateline"}
    source = read(path, Overrides(url="https://www.gob.mx/fgr/prensa/nota", published="2031"))
    assert (source.published, source.kind) == ("2031", "press release")
    assert source.origins == {"title": "heading", "published": "option", "kind": "url", "url": "option"}
