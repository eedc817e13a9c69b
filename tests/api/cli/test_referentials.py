"""``clas referentials``: the national rules of each year, their checks, and what changes between two."""

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from clas_core.national import read_referential

Clas = Callable[..., Any]

SHIPPED = files("clas_core.national") / "data"


@pytest.fixture
def write(shell: Path) -> Callable[..., Path]:
    """Return a function that writes the rules of 2025-2026 with changes."""

    def make(changes: dict[str, str], name: str = "regles.toml") -> Path:
        text = read_referential(SHIPPED / "2025-2026.toml").text
        for written, instead in changes.items():
            assert written in text
            text = text.replace(written, instead, 1)
        file = shell / name
        file.write_text(text, encoding="utf-8")
        return Path(name)

    return make


BROKEN = {
    'status = "in_force"': 'statut = "in_force"',
    "value = 0.33": 'value = "0.33"',
    'standing = "published"': 'standing = "publié"',
    "checked_on = 2026-11-21": 'checked_on = "hier"',
}


def test_the_years_are_listed_with_their_standing(clas: Clas) -> None:
    done = clas("referentials", "list")
    assert done.status == 0
    rows = {line.split()[0]: line for line in done.output.splitlines()[1:]}
    assert list(rows) == ["2004-2005", "2024-2025", "2025-2026"]
    assert "provisoire" in rows["2024-2025"]
    assert "2\u202f800,70\u00a0€" in rows["2025-2026"]
    assert [each["school_year"] for each in clas("referentials", "list", "--json").json] == list(rows)


def test_a_year_is_shown_with_its_sources_and_the_age_of_each_figure(clas: Clas) -> None:
    done = clas("referentials", "show", "2025-2026", CLAS_TODAY="2026-11-30")
    assert done.status == 0
    (line,) = [each for each in done.output.splitlines() if each.startswith("Montant maximum")]
    assert "2\u202f800,70\u00a0€" in line
    assert "9 j" in line
    assert "Note de cadrage Clas de la Marne" in line
    shown = clas("referentials", "show", "2025-2026", "--json", CLAS_TODAY="2026-11-30").json
    assert shown["days_since_checked"]["ps.maximum"] == 9
    assert shown["ps"]["maximum"]["value"] == "2800.70"


@pytest.mark.parametrize("year", ["2030-2031", "x", ""])
def test_an_unknown_year_is_2_and_the_known_ones_are_named(clas: Clas, year: str) -> None:
    done = clas("referentials", "show", year)
    assert (done.status, done.output) == (2, "")
    assert "2004-2005, 2024-2025, 2025-2026" in done.errors


@pytest.mark.parametrize("year", ["2004-2005", "2024-2025", "2025-2026"])
def test_the_shipped_years_are_valid(clas: Clas, year: str) -> None:
    done = clas("referentials", "check", str(SHIPPED / f"{year}.toml"))
    assert (done.status, done.errors) == (0, "")
    assert "valables" in done.output


def test_the_cent_between_the_figures_is_a_remark_and_no_error(clas: Clas) -> None:
    path = str(SHIPPED / "2025-2026.toml")
    done = clas("referentials", "check", path)
    (line,) = [each for each in done.output.splitlines() if "0,01\u00a0€" in each]
    assert line.startswith("remarque")
    report = clas("referentials", "check", path, "--json").json
    assert (report["valid"], report["problems"]) == (True, [])
    assert any("0,01\u00a0€" in each for each in report["remarks"])


def test_a_broken_file_is_1_with_each_mistake_at_its_line(clas: Clas, write: Callable[..., Path]) -> None:
    file = write(BROKEN)
    done = clas("referentials", "check", file)
    assert (done.status, done.errors) == (1, "")
    lines = [line for line in done.output.splitlines() if line.startswith(f"{file}:")]
    text = file.read_text(encoding="utf-8").splitlines()
    places = {}
    for line in lines:
        _, number, path, message = line.split(":", 3)
        places[path.strip()] = text[int(number) - 1]
        assert message.strip().endswith((".", "?"))
    assert places["statut"].startswith("statut")
    assert places["ps.rate.value"] == 'value = "0.33"'
    assert places["ps.rate.standing"] == 'standing = "publié"'
    assert places["ps.rate.checked_on"] == 'checked_on = "hier"'
    assert "status" in places
    assert len(lines) == 5


