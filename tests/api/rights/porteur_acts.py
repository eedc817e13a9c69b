"""What is done about porteurs: their people, their dossiers."""

from io import BytesIO

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.api.rights.acting import BOLD, PICK, WHO, Acting
from tests.api.rights.naive import MARNE, SEINE
from tests.api.rights.place import NEW, PERSONS, YEARS, extensions_of, written
from tests.casts import described
from tests.office import PDF


class PorteurActs(Acting):
    """Describing a porteur, joining it, leaving it, handing it over, confirming it; writing its dossiers."""

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

    @precondition(lambda self: self.rights.asked)
    @rule(pick=PICK, accepts=st.integers(0, 3).map(bool))
    def answer(self, pick: int, accepts: bool) -> None:
        self._answered(self.rights.asked[pick % len(self.rights.asked)], accepts=accepts)

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
    def confirm(self, who: int, bold: bool, pick: int) -> None:
        porteur = self._porteur(pick)
        name = self._who(who, bold, lambda each: self.rights.confirms(each, porteur))
        body = {"basis": f"Statuts {next(self.words)}."}
        self._act(name, self.rights.confirms(name, porteur), "POST", f"/porteurs/{porteur}/confirmation", body)

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
        self._act(name, place in self.rights.caf(name), "POST", extensions_of(place), body)

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
        if self._act(name, self.rights.writes(name, dossier), "PATCH", path, written(words), headers=headers):
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
