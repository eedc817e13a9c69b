"""What the tests of the formats share: documents of both departments, and one made to hurt."""

import json
from collections.abc import Callable
from io import BytesIO

import pytest
from pypdf import PdfReader

from clas_core.departments import DepartmentPlugin, DepartmentRegistry
from clas_core.documents import Document
from clas_core.documents.call_page import call_page
from clas_core.documents.framing_note import framing_note
from clas_core.national import ReferentialLibrary
from clas_core.years import SchoolYear

HOSTILE = r"# $x$ *a* _b_ <b>c</b> | d \e @f `g` [h](i) ~j~ &amp; {k} #l() // m"
"""A plain text that each format would read as markup if it were not told otherwise."""


@pytest.fixture(scope="session")
def hostile() -> str:
    return HOSTILE


@pytest.fixture(scope="session")
def notes() -> list[Document]:
    """Return the framing note and the call page of each installed department."""
    library = ReferentialLibrary.load()
    return [
        make(plugin.department, campaign, library.get(name.year))
        for plugin in DepartmentRegistry.load()
        for name, campaign in plugin.department.campaigns.items()
        for make in (framing_note, call_page)
    ]


@pytest.fixture(scope="session")
def hostile_documents(make_department: Callable[..., DepartmentPlugin]) -> list[Document]:
    """Return the documents of a department whose every plain text is hostile."""
    text = json.dumps(HOSTILE)
    more = f"""
    rules = [{text}]
    [[contacts]]
    institution = "pire"
    role = {text}
    name = {text}
    [[committees]]
    id = "technical"
    kind = "technical"
    label = {text}
    members = ["pire"]
    attached_to = {text}
    missions = [{text}]
    source = "pire"
    [[documents]]
    title = {text}
    kind = "other"
    url = "https://www.exemple.fr/a_b*c"
    [[supplements]]
    id = "pire"
    label = {text}
    amount = 12.34
    source = "pire"
    [institutions.pire]
    name = {text}
    full_name = {text}
    [sources.pire]
    title = {text}
    place = {text}
    """
    event = f'[[calendar.events]]\nkind = "other"\nwhen = 2025-06-01\ntitle = {text}'
    plugin = make_department(
        name=json.dumps(HOSTILE[:78]), first=f"gaps = [{text}]", dates=f"closes = 2025-08-30\n{event}", more=more
    )
    referential = ReferentialLibrary.load().get(SchoolYear(2025))
    campaign = plugin.department.campaign(SchoolYear(2025))
    return [make(plugin.department, campaign, referential) for make in (framing_note, call_page)]


@pytest.fixture(scope="session")
def text_of_pdf() -> Callable[[bytes], str]:
    """Return a function that gives the text of a PDF."""

    def read(pdf: bytes) -> str:
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)

    return read
