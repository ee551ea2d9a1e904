"""Reading PDFs, each made for its test by a library that makes them."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.pagesizes import letter
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    FrameBreak,
    PageBreak,
    PageTemplate,
    Paragraph,
    SimpleDocTemplate,
    Table,
)

from loaders.extraction.extractor import extract
from loaders.reader import read
from loaders.reading import pdf
from loaders.reading.error import DocumentError
from loaders.reading.pdf import read_pdf

STYLES = getSampleStyleSheet()
BODY = STYLES["BodyText"]
JUSTIFIED = ParagraphStyle("Justified", parent=BODY, alignment=4)
HEADING = STYLES["Heading1"]
SPANISH = (
    "El gobierno informó el martes que veintiséis personas privadas de la libertad fueron llevadas a Puerto Azul,"
    " según la fiscalía. Entre ellas va José Núñez Peña, alias “El Ñato”, presunto líder de la banda de la Laguna."
)
ENGLISH = (
    "The ministry said on Tuesday that nineteen prisoners had been handed over, among them Ana Ruiz Soto, an alleged"
    " founder of the Grey Harbour gang, who was flown to Villa Roja in a military aircraft and held there."
)


def drawn(draw: Callable[[Canvas], None], **options: object) -> bytes:
    """A PDF on which a function draws."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=letter, **options)
    draw(canvas)
    canvas.save()
    return file.getvalue()


def at(*placed: tuple[float, float, str]) -> bytes:
    """A PDF of one page with words where they are told to stand."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 11)
        for left, bottom, words in placed:
            canvas.drawString(left, bottom, words)

    return drawn(draw)


def set_as_text(*flowables: Flowable, on_page: Callable[[Canvas, BaseDocTemplate], None] | None = None) -> bytes:
    """A PDF of paragraphs, broken into lines and pages."""
    file = io.BytesIO()
    options = {"onFirstPage": on_page, "onLaterPages": on_page} if on_page else {}
    SimpleDocTemplate(file, pagesize=letter).build(list(flowables), **options)
    return file.getvalue()


def paragraphs(data: bytes) -> list[str]:
    return read_pdf(data, "a.pdf").text.strip().split("\n\n")


def varied(number: int) -> str:
    """A paragraph of its own words' order."""
    words = (SPANISH + " " + ENGLISH).split()
    return " ".join([*words[number:], *words[:number], "y", "fin."])


def test_lines_are_joined_into_the_paragraphs_that_were_written() -> None:
    written = [SPANISH * 2, "Quiénes son", ENGLISH, SPANISH]
    data = set_as_text(
        Paragraph(written[0], BODY),
        Paragraph(written[1], HEADING),
        Paragraph(written[2], JUSTIFIED),
        Paragraph(written[3], BODY),
    )
    assert paragraphs(data) == written


def test_a_paragraph_goes_on_over_the_end_of_a_page() -> None:
    written = [varied(number) for number in range(40)]
    assert paragraphs(set_as_text(*(Paragraph(text, JUSTIFIED) for text in written))) == written


@given(st.lists(st.sampled_from(SPANISH.split()), min_size=1, max_size=120), st.sampled_from([BODY, JUSTIFIED]))
def test_no_word_of_a_paragraph_is_lost_or_moved(words: list[str], style: ParagraphStyle) -> None:
    assert read_pdf(set_as_text(Paragraph(" ".join(words), style)), "a.pdf").text.split() == words


def test_names_under_each_other_stay_lines_even_beside_the_longest() -> None:
    names = ["Ana Ruiz Soto", "José de Jesús Montaño Villalobos", "Luis Peña", "Kim Sol", "Rosa Elvira Mar"]
    data = at(*((72, 700 - 14 * row, name) for row, name in enumerate(names)))
    assert read_pdf(data, "a.pdf").text.split("\n\n") == [*names[:-1], names[-1] + "\n"]


def test_a_list_keeps_its_items_and_joins_the_lines_of_each() -> None:
    data = at(
        (72, 700, "They are, according to the ministry, the people who were flown on Tuesday to the"),
        (72, 686, "other country:"),
        (90, 672, "• Ana Ruiz Soto, an alleged founder of the Grey Harbour gang, who was flown to"),
        (96, 658, "Villa Roja"),
        (90, 644, "• Luis Peña"),
    )
    assert paragraphs(data) == [
        "They are, according to the ministry, the people who were flown on Tuesday to the other country:",
        "• Ana Ruiz Soto, an alleged founder of the Grey Harbour gang, who was flown to Villa Roja",
        "• Luis Peña",
    ]


