"""The fictional installation of ``clas demo``: invented organisations and people, the same ones each time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clas_api.installation import Installation
from clas_api.scenario.cast import Cast, Days, Part, Person, Seat
from clas_api.scenario.organisations import Organisation, organisations
from clas_api.scenario.projects import project
from clas_api.scenario.stages import STAGES, tell
from clas_api.scenario.story import Story
from clas_api.security.principal import ROLES, Role, RoleKind
from clas_api.services.committees.sessions import AskedSession
from clas_api.store.database import EVERYTHING, open_session
from clas_api.store.models import Account, OutgoingMail
from clas_core.years import PARIS

DEMO_DAY = date(2025, 7, 1)
"""The day of the demonstration: the call of the Marne is open, that of Seine-et-Marne is closed."""

PASSWORD = "clas-demonstration"  # noqa: S105  # of invented people, on the machine of whoever tries the platform

_OPENED = datetime(2024, 5, 1, 9, tzinfo=PARIS)
"""When the installation, and the accounts of those who work there, were opened."""


@dataclass(frozen=True, slots=True)
class Login:
    """An invented person who may sign in, and as what."""

    email: str
    name: str
    kind: RoleKind
    department: str | None = None
    institution: str | None = None

    @property
    def role(self) -> str:
        """What they are, in French."""
        return ROLES[self.kind] + (f" ({self.department})" if self.department else "")


def logins() -> Iterator[Login]:
    """Yield one person for each role; the two porteurs are those of the first organisation of each department."""
    yield Login("porteur101@clas.example", "Alex Moreau", "porteur", "marne")
    yield Login("porteur201@clas.example", "Lou Garnier", "porteur", "seine_et_marne")
    for slug, call in _CALLS.items():
        code = call.code
        yield Login(f"agent{code}@clas.example", f"Agent de la Caf {code}", "agent", slug)
        yield Login(f"responsable{code}@clas.example", f"Responsable de la Caf {code}", "head", slug)
        yield Login(f"comite{code}@clas.example", f"Membre du comité {code}", "committee", slug, "education-nationale")
    yield Login("national@clas.example", "Équipe nationale", "national")
    yield Login("admin@clas.example", "Administration", "admin")


def fill(installation: Installation, engine: Engine) -> Iterator[tuple[int, int]]:
    """Fill the database unless it has accounts already; yield how many stages are told, of how many."""
    with Session(engine, expire_on_commit=False) as session:
        open_session(session, EVERYTHING)
        if session.scalar(select(Account.id).limit(1)) is not None:
            return
        session.rollback()
        served = [plugin.slug for plugin in installation.registry if plugin.slug in _CALLS]
        total = len(served) * len(STAGES)
        for place, slug in enumerate(served):
            for number, _ in enumerate(tell(Story.on(session, installation, cast_of(slug))), start=1):
                if number == len(STAGES):
                    _forget_mails(session)
                yield place * len(STAGES) + number, total


def _forget_mails(session: Session) -> None:
    """Mark the mails of the demonstration as sent: its addresses lead nowhere."""
    open_session(session, EVERYTHING, writing=True)
    for mail in session.scalars(select(OutgoingMail)):
        mail.state, mail.sent_at = "sent", mail.created_at
    session.commit()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    """The call that a department's porteurs answer: when the first of them begins, how far each dossier has come."""

    code: str
    year: str
    first: datetime
    instructed: datetime
    ends: Mapping[int, str]
    written: Mapping[int, int]
    bonuses: bool


_ALL = 99
"""More sections than a dossier has."""

