"""Invented people of one department, whichever it is: who tries its call before anybody depends on it."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from clas_api.installation import MORNING, Installation
from clas_api.scenario.cast import Cast, Days, Person
from clas_api.scenario.demonstration import PASSWORD, Login
from clas_api.scenario.people import people
from clas_api.scenario.story import Story
from clas_api.security.principal import Role
from clas_api.services.committees.sessions import AskedSession
from clas_core.departments import Department


def logins_of(department: Department) -> Iterator[Login]:
    """Yield one person for each role that a department has."""
    slug, code = department.slug, department.code.lower()
    call = department.latest
    others = [each for each in (call.institutions if call else {}) if each != "caf"]
    yield Login(f"porteur{code}@clas.example", "Alex Moreau", "porteur", slug)
    yield Login(f"agent{code}@clas.example", "Agent de la Caf", "agent", slug)
    yield Login(f"responsable{code}@clas.example", "Responsable de la Caf", "head", slug)
    yield Login(f"comite{code}@clas.example", "Membre du comité", "committee", slug, others[0] if others else "caf")
    yield Login("admin@clas.example", "Administration", "admin")


def fill_preview(installation: Installation, engine: Engine, department: Department, day: date) -> None:
    """Open the accounts of those people, in an empty database, on `day`."""
    then = datetime.combine(day, MORNING)
    cast = Cast(
        department=department.slug,
        year=str(department.latest.name) if department.latest else "",
        people=tuple(
            Person(
                key=each.email,
                email=each.email,
                name=each.name,
                role=None
                if each.kind == "porteur"
                else Role(each.kind, department=each.department, institution=each.institution),
                department=each.department,
                signs_in=True,
                opened=then,
            )
            for each in logins_of(department)
        ),
        parts=(),
        agent=f"agent{department.code.lower()}@clas.example",
        days=Days(people=then, instructed=then, session=then, notified=then, bilan=then, settled=then, over=then),
        sitting=AskedSession(body="departmental", held_on=day, begins_at="14:00", place="Siège de la Caf"),
        password=PASSWORD,
    )
    with Session(engine, expire_on_commit=False) as session:
        people(Story.on(session, installation, cast))
