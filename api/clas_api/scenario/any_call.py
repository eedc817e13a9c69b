"""Who is in a story of any department's call, and when: invented people and dossiers, on the days of its file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

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
from clas_core.years import PARIS, exact_day, first_day_of

STAGES_OFFERED: Mapping[str, str] = {
    "people": "people",
    "drafts": "drafts",
    "deposited": "deposited",
    "instructed": "instructed",
    "session": "session open",
    "decided": "closed",
    "notified": "notified",
    "running": "year begun",
    "bilans": "bilan filed",
    "settled": "settled",
    "closed": "over",
}
"""The stages that one may ask for, with the stage of a story that each is."""

STAGES_IN_FRENCH: Mapping[str, str] = {
    "people": "aux comptes, sans aucun dossier",
    "drafts": "aux brouillons",
    "deposited": "aux dépôts",
    "instructed": "à l'étude des dossiers",
    "session": "à l'ouverture de la séance",
    "decided": "aux décisions du comité",
    "notified": "aux notifications",
    "running": "au début de l'année",
    "bilans": "au dépôt des bilans",
    "settled": "aux soldes",
    "closed": "à la clôture des dossiers",
}
"""Where a story stops, in words."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDays:
    """When a story of a call takes place. `working` is the day on which porteurs are seen at work.

    `closes` is `None` while the call is announced: nothing is deposited then.
    """

    opens: date | None = None
    first: date
    working: date
    closes: date | None
    session: date
    notified: date
    bilan: date

    def of(self, stage: str) -> date:
        """Return the day on which a stage is reached, of those that are offered."""
        assert self.closes is not None or stage in ("people", "drafts")
        match stage:
            case "people":
                return self.opens or self.working
            case "drafts" | "deposited":
                return self.working
            case "instructed":
                return self.instructed
            case "session" | "decided":
                return self.session
            case "notified" | "running":
                return self.notified
            case "bilans":
                return self.bilan
        return self.bilan + timedelta(days=10 if stage == "settled" else 25)

    @property
    def begins(self) -> date:
        """The day before anybody does anything: accounts are opened then."""
        return min(self.first, self.opens or self.first) - timedelta(days=1)

    @property
    def instructed(self) -> date:
        """The day on which the Caf has studied what was deposited."""
        return (self.closes or self.working) + timedelta(days=10)


def days_of(campaign: Campaign, day: date | None, today: date) -> CallDays:
    """Return the days of a call, as its file says them and, where it does not, as they usually follow one another.

    Porteurs are at work a week before the closing day, or on `day` where it comes earlier; with a call that is only
    announced, on `day`, or `today`.
    """
    closes = campaign.calendar.closing_day
    opens = first_day_of(campaign.calendar.opens) if campaign.calendar.opens else None
    working = day or today
    if closes is not None:
        usual = closes - timedelta(days=7)
        usual = min(max(usual, opens), closes) if opens else usual
        working = min(day or usual, usual)
    first = working - timedelta(days=14)
    if closes is not None and opens is not None and opens <= working:
        first = max(first, opens)
    instructed = (closes or working) + timedelta(days=10)
    session = next(_committee_days(campaign, instructed), instructed + timedelta(days=35))
    notified = session + timedelta(days=7)
    ends = date(campaign.school_year.start + 1, 6, 25)
    return CallDays(
        first=first,
        working=working,
        opens=min(opens, working) if opens else None,
        closes=closes,
        session=session,
        notified=notified,
        bilan=max(ends, notified + timedelta(days=30)),
    )


def _committee_days(campaign: Campaign, after: date) -> Iterator[date]:
    for event in campaign.calendar.events:
        day = exact_day(event.when.date() if isinstance(event.when, datetime) else event.when)
        if event.kind == "committee" and day is not None and day > after:
            yield day


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
    """Return communes of a department, those that its call names first; it has some in the official list."""
    named = [code for territory in campaign.territories for code in territory.communes]
    found = [each for code in named if (each := find(code)) is not None and each.postal_codes]
    every = [each for each in of_department(department.code) if each.postal_codes]
    spread = every[:: max(len(every) // 6, 1)]
    return [*found[:6], *spread[:6]]