def test_a_hyphen_of_the_line_end_is_undone_and_one_of_the_word_stays() -> None:
    data = at(
        (72, 700, "A co-founder of a gang, who was trans-"),
        (72, 686, "ferred with Rosa Mendoza-"),
        (72, 672, "Mar, is not a co-"),
        (72, 658, "founder known as Z-"),
        (72, 644, "40, we hear."),
    )
    assert paragraphs(data) == [
        "A co-founder of a gang, who was transferred with Rosa Mendoza-Mar, is not a co-founder known as Z-40, we hear."
    ]


BRIEFS = sorted((Path(__file__).parents[2] / "loaders" / "samples" / "briefs").glob("*.txt"))


def set_in_columns(written: list[str], columns: int, style: ParagraphStyle) -> bytes:
    file = io.BytesIO()
    width = 500 / columns
    frames = [Frame(50 + width * column, 250, width - 4, 480) for column in range(columns)]
    document = BaseDocTemplate(file, pagesize=letter)
    document.addPageTemplates(PageTemplate(frames=frames))
    document.build([Paragraph(text, style) for text in written])
    return file.getvalue()


@pytest.mark.parametrize("brief", BRIEFS, ids=[brief.stem for brief in BRIEFS])
def test_a_brief_set_as_a_pdf_claims_what_its_text_claims(brief: Path, tmp_path: Path) -> None:
    path = tmp_path / f"{brief.stem}.pdf"
    path.write_bytes(set_in_columns([line for line in brief.read_text().splitlines() if line], 2, JUSTIFIED))
    path.with_suffix(".meta.json").write_text(brief.with_suffix(".meta.json").read_text())
    of_text, of_pdf = (
        sorted((claim.predicate, claim.modality, claim.when or "") for claim in extract(read(source)).claims)
        for source in (brief, path)
    )
    assert of_pdf == of_text


@pytest.mark.parametrize("brief", BRIEFS, ids=[brief.stem for brief in BRIEFS])
@pytest.mark.parametrize(("columns", "style"), [(1, BODY), (1, JUSTIFIED), (2, BODY), (3, BODY)])
def test_a_brief_set_in_columns_is_read_word_by_word_and_in_one_by_its_paragraphs(
    brief: Path, columns: int, style: ParagraphStyle
) -> None:
    written = [line for line in brief.read_text().splitlines() if line]
    text = read_pdf(set_in_columns(written, columns, style), "a.pdf").text
    assert text.split() == " ".join(written).split()
    if columns == 1:
        assert text.strip().split("\n\n") == written


def in_columns(*flowables: Flowable, gutter: float = 18) -> bytes:
    file = io.BytesIO()
    width = (letter[0] - 144 - gutter) / 2
    frames = [
        Frame(72, 520, letter[0] - 144, 200),
        Frame(72, 72, width, 440),
        Frame(72 + width + gutter, 72, width, 440),
    ]
    document = BaseDocTemplate(file, pagesize=letter)
    document.addPageTemplates(PageTemplate(frames=frames))
    document.build(list(flowables))
    return file.getvalue()


@pytest.mark.parametrize("style", [BODY, JUSTIFIED])
@pytest.mark.parametrize("gutter", [10, 24])
def test_two_columns_are_read_one_after_the_other_below_what_goes_across(style: ParagraphStyle, gutter: float) -> None:
    written = [
        "Veintiséis personas fueron llevadas en una sola noche a Puerto Azul, informa el gobierno",
        ENGLISH,
        *(f"{number}. {SPANISH}" for number in range(1, 8)),
    ]
    above = [Paragraph(written[0], HEADING), Paragraph(written[1], style), FrameBreak()]
    assert paragraphs(in_columns(*above, *(Paragraph(text, style) for text in written[2:]), gutter=gutter)) == written


def test_columns_are_told_by_where_they_stand_not_by_the_order_in_the_file() -> None:
    left = ["the ministry said on Tuesday that", "nineteen prisoners were handed over", "to the other country."]
    right = ["among them is Ana Ruiz Soto, who", "was flown to Villa Roja and", "is held there since then."]
    placed = [(x, 700 - 14 * row, side[row]) for row in range(3) for x, side in ((72, left), (330, right))]
    assert paragraphs(at(*placed)) == [" ".join(left), " ".join(right)]


