"""The demonstration as its people find it: who signs in, and every page that they can reach by its links."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from playwright._impl._api_structures import SetCookieParam
from sqlalchemy import create_engine, select, update
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect, Rule
from werkzeug.serving import WSGIRequestHandler, make_server

from clas_api import create_app
from clas_api.config import Settings
from clas_api.installation import Installation
from clas_api.scenario.demonstration import DEMO_DAY, PASSWORD, fill
from clas_api.security.passwords import hash_password
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import Account, DossierRow, RoleRow
from tests.browsing import Browser, Form
from tests.databases import upgrade_url
from tests.installations import free_port
from tests.stages import invitation_token

APART = ("/api/v1", "/health", "/metrics", "/static")
"""What is no page: the JSON service, probes, numbers, files."""

OWN = ("/espace", "/mon-compte")
"""What is for whoever is signed in; the rest is walked by a visitor."""

VISITOR = ""
STAFF = ("agent51", "responsable51", "comite51", "responsable77", "national", "admin")
MOST_ADDRESSES = 4
"""Of one page, as one person: a list leads to many dossiers that are alike."""
MOST_SHAPES, MOST_OF_ONE = 4, 2
"""Of one page, whoever reaches it, and as one person: enough for the states of a dossier, which porteurs bring, and an
end to what only differs by its words."""


class _Silent(WSGIRequestHandler):
    """Writes no line for each request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@dataclass
class Demonstration:
    """The demonstration, filled; the application that serves it, and where."""

    app: Flask
    url: str
    clients: dict[str, FlaskClient] = field(default_factory=dict)

    @classmethod
    @contextmanager
    def served(cls, folder: Path, *, referentials: Path | None = None) -> "Iterator[Demonstration]":
        """Fill a database in `folder` and serve it, until the block ends; `referentials` adds years."""
        address, port = f"sqlite:///{folder / 'demo.sqlite3'}", free_port()
        url = f"http://127.0.0.1:{port}"
        upgrade_url(address)
        settings = Settings(
            database_url=address,
            attachments=folder / "documents",
            today=DEMO_DAY,
            base_url=url,
            log="errors",
            referentials=referentials,
        )
        engine = create_engine(address)
        for _ in fill(Installation.load(settings), engine):
            pass
        engine.dispose()
        app = create_app(settings)
        app.config["RATELIMIT_ENABLED"] = False
        app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 3600  # a browser asks for style sheets once
        with app.app_context():
            open_session(database.session, EVERYTHING, writing=True)
            database.session.execute(update(Account).values(password_hash=hash_password(PASSWORD)))
            database.session.commit()
        server = make_server("127.0.0.1", port, app, threaded=True, request_handler=_Silent)
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        running = cls(app, url)
        running._hold_sessions()
        try:
            yield running
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
            with app.app_context():
                database.engine.dispose()

    def client(self, person: str) -> FlaskClient:
        """Return somebody's client, signed in by the page once; that of a visitor for nobody."""
        if person in self.clients:
            return self.clients[person]
        client = self.clients[person] = self.app.test_client()
        if person:
            page = Browser(client).open("/connexion")
            form = next(each for each in page.forms if "password" in each.names)
            typed = {**sent_by(form), "email": f"{person}@clas.example", "password": PASSWORD}
            assert client.post("/connexion", data=typed).status_code == 303
        return client

    def session(self, person: str) -> SetCookieParam:
        """Return the cookie of somebody who is signed in, for a browser."""
        cookie = self.client(person).get_cookie(self.app.config["SESSION_COOKIE_NAME"])
        assert cookie is not None
        return {"name": cookie.key, "value": cookie.value, "url": self.url}

    def invitation(self) -> str:
        """Return the address of an invitation to join a porteur, which waits for its answer."""
        client, email = self.app.test_client(), "nouvelle@clas.example"
        signed_in = client.post("/api/v1/session", json={"email": "porteur205@clas.example", "password": PASSWORD})
        headers = {"Authorization": f"Bearer {signed_in.get_json()['token']}"}
        porteur = client.get("/api/v1/porteurs", headers=headers).get_json()["items"][0]["id"]
        person = {"email": email, "name": "Une nouvelle personne"}
        asked = client.post(f"/api/v1/porteurs/{porteur}/people", json=person, headers=headers)
        assert asked.status_code == 201, asked.text
        return f"/invitations/{invitation_token(self.app, email)}"

    def _hold_sessions(self) -> None:
        """Hold a session of the Marne's committee up to its closing, and plan one: the demonstration has neither."""
        agent = Browser(self.client("responsable51")).open("/espace/caf/marne/2025-2026/seances")
        agent.send("plan", body="technical", held_on=f"{DEMO_DAY:%d/%m/%Y}", quorum="1", place="Siège de la Caf")
        session = agent.address
        agent.open(f"{session}/ordre-du-jour")
        keys = re.findall(r'name="dossiers" value="([^"]+)"', agent.html)
        agent.submit("agenda", {"dossiers": keys})
        kept = agent.open(f"{session}/sieges").form("seat").values
        free = next(
            place
            for place in (f"seats/{rank}" for rank in range(50))
            if not kept.get(f"{place}/account") and not kept.get(f"{place}/name")
        )
        name, rank = "Dominique Roy", free.partition("/")[2]
        agent.submit("seat", {f"{free}/institution": "caf", f"{free}/name": name, "presides": rank})
        seats = re.findall(r'name="present" value="([^"]+)"', agent.html)
        agent.submit("attend", {"present": seats})
        agent.send("open")
        assert agent.status == 200, agent.text
        agent.open("/espace/caf/marne/2025-2026/seances")
        agent.send("plan", body="technical", held_on=f"{DEMO_DAY:%d/%m/%Y}", begins_at="14 h 30", place="Préfecture")
        assert agent.status == 200, agent.text

    def porteurs(self) -> Mapping[str, str]:
        """Return, for each state of a dossier in each department, somebody who has one in it: state to person."""
        with self.app.app_context():
            open_session(database.session, EVERYTHING)
            found = database.session.execute(
                select(DossierRow.department, DossierRow.state, DossierRow.changed, Account.email)
                .join(RoleRow, RoleRow.porteur_id == DossierRow.porteur_id)
                .join(Account, Account.id == RoleRow.account_id)
                .order_by(Account.email.desc())
            ).all()
            database.session.rollback()
        return {f"{state}{changed}": email.partition("@")[0] for _, state, changed, email in found}


