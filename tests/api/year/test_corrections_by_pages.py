"""A year in force is corrected by a page: its values beside what is right, a file beside the year; every order of acts,
and everything that is typed wrong, is told with what to do."""

import re

import pytest

from tests.api.pages.test_sound_html import _faults
from tests.api.year.kept_years import PAGE, YEARS, Kept
from tests.browsing import Browser
from tests.drafts import YEAR, added_year
from tests.readings import Asked, expect_few_statements

CORRECTION = f"{PAGE}/correction"
WHY = {"reason": "Une faute de frappe.", "title": "Circulaire rectificative n° 2026-004", "published_on": "01/06/2025"}
FILE = f"{YEAR}.correction-1.toml"


def files(kept: Kept) -> list[str]:
    return sorted(each.name for each in kept.folder.glob("*correction*"))


@pytest.fixture
def in_force(kept: Kept) -> Kept:
    added_year(kept.folder, "in_force")
    kept.restart()
    return kept


def test_a_correction_is_written_as_one_would_by_hand_and_once(
    in_force: Kept, one_reading: list[tuple[str, Asked]]
) -> None:
    kept = in_force
    page = kept.nation.open(CORRECTION)
    assert (page.status, _faults(page.response)) == (200, [])
    typed: dict[str, str | list[str]] = {
        **WHY,
        "changes/ps.maximum": "2 790,00 €",
        "changes/criteria.group.children.max": "13",
    }
    elsewhere = Browser(page.client).open(CORRECTION)
    page.submit("correct", typed)
    assert f"L'année {YEAR} est corrigée." in page.text
    written = (kept.folder / FILE).read_text("utf-8")
    assert written == (
        'school_year = "2026-2027"\nnumber = 1\non = 2025-07-01\nby = "Nation"\nreason = "Une faute de frappe."\n\n'
        '[sources.correction-1]\ntitle = "Circulaire rectificative n° 2026-004"\npublished_on = 2025-06-01\n\n'
        '[changes."ps.maximum"]\nfrom = 2800.70\nvalue = 2790.00\nsource = "correction-1"\nchecked_on = 2025-07-01\n\n'
        '[changes."criteria.group.children.max"]\nfrom = 12\nvalue = 13\nsource = "correction-1"\n'
        "checked_on = 2025-07-01\n"
    )
    assert elsewhere.submit("correct", typed).address == PAGE, "a double click gets the first answer"
    assert files(kept) == [FILE]
    # Another one, of what was corrected: it says the value of the first.
    page.open(CORRECTION).submit("correct", {**WHY, "changes/ps.maximum": "2795,5"})
    assert "from = 2790.00" in (kept.folder / FILE.replace("-1.", "-2.")).read_text("utf-8")
    kept.restart()
    asked = {"school_year": YEAR, "groups": [{"label": "A", "children": 10, "running_costs": "9000"}]}
    told = kept.house.ask("POST", "/estimates", json=asked).get_json()
    assert (told["total"], [each["number"] for each in told["referential"]["corrections"]]) == ("2795.50", [1, 2])
    expect_few_statements(one_reading)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"changes/ps.maximum": "beaucoup"}, "Écrivez un nombre, par exemple 2790."),
        ({"changes/ps.maximum": "9 000"}, "dépasse"),
        ({"changes/ps.maximum": "2800,70"}, "Aucune valeur ne change"),
        ({}, "Aucune valeur ne change"),
        ({"reason": "", "changes/ps.maximum": "2790"}, "Motif"),
        ({"published_on": "hier", "changes/ps.maximum": "2790"}, "Écrivez une date"),
        ({"changes/criteria.group.children.max": "7"}, "orrig"),
        ({"changes/criteria.group.levels.options": "cp, licence"}, "licence"),
    ],
)
def test_what_is_typed_wrong_is_told_beside_it_and_nothing_is_written(
    in_force: Kept, typed: dict[str, str], said: str
) -> None:
    page = in_force.nation.open(CORRECTION).submit("correct", {**WHY, **typed})
    assert page.status == 422
    assert said in page.text
    assert _faults(page.response) == []
    assert page.form("correct").values["title"] == WHY["title"]
    assert files(in_force) == []


