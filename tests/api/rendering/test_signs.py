"""Any sign at all: a document keeps its mark of accessibility, and draws no box."""

import io
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace

import pypdf
import pytest
import typst
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from clas_api.rendering import pdf, signs
from clas_core.departments.logo import Logo
from clas_core.documents.chart import chart_of
from clas_core.documents.letterhead import Letterhead, Sender, Signature
from clas_core.documents.model import (
    Block,
    Bullets,
    Document,
    Facts,
    Link,
    Notice,
    Paragraph,
    Section,
    Signatures,
    Steps,
    Table,
    Text,
)
from clas_core.prose import Prose
from tests.pdfs import faults_of, fonts_of

RARE = (
    "😀 👨‍👩‍👧 👍🏽 🏳️‍🌈 🇫🇷 1️⃣ \uf0b7 \ue000 \U000f0000 العربية فارسی עברית 漢字 かな 한글 ไทย தமிழ் हिन्दी አማርኛ "
    "ქართული Հայերեն ⵜⵉⴼⵉⵏⴰⵖ བོད་ ✔ ✗ ☎ 𝐆𝐫𝐚𝐬 a\u0301\u0328\u1ab0 क\u0301 \U00020000 \U00013000 \ufffc \ufffd "
    "\x00 \x07 \t x\u2003y \u202eabc"
)


def everywhere(text: str) -> Document:
    """Return a document that says `text` in each of its places."""
    blocks: list[Block] = [
        Paragraph(text),
        Paragraph(Prose(text)),
        Paragraph(Link(text, "https://www.exemple.fr/")),
        Notice(text),
        Bullets([text]),
        Steps([text]),
        Facts([(text, text)]),
        Table(text, (text, "Montant"), [[text, text]], frozenset({1})),
        chart_of("c", text, text, [(text, [1]), ("autre", [2])], text),
        Signatures([Signature(name=text, quality=text, place_and_date=text)]),
    ]
    return Document(
        kind="essai",
        title=f"T {text}",
        subtitle=text,
        school_year="2025-2026",
        department="essai",
        digests=(text,),
        sender=Sender(name=text, address=(text,), contacts=(text,)),
        letterhead=Letterhead(addressee=(text,), place_and_date=text, reference=text),
        sections=(Section("a", text, blocks, [Section("b", text, [])]),),
    )


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
@example(RARE)
@example("\n\n")
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_sign_costs_a_document_its_mark_or_is_drawn_as_a_box(text: str) -> None:
    assert list(faults_of(pdf.to_pdf(everywhere(text)))) == []


_MUCH_ALIKE = re.compile("[\u4e40-\u9fa0\uac40-\ud7a0]")
"""Thousands of ideographs and syllables, by one typeface."""


@pytest.mark.parametrize("plane", [0, 1, 2])
def test_every_sign_that_a_typeface_holds_is_drawn(plane: int, text_of_pdf: Callable[[bytes], str]) -> None:
    """Each by itself: none is taken for drawn, and then is not. Accents stand on a foreign letter as well."""
    found = [chr(code) for code in range(plane << 16, (plane + 1) << 16) if not _MUCH_ALIKE.match(chr(code))]
    found = [each for each in found if unicodedata.category(each)[0] in "LMNPS" or unicodedata.category(each) == "Cf"]
    drawn = [sign for sign in found if "[" not in signs.Signs().drawn(sign)]
    lines = [" ".join(drawn[at : at + 400]) for at in range(0, len(drawn), 400)]
    on_a_letter = " ".join(f"e{sign}" for sign in drawn if unicodedata.category(sign)[0] == "M")
    document = replace(everywhere("a"), letterhead=None)
    made, accents = pdf.to_pdfs(
        replace(document, sections=(Section("a", "A", list(map(Paragraph, texts))),))
        for texts in (lines, [on_a_letter])
    )
    assert [*faults_of(made), *faults_of(accents)] == []
    assert "ne sait pas dessiner" not in text_of_pdf(made)


def test_signs_are_drawn_by_typefaces_of_ours(text_of_pdf: Callable[[bytes], str]) -> None:
    made = pdf.to_pdf(replace(everywhere("a"), letterhead=None, title="😀 漢字 한글 🎒"))
    assert "😀 漢字 한글 🎒" in text_of_pdf(made)
    assert all(each.startswith(("Source", "Noto")) for each in fonts_of(made))
    assert {each for each in fonts_of(made) if "Emoji" in each or "CJK" in each}


def test_a_sign_that_nothing_draws_is_written_by_its_number_and_told(text_of_pdf: Callable[[bytes], str]) -> None:
    text = text_of_pdf(pdf.to_pdf(replace(everywhere("a"), letterhead=None, subtitle="Nom : \U00020000, \U00013000.")))
    assert "Nom : [signe U+20000 : idéogramme], [signe U+13000 : hiéroglyphe]." in text
    assert "Signes que ce document ne sait pas dessiner, écrits par leur numéro : U+20000, U+13000." in text


def test_what_most_texts_are_made_of_is_in_each_typeface_of_text() -> None:
    ordinary = {chr(code) for code in range(0x10000) if signs._ORDINARY(chr(code))}
    for path in (signs.FONTS / "text").glob("*.otf"):
        assert ordinary - signs.signs_of(path) <= {"\n"}, path.name


def test_a_picture_that_cannot_be_read_costs_nothing_but_itself(text_of_pdf: Callable[[bytes], str]) -> None:
    for broken in (
        Logo(content=b"\x89PNG\r\n\x1a\n" + b"0" * 50, media_type="image/png"),
        Logo(content=b"<svg", media_type="image/svg+xml"),
    ):
        document = replace(everywhere("a"), sender=Sender(name="Caf d'essai", logo=broken))
        made = pdf.to_pdf(document)
        assert "Caf d'essai" in text_of_pdf(made)
        assert list(faults_of(made)) == []


@pytest.mark.parametrize(
    "word", ["Anticonstitutionnellement" * 12, "https://www.exemple.fr/" + "chemin/" * 40, "x" * 900]
)
def test_a_long_word_stays_on_the_page(word: str) -> None:
    """No glyph begins beyond the right margin, in a table either."""
    rows: list[Sequence[Text]] = [[word, word, word, "12,00 €"]]
    blocks: list[Block] = [
        Paragraph(word),
        Notice(word),
        Facts([(word, word)]),
        Table(word, ("A", word, "C", "D"), rows, frozenset({3})),
    ]
    document = replace(everywhere("a"), letterhead=None, title=word, sections=(Section("a", word, blocks),))
    reader = pypdf.PdfReader(io.BytesIO(pdf.to_pdf(document)))
    for page in reader.pages:
        ends: list[float] = []

        def note(text: str, current: list[float], matrix: list[float], *_: object, ends: list[float] = ends) -> None:
            if text.strip():
                ends.append(matrix[4] * current[0] + current[4])

        page.extract_text(visitor_text=note)
        assert max(ends) < float(page.mediabox.width) - 59


def test_the_same_document_is_the_same_file() -> None:
    made = list(pdf.to_pdfs([everywhere("a"), everywhere("a")]))
    assert made[0] == made[1]


def test_the_reader_of_these_tests_sees_a_box() -> None:
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(signs.FONTS / "text")]
    )
    made = typst.Compiler(font_paths=fonts).compile('#set text(font: "Source Sans 3")\nMot 漢'.encode())
    assert isinstance(made, bytes)
    found = list(faults_of(made))
    assert "page 1 draws 1 boxes" in found
    assert "it does not say that it is a PDF/UA" in found
