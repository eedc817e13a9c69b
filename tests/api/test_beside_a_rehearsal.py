"""What is not in a rehearsal knows nothing of one: the real call, and the code of a department."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import Engine

from clas_api.installation import Clock
from clas_api.rehearsal import Rehearsal, Told, write_rehearsal
from clas_api.services.events import tell_department
from clas_core.departments import DepartmentEvent, DepartmentRegistry
from clas_core.years import PARIS, SchoolYear
from tests.api.departments import MakeDepartment
from tests.contexts import context_on


def test_the_real_call_has_no_such_page(make_app: object, tmp_path: Path) -> None:
    assert callable(make_app)
    live: Flask = make_app()
    assert "rehearsal" not in live.blueprints
    assert live.test_client().get("/essai").status_code == 404
    page = live.test_client().get("/").text
    assert "Essai" not in page


def test_the_code_of_a_department_is_told_nothing_of_a_rehearsal(
    engine: Engine, make_department: MakeDepartment, tmp_path: Path
) -> None:
    heard: list[str] = []

    def clas_event(event: DepartmentEvent) -> None:
        heard.append(event.subject)

    plugin = make_department(clas_event=clas_event)
    moment = datetime(2025, 7, 1, 8, tzinfo=PARIS)
    told = Rehearsal(department="essai", call="2025-2026", moment=moment, since=moment, password="essai")
    write_rehearsal(tmp_path, told)
    for clock, subjects in ((Clock(rehearsal=Told(tmp_path)), []), (Clock(), ["51-2025-00001"])):
        with context_on(engine) as context:
            installation = replace(context.installation, clock=clock, registry=DepartmentRegistry([plugin]))
            asked = replace(context, installation=installation)
            event = DepartmentEvent(kind="deposit", school_year=SchoolYear(2025), subject="51-2025-00001", details={})
            assert tell_department(asked, "essai", [event])
        assert heard == subjects
