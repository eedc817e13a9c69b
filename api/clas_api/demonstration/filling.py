"""Filling an empty database with the demonstration, through the same use cases as everybody."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clas_api.context import Context
from clas_api.demonstration.organisations import Organisation, organisations
from clas_api.demonstration.projects import project
from clas_api.demonstration.rest_of_the_year import Year
from clas_api.installation import Installation
from clas_api.security.passwords import hash_password
from clas_api.security.principal import ROLES, Principal, Role
from clas_api.services.dossiers.depositing import deposit
from clas_api.services.dossiers.drafting import save_dossier, start_dossier
from clas_api.services.people.porteurs import create_porteur
from clas_api.services.trace import record
from clas_api.services.year.ending import withdraw_dossier
from clas_api.store.database import EVERYTHING, open_session
from clas_api.store.models import Account, OutgoingMail, RoleRow
from clas_core.years import PARIS

DEMO_DAY = date(2025, 7, 1)
"""The day of the demonstration: the call of the Marne is open, that of Seine-et-Marne is closed."""

PASSWORD = "clas-demonstration"  # noqa: S105  # of invented people, on the machine of whoever tries the platform

CALLS = {
    "marne": ("2025-2026", datetime(2025, 5, 28, 9, tzinfo=PARIS)),
    "seine_et_marne": ("2024-2025", datetime(2024, 5, 13, 9, tzinfo=PARIS)),
}
"""The call that each department's porteurs answer, and when the first of them begins."""


@dataclass(frozen=True, slots=True)
class Login:
    """An invented person who may sign in, and as what."""

    email: str
    name: str
    kind: str
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
    for slug, code in (("marne", "51"), ("seine_et_marne", "77")):
        yield Login(f"agent{code}@clas.example", f"Agent de la Caf {code}", "agent", slug)
        yield Login(f"responsable{code}@clas.example", f"Responsable de la Caf {code}", "head", slug)
        yield Login(f"comite{code}@clas.example", f"Membre du comité {code}", "committee", slug, "education-nationale")
    yield Login("national@clas.example", "Équipe nationale", "national")
    yield Login("admin@clas.example", "Administration", "admin")


def fill(installation: Installation, engine: Engine) -> Iterator[tuple[int, int]]:
    """Fill the database unless it has accounts already; yield how many dossiers are done, of how many."""
    with Session(engine, expire_on_commit=False) as session:
        start = datetime(2024, 5, 1, 9, tzinfo=PARIS)
        context = Context(installation, session, Principal(id="system", name="démonstration"), start)
        open_session(session, EVERYTHING, writing=True)
        if session.scalar(select(Account.id).limit(1)) is not None:
            return
        _open_accounts(context)
        served = [plugin.slug for plugin in installation.registry if plugin.slug in CALLS]
        every = {slug: list(enumerate(organisations(slug), start=1)) for slug in served}
        total, done = sum(map(len, every.values())) + len(served), 0
        for slug, listed in every.items():
            year, first = CALLS[slug]
            dossiers, porteurs = {}, {}
            for number, organisation in listed:
                dossiers[number], porteurs[number] = _Story(context, slug, year, organisation, first).play(number)
                done += 1
                yield done, total
            Year(context, slug, year, dossiers, porteurs).play()
            done += 1
            yield done, total
        _forget_mails(context)


def _open_accounts(context: Context) -> None:
    """Open one account for each role; they share a password, which is hashed once."""
    hashed = hash_password(PASSWORD)
    for login in logins():
        account = Account(email=login.email, name=login.name, password_hash=hashed, created_at=context.now)
        context.session.add(account)
        context.session.flush()
        if login.kind != "porteur":
            context.session.add(
                RoleRow(
                    account_id=account.id,
                    kind=login.kind,
                    department=login.department,
                    institution=login.institution,
                    granted_at=context.now,
                )
            )
        record(context, "account.opened", account.id, after={"role": login.kind, "department": login.department})
    context.session.commit()


def _forget_mails(context: Context) -> None:
    """Mark the mails of the demonstration as sent: its addresses lead nowhere."""
    open_session(context.session, EVERYTHING, writing=True)
    for mail in context.session.scalars(select(OutgoingMail)):
        mail.state, mail.sent_at = "sent", mail.created_at
    context.session.commit()


@dataclass(slots=True)
class _Story:
    """How one organisation's dossier went, step by step, at the days of its call."""

    context: Context
    slug: str
    year: str
    organisation: Organisation
    now: datetime

    def play(self, number: int) -> tuple[UUID, Principal]:
        """Play the dossier up to a state that its number decides; return its key, and who writes it."""
        chance = Random(self.organisation.number)  # noqa: S311  # the same dossiers each time, and nothing secret
        self.now += timedelta(days=number % 24, hours=number % 7, minutes=number)
        who = self._person()
        porteur = create_porteur(self._at(who), self.organisation.as_json())
        who = replace(who, roles=(Role("porteur", porteur=porteur.id),))
        row, _ = start_dossier(self._later(who, hours=1), self.slug, self.year, porteur.id)
        content = project(self.organisation, chance, bonuses=self.year != "2024-2025")
        drafts: dict[int, tuple[str, ...]] = {4: ("contact", "actions")}
        if self.slug == "marne":
            drafts |= {9: ("contact", "actions", "axes"), 14: tuple(content), 17: tuple(content)[:-1]}
        kept = drafts.get(number, tuple(content))
        for sections in filter(None, (kept[:2], kept[2:])):  # in two evenings
            written = {section: content[section] for section in sections}
            row = save_dossier(self._later(who, hours=1), row.id, written, revision=row.revision)
        if number in drafts:
            return row.id, who
        self._deposit(who, row.id)
        if number % 9 == 2:
            axes = {**content["axes"], "school": "Deux réunions par trimestre avec les équipes enseignantes."}
            row = save_dossier(self._later(who, days=1), row.id, {"axes": axes}, revision=row.revision)
            if number == 2:
                self._deposit(who, row.id)
        if number == 13:
            withdraw_dossier(self._later(who, days=1), row.id, revision=row.revision)
        return row.id, who

    def _deposit(self, who: Principal, key: UUID) -> None:
        deposit(self._later(who, hours=2), key)

    def _person(self) -> Principal:
        """Return somebody of the organisation; those who can sign in have an account already."""
        session = self.context.session
        open_session(session, EVERYTHING, writing=True)
        account = session.scalar(select(Account).where(Account.email == self.organisation.email))
        if account is None:
            account = Account(email=self.organisation.email, name="Alex Moreau", created_at=self.now)
            session.add(account)
            session.flush()
            record(self.context, "account.opened", account.id, after={"role": "porteur", "department": None})
        session.commit()
        return Principal(
            id=f"account:{account.id}",
            name=account.name,
            account=account.id,
            email=account.email,
            roles=(Role("applicant"),),
        )

    def _at(self, who: Principal) -> Context:
        return replace(self.context, who=who, now=self.now)

    def _later(self, who: Principal, **more: int) -> Context:
        self.now += timedelta(**more)
        return self._at(who)
