"""PDF: the same words as the page, in a file that a screen reader can follow."""

import re
from collections.abc import Callable

import pytest

from clas_api.rendering import render
from clas_core.documents.model import Block, Bullets, Document, Paragraph, Section, Table
from clas_core.prose import Prose


def _pdf(*blocks: Block) -> bytes:
    document = Document(
        kind="essai",
        title="Titre d'essai",
        subtitle="Sous-titre",
        school_year="2025-2026",
        department="essai",
        digests=("sha256:0",),
        sections=(Section("partie", "Une partie", blocks),),
    )
    body, mimetype = render(document, "pdf", rehearsal=False)
    assert mimetype == "application/pdf"
    return body


def _flat(text: str) -> str:
    """Return `text` without white space or hyphens, which lines and columns of a page may add or take."""
    return re.sub(r"[\s\u00ad-]+", "", text)


@pytest.fixture(scope="module")
def note(notes: list[Document]) -> bytes:
    return render(notes[0], "pdf", rehearsal=False)[0]


def test_the_note_of_marne_holds_its_words(note: bytes, text_of_pdf: Callable[[bytes], str]) -> None:
    text = _flat(text_of_pdf(note))
    for words in (
        "Clas : note de cadrage, Marne, 2025-2026",
        "26 mai 2025",
        "18 août 2025",
        "septembre 2025",
        "sylvie.jurion@caf51.caf.fr",
        "19 porteurs et 86 actions",
        "3\u202f458,70\u00a0€",
        "Veiller au bon emploi des crédits",
        "Un groupe compte de 8 à 12 enfants.",
        "sha256:",
    ):
        assert _flat(words) in text


def test_the_note_is_tagged_titled_and_in_french(note: bytes) -> None:
    assert note.startswith(b"%PDF-1.7")
    assert b"/MarkInfo" in note
    assert b"pdfuaid:part" in note
    assert b"/Lang" in note


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("Un mot **fort** et *léger*.", ["Un mot fort et léger."]),
        ("- premier\n- second", ["• premier", "• second"]),
        ("Voir [le site du réseau](https://www.exemple.fr).", ["Voir le site du réseau."]),
        ("Écrire `clas note`.", ["clas note"]),
        ("```\nun bloc\n```", ["un bloc"]),
        ("![Plan du quartier](https://www.exemple.fr/plan.png)", ["Plan du quartier"]),
        ("R&amp;D, 5 &lt; 6", ["R&D, 5 < 6"]),
        ("Ligne un\\\nligne deux", ["Ligne un", "ligne deux"]),
    ],
)
def test_no_word_of_a_departments_prose_is_lost(
    text_of_pdf: Callable[[bytes], str], markdown: str, words: list[str]
) -> None:
    text = _flat(text_of_pdf(_pdf(Paragraph(Prose(markdown)))))
    assert all(_flat(each) in text for each in words)


def test_prose_in_lists_and_cells_keeps_its_words(text_of_pdf: Callable[[bytes], str]) -> None:
    blocks = (Bullets([Prose("*un*"), "deux"]), Table("Table", ("A", "B"), [[Prose("**trois**"), "quatre"]]))
    text = _flat(text_of_pdf(_pdf(*blocks)))
    for words in ("• un", "• deux", "Table", "trois", "quatre"):
        assert _flat(words) in text


@pytest.mark.parametrize("text", ["", " ", "\n", "a\nb", "\u200b", "🎒", "中文", "é" * 2000, "mot" * 500])
def test_odd_texts_are_typeset(text: str) -> None:
    assert _pdf(Paragraph(text), Bullets([text]), Table(text, ("A",), [[text]])).startswith(b"%PDF")


def test_the_same_document_gives_the_same_words_in_each_format(
    notes: list[Document], note: bytes, text_of_pdf: Callable[[bytes], str]
) -> None:
    """What a document says is decided once: each paragraph of the core is in each of its formats."""
    pdf = _flat(text_of_pdf(note))
    html = _flat(render(notes[0], "html", rehearsal=False)[0].decode()).replace("&#39;", "'")
    plain = [
        block.text
        for section in notes[0].sections
        for block in section.blocks
        if isinstance(block, Paragraph) and isinstance(block.text, str)
    ]
    assert len(plain) > 5
    for words in plain:
        assert _flat(words) in pdf
        assert _flat(words) in html
