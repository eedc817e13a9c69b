"""Who is in a story of any department's call, and when: invented people and dossiers, on the days of its file."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from random import Random

from clas_api.scenario.call_days import CallDays
from clas_api.scenario.cast import Cast, Days, Part, Person, Seat
from clas_api.scenario.demonstration import Login
from clas_api.scenario.organisations import Organisation
from clas_api.scenario.projects import project
from clas_api.security.principal import Role
from clas_api.services.committees.sessions import AskedSession
from clas_core.committees.bodies import Body, bodies_of
from clas_core.communes import Commune, find, of_department
from clas_core.departments import Campaign, Department
from clas_core.national import Referential
from clas_core.years import PARIS

_ENDS = (
    "closed",
    "draft",
    "settled",
    "refused",
    "bilan_filed",
    "running",
    "complements_asked",
    "notified",
    "reserve",
    "inadmissible",
    "approved",
    "deferred",
)
"""How far each dossier goes, in the order of the porteurs."""

_PORTEURS = (
    ("Maison de quartier des Tilleuls", "association"),
    ("Foyer des jeunes de la Gare", "association"),
    ("Ville de {city}", "commune"),
    ("Les Cahiers du lundi", "association"),
    ("Centre social du Pré vert", "association"),
    ("Caisse des écoles de {city}", "public_establishment"),
    ("Lire et grandir", "association"),
    ("Ville de {city}", "commune"),
    ("La Passerelle", "association"),
    ("Tous au collège", "association"),
    ("Les Ateliers du soir", "association"),
    ("Savoirs en fête", "association"),
)
_FIRST_NUMBER = 301
_MORNING = time(9, tzinfo=PARIS)


def deciding_body(campaign: Campaign) -> Body:
    """Return the body of a call that decides of its dossiers; one that gives advice where there is no other."""
    by_preference = sorted(bodies_of(campaign).values(), key=lambda each: (each.decides is False, not each.decides))
    return by_preference[0]


def logins_of(department: Department, campaign: Campaign | None) -> Iterator[Login]:
    """Yield one person for each role that a department has: two porteurs, the Caf's, its committee, its funders."""
    slug, code = department.slug, department.code.lower()
    yield Login(f"porteur{code}@clas.example", "Alex Moreau", "porteur", slug)
    yield Login(_email_of(code, 2), "Lou Garnier", "porteur", slug)
    yield Login(f"agent{code}@clas.example", "Agent de la Caf", "agent", slug)
    yield Login(f"responsable{code}@clas.example", "Responsable de la Caf", "head", slug)
    seated = deciding_body(campaign).institutions if campaign else {"caf": "Caf"}
    others = [each for each in seated if each != "caf"] or list(seated)
    for number, institution in enumerate(others, start=1):
        name = f"Membre du comité : {seated[institution]}"
        yield Login(f"comite{code}{_rank(number)}@clas.example", name, "committee", slug, institution)
    for number, funder in enumerate(campaign.funders if campaign else (), start=1):
        yield Login(
            f"financeur{code}{_rank(number)}@clas.example", f"Financeur : {funder.name}", "funder", slug, funder.id
        )
    yield Login("admin@clas.example", "Administration", "admin")


def _rank(number: int) -> str:
    return "" if number == 1 else f"-{number}"


def _email_of(code: str, number: int) -> str:
    return f"porteur{code}{_rank(number)}@clas.example"


