"""Answers that are not for everybody: read by their porteur, their Caf and whom they are for, on no way by others."""

import pytest
from flask import Flask

from clas_core.departments import DepartmentRegistry
from tests.api.conftest import LendDatabase, MakeApp
from tests.api.departments import MakeDepartment
from tests.api.year.conftest import MORE
from tests.asked import question
from tests.casts import of_a_year
from tests.stages import Stages, World

SECRET = ("Dossier réservé", "Groupe réservé", "Bilan réservé", "Bilan de groupe réservé")
INSTITUTIONS = """
[institutions.education-nationale]
name = "Éducation nationale"
[institutions.msa]
name = "MSA"
"""


def _asked(shown_to: str) -> str:
    subjects = ("dossier", "group", "bilan", "bilan_group")
    hidden = [
        question(f"marne.{subject}", subject, "text", f"shown_to = [{shown_to}]", "required = true", label=label)
        for subject, label in zip(subjects, SECRET, strict=True)
    ]
    pair = question(
        "marne.pair", "bilan", "text", f"shown_to = [{shown_to}]", 'paired = "marne.dossier"', label="Paire réservée"
    )
    return "".join((*hidden, pair, question("marne.all", "dossier", "text", "required = true", label="Pour tous")))


@pytest.fixture
def app(make_app: MakeApp, lend_database: LendDatabase, make_department: MakeDepartment, shown_to: str) -> Flask:
    marne = make_department("marne", "51", '"Marne"', more=INSTITUTIONS + MORE + _asked(shown_to))
    app = make_app(registry=DepartmentRegistry([marne]), database_url=lend_database("sqlite", empty=False))
    app.config["RATELIMIT_ENABLED"] = False
    return app


@pytest.fixture
def told(app: Flask, stages: Stages) -> World:
    """Tell a year of a department whose answers are `shown_to` some, until its bilan is filed."""
    return stages.put_back(app, "bilan filed", of_a_year("bilan_filed"))


def everything(world: World, who: str) -> str:
    """Return all that somebody may read of the dossier, by pages and by JSON."""
    key = world.draft
    paths = ("", "/versions/1", "/check", "/bilan", "/bilan/check", "/settlement", "/changes")
    read = [world.ask(who, "GET", f"/dossiers/{key}{path}").text for path in paths]
    if who.startswith("program"):
        return "\n".join(read)
    browser = world.browser(who)
    pages = ("lecture", "versions/1", "bilan", "solde")
    return "\n".join([*read, *(browser.open(f"/espace/dossiers/{key}/{page}").html for page in pages)])


def answers_in(text: str) -> set[str]:
    names = ("marne.dossier", "marne.group", "marne.bilan", "marne.bilan_group", "marne.pair")
    said = {name for name in names if f'"{name}":' in text or f'"question":"{name}"' in text}
    return said | {label for label in (*SECRET, "Paire réservée") if label in text}


@pytest.mark.parametrize("shown_to", ['"msa"'])
def test_an_answer_for_one_institution_is_read_by_no_other(told: World, shown_to: str) -> None:
    # The committee's person sits for the national education.
    for who in ("committee51", "program51"):
        text = everything(told, who)
        assert "marne.all" in text, who
        assert answers_in(text) == set(), who
    for who in ("neighbour51", "agent51"):
        assert answers_in(everything(told, who)) >= {"marne.dossier", "marne.bilan", *SECRET}, who


@pytest.mark.parametrize("shown_to", ['"committee"', '"education-nationale"', '"msa", "education-nationale"'])
def test_an_answer_for_the_committee_or_for_its_institution_is_read_by_its_people(told: World, shown_to: str) -> None:
    assert answers_in(everything(told, "committee51")) >= {"marne.dossier", "marne.group", *SECRET}
    assert answers_in(everything(told, "program51")) == set()


@pytest.mark.parametrize("shown_to", ['"msa"'])
def test_what_changed_between_two_deposits_tells_no_more(app: Flask, stages: Stages, shown_to: str) -> None:
    again = {"answers": {"marne.dossier": "Autre", "marne.all": "Autre"}}
    world = stages.put_back(app, "deposited", of_a_year("deposited", afterwards=again, again=True))
    path = f"/dossiers/{world.draft}/versions/1/differences/2"
    told = {who: world.ask(who, "GET", path).get_json()["changes"] for who in ("agent51", "committee51")}
    assert {each["pointer"] for each in told["agent51"]} == {"/answers/marne.dossier", "/answers/marne.all"}
    assert {each["pointer"] for each in told["committee51"]} == {"/answers/marne.all"}
    page = world.browser("committee51").open(f"/espace/dossiers/{world.draft}/versions?de=1&a=2")
    assert "Pour tous" in page.html
    assert "Dossier réservé" not in page.html


@pytest.mark.parametrize("shown_to", ['"msa"'])
def test_the_trace_tells_answers_to_the_caf_alone(told: World, shown_to: str) -> None:
    path = "/departments/marne/audit?action=bilan.filed"
    (theirs,) = told.ask("head51", "GET", path).get_json()["items"]
    assert theirs["entry"]["after"]["bilan"]["answers"].keys() >= {"marne.bilan"}
    assert not theirs["withheld"]
    (others,) = told.ask("admin", "GET", path).get_json()["items"]
    assert answers_in(str(others).replace("'", '"')) == set()
    assert others["withheld"], "its digest is not that of what is told"
    assert others["entry"]["after"]["state"] == theirs["entry"]["after"]["state"]
    (plain, *_) = told.ask("admin", "GET", "/departments/marne/audit?action=dossier.deposited").get_json()["items"]
    assert not plain["withheld"]


@pytest.mark.parametrize("shown_to", ['"msa"'])
def test_what_a_study_stands_on_tells_no_more(told: World, shown_to: str) -> None:
    path = f"/dossiers/{told.draft}/study"
    read = {who: told.ask(who, "GET", path).get_json() for who in ("agent51", "committee51")}
    for kind in ("admissibility", "study"):
        theirs, others = (read[who][kind]["evidence"]["points"] for who in ("agent51", "committee51"))
        hidden = [each for each in theirs if each not in others]
        assert {each["label"].rpartition(" : ")[2] for each in hidden} == {"Dossier réservé", "Groupe réservé"}
        assert [each for each in theirs if each not in hidden] == others
        assert any(each["label"] == "Pour tous" for each in others)


@pytest.mark.parametrize("shown_to", ['"msa"'])
def test_sheets_have_no_column_of_what_is_not_for_whoever_takes_them(told: World, shown_to: str) -> None:
    for sheet, name in (("answers", "marne.dossier"), ("groups", "marne.group"), ("bilans", "marne.bilan")):
        path = f"/exports/{sheet}.csv?department=marne&call=2025-2026&style=machine"
        theirs, others = (told.ask(who, "GET", path).text for who in ("agent51", "program51"))
        assert f'"{name}"' in theirs
        assert f'"{name}"' not in others
        assert answers_in(others) == set()
        refused = told.ask("program51", "GET", f"{path}&columns={name}")
        assert refused.status_code == 422
        assert answers_in(told.ask("program51", "GET", f"{path}&part=dictionary").text) == set()