def sent_by(form: Form) -> dict[str, list[str]]:
    """Return what a form sends as it stands."""
    return {name: form.values.getlist(name) for name in form.values}


@dataclass(frozen=True)
class Place:
    """A page that somebody has reached: its address, its rule, and its shape: what its headings say."""

    person: str
    address: str
    rule: str
    shape: str


@dataclass
class Walk:
    """The pages that were found, those of one shape a few times only."""

    places: list[Place] = field(default_factory=list)
    rules: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, demonstration: Demonstration) -> "Walk":
        """Walk as everybody, from the home page and from one's own space."""
        walk = cls()
        for person in (VISITOR, *STAFF, *sorted(set(demonstration.porteurs().values()))):
            walk._as(demonstration, person)
        return walk

    def _as(self, demonstration: Demonstration, person: str) -> None:
        client = demonstration.client(person)
        adapter = demonstration.app.url_map.bind("127.0.0.1")
        waiting, seen, counted = ["/espace"] if person else ["/"], set[str](), dict[str, int]()
        while waiting:
            address = waiting.pop(0)
            path = urlsplit(address).path
            try:
                rule = adapter.match(path, "GET", return_rule=True)[0]
            except (HTTPException, RequestRedirect):
                continue
            assert isinstance(rule, Rule)
            elsewhere = rule.rule.startswith(APART) or bool(person) != rule.rule.startswith(OWN)
            if address in seen or elsewhere or counted.get(rule.rule, 0) >= MOST_ADDRESSES:
                continue
            seen.add(address)
            counted[rule.rule] = counted.get(rule.rule, 0) + 1
            response = client.get(address, follow_redirects=True)
            if response.status_code != 200 or response.mimetype != "text/html":
                continue
            page = Browser(client).shown(response)
            self._found(Place(person, address, rule.rule, _shape(page)), adapter.match(page.address, "GET", True)[0])
            waiting += [each.partition("#")[0] for each in page.links if each.startswith("/")]

    def _found(self, place: Place, shown: object) -> None:
        assert isinstance(shown, Rule)
        if place.rule != shown.rule:
            return
        self.rules.add(place.rule)
        known = [each for each in self.places if each.rule == place.rule]
        own = [each for each in known if each.person == place.person]
        if place.shape not in {each.shape for each in known} and len(known) < MOST_SHAPES and len(own) < MOST_OF_ONE:
            self.places.append(place)


def _shape(page: Browser) -> str:
    """Return how a page is made: its classes, and the anchors of its headings without their numbers."""
    made = re.findall(r'(?:class|<h[1-6] id)="([^"]*)"', page.html)
    return "|".join(sorted({re.sub(r"\d+", "", each) for each in made}))
