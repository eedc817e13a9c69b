"""Questions that are counted, in the statistics of a department and of the nation: page, JSON and command."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from importlib import import_module
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask

from clas_api.context import Context
from clas_api.security.principal import SYSTEM
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import FinalCount, ReceiptRank
from clas_core.departments import DepartmentRegistry
from clas_core.national import ReferentialLibrary, referential_of_text
from clas_core.questions import Question
from clas_core.statistics.answers import count_answers, described, kept_lines
from clas_core.statistics.counting import Line, count
from tests.api.conftest import LendDatabase, MakeApp
from tests.api.departments import MakeDepartment
from tests.api.year.conftest import MORE, Year
from tests.asked import question
from tests.casts import NOW, of_a_year
from tests.stages import Stages

ASKED = "".join(
    (
        question("marne.where", "dossier", "one_of", "required = true", "counted = true", label="Où ?"),
        question("marne.fee", "group", "amount", "required = true", "counted = true", label="Participation"),
        question("marne.met", "bilan", "whole", "required = true", "counted = true", label="Familles venues"),
        question("marne.other", "dossier", "yes_no", label="Pas comptée"),
    )
)
PATH = "/departments/marne/statistics/2025-2026"


@pytest.fixture(params=["sqlite", "postgresql"])
def asking(
    make_app: MakeApp,
    lend_database: LendDatabase,
    request: pytest.FixtureRequest,
    make_department: MakeDepartment,
    stages: Stages,
) -> Year:
    marne = make_department("marne", "51", '"Marne"', more=MORE + ASKED)
    app: Flask = make_app(registry=DepartmentRegistry([marne]), database_url=lend_database(request.param, empty=False))
    app.config["RATELIMIT_ENABLED"] = False
    world = stages.put_back(app, "bilan filed", of_a_year("bilan_filed"))
    return Year(app, world, world.draft)


def answers(year: Year, who: str = "agent51", path: str = PATH) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = year.world.ask(who, "GET", path).get_json()["answers"]
    return found


def test_a_department_counts_the_answers_of_its_deposits_and_bilans(asking: Year) -> None:
    # Two deposits, of one group and of two; one has filed its bilan. The story answers 12, and the first choice.
    where, fee, met = answers(asking)
    assert [(each["key"], each["label"], each["porteurs"], each["answers"]) for each in where["lines"]] == [
        ("all", "ensemble", 2, 2),
        ("a", "Choix A", 2, 2),
        ("b", "Choix B", 0, 0),
        ("", "sans réponse", 0, 0),
    ]
    told = {each["key"]: each for each in fee["lines"]}
    assert (told["answered"]["answers"], told["answered"]["total"], told["answered"]["median"]) == (3, "36.00", "12.00")
    assert {each["key"]: (each["answers"], each["total"]) for each in met["lines"]}["answered"] == (1, "12")
    assert answers(asking) == [where, fee, met]  # as it was kept


def test_outside_nothing_is_told_of_two_porteurs_and_local_questions_are_no_matter_of_the_nation(asking: Year) -> None:
    assert [each["lines"] for each in answers(asking, "national")] == [[], [], []]
    assert answers(asking, "national", "/statistics/2025-2026") == []


def test_a_question_that_is_counted_from_now_on_is_counted_though_nothing_has_happened(
    asking: Year, make_department: MakeDepartment
) -> None:
    assert len(answers(asking)) == 3
    more = ASKED.replace('label = "Pas comptée"', 'label = "Pas comptée"\ncounted = true')
    marne = make_department("marne", "51", '"Marne"', more=MORE + more)
    installation = asking.app.extensions["clas"]
    asking.app.extensions["clas"] = replace(installation, registry=DepartmentRegistry([marne]), _estimators={})
    other = answers(asking)[-1]
    assert {each["label"]: each["answers"] for each in other["lines"]} == {
        "ensemble": 2,
        "oui": 0,
        "non": 0,
        "sans réponse": 2,
    }


def test_the_page_and_the_command_show_what_the_json_says(asking: Year, monkeypatch: pytest.MonkeyPatch) -> None:
    page = asking.world.browser("agent51").open("/espace/caf/marne/2025-2026/statistiques")
    for words in ("Participation", "Choix A", "36,00\u00a0€", "Médiane", "Sans réponse"):
        assert words in page.html, words
    assert "Pas comptée" not in page.html

    @contextmanager
    def context(**_: Any) -> Iterator[Context]:
        with asking.app.app_context():
            yield Context(asking.app.extensions["clas"], database.session, SYSTEM, NOW)

    questions = import_module("clas_api.cli.questions")  # the package names its command so too
    monkeypatch.setattr(questions, "system_context", context)
    command = CliRunner()
    said = command.invoke(questions.questions, ["count", "2025-2026", "--department", "marne"])
    assert "36.00, 12.00" in said.output, said.output
    as_json = command.invoke(questions.questions, ["count", "2025-2026", "--department", "marne", "--json"])
    assert json.loads(as_json.output) == answers(asking)
    assert "Aucune question n'est comptée" in command.invoke(questions.questions, ["count", "2025-2026"]).output


COUNTED = ("group.levels", "group.running_costs", "bilan_group.children", "bilan_group.attendance")


def test_what_every_year_asks_is_counted_once_its_file_says_so(
    make_app: MakeApp,
    lend_database: LendDatabase,
    make_department: MakeDepartment,
    stages: Stages,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    this = ReferentialLibrary.load().parse("2025-2026")
    text = this.text
    for name in COUNTED:
        declared = f'[[questions]]\nid = "{name}"\n'
        text = text.replace(declared, f"{declared}counted = true\n")
    counting = referential_of_text(text, name="2025-2026.toml")
    monkeypatch.setattr(ReferentialLibrary, "load", lambda _=None: ReferentialLibrary({this.school_year: counting}))
    registry = DepartmentRegistry([make_department("marne", "51", '"Marne"', more=MORE)])
    app = make_app(registry=registry, database_url=lend_database("sqlite", empty=False), own=True)
    app.config["RATELIMIT_ENABLED"] = False
    world = stages.put_back(app, "bilan filed", of_a_year("bilan_filed"))
    year = Year(app, world, world.draft)
    told = {each["question"]: {line["key"]: line for line in each["lines"]} for each in answers(year)}
    assert tuple(told) == COUNTED
    # Two deposits, of one group (7 000,00 €) and of two (8 500,00 and 5 500,00); one has filed its bilan.
    costs, children = told["group.running_costs"]["answered"], told["bilan_group.children"]["answered"]
    filed = year.ask("agent51", "GET", "/bilan").get_json()["content"]["groups"]
    assert (costs["answers"], costs["total"]) == (3, "21000.00")
    assert children["total"] == str(sum(each["girls"] + each["boys"] for group in filed for each in group["children"]))
    assert told["bilan_group.attendance"]["answered"]["median"] == f"{filed[0]['attendance'] / 10:.1f}"
    assert sum(line["answers"] for key, line in told["group.levels"].items() if key not in ("all", "")) >= 3
    assert [each["question"] for each in answers(year, "national", "/statistics/2025-2026")] == list(COUNTED)
    page = year.world.browser("agent51").open("/espace/caf/marne/2025-2026/statistiques").text
    assert "Présence moyenne" in page
    assert told["bilan_group.attendance"]["answered"]["total"].replace(".", ",") in page


def _departments(asking: Year, by_department: dict[str, tuple[int, int]], question_: Question) -> None:
    """Keep counts of departments whose `yes` and `no` answers to a question were each of so many porteurs."""
    with asking.app.app_context():
        open_session(database.session, EVERYTHING, writing=True)
        for slug, (yes, no) in by_department.items():
            told = [("dossier", rank, {question_.id: rank < yes}) for rank in range(yes + no)]
            lines = {name: [asdict(line) for line in found] for name, found in count(()).items()}
            total = asdict(
                Line(key="", porteurs=yes + no, dossiers=yes + no, groups=yes + no, children=10 * (yes + no))
            )
            lines["total"] = lines["retained"] = [total]
            counted = {"asked": [described(question_)], "lines": kept_lines(count_answers([question_], told))}
            row = FinalCount(
                department=slug, school_year="2024-2025", lines={**lines, "answers": counted}, counted_at=NOW
            )
            rank = ReceiptRank(department=slug, school_year="2024-2025", last=yes + no)
            database.session.add_all([row, rank])
        database.session.commit()


def test_the_national_team_reads_the_counted_answers_of_all_departments_without_small_counts(
    asking: Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = asking.app.extensions["clas"].library
    known = {each.id: each for each in library.parse("2025-2026").questions}
    homework = replace(known["beyond_homework"], counted=True)
    monkeypatch.setattr("clas_api.services.year.statistics._national", lambda *_: (homework,))
    said = {"marne": (20, 10), "seine_et_marne": (30, 3), "aube": (12, 9), "meuse": (7, 6), "vosges": (40, 20)}
    _departments(asking, said, homework)
    path = "/espace/nation/statistiques/2024-2025"
    browser = asking.world.browser("national")
    assert f'href="{path}"' in browser.open("/espace").html
    page = browser.open(path)
    assert page.status == 200
    assert homework.label in page.text
    rows = re.findall(r'<tr><th scope="row">([^<]*)</th>(.*?)</tr>', page.html)
    told = {name: re.findall(r'<td class="amount">(\d+)</td>', cells) for name, cells in rows}
    assert told["Marne"] == ["30", "20", "10", "0"]
    assert told["Vosges"] == ["60", "40", "20", "0"]
    assert "Seine-et-Marne" not in told, "three porteurs are not told"
    assert not any("3" in cells or "33" in cells for cells in told.values())
    (nation,) = asking.world.ask("national", "GET", "/statistics/2024-2025").get_json()["answers"]
    assert {each["label"].capitalize(): str(each["answers"]) for each in nation["lines"]} == {
        name: cells[1] for name, cells in told.items() if name in ("Ensemble", "Oui", "Non", "Sans réponse")
    }
    assert nation["lines"]
    assert asking.world.browser("agent51").open(path).status == 403


def test_a_year_of_which_nothing_is_counted_says_so(asking: Year) -> None:
    page = asking.world.browser("national").open("/espace/nation/statistiques/2025-2026")
    assert "Aucune question nationale de 2025-2026 n'est comptée." in page.text
    assert asking.world.browser("national").open("/espace/nation/statistiques/hier").status == 404