def test_a_broken_file_is_1_in_json_too(clas: Clas, write: Callable[..., Path]) -> None:
    done = clas("referentials", "check", write(BROKEN), "--json")
    assert done.status == 1
    assert done.json["valid"] is False
    assert len(done.json["problems"]) == 5


def test_a_file_whose_amounts_contradict_the_worked_cases_is_1(clas: Clas, write: Callable[..., Path]) -> None:
    done = clas("referentials", "check", write({"value = 2800.70": "value = 2800.71"}))
    assert done.status == 1
    assert "2800.70" in done.output or "2\u202f800,70" in done.output


@pytest.mark.parametrize("content", [b"", b"ceci n'est pas du TOML", b"\xff\xfe", b"school_year = 2025"])
def test_what_is_no_referential_is_1_with_a_sentence(clas: Clas, shell: Path, content: bytes) -> None:
    (shell / "x.toml").write_bytes(content)
    done = clas("referentials", "check", "x.toml")
    assert (done.status, done.errors) == (1, "")
    assert done.output.startswith("x.toml:1: ")


def test_a_difference_is_told_in_words(clas: Clas) -> None:
    done = clas("referentials", "diff", "2004-2005", "2025-2026")
    assert done.status == 0
    assert "1\u202f680,00\u00a0€" in done.output
    assert "2\u202f800,70\u00a0€" in done.output
    changes = clas("referentials", "diff", "2004-2005", "2025-2026", "--json").json["changes"]
    assert all(f"  - {change['sentence']}\n" in done.output for change in changes if change["effect"] == "rule")


def test_a_year_may_be_compared_with_a_file(clas: Clas, write: Callable[..., Path]) -> None:
    done = clas("referentials", "diff", "2025-2026", write({"value = 2800.70": "value = 2750.00"}))
    assert done.status == 0
    title, line = done.output.splitlines()
    assert title == "Ce qui change dans les règles de 2025-2026 :"
    assert "2\u202f750,00\u00a0€" in line


def test_nothing_that_changes_is_said_too(clas: Clas) -> None:
    assert clas("referentials", "diff", "2025-2026", "2025-2026").output == "Rien ne change.\n"
    assert clas("referentials", "diff", "2025-2026", "2025-2026", "--json").json["changes"] == []


def test_worked_cases_are_calculated_by_the_rules_of_both_years(clas: Clas, write: Callable[..., Path]) -> None:
    """A group of 9 000,00: 33 % of it is 2 970,00, above the maximum of each: 2 800,70, and 2 750,00 in the draft."""
    told = clas("referentials", "diff", "2025-2026", write({"value = 2800.70": "value = 2750.00"}), "--json").json
    assert {"older", "newer", "changes", "cases"} == told.keys()
    (above,) = [each for each in told["cases"] if each["title"].startswith("Au-dessus du prix plafond")]
    assert (above["before"], above["after"], above["difference"]) == ("2800.70", "2750.00", "-50.70")
    assert above["document"]
    assert all(each["difference"] is not None or each["refusals"] for each in told["cases"])
    unknown = clas("referentials", "diff", "2004-2005", "2025-2026", "--json").json["cases"]
    assert any((each["before"], each["difference"]) == (None, None) and each["refusals"] for each in unknown)
    assert (
        clas("referentials", "diff", "2025-2026", write({"value = 2800.70": "value = 2750.00"}), "-o", "c.csv").status
        == 0
    )
    rows = Path("c.csv").read_text(encoding="utf-8-sig").splitlines()
    (row,) = [each for each in rows if each.startswith('"Cas chiffré : Au-dessus du prix plafond')]
    assert "différence : \u2212\u00a050,70\u00a0€." in row


