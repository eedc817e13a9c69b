"""What a request needs in order to succeed: the keys of what is there, made afresh where the request uses them up."""

import io
import re
from collections import Counter
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import select

from bench.filled import siret_of
from bench.samples import content
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import Account, OutgoingMail
from tests.contract.stages import SHARED, USING_UP, who_asks
from tests.office import PDF
from tests.story import DAY, YEAR, Story, bilan
from tests.world import World, described, invitation_token

PASSWORD = "quatre chevaux verts"

OFTEN = 3
"""How often an operation that uses something up is granted: making it anew takes most of the time."""


class Stock:
    """Knows, for each operation of the document, with which path and which values inside it is granted."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.numbers = count(1)
        self._places: dict[tuple[str, str], dict[str, Any]] = {}
        self._stories: dict[str, Story] = {}
        self._latest: dict[tuple[str, str], Story] = {}
        self._granted: Counter[tuple[str, str]] = Counter()
        self._invitation = ""
        self._attachment = self._joined()

    def place(self, method: str, path: str) -> dict[str, Any]:
        """Return the parameters of an operation's path; what it uses up is made anew once it is (see `used`)."""
        operation = (method, path)
        if operation not in self._places:
            known = self._made.get(operation, Stock._there)(self)
            if stage := USING_UP.get(operation) or SHARED.get(operation):
                story = self._latest[operation] = self._story(stage, afresh=operation in USING_UP)
                known |= _keys(path, story)
            elif "key" not in known:
                known["key"] = self.world.deposited if path.startswith("/dossiers") else self.world.porteur
            self._places[operation] = {name: known[name] for name in re.findall(r"{(\w+)}", path)}
        return self._places[operation]

    def used(self, method: str, path: str) -> None:
        """Be told that the operation was granted. What it has used up is made anew a few times, and then left so."""
        self._granted[method, path] += 1
        if "{form}" in path or self._granted[method, path] < OFTEN:
            self._places.pop((method, path), None)

    def version(self, method: str, path: str) -> str:
        """Return the ETag of what an operation changes."""
        place = self.place(method, path)
        if path.startswith("/payments"):
            paid = self._make("head51", "GET", f"{self._latest[method, path].path}/payments")["payments"]
            return next(f'"{each["revision"]}"' for each in paid if each["id"] == place["key"])
        if path == "/accounts/{key}":
            with self.world.client.application.app_context():
                open_session(database.session, EVERYTHING)
                return f'"{database.session.get_one(Account, UUID(place["key"])).revision}"'
        if path.startswith("/sessions/{key}/items/{item}/") and not path.endswith(("/decision", "/recusals")):
            return self._version_of_what_is_said(method, path)
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
            "articulations": [],
        }
        return usual | self.musts(method, path)

    def musts(self, method: str, path: str) -> dict[str, Any]:
        """Return the fields without which the body of an operation is not accepted, or not at this stage."""
        operation, story = (method, path), self._latest.get((method, path))
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
            case "/assessments":
                return {"dossier": {"axes": ["parents"]}, "actions": []}
            case "/estimates":
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
                return bilan()
            case "/payments/{key}":
                return {"paid_on": DAY}
        return {} if story is None else _of_story(operation, story)

    def form(self) -> dict[str, Any]:
        """Return a form with a document."""
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

    def _story(self, stage: str, *, afresh: bool) -> Story:
        """Return a dossier at a stage of its year: the one that is kept there, or another one."""
        if not afresh and stage in self._stories:
            return self._stories[stage]
        committee = str(self.world.accounts["committee51"])
        story = Story(self._make, self._deposited()["key"], committee).to(stage)
        return story if afresh else self._stories.setdefault(stage, story)

    def _there(self) -> dict[str, Any]:
        """Return the parameters that lead to what is always there."""
        return {
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

    def _draft(self) -> dict[str, Any]:
        """A draft of an organisation of its own, complete."""
        porteur = self._make("porteur51", "POST", "/porteurs", described(siret_of(next(self.numbers))))["id"]
        call = {"department": "marne", "school_year": YEAR, "porteur": porteur}
        key = self._make("porteur51", "POST", "/dossiers", call)["id"]
        self._make("porteur51", "PATCH", f"/dossiers/{key}", content(), of=f"/dossiers/{key}")
        return {"key": key}

    def _deposited(self) -> dict[str, Any]:
        place = self._draft()
        self._make("porteur51", "POST", f"/dossiers/{place['key']}/deposit")
        return place

    def _inadmissible(self) -> dict[str, Any]:
        """A dossier that is over."""
        place = self._deposited()
        path, body = f"/dossiers/{place['key']}", {"verdict": "not_met", "reason": "Hors du département."}
        self._make("head51", "POST", f"{path}/admissibility", body, of=path)
        return place

    def _awaiting(self) -> dict[str, Any]:
        """A dossier of which the Caf waits for complements."""
        place = self._deposited()
        path, asked = f"/dossiers/{place['key']}", {"text": "Les statuts.", "due_on": "2025-07-15"}
        self._make("head51", "POST", f"{path}/complements", asked, of=path)
        return place

    def _member(self) -> dict[str, Any]:
        """Somebody of the Marne's Caf, who has one role."""
        asked = {"email": f"agent{next(self.numbers)}@clas.example", "name": "Agent"}
        roles = [{"kind": "agent", "department": "marne"}]
        account = self._make("head51", "POST", "/accounts/invitations", {**asked, "roles": roles})
        return {"key": account["id"], "role": account["roles"][0]["id"]}

    def _token(self) -> dict[str, Any]:
        asked = {"label": "essai", "department": "marne", "scopes": ["dossiers:read"]}
        return {"key": self._make("head51", "POST", "/tokens", asked)["id"]}

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
            self._invitation = invitation_token(self.world.client.application, "invite@clas.example")
        return self._invitation

    _made: Mapping[tuple[str, str], Callable[["Stock"], dict[str, Any]]] = {
        ("PATCH", "/dossiers/{key}"): _draft,
        ("DELETE", "/dossiers/{key}"): _draft,
        ("POST", "/dossiers/{key}/deposit"): _draft,
        ("POST", "/dossiers/{key}/complements/answer"): _awaiting,
        ("POST", "/dossiers/{key}/attachments"): _draft,
        ("POST", "/dossiers/{key}/closing"): _inadmissible,
        ("PATCH", "/accounts/{key}"): _member,
        ("POST", "/accounts/{key}/roles"): _member,
        ("DELETE", "/accounts/{key}/roles/{role}"): _member,
        ("DELETE", "/tokens/{key}"): _token,
        ("DELETE", "/porteurs/{key}/people/{account}"): _person,
    }

    def _joined(self) -> str:
        path = f"/dossiers/{self.world.deposited}/attachments"
        answer = self.world.ask("porteur51", "POST", path, data=self.form(), content_type="multipart/form-data")
        return str(answer.get_json()["id"])

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


def _keys(path: str, story: Story) -> dict[str, Any]:
    """Return the parameters that lead to a story's dossier, session or payment."""
    key = {"/sessions": story.session, "/payments": story.payment}.get(path[:9], story.dossier)
    return {"key": key, "item": story.item, "seat": story.seats[0] if story.seats else ""}


def _of_story(operation: tuple[str, str], story: Story) -> dict[str, Any]:
    """Return what a body must hold that is about what is in a story."""
    match operation[1].rpartition("/")[2]:
        case "study":
            return {"proposal": story.decision()}
        case "agenda":
            return {"dossiers": [story.dossier]}
        case "seats":
            return {"seats": story.asked_seats()}
        case "attendance":
            return {"present": story.seats}
        case "votes":
            return {"votes": [{"seat": story.seats[0], "choice": "for", "revision": 0}]}
        case "recusals":
            return {"seat": None}
        case "decision" | "corrections":
            return story.decision()
        case "beginning":
            return {"signed_on": None}
    return {}
