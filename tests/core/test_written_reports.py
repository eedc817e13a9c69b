"""A report of a check, as a page and as Markdown: whole, plain, and what a file says stays text."""

from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from clas_core.conformance import written as written_reports
from clas_core.conformance.checking import check_folder
from clas_core.conformance.found import Found, Report
from clas_core.national import ReferentialLibrary

HERE = Path(__file__).parent
HOSTILE = "<script>alert(1)</script> [ici](javascript:x) **gras** | `code`"
DAY = date(2026, 11, 29)


def report() -> Report:
    return Report.of(
        [
            Found("calendar.order", "error", ("calendar", "closes"), HOSTILE, "Corrigez.", "essai/2025-2026.toml", 12),
            Found("unknown.gap", "remark", ("gaps", 0), "Non communiqué : le lieu.", file="essai/2025-2026.toml"),
        ]
    )


def test_it_says_what_is_found_where_and_how_it_is_mended() -> None:
    told = written_reports.report_json(report())
    assert (told["valid"], told["ready"]) == (False, False)
    assert [each["check"] for each in told["found"]] == ["calendar.order", "unknown.gap"]
    assert written_reports.verdict(report()) == "À corriger : 1 erreur."
    assert written_reports.verdict(Report()) == "Valable et prêt."


@pytest.mark.parametrize("form", ["html", "markdown"])
def test_what_a_file_says_stays_text(form: str) -> None:
    text = getattr(written_reports, f"report_{form}")("essai", report(), DAY)
    assert "29 novembre 2026" in text
    assert "Corrigez." in text
    assert "<script>" not in text
    if form == "markdown":
        assert "[ici](javascript" not in text
        assert "**gras**" not in text


def test_a_department_that_is_sound_is_said_to_be(tmp_path: Path, library: ReferentialLibrary) -> None:
    copytree(HERE / "sown" / "clas_ardennes", tmp_path / "clas_ardennes")
    found = check_folder(tmp_path / "clas_ardennes", library, DAY)
    assert "Valable" in written_reports.verdict(found)