def test_a_table_below_two_columns_does_not_come_between_them() -> None:
    left = [
        "the ministry said on Tuesday that",
        "nineteen prisoners were handed over",
        "to the other country, where they are",
    ]
    right = [
        "held since then, said the ministry",
        "and the prosecutors of that country,",
        "in a joint note of this week.",
    ]
    rows = [("Nombre", "Ciudad"), ("Ana Ruiz", "Puerto Azul"), ("Luis Peña", "Villa Roja")]
    columns = [(x, 700 - 14 * row, side[row]) for x, side in ((72, left), (330, right)) for row in range(3)]
    table = [(x, 620 - 20 * row, cells[place]) for row, cells in enumerate(rows) for place, x in enumerate((72, 330))]
    assert paragraphs(at(*columns, *table)) == [
        " ".join([*left, *right]),
        "Nombre | Ciudad\nAna Ruiz | Puerto Azul\nLuis Peña | Villa Roja",
    ]


def test_rows_of_a_table_keep_their_cells_together() -> None:
    rows = [
        ["Nombre", "Ciudad", "Cargo"],
        ["Ana Ruiz Soto", "Puerto Azul", "Lavado"],
        [
            "José Núñez Peña",
            "Villa Roja",
            Paragraph("Conspiración para importar cocaína y portar armas sin permiso", BODY),
        ],
        ["Rosa Mar", "Puerto Azul", "—"],
    ]
    data = set_as_text(Paragraph(SPANISH, BODY), Table(rows, colWidths=[140, 120, 150]))
    assert paragraphs(data)[1].split("\n") == [
        "Nombre | Ciudad | Cargo",
        "Ana Ruiz Soto | Puerto Azul | Lavado",
        "José Núñez Peña | Villa Roja | Conspiración para importar cocaína y portar armas sin permiso",
        "Rosa Mar | Puerto Azul | —",
    ]


