"""A story as far as it is told: what was made, and the contexts in which whoever is in it acts."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from clas_api.context import Context
from clas_api.installation import Installation
from clas_api.scenario.cast import Cast, Part
from clas_api.security.principal import Principal
from clas_api.services.people.identity import principal_of_account
from clas_api.store.database import EVERYTHING, open_session
from clas_api.store.models import Account, DossierRow


@dataclass(slots=True)
class Made:
    """What a story has made, each by the key that its cast calls it: a porteur by its SIRET.

    An item of the one session is called as its dossier, a seat as who holds it; a dossier of the next year, as the one
    that it takes up.
    """

    accounts: dict[str, UUID] = field(default_factory=dict)
    porteurs: dict[str, UUID] = field(default_factory=dict)
    dossiers: dict[str, UUID] = field(default_factory=dict)
    session: UUID | None = None
    items: dict[str, UUID] = field(default_factory=dict)
    seats: dict[str, UUID] = field(default_factory=dict)
    next_year: dict[str, UUID] = field(default_factory=dict)


@dataclass(slots=True)
class Story:
    """A story that is being told in a database, through the same use cases as everybody's."""

    cast: Cast
    context: Context
    made: Made = field(default_factory=Made)
    _who: dict[str, Principal] = field(default_factory=dict)

    @classmethod
    def on(cls, session: Session, installation: Installation, cast: Cast, made: Made | None = None) -> "Story":
        """Tell a story, or go on with one of which `made` is there."""
        system = Principal(id="system", name="scénario")
        return cls(cast, Context(installation, session, system, cast.days.people), made or Made())

    def parts(self, *ends: str) -> Iterator[Part]:
        """Yield the dossiers that end as one of `ends`, in their order."""
        return (part for part in self.cast.parts if part.end in ends)

    def end_as(self, part: Part, end: str) -> None:
        """Have a dossier end otherwise than its cast said, from here on."""
        parts = tuple(replace(each, end=end) if each.key == part.key else each for each in self.cast.parts)
        self.cast = replace(self.cast, parts=parts)

    def later(self, **more: int) -> timedelta:
        """Return how much later something is: no time goes by in a story that is not paced."""
        return timedelta(**more) if self.cast.days.paced else timedelta()

    def minute_of(self, part: Part) -> timedelta:
        """Return the minute at which the Caf comes to a dossier: one after the other, in their order."""
        return self.later(minutes=self.cast.parts.index(part) + 1)

    def acting_as(self, key: str, now: datetime) -> Context:
        """Return the context of somebody of the cast, with the roles that they have by then."""
        if key not in self._who:
            session = self.context.session
            open_session(session, EVERYTHING)
            account = session.get_one(Account, self.made.accounts[key], populate_existing=True)
            self._who[key] = principal_of_account(account)
            session.rollback()
        return replace(self.context, who=self._who[key], now=now)

    def forget(self, key: str) -> None:
        """Be told that somebody has been given a role."""
        self._who.pop(key, None)

    def caf(self, now: datetime) -> Context:
        """Return the context of the Caf's agent."""
        return self.acting_as(self.cast.agent, now)

    def row(self, part: Part) -> DossierRow:
        """Return a dossier as it stands."""
        open_session(self.context.session, EVERYTHING)
        row = self.context.session.get_one(DossierRow, self.made.dossiers[part.key], populate_existing=True)
        self.context.session.rollback()
        return row
