"""The national team takes a year of rules through its life by pages: files are written, and served once restarted."""

import io
import re

import pytest
from sqlalchemy import select

from clas_api.store.models import RuleComment
from tests.api.pages.test_sound_html import _faults
from tests.api.year.kept_years import PAGE, YEARS, Kept
from tests.drafts import YEAR, added_year
from tests.readings import Asked, expect_few_statements


def test_the_nation_plays_a_year_by_pages(kept: Kept, one_reading: list[tuple[str, Asked]]) -> None:
    page = kept.nation.open(YEARS)
    assert page.address == f"{YEARS}/2025-2026"
    assert _faults(page.response) == []
    page.open(f"{PAGE}/projet").send("begin")
    assert f"Le projet {YEAR} est commencé" in page.text
    assert "Le service n'a pas encore lu ces fichiers." in page.text
    kept.restart()
    assert "Le service n'a pas encore lu ces fichiers." not in page.open(PAGE).text
    assert re.search(r"À confirmer : \d\d", page.text)
    assert "Axe « parents »" in page.text  # one of four questions that say the same to a porteur
    assert _faults(page.response) == []
    assert kept.provisional()

    page.open(f"{PAGE}/consultation")
    assert _faults(page.response) == []
    page.send("step", reference="Note du 1er juillet 2025")
    kept.restart()
    kept.agent.open(f"/espace/departements/marne/consultation/{YEAR}/ps.maximum").send("comment", text="Trop bas.")
    assert "Votre avis est enregistré." in kept.agent.text
    assert "1 avis, dont 1 sans réponse" in page.open(PAGE).text
    (row,) = kept.house.rows(select(RuleComment))
    page.open(f"/espace/nation/regles/{YEAR}/avis/{row.id}").send("answer", outcome="not_retained", reason="Gelé.")

    page.open(f"{PAGE}/vigueur")
    assert "encore à confirmer" in page.text
    assert not any(each.get("value") == "step" for form in page.forms for each in form.buttons)
    kept.give_confirmed()
    assert f"Le projet {YEAR} est remplacé" in page.text
    assert "Tout est confirmé" in page.text
    page.open(f"{PAGE}/vigueur").send("step", reference="")
    assert page.status == 409
    page.send("step", reference="Circulaire n° 2025-010")
    assert f"L'année {YEAR} est en vigueur." in page.text
    assert "Circulaire n° 2025-010" in page.text
    kept.restart()
    assert not kept.provisional()
    assert "ne sont pas en consultation" in kept.agent.open(f"/espace/departements/marne/consultation/{YEAR}").text

    page.open(f"{PAGE}/cloture").send("step")
    kept.restart()
    assert "l'année est close" in page.open(PAGE).text
    assert [each for each in kept.house.traced() if each[1].startswith("referential.")] == [
        ("national", f"referential.{each}") for each in ("begun", "step", "replaced", "step", "step")
    ]
    expect_few_statements(one_reading)


def test_a_step_that_was_read_on_another_file_is_not_taken(kept: Kept) -> None:
    added_year(kept.folder, "draft")
    kept.restart()
    page = kept.nation.open(f"{PAGE}/consultation")
    added_year(kept.folder, "draft", ("value = 329", "value = 335"))
    page.send("step")
    assert page.status == 412
    assert "Le fichier de cette année a changé pendant que cette page était ouverte" in page.text
    assert 'status = "draft"' in kept.text()
    page.send("step")
    assert 'status = "consultation"' in kept.text()


def test_a_draft_with_mistakes_is_told_them_all_and_replaces_nothing(kept: Kept) -> None:
    added_year(kept.folder, "draft")
    before = kept.text()
    page = kept.give(before.replace("value = 329", 'value = "beaucoup"'))
    assert page.status == 422
    assert "2 points sont à corriger" in page.text
    assert re.search(rf"{YEAR}\.toml:\d+: bonuses.+value", page.text)
    for wrong, said in (
        (before.replace(f'school_year = "{YEAR}"', 'school_year = "2027-2028"'), "Ce fichier décrit 2027-2028"),
        ("é".encode("latin-1").decode("latin-1") * 3, "toml"),
        (before.replace('status = "draft"', 'status = "in_force"'), "un fichier relu n'y change ni"),
        ("", "à corriger"),
    ):
        assert kept.give(wrong).status == 422, said
        assert said in page.text
    assert kept.text() == before
    again = kept.give(before)
    assert "rien n'a changé" in again.text


def test_a_year_in_force_is_not_replaced(kept: Kept) -> None:
    added_year(kept.folder, "in_force")
    before = kept.text()
    kept.restart()
    page = kept.nation.open(f"{PAGE}/fichiers")
    assert not any(each.get("value") == "give" for form in page.forms for each in form.buttons)
    word = kept.nation.open(f"{PAGE}/cloture").forms[0].values["csrf_token"]
    sent = {"csrf_token": word, "seen": "x", "rules": (io.BytesIO(b"a = 1"), "x.toml")}
    headers = {"Sec-Fetch-Site": "same-origin"}
    assert page.client.post(f"{PAGE}/fichiers", data=sent, headers=headers).status_code in (409, 422)
    assert kept.text() == before


def test_a_folder_that_cannot_be_written_gives_the_file_to_place(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    added_year(kept.folder, "draft")
    kept.restart()
    monkeypatch.setattr("os.access", lambda *_: False)
    page = kept.nation.open(f"{PAGE}/consultation")
    assert f"Le dossier {kept.folder} ne peut pas être écrit" in page.text
    page.send("download", reference="Note")
    assert page.response.headers["Content-Disposition"] == f'attachment; filename="{YEAR}.toml"'
    assert 'status = "consultation"' in page.html
    assert 'status = "draft"' in kept.text()
    begun = kept.nation.open(f"{YEARS}/2027-2028/projet").send("questions")
    assert begun.response.headers["Content-Disposition"] == 'attachment; filename="questions-2027-2028.toml"'
    assert not (kept.folder / "2027-2028.toml").exists()


def test_the_year_of_a_release_takes_no_step_here(kept: Kept) -> None:
    page = kept.nation.open(f"{YEARS}/2025-2026/cloture")
    assert page.address == f"{YEARS}/2025-2026"
    assert kept.nation.open(f"{YEARS}/2031-2032/projet").status == 404
    assert kept.nation.open(f"{YEARS}/demain").status == 404
    assert kept.nation.open(f"{YEARS}/2025-2026/regles.toml").html.startswith("#") or page.status == 200


def test_a_file_that_is_wrong_is_told_on_the_page_of_its_year(kept: Kept) -> None:
    added_year(kept.folder, "draft")
    kept.restart()
    (kept.folder / f"{YEAR}.toml").write_text('school_year = "2026-2027"\nstatus = "draft"\n', "utf-8")
    page = kept.nation.open(PAGE)
    assert page.status == 200
    assert "Ce qui est faux ou se contredit" in page.text
    assert _faults(page.response) == []