def test_heads_and_feet_of_most_pages_and_page_numbers_are_left_out() -> None:
    def head_and_foot(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.setFont("Helvetica", 8)
        if document.page > 1:
            canvas.drawString(72, 760, f"Boletín 12/31, {document.page}")
        canvas.drawRightString(540, 40, f"Página {document.page} de 4")

    written = [varied(number) for number in range(40)]
    assert paragraphs(set_as_text(*(Paragraph(text, BODY) for text in written), on_page=head_and_foot)) == written


def test_what_stands_at_the_head_of_one_page_only_is_kept() -> None:
    data = set_as_text(
        Paragraph("Primera parte", HEADING), Paragraph(SPANISH, BODY), PageBreak(), Paragraph("Segunda parte", HEADING)
    )
    assert paragraphs(data) == ["Primera parte", SPANISH, "Segunda parte"]


def test_what_a_browser_prints_around_a_page_is_left_out() -> None:
    data = at(
        (72, 770, "11/24/2031, 2:43 PM"),
        (300, 770, "Veinte reos viajan"),
        (72, 700, "Veinte reos viajaron."),
        (72, 20, "https://faro.example/nota"),
        (500, 20, "1/1"),
    )
    assert paragraphs(data) == ["Veinte reos viajaron."]


def test_the_numbers_of_the_lines_of_a_pleading_are_left_out() -> None:
    lines = [f"the accused of count number {row} was taken to the court on that day and" for row in range(1, 25)]
    placed = [(72, 740 - 24 * row, str(row + 1)) for row in range(24)]
    data = at(*placed, *((108, 740 - 24 * row, line) for row, line in enumerate(lines)))
    assert paragraphs(data) == [" ".join(lines)]


def test_cards_in_columns_are_read_column_by_column_though_their_lines_look_like_cells() -> None:
    left = ["Nombre: Ana Ruiz", "Cargos: lavado", "Nota: hermana", "Nombre: Luis Peña"]
    right = ["Cargos: homicidio", "Nombre: Rosa Mar", "Cargos: lavado", "Nota: tía"]
    placed = [(72, 700 - 14 * row, text) for row, text in enumerate(left)]
    data = at(*placed, *((330, 700 - 14 * row, text) for row, text in enumerate(right)))
    assert read_pdf(data, "a.pdf").text.split("\n\n") == [*left, *right[:-1], right[-1] + "\n"]


def test_the_first_line_of_a_paragraph_may_be_known_by_its_indent_alone() -> None:
    style = ParagraphStyle("Indented", parent=BODY, spaceBefore=0, spaceAfter=0, firstLineIndent=14, alignment=4)
    written = [SPANISH, ENGLISH, f"En {varied(7)}", f"Las {varied(11)}"]
    assert paragraphs(set_as_text(*(Paragraph(text, style) for text in written))) == written


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_read_upright(turn: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(300, 400)
        canvas.rotate(turn)
        canvas.drawString(0, 28, "veintiséis personas fueron llevadas a")
        canvas.drawString(0, 14, "Puerto Azul, según la fiscalía.")

    assert paragraphs(drawn(draw)) == ["veintiséis personas fueron llevadas a Puerto Azul, según la fiscalía."]


def test_a_watermark_across_the_page_is_left_out() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 400, "Veintiséis personas fueron llevadas a Puerto Azul.")
        canvas.translate(200, 300)
        canvas.rotate(45)
        canvas.setFont("Helvetica", 60)
        canvas.drawString(0, 0, "COPIA")

    assert paragraphs(drawn(draw)) == ["Veintiséis personas fueron llevadas a Puerto Azul."]


@pytest.mark.parametrize(
    ("title", "known"),
    [
        ("Veinte reos viajan a Puerto Azul", "Veinte reos viajan a Puerto Azul"),
        ("untitled", None),
        ("Microsoft Word - comunicado.docx", None),
        ("comunicado final.doc", None),
        ("Documento1", None),
        ("2031-08-13", None),
    ],
)
def test_a_title_is_taken_unless_a_program_put_it_there(title: str, known: str | None) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setTitle(title)
        canvas.drawString(72, 400, SPANISH[:60])

    ((origin, metadata),) = read_pdf(drawn(draw), "a.pdf").layers
    assert (origin, metadata.title) == ("pdf", known)
    assert metadata.published is None


def test_a_pdf_becomes_a_source_that_says_what_it_was_read_from(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setTitle("Veinte reos viajan")
        canvas.drawString(72, 400, "Veinte reos fueron llevados a Puerto Azul.")

    path = tmp_path / "nota.bin"
    path.write_bytes(drawn(draw))
    (tmp_path / "nota.meta.json").write_text('{"publisher": "El Faro"}')
    source = read(path)
    assert source.text == "Veinte reos fueron llevados a Puerto Azul.\n"
    assert (source.title, source.origins["title"]) == ("Veinte reos viajan", "pdf")
    assert (source.publisher, source.origins["publisher"]) == ("El Faro", "sidecar")
    assert source.published is None
    assert source.reader.startswith("pdf 1, pypdfium2 ")
    assert source.sha256_of_bytes


def image_only(canvas: Canvas) -> None:
    from PIL import Image

    canvas.drawImage(ImageReader(Image.new("RGB", (60, 80), "grey")), 0, 0, 612, 792)
    canvas.drawString(72, 20, "1")


def nameless() -> bytes:
    """A PDF whose font draws glyphs without saying which letters they are."""
    content = b"BT /F 12 Tf 72 700 Td (\x81\x82\x83\x84 \x86\x87\x88 12) Tj ET"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/A/Encoding<</Differences[129/g1/g2/g3/g4/g5/g6/g7/g8]>>>>",
    ]
    objects = b"".join(b"%d 0 obj%s\nendobj\n" % (number, part) for number, part in enumerate(parts, 1))
    return b"%PDF-1.4\n" + objects + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n0\n%%EOF"


def test_what_cannot_be_read_is_refused_with_advice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = set_as_text(*(Paragraph(SPANISH, BODY) for _ in range(60)))
    secret = drawn(lambda canvas: canvas.drawString(72, 400, "x"), encrypt=StandardEncryption("secret"))
    for data, message in (
        (drawn(image_only), "holds no text, only images of pages; run OCR on it first"),
        (nameless(), "does not say which letters its fonts draw; run OCR"),
        (secret, "is encrypted; save it without its password"),
        (whole[: len(whole) // 2], "is cut off before its end; get the whole file"),
        (b"%PDF-1.7\n" + b"x" * 200 + b"\n%%EOF\n", "is damaged .*; get the file anew"),
        (b"<html></html>", "is no PDF, whatever its name says"),
    ):
        path = tmp_path / "a.pdf"
        path.write_bytes(data)
        with pytest.raises(DocumentError, match=message) as caught:
            read(path)
        assert str(caught.value).startswith(f"{path}: ")
    path.write_bytes(whole)
    monkeypatch.setattr(pdf, "PDF_PAGE_LIMIT", 2)
    with pytest.raises(DocumentError, match=r"a\.pdf: has \d+ pages, over the limit of 2; split it"):
        read(path)


def test_a_pdf_over_the_limit_is_refused_before_it_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "large.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(2_000_000_000)
    with pytest.raises(DocumentError, match=r"large\.pdf: is over the limit of 50,000,000 bytes for a PDF; split it"):
        read(path)


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_by_name_rather_than_crash(data: bytes) -> None:
    with pytest.raises(DocumentError, match=r"^a\.pdf: "):
        read_pdf(b"%PDF-1.4\n" + data + b"\n%%EOF", "a.pdf")
