"""What the tests of one's own space share: an installation with people, each with a browser; dossiers to write."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from bench.samples import content
from clas_api.pages.asking import current_desk
from clas_api.security.principal import Principal
from clas_api.services.desk import Desk
from clas_api.services.dossiers.depositing import deposit
from clas_api.services.dossiers.drafting import save_dossier, start_dossier
from clas_api.services.people.identity import principal_of_account
from clas_api.services.people.porteurs import create_porteur
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import Account, RoleRow
from clas_core.departments import DepartmentPlugin
from clas_core.years import PARIS
from tests.browsing import Browser, signed_in
from tests.casts import described

if TYPE_CHECKING:
    from tests.api.pages.space.followed import Followed

NOW = datetime(2025, 7, 1, 10, 0, tzinfo=PARIS)


@dataclass
class Site:
    """An installation whose clock stands still, and its people."""

    app: Flask
    database_url: str
    accounts: dict[str, UUID] = field(default_factory=dict)

    def person(self, name: str, *roles: dict[str, Any]) -> Browser:
        """Make somebody with roles, signed in."""
        with self.app.app_context():
            open_session(database.session, EVERYTHING, writing=True)
            account = Account(email=f"{name}@clas.example", name=name, created_at=NOW)
            account.roles = [RoleRow(granted_at=NOW, **each) for each in roles]
            database.session.add(account)
            database.session.commit()
            self.accounts[name] = account.id
        return self.browser(name)

    def browser(self, name: str) -> Browser:
        """Return another browser of somebody, signed in."""
        return Browser(signed_in(self.app, self.accounts[name]))

    def anonymous(self) -> Browser:
        return Browser(self.app.test_client())

    def desk(self, name: str) -> Desk:
        """Return somebody's desk, within a request of their own."""
        session: Session = database.session
        open_session(session, EVERYTHING)
        who: Principal = principal_of_account(session.get_one(Account, self.accounts[name]))
        session.rollback()
        desk = current_desk()
        return Desk(desk.installation, session, who, desk.now)

    def porteur(self, whose: str, siret: str = "73282932000074", **more: Any) -> str:
        """Describe an organisation of somebody."""
        with self.app.test_request_context():
            return str(create_porteur(self.desk(whose), described(siret, **more)).id)

    def dossier(
        self, name: str, porteur: str, sections: Mapping[str, Any] | None = None, *, deposited: bool = False
    ) -> str:
        """Start somebody's dossier in the Marne, with some sections, or whole; perhaps deposit it."""
        with self.app.test_request_context():
            row, _ = start_dossier(self.desk(name), "marne", "2025-2026", UUID(porteur))
            key = row.id
        with self.app.test_request_context():
            given = dict(content() if sections is None else sections)
            save_dossier(self.desk(name), key, given, revision=1)
        if deposited:
            with self.app.test_request_context():
                deposit(self.desk(name), key)
        return f"/espace/dossiers/{key}"


@pytest.fixture
def make_site(make_app: Callable[..., Flask]) -> Iterator[Callable[..., Site]]:
    """Return a function that makes a site on a database, on 1 July 2025 at ten unless told otherwise."""
    made: list[Flask] = []

    def make(database_url: str, today: date = NOW) -> Site:
        made.append(make_app(database_url=database_url, today=today))
        return Site(made[-1], database_url)

    yield make
    for app in made:
        with app.app_context():
            database.engine.dispose()


@pytest.fixture
def site(make_site: Callable[..., Site], lend_database: Callable[[str], str]) -> Site:
    """Return a site on SQLite."""
    return make_site(lend_database("sqlite"))


AGENT = {"kind": "agent", "department": "marne"}
AGENT_ELSEWHERE = {"kind": "agent", "department": "seine_et_marne"}
COMMITTEE = {"kind": "committee", "department": "marne", "institution": "education-nationale"}
EXTENSIONS = "/espace/departements/marne/prolongations/2025-2026"


def deposited(site: Site) -> str:
    """Make Alex, and a dossier of theirs that is deposited; return its address."""
    site.person("alex")
    return site.dossier("alex", site.porteur("alex"), deposited=True)


@pytest.fixture
def followed(
    make_app: Callable[..., Flask],
    lend_database: Callable[[str], str],
    make_department: Callable[..., DepartmentPlugin],
    request: pytest.FixtureRequest,
) -> Iterator["Followed"]:
    """Return a dossier that goes beyond its deposit; on SQLite, unless the test asks for another database."""
    from tests.api.pages.space.followed import follow

    made = follow(make_app, make_department, lend_database(getattr(request, "param", "sqlite")))
    yield made
    with made.site.app.app_context():
        database.engine.dispose()
