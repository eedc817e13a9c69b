"""One dossier's year, played through the service up to the stage that a request needs."""

from collections.abc import Callable
from typing import Any

YEAR = "2025-2026"
DAY = "2025-07-01"

Make = Callable[..., Any]
"""Asks the service as somebody, and returns what is answered; what is refused is a fault of the test."""


class Story:
    """A deposited dossier, and what comes of it; `to` plays whatever stages are missing up to one of `STAGES`."""

    def __init__(self, make: Make, dossier: str, committee: str) -> None:
        self._make, self.dossier, self._committee = make, dossier, committee
        self._played = 0
        self.session = self.item = self.payment = ""
        self.seats: list[str] = []

    @property
    def path(self) -> str:
        return f"/dossiers/{self.dossier}"

    @property
    def place(self) -> str:
        """Where its session is."""
        return f"/sessions/{self.session}"

    def to(self, stage: str) -> "Story":
        for name in STAGES[self._played : STAGES.index(stage) + 1]:
            if name != STAGES[0]:
                getattr(self, f"_{name}")()
            self._played += 1
        return self

    def decision(self) -> dict[str, Any]:
        """Return a decision that grants all that was asked."""
        asked = self._make("head51", "GET", f"{self.path}/check")["estimate"]["groups"]
        groups = [
            {
                "position": position,
                "retained": True,
                "running_costs": group["steps"][0]["result"],
                "bonuses": {"children": "Un projet mené toute l'année."},
            }
            for position, group in enumerate(asked, start=1)
        ]
        return {"outcome": "approved", "reason": "Tout est là.", "groups": groups}

    def asked_seats(self) -> list[dict[str, Any]]:
        return [
            {"institution": "caf", "name": "La Caf", "presides": True},
            {"institution": "education-nationale", "account": self._committee},
        ]

    def _change(self, method: str, path: str, body: Any = None, *, of: str, who: str = "head51") -> Any:
        return self._make(who, method, path, body, of=of)

    def _admissible(self) -> None:
        self._change("POST", f"{self.path}/admissibility", {"verdict": "met"}, of=self.path)

    def _examined(self) -> None:
        self._change("POST", f"{self.path}/study", {"proposal": self.decision()}, of=self.path)

    def _planned(self) -> None:
        asked = {"school_year": YEAR, "body": "technical", "held_on": DAY, "place": "Salle du conseil"}
        self.session = self._make("head51", "POST", "/departments/marne/sessions", asked)["id"]
        self._change("PUT", f"{self.place}/agenda", {"dossiers": [self.dossier]}, of=self.place)
        self.item = self._make("head51", "GET", self.place)["items"][0]["id"]

    def _seated(self) -> None:
        told = self._change("PUT", f"{self.place}/seats", {"seats": self.asked_seats()}, of=self.place)
        self.seats = [each["id"] for each in told["seats"]]

    def _present(self) -> None:
        self._change("PUT", f"{self.place}/attendance", {"present": self.seats}, of=self.place)

    def _open(self) -> None:
        self._change("POST", f"{self.place}/opening", of=self.place)

    def _decided(self) -> None:
        item = f"{self.place}/items/{self.item}"
        votes = [{"seat": seat, "choice": "for", "revision": 0} for seat in self.seats]
        self._make("head51", "PUT", f"{item}/votes", {"votes": votes})
        self._change("PUT", f"{item}/decision", self.decision(), of=item)

    def _approved(self) -> None:
        self._change("POST", f"{self.place}/closing", of=self.place)

    def _notified(self) -> None:
        self._change("POST", f"{self.path}/notification", of=self.path)

    def _begun(self) -> None:
        self._change("POST", f"{self.path}/beginning", {}, of=self.path)

    def _written(self) -> None:
        self._change("PATCH", f"{self.path}/bilan", bilan(), of=f"{self.path}/bilan", who="porteur51")

    def _filed(self) -> None:
        self._change("POST", f"{self.path}/bilan/filing", of=f"{self.path}/bilan", who="porteur51")

    def _settled(self) -> None:
        self._change("POST", f"{self.path}/settlement", of=self.path)
        self.payment = self._make("head51", "GET", f"{self.path}/payments")["payments"][-1]["id"]


STAGES = (
    "deposited",
    "admissible",
    "examined",
    "planned",
    "seated",
    "present",
    "open",
    "decided",
    "approved",
    "notified",
    "begun",
    "written",
    "filed",
    "settled",
)


def bilan() -> dict[str, Any]:
    """Return a whole bilan."""
    group = {
        "position": 1,
        "children": [{"level": "ce2", "girls": 5, "boys": 5}],
        "attendance": 95,
        "sessions_held": 58,
        "parents": 12,
        "paid_adults": 1,
        "volunteer_adults": 1,
        "running_costs": "9000.00",
        "bonus_use": "Une autrice, une exposition.",
    }
    lines = [{"account": "641", "amount": "9000.00"}, {"account": "74", "funder": "commune", "amount": "9000.00"}]
    axes = dict.fromkeys(("children", "parents", "school", "territory"), "Ce qui a été fait.")
    return {"groups": [group], "schools": 1, "axes": axes, "budget": lines}
