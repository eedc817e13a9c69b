"""What the tests of the Caf's pages share: a site, its Caf, and a dossier that was deposited."""

from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest

from bench.samples import content
from clas_api.context import asked_by
from clas_api.security.principal import SYSTEM
from clas_api.services.jobs.asking_jobs import Piece, begin_job
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import DossierRow, RoleRow
from tests.api.pages.porteur.conftest import NOW, PutSite, Site, make_site, put_site
from tests.browsing import Browser
from tests.casts import of_alex

__all__ = ["make_site", "put_site"]  # fixtures of the space that are used here too

CALL = "/espace/caf/marne/2025-2026"
HEAD = {"kind": "head", "department": "marne"}


def told_of(costs: str) -> dict[str, Any]:
    """Return a whole bilan of one group."""
    group = {
        "position": 1,
        "children": [{"level": "ce2", "girls": 5, "boys": 5}],
        "attendance": 95,
        "sessions_held": 58,
        "parents": 9,
        "paid_adults": 1,
        "volunteer_adults": 1,
        "bonus_use": "Un atelier de théâtre.",
        "running_costs": costs,
    }
    return {
        "groups": [group],
        "schools": 1,
        "axes": dict.fromkeys(("children", "parents", "school", "territory"), "Ce qui a été fait."),
        "budget": [{"account": "64", "amount": costs}, {"account": "70", "amount": costs}],
    }


@dataclass
class Caf:
    """A site, the browser of one of the Caf's agents, and a deposited dossier: its key and its porteur's address.

    Its story goes on from kept stages, as long as the test has changed nothing.
    """

    site: Site
    agent: Browser
    key: UUID

    @property
    def reading(self) -> str:
        return f"/espace/dossiers/{self.key}"

    @property
    def work(self) -> str:
        return f"/espace/caf/dossiers/{self.key}"

    def goes_to(self, stage: str, end: str, *, decides: bool | None = None, **more: Any) -> str:
        """Go on with the story, up to where its dossier ends as said; return the address of its session."""
        cast = of_alex(content(), end)
        parts = tuple(replace(each, **more) for each in cast.parts)
        self.site.world = self.site.known.to(
            stage, replace(cast, parts=parts, sitting=replace(cast.sitting, decides=decides))
        )
        return f"/espace/caf/seances/{self.site.world.made.session}"

    def admissible(self) -> None:
        """Declare the dossier admissible."""
        self.goes_to("instructed", "admissible")

    def examined(self) -> None:
        """Study the dossier: it is proposed as it was asked, its bonus with a reason."""
        self.goes_to("instructed", "examined")

    def planned(self, **more: str) -> str:
        """Plan a session; return its address. `more` is typed as well."""
        self.agent.open(f"{CALL}/seances").send(
            "plan", body="technical", held_on=f"{NOW:%d/%m/%Y}", place="Siège de la Caf", **more
        )
        assert self.agent.status == 200, self.agent.text
        return self.agent.address

    def seated(self, *, decides: bool | None = None) -> str:
        """Plan a session with the dossier, examined, on its agenda, a member with an account and one without."""
        return self.goes_to("session planned", "approved", decides=decides)

    def opened(self) -> str:
        """Seat a session, note everybody present, open it; return its address."""
        return self.goes_to("session open", "approved")

    def item(self, session: str, browser: Browser | None = None) -> Browser:
        """Open the page of the one dossier of a session."""
        browser = browser or self.agent
        browser.open(session)
        return browser.open(next(link for link in browser.links if link.startswith(f"{session}/dossiers/")))

    def decided(self) -> str:
        """Hold a session that approves the dossier as it was asked, and close it; return its address."""
        return self.goes_to("closed", "approved")

    def act(self, name: str, step: str, /, browser: Browser | None = None, **typed: str) -> Browser:
        """Read what a step asks, and take it."""
        return (browser or self.agent).open(f"{self.work}/{name}").send(step, **typed)

    def running(self) -> str:
        """Approve the dossier, notify it, and begin its year; return the address of the page that does so."""
        self.goes_to("year begun", "running")
        return f"{self.work}/suite"

    def filed(self, costs: str = "6000.00") -> str:
        """File a bilan in which the dossier's one group has really cost `costs`."""
        self.goes_to("bilan filed", "bilan_filed", bilan=told_of(costs))
        return f"{self.work}/suite"

    def begun_job(self) -> str:
        """Begin long work of the department, of a kind that nobody does; return its key."""
        with self.site.app.test_request_context():
            context = asked_by(SYSTEM, NOW)
            return str(begin_job(context, "marne", "essai", "Un essai", {}, [Piece(asked=1)]))

    def given_file(self) -> str:
        """Give a file of one porteur and take it in, as import 1; return the key of what was given."""
        browser, imports = Browser(self.agent.client), "/espace/departements/marne/imports"
        token = browser.open(imports).form("try").values["csrf_token"]
        file = (BytesIO(b"Nom;SIRET;Nature\nA;35338402700036;asso\n"), "porteurs.csv")
        values = {"csrf_token": token, "kind": "porteurs", "action": "try", "file": file}
        draft: str = browser.client.post(imports, data=values).headers["Location"]
        browser.open(draft).send("commit").send("go_on")
        return draft.rpartition("/")[2]

    def becomes(self, name: str, role: dict[str, Any]) -> None:
        """Give somebody one more role."""
        with self.site.app.app_context():
            open_session(database.session, EVERYTHING, writing=True)
            database.session.add(RoleRow(account_id=self.site.accounts[name], granted_at=NOW, **role))
            database.session.commit()

    def row(self) -> DossierRow:
        """Return the dossier as it is kept."""
        with self.site.app.app_context():
            open_session(database.session, EVERYTHING)
            row = database.session.get_one(DossierRow, self.key, populate_existing=True)
            database.session.expunge(row)
            database.session.rollback()
        return row


@pytest.fixture
def caf(request: pytest.FixtureRequest, put_site: PutSite) -> Caf:
    """Return a Caf whose one dossier was deposited by Alex, in the Marne; on SQLite unless a test asks otherwise."""
    site = put_site("deposited", of_alex(content()), kind=getattr(request, "param", "sqlite"))
    return Caf(site, site.browser("agent"), site.known.made.dossiers["alex"])
