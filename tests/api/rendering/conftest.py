"""What the tests of the formats share: documents of both departments, and one made to hurt."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from clas_core.departments import DepartmentPlugin, DepartmentRegistry
from clas_core.documents import Document, call_page, framing_note
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
        make(plugin.department, campaign, library.get(year))
        for plugin in DepartmentRegistry.load()
        for year, campaign in plugin.department.campaigns.items()
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
def text_of_pdf(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], str]:
    """Return a function that gives the text of a PDF; skip where there is no ``pdftotext`` (poppler-utils)."""
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext is not installed: the text of a PDF cannot be read back")
    folder: Path = tmp_path_factory.mktemp("pdf")

    def read(pdf: bytes) -> str:
        file = folder / "document.pdf"
        file.write_bytes(pdf)
        done = subprocess.run([program, "-raw", str(file), "-"], capture_output=True, check=True, timeout=30)
        return done.stdout.decode()

    return read
