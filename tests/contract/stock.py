"""What a request needs in order to succeed: the keys of what is there, put back where the request uses them up."""

import io
import re
from collections import Counter
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from bench.filled import siret_of
from clas_api.scenario.year import bilan
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import Account, OutgoingMail, WebhookDelivery
from clas_api.store.reading import commanding
from clas_core.committees.decision import RetainedGroup
from tests.casts import YEAR
from tests.contract.stages import CAST, OF, USING_UP, stage_of, who_asks
from tests.office import PDF
from tests.stages import Stages, World, invitation_token

DAY = "2025-07-01"
PASSWORD = "quatre chevaux verts"

OFTEN = 3
"""How often an operation that uses something up is granted: it is then asked what is used up."""

BONUS = {"children": "Un projet mené toute l'année."}
GRANTED = {"position": 1, "retained": True, "running_costs": "9000.00", "bonuses": BONUS}
DECISION = {"outcome": "approved", "reason": "Tout est là.", "groups": [GRANTED]}
"""All that was asked: see `bench.samples.content`."""

BILAN = bilan([RetainedGroup(position=1, retained=True, running_costs=900_000, bonuses=BONUS)], 100)


SAID_WHOLE = frozenset({"/departments/{slug}/campaigns/{year}/amendments"})
"""Where what a body says besides would contradict what is there: it says what it must, and no more."""


FILE_AS_IT_IS: Mapping[str, Any] = {
    "constants": {},
    "words": {},
    "decimal": None,
    "lost_zeros": False,
    "other_establishments": False,
}