def test_all_that_is_wrong_is_told_at_once(in_force: Kept) -> None:
    page = in_force.nation.open(CORRECTION)
    page.submit("correct", {"published_on": "hier", "changes/ps.maximum": "beaucoup", "changes/ps.rate": "un tiers"})
    assert "5 points sont à corriger" in page.text
    for place in ("reason", "title", "published_on", "changes/ps.maximum", "changes/ps.rate"):
        assert f"#{place}" in page.links


def test_a_correction_that_was_read_on_other_values_is_not_taken(in_force: Kept) -> None:
    page = in_force.nation.open(CORRECTION)
    other = in_force.of("autre@cnaf.fr", {"kind": "national"}).open(CORRECTION)
    other.submit("correct", {**WHY, "changes/bonuses.children": "335"})
    page.submit("correct", {**WHY, "changes/ps.maximum": "2790"})
    assert page.status == 412
    assert "a été corrigée pendant que cette page était ouverte" in page.text
    assert files(in_force) == [FILE]
    assert "Aujourd'hui : 335." in page.text


@pytest.mark.parametrize("status", ["draft", "consultation"])
def test_a_project_is_changed_and_not_corrected(kept: Kept, status: str) -> None:
    added_year(kept.folder, status)  # type: ignore[arg-type]
    kept.restart()
    page = kept.nation.open(CORRECTION)
    assert "Un projet ne se corrige pas" in page.text
    assert f"{PAGE}/fichiers" in page.links
    assert CORRECTION not in page.open(PAGE).links
    word = page.open(f"{PAGE}/fichiers").forms[0].values["csrf_token"]
    headers = {"Sec-Fetch-Site": "same-origin"}
    sent = {**WHY, "csrf_token": word, "seen": "x", "action": "download", "changes/ps.maximum": "2790"}
    refused = page.client.post(CORRECTION, data=sent, headers=headers)
    assert refused.status_code == 409
    assert "Seule une année en vigueur se corrige" in refused.text
    assert files(kept) == []


def test_a_shipped_year_is_corrected_in_the_folder_of_added_years(kept: Kept) -> None:
    page = kept.nation.open(f"{YEARS}/2025-2026/correction")
    page.submit("correct", {**WHY, "changes/ps.maximum": "2790"})
    assert files(kept) == ["2025-2026.correction-1.toml"]
    kept.restart()
    begun = kept.nation.open(f"{PAGE}/projet").send("begin")
    assert begun.status == 200
    assert "value = 2790" in kept.text(), "the next year is begun from the corrected one"


def test_where_nothing_is_written_the_file_of_the_correction_is_given(
    in_force: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)
    page = in_force.nation.open(CORRECTION)
    assert not any(each.get("value") == "correct" for form in page.forms for each in form.buttons)
    page.submit("download", {**WHY, "changes/ps.maximum": "2790"})
    assert page.response.headers["Content-Disposition"] == f'attachment; filename="{FILE}"'
    assert "value = 2790" in page.html
    assert files(in_force) == []


def test_what_is_asked_twice_or_too_late_leads_to_the_year(kept: Kept) -> None:
    elsewhere = kept.of("autre@cnaf.fr", {"kind": "national"}).open(f"{PAGE}/projet")
    assert f"Le projet {YEAR} est commencé" in kept.nation.open(f"{PAGE}/projet").send("begin").text
    assert f"Le projet {YEAR} était déjà commencé" in elsewhere.send("begin").text
    assert kept.nation.open(f"{PAGE}/projet").address == PAGE
    assert kept.nation.open(f"{PAGE}/cloture").address == PAGE, "a draft is not closed"
    assert kept.nation.open(f"{PAGE}/vigueur").address == PAGE, "a draft is put to the Cafs first"
    assert re.search(r"Mettre 2026-2027 en consultation", kept.nation.text)
