"""What the tests of the Caf's pages share: a site, its Caf, and a dossier that was deposited."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from clas_api.services.year.bilans import file_bilan, save_bilan
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import DossierRow, RoleRow
from tests.api.pages.space.conftest import AGENT, COMMITTEE, NOW, Site, deposited, make_site
from tests.browsing import Browser

__all__ = ["make_site"]  # a fixture of the space that is used here too

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
    """A site, the browser of one of the Caf's agents, and a deposited dossier: its key and its porteur's address."""

    site: Site
    agent: Browser
    key: UUID

    @property
    def reading(self) -> str:
        return f"/espace/dossiers/{self.key}"

    @property
    def work(self) -> str:
        return f"/espace/caf/dossiers/{self.key}"

    def admissible(self) -> Browser:
        """Declare the dossier admissible, through its page."""
        return self.agent.open(f"{self.work}/recevabilite").send("judge", verdict="met")

    def examined(self) -> Browser:
        """Study the dossier: it is proposed as it was asked, its bonus with a reason."""
        if self.row().state == "deposited":
            self.admissible()
        self.agent.open(f"{self.work}/etude")
        return self.agent.send("study", outcome="approved", groups__0__bonuses__children="Un projet d'un an.")

    def planned(self, **more: str) -> str:
        """Plan a session; return its address. `more` is typed as well."""
        self.agent.open(f"{CALL}/seances").send(
            "plan", body="technical", held_on=f"{NOW:%d/%m/%Y}", place="Siège de la Caf", **more
        )
        assert self.agent.status == 200, self.agent.text
        return self.agent.address

    def seated(self, **more: str) -> str:
        """Plan a session with the dossier, examined, on its agenda, a member with an account and one without."""
        self.examined()
        if "membre" not in self.site.accounts:
            self.site.person("membre", COMMITTEE)
        session = self.planned(**more)
        self.agent.open(f"{session}/ordre-du-jour").submit("agenda", {"dossiers": str(self.key)})
        self.agent.open(f"{session}/sieges").submit(
            "seat",
            {
                "seats/0/institution": "education-nationale",
                "seats/0/account": str(self.site.accounts["membre"]),
                "seats/1/institution": "caf",
                "seats/1/name": "Dominique Roy",
                "presides": "1",
            },
        )
        assert self.agent.status == 200, self.agent.text
        return session

    def opened(self, **more: str) -> str:
        """Seat a session, note everybody present, open it; return its address."""
        session = self.seated(**more)
        form = self.agent.open(f"{session}/sieges").html
        seats = re.findall(r'name="present" value="([^"]+)"', form)
        self.agent.submit("attend", {"present": seats})
        self.agent.send("open")
        assert self.agent.status == 200, self.agent.text
        return session

    def item(self, session: str, browser: Browser | None = None) -> Browser:
        """Open the page of the one dossier of a session."""
        browser = browser or self.agent
        browser.open(session)
        return browser.open(next(link for link in browser.links if link.startswith(f"{session}/dossiers/")))

    def decided(self) -> str:
        """Hold a session that approves the dossier as it was asked, and close it; return its address."""
        session = self.opened()
        self.item(session)
        seats = {name: "for" for name in self.agent.form("votes").names if name.startswith("vote/")}
        self.agent.submit("votes", dict(seats))
        self.agent.send("decide")
        self.agent.open(f"{session}/cloture").send("close")
        assert self.row().state == "approved", self.agent.text
        return session

    def act(self, name: str, step: str, /, browser: Browser | None = None, **typed: str) -> Browser:
        """Read what a step asks, and take it."""
        return (browser or self.agent).open(f"{self.work}/{name}").send(step, **typed)

    def running(self) -> str:
        """Approve the dossier, notify it, and begin its year; return the address of the page that does so."""
        self.decided()
        self.act("notification", "notify")
        self.act("commencement", "begin")
        assert self.row().state == "running", self.agent.text
        return f"{self.work}/suite"

    def filed(self, costs: str = "6000.00") -> str:
        """File a bilan in which the dossier's one group has really cost `costs`."""
        page = self.running()
        with self.site.app.test_request_context():
            desk = self.site.desk("alex")
            saved = save_bilan(desk, self.key, told_of(costs), revision=1)
            file_bilan(desk, self.key, revision=saved.revision)
        return page

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
def caf(request: pytest.FixtureRequest, make_site: Callable[..., Site], lend_database: Callable[[str], str]) -> Caf:
    """Return a Caf whose one dossier was deposited by Alex, in the Marne; on SQLite unless a test asks otherwise."""
    site = make_site(lend_database(getattr(request, "param", "sqlite")))
    key = UUID(deposited(site).rpartition("/")[2])
    return Caf(site, site.person("agent", AGENT), key)