class Stock:
    """Knows, for each operation of the document, with which path and which values inside it is granted."""

    world: World

    def __init__(self, app: Flask, stages: Stages) -> None:
        self._app, self._stages, self._stage = app, stages, ""
        self.numbers = count(1)
        self._places: dict[tuple[str, str], dict[str, Any]] = {}
        self._granted: Counter[tuple[str, str]] = Counter()
        self._put_back("deposited")

    def _put_back(self, stage: str) -> None:
        self.world = self._stages.put_back(self._app, stage, CAST)
        self._stage, self._invitation = stage, ""
        self._places.clear()

    def place(self, method: str, path: str) -> dict[str, Any]:
        """Return the parameters of an operation's path; what it uses up is put back once it is (see `used`)."""
        operation = (method, path)
        if operation not in self._places:
            stage = stage_of(method, path)
            if operation in USING_UP or stage != self._stage:
                self._put_back(stage)
            known = self._there(operation) | self._made.get(operation, Stock._nothing)(self)
            self._places[operation] = {name: known[name] for name in re.findall(r"{(\w+)}", path)}
        return self._places[operation]

    def used(self, method: str, path: str) -> None:
        """Be told that the operation was granted. What it has used up is put back a few times, and then left so."""
        operation = (method, path)
        self._granted[operation] += 1
        if operation in USING_UP:
            self._stage = ""
        if "{form}" in path or self._granted[operation] < OFTEN:
            self._places.pop(operation, None)

    def version(self, method: str, path: str) -> str:
        """Return the ETag of what an operation changes."""
        place = self.place(method, path)
        if path.startswith("/payments"):
            paid = self._payments()
            return next(f'"{each["revision"]}"' for each in paid if each["id"] == place["key"])
        if path == "/accounts/{key}":
            with self._app.app_context():
                open_session(database.session, EVERYTHING)
                return f'"{database.session.get_one(Account, UUID(place["key"])).revision}"'
        if path.startswith("/sessions/{key}/items/{item}/") and not path.endswith(("/decision", "/recusals")):
            return self._version_of_what_is_said(method, path)
        if path.startswith("/referentials"):
            return '"0"'  # of a comment on rules: no year is in consultation here
        kept = re.match(r"/\w+/{key}(/items/{item}|/bilan)?", path)
        assert kept
        return str(self.world.ask(who_asks(method, path), "GET", kept[0].format(**place)).headers.get("ETag", ""))

    def _version_of_what_is_said(self, method: str, path: str) -> str:
        """Return the ETag of a vote or of an opinion, which the item shows by seat."""
        place = self.place(method, path)
        item = self._make("committee51", "GET", f"/sessions/{place['key']}/items/{place['item']}")
        account = str(self.world.accounts["committee51"])
        seats = self._make("committee51", "GET", f"/sessions/{place['key']}")["seats"]
        own = next(each["id"] for each in seats if each["account"] == account)
        said = item["opinions" if path.endswith("/opinion") else "votes"]
        return next((f'"{each["revision"]}"' for each in said if each["seat"] == place.get("seat", own)), '"0"')

    def values(self, method: str, path: str) -> dict[str, Any]:
        """Return what fields of these names must hold for a body to be accepted, whatever else it holds."""
        number = next(self.numbers)
        usual: dict[str, Any] = {
            "department": "marne",
            "school_year": YEAR,
            "call": YEAR,
            "porteur": self.world.porteur,
            "copy_from": None,
            "siret": siret_of(number),
            "rna": None,
            "email": f"personne{number}@clas.example",
            "phone": None,
            "until": "2025-09-30",
            "due_on": "2025-07-15",
            "account": "64",
            "funder": None,
            "bonuses": [],
            "aids": [],
            "articulations": [],
        }
        return usual | self.musts(method, path)

    def musts(self, method: str, path: str) -> dict[str, Any]:
        """Return the fields without which the body of an operation is not accepted, or not at this stage."""
        match path:
            case "/accounts/{key}/roles":
                return {"kind": "agent", "department": "marne", "institution": None}
            case "/accounts/invitations":
                return {"roles": [{"kind": "agent", "department": "marne"}]}
            case "/accounts/passwords":
                return {"token": self._newcomer()[1], "password": PASSWORD}
            case "/invitations/answers":
                return {"token": self._invited(), "accepts": True}
            case "/session":
                return {"email": self._with_password(), "password": PASSWORD}
            case "/departments/{slug}/campaigns/{year}/amendments":
                ps = {"kind": "ps", "amount": f"{100_000 + next(self.numbers)}.00"}
                return {"source": "Délibération du 12 juin 2025", "envelopes": [ps]}
            case "/webhooks":
                return {"department": "marne", "url": "https://exemple.fr/clas", "events": ["dossier.deposited"]}
            case "/departments/{slug}/imports/tried/{draft}/mapping":
                return {"columns": {"name": "Nom", "siret": "SIRET", "nature": "Nature"}, "same": {}, **FILE_AS_IT_IS}
            case "/certificates/checks":
                asked = f"/dossiers/{self.world.deposited}/certificates/demande.json"
                return {"certificate": self._make("porteur51", "GET", asked), "digest": None}
            case "/assessments":
                return {"dossier": {"axes": ["parents"]}, "actions": []}
            case "/estimates" | "/estimates.{form}":
                return {"groups": [{"label": "CE2", "children": 10, "running_costs": "9000.00"}]}
            case "/dossiers/{key}/assignment":
                return {"account": None}
            case "/departments/{slug}/assignments":
                return {"account": None, "dossiers": [self.world.deposited], "revisions": []}
            case "/departments/{slug}/sessions":
                return {"body": "technical", "held_on": DAY, "quorum": None, "tie": None}
            case "/sessions/{key}":
                return {"body": "technical", "held_on": DAY}
            case "/dossiers/{key}/admissibility":
                return {"verdict": "met"}
            case "/dossiers/{key}/deposit":
                return {"answer": None}
            case "/dossiers/{key}/bilan":
                return BILAN
            case "/payments/{key}":
                return {"paid_on": DAY}
            case "/dossiers/{key}/study":
                return {"proposal": DECISION}
            case "/dossiers/{key}/beginning":
                return {"signed_on": None}
            case "/dossiers/{key}/corrections" | "/sessions/{key}/items/{item}/decision":
                return DECISION
        return self._musts_of_a_session(path) if path.startswith("/sessions/") else {}

    def _musts_of_a_session(self, path: str) -> dict[str, Any]:
        match path.rpartition("/")[2]:
            case "agenda":
                return {"dossiers": [self.world.deposited]}
            case "seats":
                account = str(self.world.accounts["committee51"])
                caf = {"institution": "caf", "name": "La Caf", "presides": True}
                return {"seats": [caf, {"institution": "education-nationale", "account": account}]}
            case "attendance":
                return {"present": self._seats()}
            case "votes":
                return {"votes": [{"seat": self.world.seat, "choice": "for", "revision": 0}]}
            case "recusals":
                return {"seat": None}
        return {}

    def form(self, path: str) -> dict[str, Any]:
        """Return a form with a document, or with a file to take in."""
        if path == "/departments/{slug}/imports":
            return {"kind": "porteurs", "file": (io.BytesIO(self._porteurs()), "porteurs.csv")}
        return {"kind": "statutes", "file": (io.BytesIO(PDF + str(next(self.numbers)).encode()), "statuts.pdf")}

    def key_to_end(self) -> str:
        """Return a key that may be ended."""
        asked = {"email": self._with_password(), "password": PASSWORD}
        return str(self._make("anonymous", "POST", "/session", asked)["token"])

    def _make(self, who: str, method: str, path: str, body: Any = None, *, of: str = "") -> Any:
        headers = {"If-Match": self.world.ask(who, "GET", of).headers["ETag"]} if of else {}
        answer = self.world.ask(who, method, path, body, headers=headers)
        assert answer.status_code in (200, 201, 202, 204), f"{method} {path}: {answer.text}"
        return answer.get_json(silent=True)

    def _there(self, operation: tuple[str, str]) -> dict[str, Any]:
        """Return the parameters that lead to what is there at a stage."""
        made, path = self.world.made, operation[1]
        dossier = self.world.dossier(OF.get(operation, "deposited"))
        keys = {"/dossiers": dossier, "/sessions": self.world.session}
        return {
            "slug": "marne",
            "funder": "agglo",
            "rule": "tour",
            "year": YEAR,
            "older": "2024-2025",
            "newer": YEAR,
            "form": ("html", "md", "pdf")[next(self.numbers) % 3],
            "amount": "demande",
            "number": 1,
            "one": 1,
            "other": 1,
            "key": keys.get(path[:9], self.world.porteur),
            "item": str(made.items.get("deposited")),
            "seat": str(made.seats.get("committee51")),
            "attachment": self._joined() if "{attachment}" in path else "",
        }

    def _nothing(self) -> dict[str, Any]:
        return {}

    def _seats(self) -> list[str]:
        return [str(each) for each in self.world.made.seats.values()]

    def _present(self) -> dict[str, Any]:
        """Everybody is at the session."""
        path = f"/sessions/{self.world.session}"
        self._make("head51", "PUT", f"{path}/attendance", {"present": self._seats()}, of=path)
        return {}

    def _written(self) -> dict[str, Any]:
        """A bilan that may be filed."""
        path = f"/dossiers/{self.world.deposited}/bilan"
        self._make("porteur51", "PATCH", path, BILAN, of=path)
        return {}

    def _payments(self) -> list[dict[str, Any]]:
        paid = self._make("head51", "GET", f"/dossiers/{self.world.deposited}/payments")
        found: list[dict[str, Any]] = paid["payments"]
        return found

    def _sheet(self) -> dict[str, Any]:
        return {"sheet": "dossiers", "form": ("csv", "xlsx", "ods")[next(self.numbers) % 3]}

    def query(self, path: str) -> dict[str, Any]:
        """Return what an address must ask to be answered; nothing where it need not ask."""
        return {"department": "marne", "call": YEAR} if path.startswith("/exports") else {}

    def _porteurs(self) -> bytes:
        """A file of a porteur, and of a row that is to be corrected."""
        siret = siret_of(20_000 + next(self.numbers))
        return f"Nom;SIRET;Nature\nLes Loups;{siret};asso\nPersonne;123;asso\n".encode()

    def _tried(self) -> dict[str, Any]:
        """A file that is tried."""
        path = "/departments/{slug}/imports"
        answer = self.world.ask(
            "head51", "POST", path.format(slug="marne"), data=self.form(path), content_type="multipart/form-data"
        )
        return {"draft": answer.get_json()["id"]}

    def _job(self) -> dict[str, Any]:
        """Long work that has ended with a file: what was taken in, and a row to correct."""
        confirmation = f"/departments/marne/imports/tried/{self._tried()['draft']}/confirmation"
        key = self._make("head51", "POST", confirmation)["id"]
        while self._make("head51", "POST", f"/jobs/{key}/work")["ended_at"] is None:
            pass
        return {"key": key}

    def _import(self) -> dict[str, Any]:
        self._job()
        return {"number": self._make("head51", "GET", "/departments/marne/imports")["items"][0]["number"]}

    def _letter(self) -> dict[str, Any]:
        sent = self._make("porteur51", "GET", f"/dossiers/{self.world.deposited}/letters")["letters"]
        return {"letter": sent[-1]["id"]}

    def _payment(self) -> dict[str, Any]:
        return {"key": self._payments()[-1]["id"]}

    def _member(self) -> dict[str, Any]:
        """Somebody of the Marne's Caf, who has one role."""
        asked = {"email": f"agent{next(self.numbers)}@clas.example", "name": "Agent"}
        roles = [{"kind": "agent", "department": "marne"}]
        account = self._make("head51", "POST", "/accounts/invitations", {**asked, "roles": roles})
        return {"key": account["id"], "role": account["roles"][0]["id"]}

    def _token(self) -> dict[str, Any]:
        asked = {"label": "essai", "department": "marne", "scopes": ["dossiers:read"]}
        return {"key": self._make("head51", "POST", "/tokens", asked)["id"]}

    def _webhook(self) -> dict[str, Any]:
        there = self._make("head51", "GET", "/webhooks", None)["items"]  # a department has only so many
        asked = {"label": "essai", **self.musts("POST", "/webhooks")}
        return {"key": (there[0] if there else self._make("head51", "POST", "/webhooks", asked))["id"]}

    def _delivery(self) -> dict[str, Any]:
        """What an address was told, and could not be."""
        key = self._webhook()["key"]
        told = self._make("head51", "GET", f"/webhooks/{key}/deliveries", None)["items"][-1]
        with self._app.app_context(), commanding(database.session):
            open_session(database.session, EVERYTHING, writing=True)
            database.session.get_one(WebhookDelivery, UUID(told["id"])).state = "failed"
            database.session.commit()
        return {"key": told["id"]}

    def _person(self) -> dict[str, Any]:
        return {"key": self.world.porteur, "account": self._asked(f"autre{next(self.numbers)}@clas.example")["id"]}

    def _asked(self, email: str) -> dict[str, Any]:
        """Somebody who is asked to join the porteur by its Caf: its own people may have asked too many already."""
        asked = {"email": email, "name": "Une autre personne"}
        made: dict[str, Any] = self._make("head51", "POST", f"/porteurs/{self.world.porteur}/people", asked)
        return made

    def _invited(self) -> str:
        """The token of an invitation; it takes the same answer again."""
        if not self._invitation:
            self._asked("invite@clas.example")
            self._invitation = invitation_token(self._app, "invite@clas.example")
        return self._invitation

    def _tied(self) -> dict[str, Any]:
        """A member of the committee has become one of the porteur's people since the session opened."""
        self.world.join("porteur51", self.world.porteur, "committee51")
        return {}

    _made: Mapping[tuple[str, str], Callable[["Stock"], dict[str, Any]]] = {
        ("POST", "/sessions/{key}/opening"): _present,
        ("PUT", "/sessions/{key}/items/{item}/recusals/{seat}"): _tied,
        ("POST", "/dossiers/{key}/bilan/filing"): _written,
        ("PATCH", "/payments/{key}"): _payment,
        ("GET", "/dossiers/{key}/letters/{letter}.{form}"): _letter,
        ("GET", "/exports/{sheet}.{form}"): _sheet,
        ("GET", "/exports/{sheet}/columns"): _sheet,
        ("GET", "/departments/{slug}/imports/tried/{draft}"): _tried,
        ("PUT", "/departments/{slug}/imports/tried/{draft}/mapping"): _tried,
        ("GET", "/departments/{slug}/imports/tried/{draft}/to-correct.xlsx"): _tried,
        ("POST", "/departments/{slug}/imports/tried/{draft}/confirmation"): _tried,
        ("POST", "/departments/{slug}/imports/{number}/undoing"): _import,
        ("GET", "/jobs/{key}"): _job,
        ("POST", "/jobs/{key}/work"): _job,
        ("GET", "/jobs/{key}/file"): _job,
        ("PATCH", "/accounts/{key}"): _member,
        ("POST", "/accounts/{key}/roles"): _member,
        ("DELETE", "/accounts/{key}/roles/{role}"): _member,
        ("DELETE", "/tokens/{key}"): _token,
        ("DELETE", "/webhooks/{key}"): _webhook,
        ("GET", "/webhooks/{key}/deliveries"): _webhook,
        ("POST", "/deliveries/{key}/replay"): _delivery,
        ("DELETE", "/porteurs/{key}/people/{account}"): _person,
    }

    def _joined(self) -> str:
        path = f"/dossiers/{self.world.deposited}/attachments"
        answer = self.world.ask("porteur51", "POST", path, data=self.form(path), content_type="multipart/form-data")
        return str(answer.get_json()["id"])

    def _newcomer(self) -> tuple[str, str]:
        """The address of somebody new, and the token at the end of the link that they were mailed."""
        email = f"nouveau{next(self.numbers)}@clas.example"
        self._make("anonymous", "POST", "/accounts", {"email": email, "name": "Nouveau"})
        with self._app.app_context():
            open_session(database.session, EVERYTHING)
            mail = database.session.scalars(select(OutgoingMail.body).where(OutgoingMail.recipient == email)).one()
        token = re.search(r"/mot-de-passe/(\S+)", mail)
        assert token
        return email, token[1]

    def _with_password(self) -> str:
        email, token = self._newcomer()
        self._make("anonymous", "POST", "/accounts/passwords", {"token": token, "password": PASSWORD})
        return email