def test_a_comparison_with_a_broken_file_is_2(clas: Clas, write: Callable[..., Path]) -> None:
    done = clas("referentials", "diff", "2025-2026", write(BROKEN))
    assert (done.status, done.output) == (2, "")
    assert "regles.toml:" in done.errors


def test_the_table_of_what_changes_says_source_and_why_in_csv_and_in_the_document(clas: Clas, shell: Path) -> None:
    assert clas("referentials", "diff", "2004-2005", "2025-2026", "-o", "t.csv").status == 0
    header, *rows = (shell / "t.csv").read_text(encoding="utf-8-sig").splitlines()
    assert header == '"Ce qui change";"Avant";"Après";"Source";"Pourquoi cela compte"'
    (maximum,) = [each for each in rows if each.startswith('"Montant maximum')]
    assert "Note de cadrage Clas de la Marne" in maximum
    assert maximum.endswith('"Les montants de chaque groupe en dépendent."')
    assert clas("referentials", "diff", "2004-2005", "2025-2026", "-o", "t.md").status == 0
    told = (shell / "t.md").read_text(encoding="utf-8")
    assert "| Ce qui change | Avant | Après | Source |\n" in told
    (above,) = [each for each in told.splitlines() if each.startswith("| Au-dessus du prix plafond ")]
    assert "| 1\u202f680,00\u00a0€ | 2\u202f800,70\u00a0€ | \\+\u00a01\u202f120,70\u00a0€ |" in above
    (bonus,) = [each for each in told.splitlines() if each.startswith("| Avec le bonus enfants ")]
    assert "non connu" in bonus


def test_the_entry_of_the_changelog_is_written_from_what_differs(clas: Clas, write: Callable[..., Path]) -> None:
    file = write({"value = 2800.70": "value = 2850.00", 'status = "in_force"': 'status = "draft"'})
    done = clas("referentials", "diff", "2025-2026", file, "--changelog")
    assert done.output.splitlines() == [
        "### Rules",
        "- National rules of 2025-2026 (draft), after those of 2025-2026.",
        "- 2025-2026: published maximum 2,850 €, 2,800.70 € in 2025-2026.",
    ]
    nothing = clas("referentials", "diff", "2025-2026", "2025-2026", "--changelog").output
    assert nothing.endswith("- 2025-2026: no rule changes.\n")
    assert clas("referentials", "diff", "2025-2026", "2025-2026", "--changelog", "--json").status == 2


def test_a_draft_without_its_questions_yet_is_compared_too(clas: Clas, shell: Path) -> None:
    rules = (SHIPPED / "2025-2026.toml").read_text(encoding="utf-8")
    (shell / "projet.toml").write_text(rules.replace("value = 2800.70", "value = 2850.00", 1), encoding="utf-8")
    done = clas("referentials", "diff", "2025-2026", "projet.toml")
    assert (done.status, done.errors) == (0, "")
    assert (
        "Montant maximum de la Ps : de 2\u202f800,70\u00a0€ à 2\u202f850,00\u00a0€ "
        "(+\u00a049,30\u00a0€, soit +\u00a01,76\u00a0%)." in done.output
    )


def test_a_chart_of_the_figures_names_the_years_without_one(clas: Clas, shell: Path) -> None:
    shown = clas("referentials", "chart", "--json").json
    assert shown["years"] == ["2004-2005", "2005 à 2024", "2024-2025", "2025-2026"]
    assert shown["series"][1]["values"] == ["1680.00", None, "2800.70", "2800.70"]
    assert clas("referentials", "chart", "--of", "bonus", "--json").json["series"][0]["values"][:3] == [None] * 3
    assert "non connu" in clas("referentials", "chart").output
    assert clas("referentials", "chart", "-o", "c.svg").status == 0
    svg = (shell / "c.svg").read_text(encoding="utf-8")
    assert svg.startswith("<svg ")
    assert "<title" in svg
    assert "2005 à 2024 : non connu" in svg
    assert clas("referentials", "chart", "-o", "c.png").status == 2