def cast_of_call(
    department: Department, campaign: Campaign | None, referential: Referential | None, days: CallDays, password: str
) -> Cast:
    """Return who is in the story of a call, and how far each dossier comes; people alone where it has no rules."""
    opened = datetime.combine(days.begins, _MORNING)
    code = department.code.lower()
    agent = f"agent{code}@clas.example"
    known = [_person(each, opened) for each in logins_of(department, campaign)]
    parts = tuple(_parts(department, campaign, referential, days)) if campaign and referential else ()
    emails = {person.email for person in known}
    others = [
        Person(key=each, email=each, name="Alex Moreau", department=department.slug, signs_in=True, opened=opened)
        for each in (part.who for part in parts)
        if each not in emails
    ]
    body = deciding_body(campaign) if campaign else None
    settled = datetime.combine(days.bilan + timedelta(days=10), _MORNING)
    return Cast(
        department=department.slug,
        year=str(campaign.name) if campaign else "",
        people=(*known, *others),
        parts=parts,
        agent=agent,
        days=Days(
            people=opened,
            instructed=datetime.combine(days.instructed, _MORNING),
            session=datetime.combine(days.session, time(14, tzinfo=PARIS)),
            notified=datetime.combine(days.notified, _MORNING),
            bilan=datetime.combine(days.bilan, _MORNING),
            settled=settled,
            over=settled + timedelta(days=15),
        ),
        sitting=AskedSession(
            body=body.id if body else None, held_on=days.session, begins_at="14:00", place="Siège de la Caf"
        ),
        seats=tuple(_seats(campaign, body, agent, known)) if campaign and body else (),
        bank=department.code,
        password=password,
        waits=True,
    )


def _person(login: Login, opened: datetime) -> Person:
    return Person(
        key=login.email,
        email=login.email,
        name=login.name,
        # The role of a porteur's people comes with the organisation that they describe.
        role=None
        if login.kind == "porteur"
        else Role(login.kind, department=login.department, institution=login.institution),
        department=login.department,
        signs_in=True,
        opened=opened,
    )


def _seats(campaign: Campaign, body: Body, agent: str, people: list[Person]) -> Iterator[Seat]:
    """Yield a seat for each institution of the body, held by whoever of the cast sits for it; one of them presides."""
    committee = next((each for each in campaign.committees if each.id == body.id), None)
    institutions = list(body.institutions)
    presides = committee.presided_by if committee else None
    if presides not in institutions:
        presides = "caf" if "caf" in institutions else institutions[0]
    by_institution = {each.role.institution: each.key for each in people if each.role and each.role.kind == "committee"}
    for institution in institutions:
        who = by_institution.get(institution) or (agent if institution == "caf" else None)
        name = "" if who else f"Représentant : {body.institutions[institution]}"
        yield Seat(institution=institution, who=who, name=name, presides=institution == presides)


def _parts(department: Department, campaign: Campaign, referential: Referential, days: CallDays) -> Iterator[Part]:
    bonuses = bool(referential.bonuses) and all(each.amount is not None for each in referential.bonuses)
    places = _communes(department, campaign)
    span = max((days.working - days.first).days, 1)
    for rank, (end, (name, nature)) in enumerate(zip(_ENDS, _PORTEURS, strict=True)):
        commune = places[rank % len(places)]
        organisation = Organisation(
            number=_FIRST_NUMBER + rank,
            name=name.format(city=commune.name),
            nature=nature,
            city=commune.name,
            postal_code=commune.postal_codes[0],
            actions=1 + rank % 2,
        )
        content = project(organisation, Random(rank), bonuses=bonuses)  # noqa: S311  # the same each time, no secret
        sections = list(content)[:3] if end == "draft" else list(content)
        yield Part(
            key=str(rank + 1),
            who=_email_of(department.code.lower(), rank + 1),
            organisation=organisation.as_json(),
            begins=datetime.combine(days.first + timedelta(days=rank % span), _MORNING) + timedelta(minutes=rank),
            evenings=tuple({each: content[each] for each in some} for some in (sections[:2], sections[2:])),
            unpaid=True,
            end=end,
            spent=(100, 92, 60)[rank % 3],
        )


def _communes(department: Department, campaign: Campaign) -> list[Commune]:
    """Return communes of a department, those that its call names first, or those of the territory of the call alone; a
    department has some in the official list."""
    own = campaign.own_territory
    theirs = [each for code in sorted(own.codes if own else ()) if (each := find(code)) is not None]
    if within := [each for each in theirs if each.postal_codes]:
        return within[:6]
    named = [code for territory in campaign.territories for code in territory.communes]
    found = [each for code in named if (each := find(code)) is not None and each.postal_codes]
    every = [each for each in of_department(department.code) if each.postal_codes]
    spread = every[:: max(len(every) // 6, 1)]
    return [*found[:6], *spread[:6]]
