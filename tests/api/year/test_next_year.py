"""The next year: a draft keeps what still holds and says what the rules changed; a missing bilan blocks its deposit."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from clas_api.store.database import database
from clas_core.departments import DepartmentPlugin, DepartmentRegistry, hookimpl, read_department_directory
from clas_core.national import ReferentialLibrary
from tests.api.year.conftest import MORE, Year
from tests.casts import NOW, of_a_year, two_groups
from tests.likeness import differences, likeness
from tests.stages import Stages

_CALL = """\
school_year = "{year}"
checked_on = 2026-11-21
[sources.note]
title = "Note d'essai"
[institutions.caf]
name = "Caf d'essai"
[calendar]
opens = {start}-05-05
closes = {start}-08-30
[deposit]
online_only = true
source = "note"
{attachments}
"""
_STATUTES = '[[deposit.attachments]]\nid = "statuts"\nlabel = "Statuts signés"\n'


@pytest.fixture(params=["sqlite", "postgresql"])
def years(
    request: pytest.FixtureRequest,
    stages: Stages,
    tmp_path: Path,
    make_app: Callable[..., Flask],
    lend_database: Callable[[str], str],
) -> Year:
    """Return the year of a dossier that has begun, in a Marne that has the call of the next year as well."""
    marne = tmp_path / "marne"
    marne.mkdir()
    (marne / "department.toml").write_text('slug = "marne"\ncode = "51"\nname = "Marne"\n[caf]\nname = "Caf"\n')
    more = MORE.replace("2025-09-30", "2026-09-30")
    following = more.replace('about = "2024-2025"', 'about = "2025-2026"').replace("2026-09-30", "2027-09-30")
    for name, attachments, rest in (("2025-2026", "", more), ("2026-2027", _STATUTES, following)):
        text = _CALL.format(year=name, start=name[:4], attachments=attachments) + rest
        (marne / f"{name}.toml").write_text(text, encoding="utf-8")
    (rules,) = [each for each in ReferentialLibrary.load() if str(each.school_year) == "2025-2026"]
    referentials = tmp_path / "referentials"
    referentials.mkdir()
    raised = rules.text.replace('school_year = "2025-2026"', 'school_year = "2026-2027"').replace("2800.70", "2900.00")
    (referentials / "2026-2027.toml").write_text(raised, encoding="utf-8")

    class Marne:
        @hookimpl
        def clas_department(self) -> Any:
            return read_department_directory(marne)

    registry = DepartmentRegistry([DepartmentPlugin(Marne(), name="marne")])
    url = lend_database(request.param)
    app = make_app(registry=registry, database_url=url, referentials=referentials)
    app.config["RATELIMIT_ENABLED"] = False
    world = stages.put_back(app, "year begun", of_a_year("running"))
    later = make_app(registry=registry, database_url=url, referentials=referentials, today=date(2026, 7, 1))
    later.config["RATELIMIT_ENABLED"] = False
    return Year(later, replace(world, app=later), world.draft)


def _start(year: Year) -> str:
    call = {"department": "marne", "school_year": "2026-2027"}
    asked = {**call, "porteur": year.world.neighbour, "copy_from": year.dossier}
    answer = year.world.ask("neighbour51", "POST", "/dossiers", asked)
    assert answer.status_code == 201, answer.text
    key: str = answer.get_json()["id"]
    return key


def test_a_draft_keeps_what_still_holds_and_lists_what_the_rules_changed(years: Year) -> None:
    draft = _start(years)
    found = years.world.ask("neighbour51", "GET", f"/dossiers/{draft}/changes").get_json()
    assert (found["copied_from"], found["older"], found["newer"]) == (years.dossier, "2025-2026", "2026-2027")
    assert "actions" in found["kept"]
    assert "budget" in found["to_answer"]
    changes = {each["subject"]: each for each in found["changes"]}
    # 2 800,70 € became 2 900,00 €.
    assert (changes["ps.maximum"]["before"], changes["ps.maximum"]["after"]) == (
        "2\u202f800,70\u00a0€ (publié)",
        "2\u202f900,00\u00a0€ (publié)",
    )
    assert changes["attachments.statuts"]["kind"] == "added"
    assert changes["calendar.closes"]["after"].startswith("30 août 2026")
    content = years.world.ask("neighbour51", "GET", f"/dossiers/{draft}").get_json()["content"]
    assert content["actions"][0]["title"] == "Quartier nord"
    assert content["budget"] == []


def test_a_dossier_that_took_nothing_up_has_nothing_changed(years: Year) -> None:
    found = years.ask("neighbour51", "GET", "/changes").get_json()
    assert (found["copied_from"], found["older"], found["changes"]) == (None, None, [])


def _deposit(year: Year, draft: str) -> Any:
    whole = {**two_groups(), "previous_bilan": "filed"}
    revision = year.world.ask("neighbour51", "GET", f"/dossiers/{draft}").get_json()["revision"]
    saved = year.world.ask("neighbour51", "PATCH", f"/dossiers/{draft}", whole, headers={"If-Match": f'"{revision}"'})
    assert saved.status_code == 200, saved.text
    return year.world.ask("neighbour51", "POST", f"/dossiers/{draft}/deposit")


def test_a_bilan_that_is_missing_here_blocks_the_next_deposit_whatever_is_declared(years: Year) -> None:
    draft = _start(years)
    refused = _deposit(years, draft)
    assert refused.status_code == 422
    assert "/previous_bilan" in {each["pointer"] for each in refused.get_json()["errors"]}
    years.file("8500.00", "5500.00")
    refused = _deposit(years, draft)
    assert {each["pointer"] for each in refused.get_json()["errors"]} == {"/attachments/statuts"}


def test_where_nothing_was_begun_here_the_declaration_holds(years: Year) -> None:
    """That of porteur51 was deposited last year and not begun."""
    asked = {"department": "marne", "school_year": "2026-2027", "porteur": years.world.porteur}
    draft = years.world.ask("porteur51", "POST", "/dossiers", asked).get_json()["id"]
    for said, blocked in (("filed", False), ("not_filed", True)):
        revision = years.world.ask("porteur51", "GET", f"/dossiers/{draft}").get_json()["revision"]
        saved = years.world.ask(
            "porteur51",
            "PATCH",
            f"/dossiers/{draft}",
            {**two_groups(), "previous_bilan": said},
            headers={"If-Match": f'"{revision}"'},
        )
        assert saved.status_code == 200
        refused = years.world.ask("porteur51", "POST", f"/dossiers/{draft}/deposit").get_json()
        assert ("/previous_bilan" in {each["pointer"] for each in refused["errors"]}) is blocked


def test_the_stage_of_the_next_year_is_what_the_request_reaches(years: Year) -> None:
    with years.app.app_context():
        engine = database.engine
    _start(years)
    asked = likeness(engine)
    usual, later = of_a_year("running"), NOW.replace(year=2026)
    assert years.world.stages is not None
    told = years.world.stages.put_back(
        years.app, "next year", replace(usual, next_year="2026-2027", days=replace(usual.days, next_year=later))
    )
    assert differences(asked, likeness(engine)) == []
    assert told.made.next_year.keys() == {"draft"}
