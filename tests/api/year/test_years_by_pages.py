"""The national team takes a year of rules through its life by pages: files are written, and served once restarted."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from clas_api.store.database import database
from clas_api.store.models import RuleComment
from tests import browsing
from tests.api.accounts.conftest import NOW, House, agent
from tests.api.pages.test_sound_html import _faults
from tests.browsing import Browser
from tests.drafts import YEAR, added_year
from tests.readings import Asked, expect_few_statements

YEARS = "/espace/nation/annees"
PAGE = f"{YEARS}/{YEAR}"
GROUP = {"label": "A", "children": 10, "adults": 2, "running_costs": "8000", "bonuses": []}


@dataclass
class Kept:
    """An installation with a folder of added years, that is started anew when its files have changed."""

    house: House
    folder: Path
    browsers: dict[str, Browser] = field(default_factory=dict)

    @property
    def nation(self) -> Browser:
        return self._of("nation@cnaf.fr", {"kind": "national"})

    @property
    def agent(self) -> Browser:
        return self._of("agent@caf51.fr", agent())

    def restart(self) -> None:
        again = self.house.at(NOW)
        self.house.app, self.house.client = again.app, again.client
        for browser in self.browsers.values():
            client = again.app.test_client()
            client._cookies = browser.client._cookies
            browser.client = client

    def give(self, rules: str, **more: Any) -> Browser:
        """Give a reviewed file, as the form of the page does."""
        form = self.nation.open(f"{PAGE}/fichiers").form("give")
        sent = {**form.values.to_dict(), "rules": (io.BytesIO(rules.encode()), f"{YEAR}.toml"), **more}
        headers = {"Sec-Fetch-Site": "same-origin"}
        return self.nation.shown(
            self.nation.client.post(f"{PAGE}/fichiers", data=sent, headers=headers, follow_redirects=True)
        )

    def provisional(self) -> bool:
        asked = {"school_year": YEAR, "groups": [GROUP]}
        told: bool = self.house.ask("POST", "/estimates", json=asked).get_json()["provisional"]
        return told

    def text(self) -> str:
        return (self.folder / f"{YEAR}.toml").read_text("utf-8")

    def _of(self, email: str, role: dict[str, Any]) -> Browser:
        if email not in self.browsers:
            self.browsers[email] = Browser(browsing.signed_in(self.house.app, self.house.person(email, role)))
        return self.browsers[email]


@pytest.fixture
def kept(make_app: Callable[..., Flask], database_url: str, tmp_path: Path) -> Iterator[Kept]:
    made: list[Flask] = []

    def make(moment: date) -> Flask:
        made.append(make_app(database_url=database_url, today=moment, referentials=tmp_path))
        return made[-1]

    yield Kept(House(make, make(NOW)), tmp_path)
    for app in made:
        with app.app_context():
            database.engine.dispose()


def confirmed(text: str) -> str:
    """Return a draft of which everything is confirmed."""
    return text.replace("to_confirm = true\n", "").replace('standing = "expected"', 'standing = "published"')


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
    asked = confirmed((kept.folder / "questions" / f"{YEAR}.toml").read_text("utf-8"))
    kept.give(confirmed(kept.text()), questions=(io.BytesIO(asked.encode()), "questions.toml"))
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
