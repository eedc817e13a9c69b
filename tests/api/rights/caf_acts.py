"""What a Caf and its committee do: studying, sitting, giving roles and keys."""

from functools import partial
from itertools import product
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from tests.api.rights.acting import BOLD, PICK, WHO, Acting
from tests.api.rights.naive import MARNE, SEINE
from tests.api.rights.place import PERSONS, YEARS

STUDIED = {"proposal": {"outcome": "refused", "reason": "Hors du champ."}}


class CafActs(Acting):
    """Studying a dossier, holding a session, looking after accounts, looking a porteur up."""

    first: str
    """What a run begins with, where chance alone would seldom come to it."""

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

    @initialize(who=WHO, keeps=st.booleans())
    def begin(self, who: int, keeps: bool) -> None:
        """A session is open at the start."""
        if self.first == "a tie":
            self.be_tied(0)
            self.settle_recusals(who, False, 0, keeps)
        if self.first == "a closing":
            self.prepare_a_decision(who, False, 0)
            self.close_a_session(who, False, 0)

    @rule(who=WHO, bold=BOLD, pick=PICK)
    def prepare_a_decision(self, who: int, bold: bool, pick: int) -> None:
        session = self._session(pick, sitting=True)
        for item, dossier in self._items(session):
            name = self._who(who, bold, lambda each: MARNE in self.rights.caf(each))
            headers = self._revision("session_items", item)
            body = {"outcome": "deferred", "reason": "Plus tard."}
            may = MARNE in self.rights.caf(name) and not self.rights.writes(name, dossier)
            self._act(name, may, "PUT", f"/sessions/{session}/items/{item}/decision", body, headers=headers)

    @rule(who=WHO, bold=BOLD, pick=PICK)
    def close_a_session(self, who: int, bold: bool, pick: int) -> None:
        session = self._session(pick, sitting=True)
        name = self._who(who, bold, lambda each: MARNE in self.rights.caf(each))
        headers = self._revision("committee_sessions", session)
        self._act(name, MARNE in self.rights.caf(name), "POST", f"/sessions/{session}/closing", headers=headers)

    @rule(pick=PICK)
    def be_tied(self, pick: int) -> None:
        """Whoever sits in a session joins a porteur that it is about to decide on: asked by its people, and willing."""
        session = self._session(pick, sitting=True)
        for _, dossier in self._items(session):
            porteur = self.rights.dossiers[dossier][0]
            sitting = [name for at, name in sorted(self.rights.seats) if at == session]
            for name, other in product(sorted(self.rights.people[porteur])[:1], sitting):
                body = {"email": f"{other}@clas.example", "name": other}
                self._act(name, self.rights.invites(name, porteur, other), "POST", f"/porteurs/{porteur}/people", body)
                self._asked(porteur, other, name, None)
        for asked in self.rights.asked[-2:]:
            self._answered(asked, accepts=True)

    @rule(who=WHO, bold=BOLD, pick=PICK, keeps=st.booleans())
    def settle_recusals(self, who: int, bold: bool, pick: int, keeps: bool) -> None:
        session = self._session(pick, sitting=True)
        seats = self.place.rows("SELECT id, account_id FROM session_seats WHERE session_id = ?", session)
        for (item, dossier), (seat, account) in product(self._items(session), seats):
            able = partial(self.rights.settles, session=session, dossier=dossier, seated=self._named(account))
            name = self._who(who, bold, able)
            path = f"/sessions/{session}/items/{item}/recusals/{UUID(seat)}"
            self._act(name, able(name), "PUT", path, {"keeps": keeps, "reason": "Dit en séance."})

    def _named(self, account: str | None) -> str:
        """Return whose account it is, by its key; nobody's where there is none."""
        names = {key: name for name, key in self.place.world.accounts.items()}
        return names[UUID(account)] if account else ""

    @rule(who=WHO, bold=BOLD, pick=PICK, act=st.sampled_from(("vote", "opinion", "recusals")))
    def sit(self, who: int, bold: bool, pick: int, act: str) -> None:
        session = self._session(pick, sitting=True)
        items = [item for item, _ in self._items(session)]
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

    def _items(self, session: str) -> list[tuple[str, str]]:
        """Return what is on the agenda of a session: each item, and its dossier."""
        rows = self.place.rows("SELECT id, dossier_id FROM session_items WHERE session_id = ?", session)
        return [(str(UUID(item)), str(UUID(dossier))) for item, dossier in rows]

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
        # Somebody may sit in a committee for two institutions: then there are two roles to take away.
        roles = [each["id"] for each in listed["roles"] if (each["kind"], each["department"]) == (kind, place)]
        name = self._who(who, bold, lambda each: place in self.rights.departments(each, "head"))
        able, path = place in self.rights.departments(name, "head"), f"/accounts/{listed['id']}/roles"
        if all(self._act(name, able, "DELETE", f"{path}/{each}") for each in roles):
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
