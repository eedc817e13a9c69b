"""An installation with a folder of added years, that is started anew: at another time, with what its files say then."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask

from clas_core.departments import DepartmentRegistry
from tests import browsing
from tests.api.accounts.conftest import House, agent
from tests.browsing import Browser
from tests.drafts import YEAR

YEARS = "/espace/nation/annees"
PAGE = f"{YEARS}/{YEAR}"
GROUP = {"label": "A", "children": 10, "adults": 2, "running_costs": "8000", "bonuses": []}

Start = Callable[[datetime, DepartmentRegistry | None], Flask]


@dataclass
class Kept:
    """An installation as it is now; `start` makes it again, at a moment, with departments or the installed ones."""

    start: Start
    folder: Path
    moment: datetime
    registry: DepartmentRegistry | None = None
    browsers: dict[str, Browser] = field(default_factory=dict)
    house: House = field(init=False)

    def __post_init__(self) -> None:
        self.house = House(lambda _: self._started(), self._started())

    @property
    def nation(self) -> Browser:
        return self.of("nation@cnaf.fr", {"kind": "national"})

    @property
    def agent(self) -> Browser:
        return self.of("agent@caf51.fr", agent())

    def restart(self, moment: datetime | None = None) -> None:
        """Start the service again, perhaps on another day: it reads its files again; people stay signed in."""
        self.moment = moment or self.moment
        again = self.house.at(self.moment)
        self.house.app, self.house.client = again.app, again.client
        for browser in self.browsers.values():
            client = again.app.test_client()
            client._cookies = browser.client._cookies
            browser.client = client

    def give(self, rules: str, **more: Any) -> Browser:
        """Give a reviewed file, as the form of the page does."""
        form = self.nation.open(f"{PAGE}/fichiers").form("give")
        sent = {**form.values.to_dict(), "rules": (io.BytesIO(rules.encode()), f"{YEAR}.toml"), **more}
        headers = {"Sec-Fetch-Site": "same-origin"}
        return self.nation.shown(
            self.nation.client.post(f"{PAGE}/fichiers", data=sent, headers=headers, follow_redirects=True)
        )

    def give_confirmed(self) -> Browser:
        """Give back the files of the draft with everything confirmed, as somebody does who has read them."""
        asked = confirmed((self.folder / "questions" / f"{YEAR}.toml").read_text("utf-8"))
        return self.give(confirmed(self.text()), questions=(io.BytesIO(asked.encode()), "questions.toml"))

    def provisional(self) -> bool:
        asked = {"school_year": YEAR, "groups": [GROUP]}
        told: bool = self.house.ask("POST", "/estimates", json=asked).get_json()["provisional"]
        return told

    def text(self) -> str:
        return (self.folder / f"{YEAR}.toml").read_text("utf-8")

    def of(self, email: str, *roles: dict[str, Any]) -> Browser:
        """Return the browser of somebody, who is made with these roles the first time."""
        if email not in self.browsers:
            self.browsers[email] = Browser(browsing.signed_in(self.house.app, self.house.person(email, *roles)))
        return self.browsers[email]

    def _started(self) -> Flask:
        return self.start(self.moment, self.registry)


def confirmed(text: str) -> str:
    """Return a draft of which everything is confirmed."""
    return text.replace("to_confirm = true\n", "").replace('standing = "expected"', 'standing = "published"')
