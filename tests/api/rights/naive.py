"""Who may read and change what, said a second time and naively: who has which role, who consented, who applied where.

Nothing of the service is asked: only what was agreed to, by whom. The acts of the test tell it what came of them.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import product

MARNE, SEINE = "marne", "seine_et_marne"


@dataclass
class Asked:
    """Somebody who is asked to join a porteur: by one of its people, or by a Caf, whose `department` stands then."""

    porteur: str
    whom: str
    by: str
    department: str | None
    token: str
    hands_over: bool = False
    waits: bool = True


@dataclass
class Rights:
    """What was agreed to until now."""

    roles: set[tuple[str, str, str]] = field(default_factory=set)
    """Who, as what, in which department: ``agent``, ``head``, ``committee``, ``program``, ``national``."""
    people: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    applied: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """In which departments a porteur began a dossier, or was described by the Caf itself."""
    dossiers: dict[str, tuple[str, str]] = field(default_factory=dict)
    deposited: set[str] = field(default_factory=set)
    unsent: dict[str, str] = field(default_factory=dict)
    """Words that a porteur has written into a dossier since it was deposited."""
    sessions: dict[str, str] = field(default_factory=dict)
    seats: set[tuple[str, str]] = field(default_factory=set)
    asked: list[Asked] = field(default_factory=list)

    def departments(self, who: str, *kinds: str) -> set[str]:
        return {place for name, kind, place in self.roles if name == who and kind in kinds}

    def caf(self, who: str) -> set[str]:
        return self.departments(who, "agent", "head")

    def members(self, who: str) -> set[str]:
        return self.departments(who, "agent", "head", "committee")

    def of_any(self, who: str) -> set[str]:
        return self.departments(who, "agent", "head", "committee", "program")

    def writes(self, who: str, dossier: str) -> bool:
        return who in self.people[self.dossiers[dossier][0]]

    def reads(self, who: str, dossier: str) -> bool:
        department = self.dossiers[dossier][1]
        seen = self.of_any(who) if dossier in self.deposited else self.caf(who)
        return self.writes(who, dossier) or department in seen

    def pays(self, who: str, dossier: str) -> bool:
        kinds = ("agent", "head", "program") if dossier in self.deposited else ("agent", "head")
        return self.writes(who, dossier) or self.dossiers[dossier][1] in self.departments(who, *kinds)

    def studies(self, who: str, dossier: str) -> bool:
        """The Caf's work on what was deposited; whoever is of the porteur leaves it to a colleague."""
        theirs = dossier in self.deposited and self.dossiers[dossier][1] in self.caf(who)
        return theirs and not self.writes(who, dossier)

    def talks(self, who: str, dossier: str) -> bool:
        return self.writes(who, dossier) or self.dossiers[dossier][1] in self.caf(who)

    def knows(self, who: str, porteur: str) -> bool:
        return who in self.people[porteur] or bool(self.applied[porteur] & self.of_any(who))

    def word(self, who: str, porteur: str) -> tuple[bool, str | None]:
        """Whether somebody has a word on a porteur's people, and as which Caf, if not as one of them."""
        if who in self.people[porteur]:
            return True, None
        theirs = self.applied[porteur] & self.caf(who)
        with_it = {place for key, (of, place) in self.dossiers.items() if of == porteur and key in self.deposited}
        alone = len(self.applied[porteur]) == 1 and not self.people[porteur]
        for place in sorted(theirs):
            if place in with_it or alone:
                return True, place
        return False, None

    def invites(self, who: str, porteur: str, whom: str) -> bool:
        able, department = self.word(who, porteur)
        return able and who != whom and self._may_add(porteur, department)

    def hands_over(self, who: str, porteur: str, whom: str) -> bool:
        """The head of the only Caf that a porteur applies to, with a deposit; never to oneself, nor one's own."""
        with_it = {place for key, (of, place) in self.dossiers.items() if of == porteur and key in self.deposited}
        theirs = len(with_it) == 1 and self.applied[porteur] == with_it <= self.departments(who, "head")
        return theirs and who != whom and who not in self.people[porteur]

    def confirms(self, who: str, porteur: str) -> bool:
        """A Caf where it has deposited, by somebody who is not of the porteur."""
        with_it = {place for key, (of, place) in self.dossiers.items() if of == porteur and key in self.deposited}
        return bool(with_it & self.caf(who)) and who not in self.people[porteur]

    def settles(self, who: str, session: str, dossier: str, seated: str) -> bool:
        """The secretariat, for whoever presides: nobody settles their own, nor what is of their own porteur."""
        return self.sessions[session] in self.caf(who) and who != seated and not self.writes(who, dossier)

    def joins(self, asked: Asked) -> bool:
        outside = not (asked.department or asked.hands_over) or not self.members(asked.whom)
        return asked.waits and outside and self._may_add(asked.porteur, asked.department)

    def removes(self, who: str, porteur: str) -> bool:
        able, department = self.word(who, porteur)
        return able and (department is None or self.applied[porteur] == {department})

    def _may_add(self, porteur: str, department: str | None) -> bool:
        return department is None or self.applied[porteur] == {department} or not self.people[porteur]

    def join(self, asked: Asked) -> None:
        """Be told that somebody has accepted; where the porteur was handed over, nobody else belongs to it any more."""
        asked.waits = False
        if asked.hands_over:
            self.people[asked.porteur] = set()
            for each in self.asked:
                each.waits &= each.porteur != asked.porteur
        self.people[asked.porteur].add(asked.whom)

    def leave(self, porteur: str, who: str) -> None:
        self.people[porteur].discard(who)
        for each in self.asked:
            each.waits &= (each.porteur, each.by) != (porteur, who)

    def readings(self, who: str) -> dict[str, bool]:
        """Whether somebody may read each address: the parts of dossiers, the file of a porteur, sessions, traces."""
        told: dict[str, bool] = {}
        for key, (_, place) in self.dossiers.items():
            at = f"/dossiers/{key}"
            whole, members = self.reads(who, key), place in self.members(who)
            told |= {f"{at}{part}": whole for part in ("", "/check", "/versions", "/attachments", "/decisions")}
            told |= {f"{at}{part}": whole for part in ("/changes", "/complements")}
            told |= {f"{at}/payments": self.pays(who, key), f"{at}/messages": self.talks(who, key)}
            told |= {f"{at}/notes": place in self.caf(who)}
            told |= {f"{at}{part}": members for part in ("/study", "/comparison", "/additionality")}
        for porteur in self.applied:
            told |= {f"/porteurs/{porteur}": self.knows(who, porteur)}
            told |= {f"/porteurs/{porteur}/people": self.word(who, porteur)[0]}
        for session, place in self.sessions.items():
            told |= {f"/sessions/{session}{part}": place in self.members(who) for part in ("", "/matrix.json")}
        for place, (part, kinds) in product((MARNE, SEINE), _OF_A_DEPARTMENT.items()):
            told[f"/departments/{place}/{part}"] = place in self.departments(who, *kinds)
        return told


_OF_A_DEPARTMENT = {
    "audit": ("head", "program"),
    "agents": ("agent", "head"),
    "sessions": ("agent", "head", "committee"),
    "statistics/2025-2026": ("agent", "head", "committee", "program", "national"),
}
