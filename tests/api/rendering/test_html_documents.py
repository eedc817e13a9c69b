"""HTML of documents: plain texts are text, prose is Markdown without HTML, in a file that needs nothing else."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from clas_api.rendering import FORMATS, render
from clas_core.departments import DepartmentPlugin
from clas_core.documents import Document


class _Seen(HTMLParser):
    """Collects the tags and the text of a document."""

    def __init__(self, html: bytes) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(html.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("form", FORMATS)
def test_a_hostile_department_renders_in_each_format(hostile_documents: list[Document], form: str) -> None:
    for document in hostile_documents:
        body, _ = render(document, form, rehearsal=False)
        assert len(body) > 2000


def test_hostile_texts_are_text_in_html(hostile_documents: list[Document], hostile: str) -> None:
    note, call = (_Seen(render(document, "html", rehearsal=False)[0]) for document in hostile_documents)
    for seen in (note, call):
        assert not {"b", "script", "em", "code"} & (set(seen.tags) - {"code"})
        assert seen.text.count(hostile) >= 6
    assert note.text.count(hostile) > call.text.count(hostile)


def test_hostile_texts_are_text_in_pdf(
    hostile_documents: list[Document], hostile: str, text_of_pdf: Callable[[bytes], str]
) -> None:
    text = re.sub(r"[\s-]+", "", text_of_pdf(render(hostile_documents[0], "pdf", rehearsal=False)[0]))
    assert text.count(re.sub(r"[\s-]+", "", hostile)) >= 6


def test_hostile_texts_are_text_on_the_pages_and_in_json(
    make_department: Callable[..., DepartmentPlugin],
    with_department: Callable[[DepartmentPlugin], FlaskClient],
    hostile: str,
) -> None:
    client = with_department(make_department(name=f"'{hostile[:60]}'", first=f"gaps = ['{hostile}']"))
    for path in ("/", "/departements/essai", "/departements/essai/2025-2026", "/simulateur"):
        page = client.get(path).get_data()
        assert b"<b>c</b>" not in page
        assert hostile[:60] in _Seen(page).text
    assert client.get("/api/v1/departments/essai").get_json()["name"] == hostile[:60]


def test_prose_becomes_markup_and_its_html_never_does(
    make_department: Callable[..., DepartmentPlugin], with_department: Callable[[DepartmentPlugin], FlaskClient]
) -> None:
    prose = "Un mot **fort**, [le site](https://www.exemple.fr), 5 < 6 & 7 > 6."
    client = with_department(make_department(first=f'presentation = "{prose}"'))
    page = client.get("/departements/essai/2025-2026/note-de-cadrage").get_data(as_text=True)
    assert "<strong>fort</strong>" in page
    assert '<a href="https://www.exemple.fr">le site</a>' in page
    assert "5 &lt; 6 &amp; 7 &gt; 6" in page


def test_a_document_that_stands_alone_fetches_nothing(notes: list[Document]) -> None:
    for document in notes:
        html = render(document, "html", rehearsal=False)[0].decode()
        assert not re.findall(r"(?:src|url\(|@import|<link)", html)
        assert '<html lang="fr">' in html
