"""A chart is a picture that the policy of our pages lets through, and that says in words what it shows."""

import io
import sys
from dataclasses import replace
from xml.etree.ElementTree import fromstring

import pypdf
import pytest

from clas_api.rendering.charts import WIDTH, draw, draw_apart
from clas_api.rendering.html import to_html
from clas_api.rendering.markdown import to_markdown
from clas_api.rendering.pdf import to_pdf
from clas_core.documents.chart import Chart, chart_of
from clas_core.documents.model import Document, Section, figures_of
from tests.pdfs import faults_of

HOSTILE = "</svg><script>alert(1)</script><style>*{display:none}</style> &amp; \x00\x1b\"' #set page() \u202e"
ALLOWED = {
    "svg": {"class", "role", "aria-labelledby", "viewBox"},
    "title": {"id"},
    "desc": {"id"},
    "g": {"transform"},
    "rect": {"x", "y", "width", "height", "class", "fill", "stroke", "stroke-width"},
    "path": {"d", "fill", "stroke"},
    "text": {"x", "y", "dy", "fill", "font-size", "text-anchor"},
}


def _chart(name: str = "CE1") -> Chart:
    lines = [("CP", (1234567, 30000)), (name, (20454101, None)), ("CE2", (0, 7))]
    return chart_of("niveau", f"Accordé {name}", "Niveau", lines, f"2025 {name}", "2024-2025", unit="€")


def _document(chart: Chart) -> Document:
    return Document(
        kind="essai",
        title="Essai",
        subtitle="",
        school_year="2025-2026",
        department="essai",
        digests=(),
        sections=(Section("a", "Un graphique", [chart, figures_of(chart)]),),
    )


def test_a_chart_has_a_title_a_description_and_its_figures() -> None:
    picture = fromstring(draw(_chart()))
    names = {each.get("id"): each.text for each in picture if each.get("id")}
    assert [names[each] for each in (picture.get("aria-labelledby") or "").split()] == [
        "Accordé CE1",
        _chart().description,
    ]
    assert picture.get("role") == "img"
    written = [each.text for each in picture.iter() if each.tag.endswith("text")]
    assert {"CP", "CE1", "CE2", "204\u202f541,01\u00a0€", "0,07\u00a0€", "2024-2025"} <= set(written)
    bars = [each for each in picture.iter() if each.tag.endswith("rect")]
    assert len(bars) == 5 + 2, "a bar for each figure that is known, and one for each name of a series"
    fills = {each.get("class"): each.get("fill") for each in bars}
    assert fills == {"series-0": "currentColor", "series-1": "none"}, "the series differ by more than their colour"
    lengths = max(float(each.get("width") or 0) for each in bars if each.get("class") == "series-0")
    assert lengths > 100, "the largest bar fills the picture"


def test_hostile_words_are_words_in_a_picture_of_shapes_alone() -> None:
    picture = fromstring(draw(_chart(HOSTILE)))
    for each in picture.iter():
        tag = each.tag.rpartition("}")[2]
        assert set(each.attrib) <= ALLOWED[tag], tag
    (title,) = [each.text for each in picture if each.tag.endswith("title")]
    assert "</svg><script>alert(1)</script>" in (title or "")


def test_drawing_leaves_nothing_in_the_way_of_imports() -> None:
    draw(_chart())
    assert not [each for each in sys.meta_path if type(each).__module__ == "pygal"]


def test_shapes_stand_without_a_text_and_texts_in_their_places() -> None:
    shapes, written = draw_apart(_chart())
    assert {each.tag.rpartition("}")[2] for each in fromstring(shapes).iter()} <= {"svg", "g", "rect", "path"}
    whole = [each.text for each in fromstring(draw(_chart())).iter() if each.tag.endswith("text")]
    assert [each.text for each in written] == whole
    names = {each.text: each for each in written if each.ends}
    assert names.keys() == {"CP", "CE1", "CE2"}, "names of categories end where the bars begin"
    assert len({each.x for each in names.values()}) == 1
    assert 0 < names["CP"].y < names["CE1"].y < names["CE2"].y, "the first category is at the top"
    values = {each.text: each for each in written if not each.ends}
    assert names["CP"].x < values["0,07\u00a0€"].x < values["204\u202f541,01\u00a0€"].x < WIDTH


NAMES = (
    "demie" + "\u0301" * 30,
    "g\u0303",
    "العربية",
    "हिन्दी क\u0301",
    "👨\u200d👩\u200d👧",
    "\u202edroite\ufeff",
    "\uf0b7",
)


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_drawn_in_a_chart_on_paper(name: str) -> None:
    """As it is anywhere else in the document: more signs than letters, rare signs, signs that nothing draws."""
    lines = [(name, (3, 2)), ("Reims", (1, None))]
    chart = chart_of("c", name, name, lines, name, "2024-2025")
    assert list(faults_of(to_pdf(_document(chart)))) == []


@pytest.mark.parametrize("sign", ["\U00013000", "漢", "W"])
def test_names_of_a_chart_stay_on_the_paper(sign: str) -> None:
    """However wide its signs are, or what is written for one that nothing draws."""
    begins: list[float] = []

    def note(text: str, current: list[float], matrix: list[float], *_: object) -> None:
        if text.strip():
            begins.append(matrix[4] * current[0] + current[4])

    chart = chart_of("c", "Titre", "Lieu", [(sign * 30, (3, 2)), ("Reims", (1, 1))], sign * 30, "2024-2025")
    document = replace(_document(chart), sections=(Section("a", "Un graphique", [chart]),))
    for page in pypdf.PdfReader(io.BytesIO(to_pdf(document))).pages:
        page.extract_text(visitor_text=note)
    assert min(begins) > 59


def test_a_chart_stands_in_every_format_of_a_document() -> None:
    chart = _chart(HOSTILE)
    document = _document(chart)
    html = to_html(document)
    assert html.count("<svg") == 1
    assert "<script" not in html
    assert html.count("204\u202f541,01\u00a0€") == 3, "its bar, its description, its table"
    assert to_markdown(document).count("204\u202f541,01") == 1
    pages = pypdf.PdfReader(io.BytesIO(to_pdf(document))).pages
    assert "204\u202f541,01" in "".join(page.extract_text() for page in pages).replace("\xa0", "\u202f")
