from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from loaders.reader import Overrides, read
from loaders.reading.error import DocumentError
from ontology.error import InputError

PAGE = """<!doctype html>
<html lang="es-MX"><head><meta charset="utf-8"><title>Veinte reos viajan - El Faro</title>
<meta property="og:site_name" content="El Faro"><meta property="article:published_time" content="2021-08-13T10:00:00Z">
<link rel="canonical" href="https://faro.example/nota?utm_source=a&amp;id=1"></head><body>
<nav><a href="/">Inicio</a> <a href="/suscribete">Suscríbete</a></nav>
<article><h1>Veinte reos viajan</h1>
<p>El gobierno informó que veinte reos fueron trasladados el martes por la mañana, según la fiscalía del país.</p>
<p>El segundo párrafo da más detalles sobre el caso, con los nombres de las personas y los lugares donde están.</p>
<ul><li>Ana Ruiz, de Puerto Azul</li><li>Luis Soto, de Villa Roja</li></ul>
<table><tr><th>Nombre</th><th>Ciudad</th></tr><tr><td>Ana</td><td>Puerto Azul</td></tr></table></article>
<footer>Aviso de privacidad</footer></body></html>"""


def write(folder: Path, name: str, data: bytes | str, **sidecar: Any) -> Path:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    if sidecar:
        path.with_name(path.stem + ".meta.json").write_text(json.dumps(sidecar))
    return path


def test_text_is_decoded_and_nothing_else_is_changed(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf  a\r\nb\rc\n\n\t\xc3\xb1 e\xcc\x81 \xe2\x80\x8b\r\n"
    source = read(write(tmp_path, "some.note.txt", data))
    assert source.text == "  a\nb\nc\n\n\tñ e\u0301 \u200b\n"
    assert source.label == "some.note"
    assert source.sha256_of_bytes == hashlib.sha256(data).hexdigest()
    assert (source.published, source.publisher, source.language, source.kind) == (None, None, None, "other")
    assert source.origins == {}


def test_options_override_the_sidecar(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "x", published="2031-02", publisher="El Faro", language="es", kind="wire")
    source = read(str(path), Overrides(published="2031-02-27", url="HTTPS://Faro.example/a#b"))
    assert (source.published, source.publisher, source.language, source.kind) == ("2031-02-27", "El Faro", "es", "wire")
    assert source.url == "https://faro.example/a"
    assert source.origins == {
        "published": "option",
        "url": "option",
        "publisher": "sidecar",
        "language": "sidecar",
        "kind": "sidecar",
    }


@pytest.mark.parametrize(
    ("sidecar", "message"),
    [
        ("{", r"a\.meta\.json: is no JSON"),
        ("[]", r"a\.meta\.json: must hold one JSON object"),
        ('{"published": "2031-02-30"}', r"a\.meta\.json: published: '2031-02-30' is no date; write YYYY"),
        ('{"published": 2031}', r"a\.meta\.json: published: "),
        ('{"author": "x"}', r"a\.meta\.json: author: is no field of a document; the fields are published"),
        ('{"kind": "rumour"}', r"a\.meta\.json: kind: 'rumour' is not one of: court record"),
        ('{"language": "Spanish"}', r"a\.meta\.json: language: 'Spanish' is no two-letter"),
        ('{"url": "faro.example"}', r"a\.meta\.json: url: 'faro.example' is no http"),
        ('{"title": ""}', r"a\.meta\.json: title: "),
    ],
)
def test_a_wrong_sidecar_names_file_and_field(tmp_path: Path, sidecar: str, message: str) -> None:
    path = write(tmp_path, "a.txt", "x")
    (tmp_path / "a.meta.json").write_text(sidecar)
    with pytest.raises(DocumentError, match=message):
        read(path)


def test_a_wrong_option_names_document_and_field(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "x")
    with pytest.raises(DocumentError, match=r"a\.txt: option: published: '13/08/2031' is no date"):
        read(path, Overrides(published="13/08/2031"))


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b"\xef\xbb\xbf \r\n\t\n", "is empty"),
        ("a.txt", b"\xef\xbb\xbf", "is empty"),
        ("a.txt", b"text\x00more", "is a binary file"),
        ("a.txt", b"%PDF-1.7 text", "is cut off before its end"),
        ("a.txt", b"PK\x03\x04abc", "Office document"),
        ("a.txt", "Привет, это текст".encode("cp1251"), "its encoding cannot be told; convert it to UTF-8"),
        ("a.txt", b"\xff\xfea", "is no utf-16"),
        ("a.txt", b"a" * 5_000_001, "over the limit of 5,000,000"),
        ("a.csv", b"a,b\n", "is a table; give its folder"),
        ("a.meta.json", b"{}", "describes a document and is none"),
        ("a.html", b"<html><body></body></html>", "no readable text"),
    ],
)
def test_what_is_no_text_is_refused_by_name_and_with_advice(
    tmp_path: Path, name: str, data: bytes, message: str
) -> None:
    path = write(tmp_path, name, data)
    with pytest.raises(InputError, match=message) as caught:
        read(path)
    assert str(path) in str(caught.value)


def test_a_missing_file_and_a_folder_without_documents_are_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"nowhere\.txt: does not exist"):
        read(tmp_path / "nowhere.txt")
    with pytest.raises(DocumentError, match=r"holds no \.txt, \.html or \.pdf file; .*datapackage\.json"):
        read(tmp_path)


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "utf-16"])
def test_another_encoding_of_spanish_is_detected_and_said(tmp_path: Path, encoding: str) -> None:
    text = "Traslado a Nueva York de José Núñez, ¿quién lo pidió?"
    source = read(write(tmp_path, "a.txt", text.encode(encoding)))
    assert source.text == text
    assert source.origins["encoding"] == ("cp1252" if encoding == "latin-1" else encoding)


def test_a_page_gives_its_text_as_lines_and_its_metadata(tmp_path: Path) -> None:
    source = read(write(tmp_path, "pagina.html", PAGE, publisher="Otro nombre"))
    lines = source.text.splitlines()
    assert (
        "El gobierno informó que veinte reos fueron trasladados el martes por la mañana, según la fiscalía del país."
        in (lines)
    )
    assert any("Ana Ruiz, de Puerto Azul" in line and "Luis" not in line for line in lines)
    assert any("Ana" in line and "Puerto Azul" in line and "|" in line for line in lines)
    assert "Suscríbete" not in source.text
    assert "privacidad" not in source.text
    assert (source.published, source.language, source.url) == ("2021-08-13", "es", "https://faro.example/nota?id=1")
    assert source.origins["published"] == "meta"
    assert source.origins["url"] == source.origins["language"] == "html"
    assert (source.publisher, source.origins["publisher"]) == ("Otro nombre", "sidecar")


def test_a_page_is_known_by_its_first_bytes_and_may_declare_its_encoding(tmp_path: Path) -> None:
    page = PAGE.replace("utf-8", "iso-8859-2").replace("mañana", "mañana Škoda").replace("ñ", "n")
    page = "".join(c for c in page if c.encode("iso-8859-2", "ignore"))
    source = read(write(tmp_path, "pagina.txt", page.encode("iso-8859-2")))
    assert "Škoda" in source.text
    assert source.origins["encoding"] == "iso-8859-2"
    assert source.reader.startswith("html 1, trafilatura ")
