"""A context: one request's work. Who asks, with which session, when; every use case takes one."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from clas_api.installation import Installation
from clas_api.security.permissions import Ability, scope_of
from clas_api.security.principal import Principal
from clas_api.store.database import EVERYTHING, Scope, open_session


@dataclass(frozen=True, slots=True)
class Context:
    """What a use case works with. `now` is one moment for the whole request, in Paris."""

    installation: Installation
    session: Session
    who: Principal
    now: datetime
    request_id: str = ""

    def open(self, ability: Ability, *, writing: bool = False) -> Scope:
        """Begin the transaction, within what `who` may see for `ability`; return that.

        Raises `NotSignedIn` or `Forbidden`. One that will write says so here, before it reads.
        """
        scope = scope_of(self.who, ability)
        open_session(self.session, scope, writing=writing)
        return scope

    def open_wholly(self, *, writing: bool = False) -> None:
        """Begin the transaction without separation: for accounts and porteurs, which belong to no department."""
        open_session(self.session, EVERYTHING, writing=writing)

    def afresh(self) -> None:
        """End what was begun, with nothing written, so that another use case begins; what was read stays readable."""
        self.session.expunge_all()
        self.session.rollback()