_CALLS: Mapping[str, _Call] = {
    "marne": _Call(
        code="51",
        year="2025-2026",
        first=datetime(2025, 5, 28, 9, tzinfo=PARIS),
        instructed=datetime(2025, 6, 27, 9, tzinfo=PARIS),
        ends={
            1: "assigned",
            2: "examined",
            3: "admissible",
            5: "complements_asked",
            6: "inadmissible",
            7: "examined",
            13: "withdrawn",
        },
        written={4: 2, 9: 3, 14: _ALL, 17: -1},
        bonuses=True,
    ),
    "seine_et_marne": _Call(
        code="77",
        year="2024-2025",
        first=datetime(2024, 5, 13, 9, tzinfo=PARIS),
        instructed=datetime(2024, 6, 20, 9, tzinfo=PARIS),
        ends={
            1: "closed",
            2: "settled",
            3: "settled",
            5: "bilan_filed",
            6: "running",
            7: "notified",
            8: "approved",
            9: "refused",
            10: "reserve",
            11: "deferred",
            12: "inadmissible",
        },
        written={4: 2},
        bonuses=False,
    ),
}
"""`written` says how many sections of a draft there are; whatever is in neither table is deposited."""

_SPENT: Mapping[int, int] = {1: 100, 2: 60, 3: 92, 5: 97}
"""The share of the retained costs that was really spent, in hundredths, by the place of the porteur."""


def cast_of(slug: str) -> Cast:
    """Return who is in the story of a department, and how far each of its dossiers has come."""
    call = _CALLS[slug]
    parts = tuple(_part(call, number, each) for number, each in enumerate(organisations(slug), start=1))
    agent = f"agent{call.code}@clas.example"
    known = [_person(each) for each in logins()]
    emails = {person.email for person in known}
    others = [
        Person(key=part.who, email=part.who, name="Alex Moreau", opened=part.begins)
        for part in parts
        if part.who not in emails
    ]
    return Cast(
        department=slug,
        year=call.year,
        people=(*known, *others),
        parts=parts,
        agent=agent,
        days=Days(
            people=_OPENED,
            instructed=call.instructed,
            session=datetime(2024, 9, 18, 14, tzinfo=PARIS),
            notified=datetime(2024, 9, 25, 10, tzinfo=PARIS),
            bilan=datetime(2025, 6, 25, 11, tzinfo=PARIS),
            settled=datetime(2025, 6, 30, 9, tzinfo=PARIS),
            over=datetime(2025, 6, 30, 16, tzinfo=PARIS),
        ),
        sitting=AskedSession(
            body="departmental", held_on=date(2024, 9, 18), begins_at="14:00", place="Siège de la Caf, Melun"
        ),
        seats=(Seat(institution="caf", who=agent, presides=True),),
        bank=call.code,
        password=PASSWORD,
    )


def _person(login: Login) -> Person:
    # The role of a porteur's people comes with the organisation that they describe.
    role = Role(login.kind, department=login.department, institution=login.institution)
    return Person(
        key=login.email,
        email=login.email,
        name=login.name,
        role=None if login.kind == "porteur" else role,
        department=login.department,
        signs_in=True,
    )


def _part(call: _Call, number: int, organisation: Organisation) -> Part:
    """Return one organisation's dossier; its number decides on which day it begins, and how far it comes."""
    chance = Random(organisation.number)  # noqa: S311  # the same dossiers each time, and nothing secret
    content = project(organisation, chance, bonuses=call.bonuses)
    is_draft = number in call.written
    sections = tuple(content)[: call.written.get(number, _ALL)]
    axes: dict[str, Any] = {
        **content["axes"],
        "school": "Deux réunions par trimestre avec les équipes enseignantes.",
    }
    return Part(
        key=str(number),
        who=organisation.email,
        organisation=organisation.as_json(),
        begins=call.first + timedelta(days=number % 24, hours=number % 7, minutes=number),
        # In two evenings.
        evenings=tuple({name: content[name] for name in names} for names in (sections[:2], sections[2:]) if names),
        afterwards={"axes": axes} if number % 9 == 2 and not is_draft else {},
        again=number == 2,
        end="draft" if is_draft else call.ends.get(number, "deposited"),
        spent=_SPENT.get(number, 100),
    )
