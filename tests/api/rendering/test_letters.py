"""Letters: who sends them, to whom and who signs them, in each format and in the window of an envelope."""

import io
from collections.abc import Callable

import pypdf
import pytest

from clas_api.rendering import FORMATS, render
from clas_core.departments.logo import Logo
from clas_core.documents.letterhead import Letterhead, Sender, Signature
from clas_core.documents.model import Document, PageBreak, Paragraph, Section, Signatures

LOGO = Logo(
    content=b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><rect width="20" height="10"/></svg>',
    media_type="image/svg+xml",
)
WORDS = (
    "Caf de la Marne",
    "202 rue des Capucins",
    "Association Les Amis du quartier",
    "3 rue *Neuve*",
    "À Reims, le 3 juin 2025",
    "CLAS-2025-0001",
    "Votre demande est agréée",
    "Nous avons le plaisir de vous annoncer la décision du comité.",
    "La directrice",
    "Camille Durand",
    "Une annexe",
)


@pytest.fixture(scope="module")
def letter() -> Document:
    return Document(
        kind="essai",
        title="Votre demande est agréée",
        subtitle="",
        school_year="2025-2026",
        department="essai",
        digests=(),
        sender=Sender(name="Caf de la Marne", address=("202 rue des Capucins", "51100 Reims"), logo=LOGO),
        letterhead=Letterhead(
            addressee=("Association Les Amis du quartier", "3 rue *Neuve*", "51000 Châlons-en-Champagne"),
            place_and_date="À Reims, le 3 juin 2025",
            reference="CLAS-2025-0001",
        ),
        sections=(
            Section(
                "lettre",
                "",
                [
                    Paragraph("Nous avons le plaisir de vous annoncer la décision du comité."),
                    Signatures([Signature(name="Camille Durand", quality="La directrice", picture=LOGO)]),
                    PageBreak(),
                ],
            ),
            Section("annexe", "Une annexe", [Paragraph("Ce qui suit."), Signatures([Signature(), Signature()])]),
        ),
    )


@pytest.mark.parametrize("form", FORMATS)
def test_a_letter_says_the_same_in_each_format(
    letter: Document, form: str, text_of_pdf: Callable[[bytes], str]
) -> None:
    body, _ = render(letter, form, rehearsal=False)
    text = text_of_pdf(body) if form == "pdf" else body.decode().replace("\\*", "*")
    assert [words for words in WORDS if words not in text.replace("\u00ad\n", "")] == []


def test_the_addressee_stands_in_the_window_of_an_envelope(letter: Document) -> None:
    """In millimetres from the upper left corner: a window shows 100 to 190 across and 55 to 79 down, however the sheet
    slides in its envelope."""
    page = pypdf.PdfReader(io.BytesIO(render(letter, "pdf", rehearsal=False)[0])).pages[0]
    places: dict[str, tuple[float, float]] = {}

    def note(text: str, current: list[float], matrix: list[float], *_: object) -> None:
        x = matrix[4] * current[0] + matrix[5] * current[2] + current[4]
        y = matrix[4] * current[1] + matrix[5] * current[3] + current[5]
        for words in text.splitlines():
            places.setdefault(words.strip(), (x / 72 * 25.4, (float(page.mediabox.height) - y) / 72 * 25.4))

    page.extract_text(visitor_text=note)
    first, last = places["Association Les Amis du quartier"], places["51000 Châlons-en-Champagne"]
    assert 100 < first[0] < 115
    assert 55 < first[1] < last[1] < 79
    shown = {words for words, (x, y) in places.items() if x > 90 and 44 < y < 90 and words}
    assert shown == {"Association Les Amis du quartier", "3 rue *Neuve*", "51000 Châlons-en-Champagne"}


def test_an_annex_begins_a_page(letter: Document) -> None:
    pages = pypdf.PdfReader(io.BytesIO(render(letter, "pdf", rehearsal=False)[0])).pages
    assert ["Une annexe" in page.extract_text() for page in pages] == [False, True]
