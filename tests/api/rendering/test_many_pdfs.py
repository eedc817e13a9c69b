"""Many PDFs one after another: by one process, each of them its own document."""

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from clas_api.rendering import pdf
from clas_core.documents.model import Document, Paragraph, Section

ONE = Document(
    kind="essai",
    title="Lettre",
    subtitle="",
    school_year="2025-2026",
    department="essai",
    digests=(),
    sections=(Section("lettre", "", [Paragraph("Bonjour.")]),),
)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return the processes that are started."""
    found: list[Any] = []

    class Counted(subprocess.Popen[bytes]):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            found.append(self)

    monkeypatch.setattr(subprocess, "Popen", Counted)
    return found


def test_many_documents_are_typeset_by_one_process_in_their_order(
    started: list[Any], text_of_pdf: Callable[[bytes], str]
) -> None:
    made = list(pdf.to_pdfs(replace(ONE, title=f"Lettre {number}") for number in range(12)))
    assert [text_of_pdf(each).split("\n")[0] for each in made] == [f"Lettre {number}" for number in range(12)]
    assert len(started) == 1
    assert started[0].returncode is not None


def test_a_document_is_typeset_before_the_next_one_is_asked_for() -> None:
    asked = []

    def documents() -> Iterator[Document]:
        for number in range(3):
            asked.append(number)
            yield ONE

    made = pdf.to_pdfs(documents())
    next(made)
    assert asked == [0]
    made.close()  # type: ignore[attr-defined]


def test_what_takes_too_long_is_ended_and_said(monkeypatch: pytest.MonkeyPatch, started: list[Any]) -> None:
    monkeypatch.setattr(pdf, "_LONGEST", 0.001)
    with pytest.raises(RuntimeError, match="could not be typeset"):
        pdf.to_pdf(ONE)
    assert started[0].returncode is not None
