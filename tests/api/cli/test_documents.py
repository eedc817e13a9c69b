"""``clas note``, ``clas call``, ``clas calendar``: documents on standard output or in a file, by its extension."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar

Clas = Callable[..., Any]

CALLS = [("marne", "2025-2026"), ("seine_et_marne", "2024-2025")]


@pytest.mark.parametrize(("slug", "year"), CALLS)
@pytest.mark.parametrize(("command", "kind"), [("note", "framing-note"), ("call", "call")])
def test_a_document_on_standard_output_is_markdown(
    clas: Clas, client: FlaskClient, slug: str, year: str, command: str, kind: str
) -> None:
    done = clas(command, slug, year)
    assert (done.status, done.errors) == (0, "")
    assert done.output.startswith("# Clas : ")
    served = client.get(f"/api/v1/departments/{slug}/campaigns/{year}/{kind}.md")
    assert done.output == served.get_data(as_text=True)


@pytest.mark.parametrize("command", ["note", "call"])
@pytest.mark.parametrize(
    ("name", "start"),
    [("f.md", b"# Clas"), ("f.html", b"<!doctype html>"), ("f.pdf", b"%PDF"), ("F.PDF", b"%PDF"), ("a.b.md", b"#")],
)
def test_the_extension_of_the_file_chooses_the_format(
    clas: Clas, shell: Path, command: str, name: str, start: bytes
) -> None:
    done = clas(command, "marne", "2025-2026", "-o", name)
    assert (done.status, done.output) == (0, "")
    assert name in done.errors
    assert (shell / name).read_bytes().lstrip().startswith(start)


@pytest.mark.parametrize("name", ["f", "f.docx", "f.", ".pdf~", "pdf"])
def test_another_extension_is_2_and_writes_nothing(clas: Clas, shell: Path, name: str) -> None:
    done = clas("note", "marne", "2025-2026", "-o", name)
    assert (done.status, done.output) == (2, "")
    assert ".md, .html" in done.errors
    assert list(shell.iterdir()) == []


@pytest.mark.parametrize("name", ["absent/f.md", "."])
def test_a_file_that_cannot_be_written_is_2_with_a_sentence(clas: Clas, name: str) -> None:
    done = clas("note", "marne", "2025-2026", "-o", name)
    assert (done.status, done.output) == (2, "")
    assert name in done.errors


@pytest.mark.parametrize("command", ["note", "call", "calendar"])
@pytest.mark.parametrize(
    ("slug", "year", "word"),
    [
        ("nulle_part", "2025-2026", "marne, seine_et_marne"),
        ("marne", "2024-2025", "2025-2026"),
        ("marne", "x", "2025-2026"),
    ],
)
def test_a_document_of_nothing_is_2_and_names_what_there_is(
    clas: Clas, shell: Path, assert_french: Callable[[str], None], command: str, slug: str, year: str, word: str
) -> None:
    done = clas(command, slug, year, "-o", "f.md")
    assert (done.status, done.output) == (2, "")
    assert word in done.errors
    assert_french(done.errors)
    assert list(shell.iterdir()) == []


def test_a_calendar_can_be_written_and_read(clas: Clas, shell: Path) -> None:
    printed = clas("calendar", "seine_et_marne", "2024-2025")
    assert (printed.status, printed.errors) == (0, "")
    done = clas("calendar", "seine_et_marne", "2024-2025", "-o", "f.ics")
    assert (done.status, done.output) == (0, "")
    written = (shell / "f.ics").read_bytes()
    assert len(Calendar.from_ical(written).walk("VEVENT")) == 3
    assert written.decode() == printed.output


def test_a_note_uses_the_configured_rules(clas: Clas, shell: Path) -> None:
    (shell / "clas.toml").write_text('departments = ["seine_et_marne"]', encoding="utf-8")
    assert clas("note", "marne", "2025-2026").status == 2
    assert clas("note", "seine_et_marne", "2024-2025").status == 0
