"""What the tests of one's own space share: an installation with people, each with a browser; dossiers to write."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from bench.samples import content
from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.scenario import Cast
from clas_api.security.principal import Principal
from clas_api.services.dossiers.depositing import deposit
from clas_api.services.dossiers.drafting import save_dossier, start_dossier
from clas_api.services.people.identity import principal_of_account
from clas_api.services.people.porteurs import create_porteur
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import Account, RoleRow
from clas_core.departments import DepartmentRegistry
from clas_core.years import PARIS
from tests.api.conftest import LendDatabase, MakeApp
from tests.api.departments import MakeDepartment
from tests.browsing import Browser, signed_in
from tests.casts import described, of_alex
from tests.stages import Stages, World

if TYPE_CHECKING:
    from tests.api.pages.porteur.followed import Followed

NOW = datetime(2025, 7, 1, 10, 0, tzinfo=PARIS)


@dataclass
class Site:
    """An installation whose clock stands still, and its people."""

    app: Flask
    database_url: str
    stages: Stages
    accounts: dict[str, UUID] = field(default_factory=dict)
    world: World | None = None

    @property
    def known(self) -> World:
        """The stage of a story that the site began with."""
        assert self.world is not None
        return self.world

    def person(self, name: str, *roles: dict[str, Any]) -> Browser:
        """Make somebody with roles, signed in; whoever is in the story already has the roles that it gave."""
        if name in self.accounts:
            return self.browser(name)
        with self.app.app_context():
            open_session(database.session, EVERYTHING, writing=True)
            account = Account(email=f"{name}@clas.example", name=name, created_at=NOW)
            account.roles = [RoleRow(**{"granted_at": NOW, **each}) for each in roles]
            database.session.add(account)
            database.session.commit()
            self.accounts[name] = account.id
        return self.browser(name)

    def browser(self, name: str) -> Browser:
        """Return another browser of somebody, signed in."""
        if self.world is not None and name in self.world.accounts:
            return self.world.browser(name)
        return Browser(signed_in(self.app, self.accounts[name]))

    def anonymous(self) -> Browser:
        return Browser(self.app.test_client())

    def context(self, name: str) -> Context:
        """Return somebody's context, within a request of their own."""
        session: Session = database.session
        open_session(session, EVERYTHING)
        who: Principal = principal_of_account(session.get_one(Account, self.accounts[name]))
        session.rollback()
        context = current_context()
        return Context(context.installation, session, who, context.now)

    def porteur(self, whose: str, siret: str = "73282932000074", **more: Any) -> str:
        """Describe an organisation of somebody."""
        with self.app.test_request_context():
            return str(create_porteur(self.context(whose), described(siret, **more)).id)

    def dossier(
        self, name: str, porteur: str, sections: Mapping[str, Any] | None = None, *, deposited: bool = False
    ) -> str:
        """Start somebody's dossier in the Marne, with some sections, or whole; perhaps deposit it."""
        with self.app.test_request_context():
            row, _ = start_dossier(self.context(name), "marne", "2025-2026", UUID(porteur))
            key = row.id
        with self.app.test_request_context():
            given = dict(content() if sections is None else sections)
            save_dossier(self.context(name), key, given, revision=1)
        if deposited:
            with self.app.test_request_context():
                deposit(self.context(name), key)
        return f"/espace/dossiers/{key}"


@pytest.fixture
def make_site(make_app: MakeApp, stages: Stages) -> Callable[..., Site]:
    """Return a function that makes a site on a database, on 1 July 2025 at ten unless told otherwise."""

    def make(database_url: str, today: date = NOW) -> Site:
        return Site(make_app(database_url=database_url, today=today), database_url, stages)

    return make


class PutSite(Protocol):
    """Makes a site at a stage of a story, in a Marne of its own or in the installed one."""

    def __call__(
        self,
        stage: str,
        cast: Cast,
        *,
        kind: str = "sqlite",
        registry: DepartmentRegistry | None = None,
        own: bool = False,
    ) -> Site: ...


@pytest.fixture
def put_site(make_app: MakeApp, lend_database: LendDatabase, stages: Stages) -> PutSite:
    """Return a function that makes a site where a story has come to, on 1 July 2025 at ten; `own`: by other rules."""

    def put(
        stage: str,
        cast: Cast,
        *,
        kind: str = "sqlite",
        registry: DepartmentRegistry | None = None,
        own: bool = False,
    ) -> Site:
        url = lend_database(kind, empty=False)
        app = make_app(database_url=url, today=NOW, registry=registry, own=own)
        world = stages.put_back(app, stage, cast)
        return Site(app, url, stages, dict(world.accounts), world)

    return put


@pytest.fixture
def site(make_site: Callable[..., Site], lend_database: LendDatabase) -> Site:
    """Return a site on SQLite."""
    return make_site(lend_database("sqlite"))


AGENT = {"kind": "agent", "department": "marne"}
AGENT_ELSEWHERE = {"kind": "agent", "department": "seine_et_marne"}
COMMITTEE = {"kind": "committee", "department": "marne", "institution": "education-nationale"}
EXTENSIONS = "/espace/departements/marne/prolongations/2025-2026"


def deposited(site: Site) -> str:
    """Begin with a dossier of Alex that is deposited; return its address."""
    assert site.stages.is_untouched(site.app), "what the test has done until here would be lost"
    site.world = site.stages.put_back(site.app, "deposited", of_alex(content()))
    site.accounts.update(site.world.accounts)
    return f"/espace/dossiers/{site.world.dossier('alex')}"


@pytest.fixture
def followed(put_site: PutSite, make_department: MakeDepartment, request: pytest.FixtureRequest) -> "Followed":
    """Return a dossier that goes beyond its deposit; on SQLite, unless the test asks for another database."""
    from tests.api.pages.porteur.followed import follow

    return follow(put_site, make_department, getattr(request, "param", "sqlite"))
