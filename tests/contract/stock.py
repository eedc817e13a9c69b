"""What a request needs in order to succeed: the keys of what is there, made afresh where the request uses them up."""

import io
import re
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import select

from bench.filled import siret_of
from bench.samples import content
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import OutgoingMail
from tests.office import PDF
from tests.world import World, described

YEAR = "2025-2026"
PASSWORD = "quatre chevaux verts"

CAF = ("/accounts", "/tokens", "/departments/{slug}/audit", "/departments/{slug}/campaigns/{year}/extensions")
"""What a head of the Marne's Caf may ask; the rest is asked by the porteur."""


class Stock:
    """Answers, for an operation of the document, who is to ask it, with which path and with which values inside."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.numbers = count(1)
        self._attachment = self._joined()

    def asks(self, path: str) -> str:
        return "head51" if path.startswith(CAF) and not path.startswith("/accounts/passwords") else "porteur51"

    def place(self, method: str, path: str) -> dict[str, Any]:
        """Return the parameters of an operation's path; what it removes or uses up is new each time."""
        made = self._used_up.get((method, path))
        if made is not None:
            return {name: value for name, value in made(self).items() if f"{{{name}}}" in path}
        known = {
            "slug": "marne",
            "year": YEAR,
            "older": "2024-2025",
            "newer": YEAR,
            "form": ("html", "md", "pdf")[next(self.numbers) % 3],
            "number": 1,
            "one": 1,
            "other": 1,
            "attachment": self._attachment,
        }
        if path.startswith("/dossiers"):
            known["key"] = self.world.deposited
        else:
            known["key"] = self.world.porteur
        return {name: known[name] for name in re.findall(r"{(\w+)}", path)}

    def version(self, path: str) -> str:
        """Return the ETag of what is at `path`."""
        return str(self.world.ask("porteur51", "GET", path).headers["ETag"])

    def values(self, path: str) -> dict[str, Any]:
        """Return what fields of these names must hold for a body to be accepted, whatever else it holds."""
        number = next(self.numbers)
        known: dict[str, Any] = {
            "department": "marne",
            "school_year": YEAR,
            "porteur": self.world.porteur,
            "copy_from": None,
            "siret": siret_of(number),
            "rna": None,
            "email": f"personne{number}@clas.example",
            "phone": None,
            "until": "2025-09-30",
            "account": "64",
            "funder": None,
            "bonuses": [],
            "articulations": [],
        }
        if path == "/accounts/{key}/roles":
            known |= {"kind": "agent", "institution": None}
        elif path == "/accounts/invitations":
            known["roles"] = [{"kind": "agent", "department": "marne"}]
        elif path == "/accounts/passwords":
            known |= {"token": self._newcomer()[1], "password": PASSWORD}
        elif path == "/session":
            known |= {"email": self._with_password(), "password": PASSWORD}
        elif path == "/assessments":
            known |= {"axes": ["parents"], "levels": ["ce2"], "deposited_on": "2025-08-01"}
        elif path == "/estimates":
            known |= {"levels": ["ce2"]}
        return known

    def form(self) -> dict[str, Any]:
        """Return a form with a document."""
        return {"kind": "statutes", "file": (io.BytesIO(PDF + str(next(self.numbers)).encode()), "statuts.pdf")}

    def _make(self, who: str, method: str, path: str, body: Any = None, **headers: str) -> Any:
        answer = self.world.ask(who, method, path, body, headers={k.replace("_", "-"): v for k, v in headers.items()})
        assert answer.status_code in (200, 201, 202, 204), answer.text
        return answer.get_json(silent=True)

    def _draft(self) -> dict[str, Any]:
        """A draft of an organisation of its own, complete."""
        porteur = self._make("porteur51", "POST", "/porteurs", described(siret_of(next(self.numbers))))["id"]
        call = {"department": "marne", "school_year": YEAR, "porteur": porteur}
        key = self._make("porteur51", "POST", "/dossiers", call)["id"]
        self._make("porteur51", "PATCH", f"/dossiers/{key}", content(), If_Match='"1"')
        return {"key": key}

    def _deposited(self) -> dict[str, Any]:
        place = self._draft()
        self._make("porteur51", "POST", f"/dossiers/{place['key']}/deposit")
        return place

    def _member(self) -> dict[str, Any]:
        """Somebody of the Marne's Caf, who has one role."""
        asked = {"email": f"agent{next(self.numbers)}@clas.example", "name": "Agent"}
        roles = [{"kind": "agent", "department": "marne"}]
        account = self._make("head51", "POST", "/accounts/invitations", {**asked, "roles": roles})
        return {"key": account["id"], "role": account["roles"][0]["id"]}

    def _with_token(self) -> dict[str, Any]:
        asked = {"label": "essai", "department": "marne", "scopes": ["dossiers:read"]}
        return {"key": self._make("head51", "POST", "/tokens", asked)["id"]}

    def _with_person(self) -> dict[str, Any]:
        asked = {"email": f"autre{next(self.numbers)}@clas.example", "name": "Une autre personne"}
        added = self._make("porteur51", "POST", f"/porteurs/{self.world.porteur}/people", asked)
        return {"key": self.world.porteur, "account": added["id"]}

    _used_up: Mapping[tuple[str, str], Callable[["Stock"], dict[str, Any]]] = {
        ("PATCH", "/dossiers/{key}"): _draft,
        ("DELETE", "/dossiers/{key}"): _draft,
        ("POST", "/dossiers/{key}/deposit"): _draft,
        ("POST", "/dossiers/{key}/attachments"): _draft,
        ("POST", "/dossiers/{key}/withdrawal"): _deposited,
        ("PATCH", "/accounts/{key}"): _member,
        ("POST", "/accounts/{key}/roles"): _member,
        ("DELETE", "/accounts/{key}/roles/{role}"): _member,
        ("DELETE", "/tokens/{key}"): _with_token,
        ("DELETE", "/porteurs/{key}/people/{account}"): _with_person,
    }

    def _joined(self) -> str:
        path = f"/dossiers/{self.world.deposited}/attachments"
        answer = self.world.ask("porteur51", "POST", path, data=self.form(), content_type="multipart/form-data")
        return str(UUID(answer.get_json()["id"]))

    def _newcomer(self) -> tuple[str, str]:
        """The address of somebody new, and the token at the end of the link that they were mailed."""
        email = f"nouveau{next(self.numbers)}@clas.example"
        self._make("anonymous", "POST", "/accounts", {"email": email, "name": "Nouveau"})
        with self.world.client.application.app_context():
            open_session(database.session, EVERYTHING)
            mail = database.session.scalars(select(OutgoingMail.body).where(OutgoingMail.recipient == email)).one()
        token = re.search(r"/mot-de-passe/(\S+)", mail)
        assert token
        return email, token[1]

    def _with_password(self) -> str:
        email, token = self._newcomer()
        self._make("anonymous", "POST", "/accounts/passwords", {"token": token, "password": PASSWORD})
        return email

    def key_to_end(self) -> str:
        """A key that may be ended."""
        asked = {"email": self._with_password(), "password": PASSWORD}
        return str(self._make("anonymous", "POST", "/session", asked)["token"])
