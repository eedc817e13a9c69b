"""Allowed acts never compose into a right: thousands of steps of everybody, judged by a second, naive model."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from bench.filled import siret_of
from bench.samples import content
from clas_api.store.database import database
from tests.api.conftest import LendDatabase, MakeApp
from tests.api.rights.naive import MARNE, SEINE, Asked, Rights
from tests.casts import SIRETS, STAFF, at_a_committee, described
from tests.databases import Databases
from tests.office import PDF
from tests.stages import Stages, World, invitation_token

PERSONS = [
    "porteur51",
    "neighbour51",
    "porteur77",
    "applicant",
    "agent51",
    "agent77",
    "head51",
    "head77",
    "committee51",
    "committee77",
    "spare51",
]
READERS = ("anonymous", "national", *PERSONS, "program51", "program77")
YEARS = {MARNE: "2025-2026", SEINE: "2024-2025"}
NEW = tuple(siret_of(200 + each) for each in range(3))
"""Organisations that nobody has described yet."""
RUNS, STEPS = 24, 60
REFUSED = {401, 403, 404}
STUDIED = {"proposal": {"outcome": "refused", "reason": "Hors du champ."}}

WHO, PICK, BOLD = st.integers(0, 9), st.integers(0, 999), st.integers(0, 3).map(lambda drawn: drawn == 0)
"""Who acts, on what, and whether it is somebody who perhaps may not; else one of those who may, if there is any."""


class Place:
    """An installation of which each run begins at the same stage; `rights` are what was agreed to by then."""

    def __init__(self, world: World, databases: Databases, file: Path) -> None:
        self.world, self._databases, self._file, self._name = world, databases, file, file.stem
        answered = self._deposit_elsewhere()
        with world.app.app_context():
            database.engine.dispose()
        databases.copy(self._name, "composed")
        self._elsewhere = answered

    def begin(self) -> Rights:
        with self.world.app.app_context():
            database.engine.dispose()
        self._databases.copy("composed", self._name)
        made, rights = self.world.made, Rights()
        for who, role in STAFF.items():
            if role.department is not None:
                rights.roles.add((who, role.kind, role.department))
        rights.roles |= {("spare51", "committee", MARNE), ("program51", "program", MARNE)}
        rights.roles |= {
            ("program77", "program", SEINE),
            ("national", "national", MARNE),
            ("national", "national", SEINE),
        }
        named = {siret: str(key) for siret, key in made.porteurs.items()}
        for siret, who in zip(
            (*SIRETS, siret_of(100)), ("porteur51", "neighbour51", "porteur77", "porteur51"), strict=True
        ):
            rights.people[named[siret]] = {who}
            rights.applied[named[siret]] = {SEINE if who == "porteur77" else MARNE}
        for key, siret in (("deposited", SIRETS[0]), ("draft", SIRETS[1]), ("0", siret_of(100))):
            rights.dossiers[str(made.dossiers[key])] = (named[siret], MARNE)
        rights.dossiers[self._elsewhere] = (named[SIRETS[2]], SEINE)
        rights.deposited = {key for key in rights.dossiers if key != str(made.dossiers["draft"])}
        rights.sessions[str(made.session)] = MARNE
        rights.seats.add((str(made.session), "committee51"))
        return rights

    def rows(self, query: str, key: str) -> list[Any]:
        """Return rows about a key, without asking the service."""
        with closing(sqlite3.connect(self._file)) as connection:
            return connection.execute(query, (UUID(key).hex,)).fetchall()

    def _deposit_elsewhere(self) -> str:
        """Deposit in Seine-et-Marne, whose call is over, by more time that is granted."""
        ask, porteur = self.world.ask, str(self.world.made.porteurs[SIRETS[2]])
        more = {"porteur": porteur, "until": "2025-08-01", "reason": "Relance."}
        assert ask("agent77", "POST", _extensions(SEINE), more).status_code == 201
        call = {"department": SEINE, "school_year": YEARS[SEINE], "porteur": porteur}
        key: str = ask("porteur77", "POST", "/dossiers", call).get_json()["id"]
        ask("porteur77", "PATCH", f"/dossiers/{key}", _written("Alex Moreau"), headers={"If-Match": '"1"'})
        given = ask("porteur77", "POST", f"/dossiers/{key}/deposit", {"confirmed_unpaid": True})
        assert given.status_code == 201, given.text
        return key


class Acts(RuleBasedStateMachine):
    """What everybody may do, one after the other. After each step some look at what they may see, and may not."""

    place: Place

    def __init__(self) -> None:
        super().__init__()
        self.rights = self.place.begin()
        self.sirets = {str(key): siret for siret, key in self.place.world.made.porteurs.items()}
        self.readers = list(READERS)
        self.keys = dict(self.place.world.keys)
        self.words = count(1)
        self.turn = 0

    # Whoever acts, and on what.

    def _who(self, who: int, bold: bool, able: Callable[[str], bool]) -> str:
        among = [each for each in PERSONS if able(each)]
        among = PERSONS if bold or not among else among
        return among[who % len(among)]

    def _porteur(self, pick: int) -> str:
        return list(self.sirets)[pick % len(self.sirets)]

    def _dossier(self, pick: int, *, deposited: bool = False) -> str:
        among = sorted(self.rights.deposited) if deposited else list(self.rights.dossiers)
        return among[pick % len(among)]

    def _session(self, pick: int) -> str:
        return list(self.rights.sessions)[pick % len(self.rights.sessions)]

    def _ask(self, who: str, method: str, path: str, body: Any = None, **options: Any) -> Any:
        headers = dict(options.pop("headers", {}))
        if who in self.keys:
            headers["Authorization"] = f"Bearer {self.keys[who]}"
        answer = self.place.world.client.open(f"/api/v1{path}", method=method, json=body, headers=headers, **options)
        assert answer.status_code < 500, f"{method} {path} by {who}: {answer.text}"
        return answer

    def _revision(self, table: str, key: str) -> dict[str, str]:
        """Return what a change of a row is sent with: whoever acts may have heard of its revision."""
        ((revision,),) = self.place.rows(f"SELECT revision FROM {table} WHERE id = ?", key)
        return {"If-Match": f'"{revision}"'}

    def _act(self, who: str, may: bool, method: str, path: str, body: Any = None, **options: Any) -> Any:
        """Ask for a change: what neither a role nor consent gives is refused. Return what was done, or nothing."""
        answer = self._ask(who, method, path, body, **options)
        done = answer.status_code < 300
        assert may or not done, f"{who} may not: {method} {path} {body} -> {answer.status_code} {answer.text}"
        return answer if done else None

    # Porteurs and their people.

    @rule(who=WHO, pick=PICK)
    def describe(self, who: int, pick: int) -> None:
        name, siret = PERSONS[who], NEW[pick % len(NEW)]
        departments = self.rights.caf(name)
        only = bool(self.rights.members(name)) and not any(name in each for each in self.rights.people.values())
        done = self._act(name, bool(departments) or not only, "POST", "/porteurs", described(siret))
        if done:
            key = done.get_json()["id"]
            self.sirets[key] = siret
            self.rights.applied[key] = departments
            self.rights.people[key] = set() if departments else {name}

    @rule(who=WHO, bold=BOLD, pick=PICK, whom=WHO)
    def invite(self, who: int, bold: bool, pick: int, whom: int) -> None:
        porteur, other = self._porteur(pick), PERSONS[whom]
        name = self._who(who, bold, lambda each: self.rights.word(each, porteur)[0])
        body = {"email": f"{other}@clas.example", "name": other}
        may = self.rights.invites(name, porteur, other)
        if self._act(name, may, "POST", f"/porteurs/{porteur}/people", body):
            self._asked(porteur, other, name, self.rights.word(name, porteur)[1])

    @rule(who=WHO, bold=BOLD, pick=PICK, whom=WHO)
    def hand_over(self, who: int, bold: bool, pick: int, whom: int) -> None:
        porteur, other = self._porteur(pick), PERSONS[whom]
        name = self._who(who, bold, lambda each: self.rights.hands_over(each, porteur, other))
        body = {"email": f"{other}@clas.example", "name": other, "reason": "Le SIRET est le sien."}
        may = self.rights.hands_over(name, porteur, other)
        if self._act(name, may, "POST", f"/porteurs/{porteur}/handover", body):
            (department,) = self.rights.applied[porteur]
            self._asked(porteur, other, name, department, hands_over=True)

    def _asked(self, porteur: str, whom: str, by: str, department: str | None, *, hands_over: bool = False) -> None:
        try:
            token = invitation_token(self.place.world.app, f"{whom}@clas.example")
        except IndexError:
            return  # enough was mailed to that address today
        if all(each.token != token for each in self.rights.asked):
            self.rights.asked.append(Asked(porteur, whom, by, department, token, hands_over))

    @precondition(lambda self: self.rights.asked)
    @rule(pick=PICK, accepts=st.integers(0, 3).map(bool))
    def answer(self, pick: int, accepts: bool) -> None:
        asked = self.rights.asked[pick % len(self.rights.asked)]
        body = {"token": asked.token, "accepts": accepts}
        joins = self.rights.joins(asked)
        again = asked.whom in self.rights.people[asked.porteur] or not accepts
        done = self._act("anonymous", joins or again or not asked.waits, "POST", "/invitations/answers", body)
        if done and asked.waits and accepts:
            self.rights.join(asked)
        asked.waits &= not done

    @rule(who=WHO, bold=BOLD, pick=PICK, whom=WHO)
    def remove(self, who: int, bold: bool, pick: int, whom: int) -> None:
        porteur = self._porteur(pick)
        there = sorted(self.rights.people[porteur]) or PERSONS
        other = there[whom % len(there)]
        name = self._who(who, bold, lambda each: self.rights.word(each, porteur)[0])
        path = f"/porteurs/{porteur}/people/{self.place.world.accounts[other]}"
        if self._act(name, self.rights.removes(name, porteur), "DELETE", path):
            self.rights.leave(porteur, other)

    @rule(who=WHO, bold=BOLD, pick=PICK)
    def change_porteur(self, who: int, bold: bool, pick: int) -> None:
        porteur = self._porteur(pick)
        name = self._who(who, bold, lambda each: each in self.rights.people[porteur])
        headers = self._revision("porteurs", porteur)
        may = name in self.rights.people[porteur]
        self._act(name, may, "PATCH", f"/porteurs/{porteur}", {"phone": "03 26 00 00 00"}, headers=headers)

    @rule(who=WHO, bold=BOLD, pick=PICK, place=st.sampled_from((MARNE, SEINE)))
    def grant_time(self, who: int, bold: bool, pick: int, place: str) -> None:
        name = self._who(who, bold, lambda each: place in self.rights.caf(each))
        body = {"porteur": self._porteur(pick), "until": "2025-08-29", "reason": f"Délai {next(self.words)}."}
        self._act(name, place in self.rights.caf(name), "POST", _extensions(place), body)

    # Dossiers, by their porteurs.

    @rule(who=WHO, bold=BOLD, pick=PICK, place=st.sampled_from((MARNE, SEINE)))
    def start(self, who: int, bold: bool, pick: int, place: str) -> None:
        porteur = self._porteur(pick)
        may = self.rights.people[porteur]
        name = self._who(who, bold, may.__contains__)
        body = {"department": place, "school_year": YEARS[place], "porteur": porteur}
        if done := self._act(name, name in may, "POST", "/dossiers", body):
            self.rights.dossiers[done.get_json()["id"]] = (porteur, place)
            self.rights.applied[porteur].add(place)

    @rule(who=WHO, bold=BOLD, pick=PICK)
    def save(self, who: int, bold: bool, pick: int) -> None:
        dossier = self._dossier(pick)
        name = self._who(who, bold, lambda each: self.rights.writes(each, dossier))
        words, path = f"Marque{next(self.words)}.", f"/dossiers/{dossier}"
        headers = self._revision("dossiers", dossier)
        if self._act(name, self.rights.writes(name, dossier), "PATCH", path, _written(words), headers=headers):
            self.rights.unsent[dossier] = words

    @rule(who=WHO, bold=BOLD, pick=PICK)
    def deposit(self, who: int, bold: bool, pick: int) -> None:
        dossier = self._dossier(pick)
        name = self._who(who, bold, lambda each: self.rights.writes(each, dossier))
        body = {"confirmed_unpaid": True}
        if self._act(name, self.rights.writes(name, dossier), "POST", f"/dossiers/{dossier}/deposit", body):
            self.rights.deposited.add(dossier)
            self.rights.unsent.pop(dossier, None)

    @rule(who=WHO, bold=BOLD, pick=PICK)
    def withdraw(self, who: int, bold: bool, pick: int) -> None:
        dossier = self._dossier(pick, deposited=True)
        name = self._who(who, bold, lambda each: self.rights.writes(each, dossier))
        headers = self._revision("dossiers", dossier)
        may = self.rights.writes(name, dossier)
        self._act(name, may, "POST", f"/dossiers/{dossier}/withdrawal", {"reason": "Non."}, headers=headers)

    @rule(who=WHO, bold=BOLD, pick=PICK)
    def join_a_document(self, who: int, bold: bool, pick: int) -> None:
        dossier = self._dossier(pick)
        name = self._who(who, bold, lambda each: self.rights.writes(each, dossier))
        options = {
            "data": {"kind": "statutes", "file": (BytesIO(PDF), "statuts.pdf")},
            "content_type": "multipart/form-data",
        }
        self._act(name, self.rights.writes(name, dossier), "POST", f"/dossiers/{dossier}/attachments", **options)

    # The Caf and its committee.

    @rule(who=WHO, bold=BOLD, pick=PICK, act=st.sampled_from(("assign", "judge", "study", "note", "ask")))
    def study(self, who: int, bold: bool, pick: int, act: str) -> None:
        dossier = self._dossier(pick)
        name = self._who(who, bold, lambda each: self.rights.studies(each, dossier))
        agents = [each for each in PERSONS if self.rights.caf(each)]
        method, below, body = {
            "assign": ("PUT", "assignment", {"account": str(self.place.world.accounts[agents[pick % len(agents)]])}),
            "judge": ("POST", "admissibility", {"verdict": "met"}),
            "study": ("POST", "study", STUDIED),
            "note": ("POST", "notes", {"text": "À revoir."}),
            "ask": ("POST", "complements", {"text": "Les statuts.", "due_on": "2025-07-20"}),
        }[act]
        headers = self._revision("dossiers", dossier)
        may = self.rights.studies(name, dossier)
        self._act(name, may, method, f"/dossiers/{dossier}/{below}", body, headers=headers)

    @rule(who=WHO, bold=BOLD, pick=PICK)
    def write_a_message(self, who: int, bold: bool, pick: int) -> None:
        dossier = self._dossier(pick)
        name = self._who(who, bold, lambda each: self.rights.talks(each, dossier))
        body = {"text": f"Bonjour {next(self.words)}."}
        self._act(name, self.rights.talks(name, dossier), "POST", f"/dossiers/{dossier}/messages", body)

    @rule(who=WHO, bold=BOLD)
    def plan_a_session(self, who: int, bold: bool) -> None:
        name = self._who(who, bold, lambda each: MARNE in self.rights.caf(each))
        body = {"school_year": YEARS[MARNE], "body": "steering", "held_on": "2025-07-01", "place": "Caf"}
        if done := self._act(name, MARNE in self.rights.caf(name), "POST", f"/departments/{MARNE}/sessions", body):
            self.rights.sessions[done.get_json()["id"]] = MARNE

    @rule(who=WHO, bold=BOLD, pick=PICK, whom=WHO, act=st.sampled_from(("agenda", "seats", "opening")))
    def prepare_a_session(self, who: int, bold: bool, pick: int, whom: int, act: str) -> None:
        session, other = self._session(pick), PERSONS[whom]
        name = self._who(who, bold, lambda each: MARNE in self.rights.caf(each))
        headers = self._revision("committee_sessions", session)
        holder = {"institution": "education-nationale", "account": str(self.place.world.accounts[other])}
        method, body = {
            "agenda": ("PUT", {"dossiers": sorted({self._dossier(pick), self._dossier(pick + 1)})}),
            "seats": ("PUT", {"seats": [holder, {"institution": "caf", "name": "Dominique Roy", "presides": True}]}),
            "opening": ("POST", None),
        }[act]
        may = MARNE in self.rights.caf(name) and (act != "seats" or MARNE in self.rights.members(other))
        done = self._act(name, may, method, f"/sessions/{session}/{act}", body, headers=headers)
        if done and act == "seats":
            self.rights.seats = {each for each in self.rights.seats if each[0] != session} | {(session, other)}

    @rule(who=WHO, bold=BOLD, pick=PICK, act=st.sampled_from(("vote", "opinion", "recusals")))
    def sit(self, who: int, bold: bool, pick: int, act: str) -> None:
        session = self._session(pick)
        items = [
            str(UUID(key)) for (key,) in self.place.rows("SELECT id FROM session_items WHERE session_id = ?", session)
        ]
        if not items:
            return
        name = self._who(who, bold, lambda each: (session, each) in self.rights.seats)
        method, body = {
            "vote": ("PUT", {"choice": "for"}),
            "opinion": ("PUT", {"scale": "reserved", "reason": "À voir.", "given": True}),
            "recusals": ("POST", {"reason": "Ami."}),
        }[act]
        path = f"/sessions/{session}/items/{items[pick % len(items)]}/{act}"
        headers = {"If-Match": '"0"'} if act == "opinion" else {}
        may = (session, name) in self.rights.seats and MARNE in self.rights.members(name)
        self._act(name, may, method, path, body, headers=headers)

    # Accounts of a Caf, and keys of programs.

    @rule(
        who=WHO,
        bold=BOLD,
        whom=WHO,
        place=st.sampled_from((MARNE, SEINE)),
        kind=st.sampled_from(("agent", "committee")),
    )
    def give_a_role(self, who: int, bold: bool, whom: int, place: str, kind: str) -> None:
        name, other = self._who(who, bold, lambda each: place in self.rights.departments(each, "head")), PERSONS[whom]
        role = {"kind": kind, "department": place, **({"institution": "caf"} if kind == "committee" else {})}
        body = {"email": f"{other}@clas.example", "name": other, "roles": [role]}
        if self._act(name, place in self.rights.departments(name, "head"), "POST", "/accounts/invitations", body):
            self.rights.roles.add((other, kind, place))

    @rule(who=WHO, bold=BOLD, pick=PICK)
    def take_a_role_away(self, who: int, bold: bool, pick: int) -> None:
        there = [each for each in sorted(self.rights.roles) if each[0] in PERSONS and each[1] != "head"]
        if not there:
            return
        other, kind, place = there[pick % len(there)]
        listed = self._ask("admin", "GET", f"/accounts?email={other}@clas.example").get_json()["items"][0]
        role = next(each for each in listed["roles"] if (each["kind"], each["department"]) == (kind, place))
        name = self._who(who, bold, lambda each: place in self.rights.departments(each, "head"))
        path = f"/accounts/{listed['id']}/roles/{role['id']}"
        if self._act(name, place in self.rights.departments(name, "head"), "DELETE", path):
            self.rights.roles = {each for each in self.rights.roles if each != (other, kind, place)}

    @rule(who=WHO, bold=BOLD, place=st.sampled_from((MARNE, SEINE)))
    def make_a_key(self, who: int, bold: bool, place: str) -> None:
        name = self._who(who, bold, lambda each: place in self.rights.departments(each, "head"))
        body = {"label": "Programme", "department": place, "scopes": ["dossiers:read", "porteurs:read", "audit:read"]}
        done = self._act(name, place in self.rights.departments(name, "head"), "POST", "/tokens", body)
        if done and "made" not in self.keys:
            self.keys["made"] = done.get_json()["token"]
            self.readers.append("made")
            self.rights.roles.add(("made", "program", place))

    @rule(who=WHO, pick=PICK)
    def look_a_porteur_up(self, who: int, pick: int) -> None:
        """A Caf that knows a SIRET is told whose it is, and no more; nobody else is told anything."""
        name, porteur = PERSONS[who], self._porteur(pick)
        found = self._ask(name, "GET", f"/porteurs?siret={self.sirets[porteur]}")
        items = found.get_json()["items"] if found.status_code == 200 else []
        if not self.rights.knows(name, porteur):
            told = [{key for key, value in each.items() if value is not None} for each in items]
            expected = [{"id", "name", "siret"}] if self.rights.caf(name) else []
            assert told == expected, f"{name} is told {items}"
        for other in (MARNE, SEINE):
            narrowed = self._ask(name, "GET", f"/porteurs?siret={self.sirets[porteur]}&department={other}")
            theirs = self.rights.of_any(name)
            assert narrowed.status_code == 422 or not theirs or other in theirs, f"{name} asks of {other}"

    # What everybody reads.

    @invariant()
    def look(self) -> None:
        """After each act somebody else reads what they may see, or may not: a list, or some address."""
        self.turn += 1
        if self.turn % 4 == 0:
            self._lists(self.readers[self.turn // 4 % len(self.readers)])
        else:
            who = self.readers[self.turn % len(self.readers)]
            told = list(self.rights.readings(who).items())
            self._read(who, *told[self.turn * 37 % len(told)])

    def _read(self, who: str, path: str, may: bool) -> None:
        answer = self._ask(who, "GET", path)
        if may and path.count("/") == 2:
            assert answer.status_code == 200, f"{who} may read {path}: {answer.text}"
        if not may:
            assert answer.status_code in REFUSED, f"{who} may not read {path}: {answer.text}"
        self._tells_no_draft(who, path, answer.text)

    def _tells_no_draft(self, who: str, path: str, text: str) -> None:
        if path.endswith("/audit"):
            return  # the trace holds every change: it is for whoever may read it
        for dossier, words in self.rights.unsent.items():
            if dossier in self.rights.deposited and not self.rights.writes(who, dossier):
                assert words not in text, f"{who} reads in {path} what is not deposited yet"

    def _lists(self, who: str) -> None:
        """The lists hold what somebody may see: all of it, and nothing else."""
        for path, seen in (
            ("/dossiers", {key for key in self.rights.dossiers if self.rights.reads(who, key)}),
            ("/porteurs", {key for key in self.sirets if self.rights.knows(who, key)}),
        ):
            answer = self._ask(who, "GET", f"{path}?limit=100")
            listed = {each["id"] for each in answer.get_json()["items"]} if answer.status_code == 200 else set()
            assert listed == seen, f"{who} in {path}: too many {listed - seen}, too few {seen - listed}"
            self._tells_no_draft(who, path, answer.text)

    def teardown(self) -> None:
        """At the end everybody looks at the lists, and at some addresses."""
        for index, who in enumerate(self.readers):
            self._lists(who)
            for path, may in list(self.rights.readings(who).items())[index * 7 % 60 :: 60]:
                self._read(who, path, may)


def _extensions(place: str) -> str:
    return f"/departments/{place}/campaigns/{YEARS[place]}/extensions"


def _written(words: str) -> dict[str, Any]:
    """Return a dossier as it may be deposited in either department: what bonuses are worth is not published yet."""
    whole = content()
    whole["contact"]["name"] = words
    whole["actions"][0]["groups"][0]["bonuses"] = []
    return whole


def test_allowed_acts_never_compose_into_a_right(
    make_app: MakeApp, lend_database: LendDatabase, stages: Stages, databases_of: Callable[[str], Databases]
) -> None:
    url = lend_database("sqlite", empty=False)
    app = make_app(database_url=url)
    app.config["RATELIMIT_ENABLED"] = False
    world = stages.put_back(app, "session open", at_a_committee(1))
    there = Place(world, databases_of("sqlite"), Path(url.removeprefix("sqlite:///")))
    machine = type("ActsThere", (Acts,), {"place": there})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            phases=[Phase.generate],  # a run is told step by step; to shorten it would take minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
