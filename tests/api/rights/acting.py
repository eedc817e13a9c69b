"""Whoever acts: everybody in turn, mostly those who may."""

import re
from collections import Counter
from collections.abc import Callable
from itertools import count
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from tests.api.rights.naive import Asked
from tests.api.rights.place import PERSONS, READERS, Place
from tests.stages import invitation_token

WHO, PICK, BOLD = st.integers(0, 9), st.integers(0, 999), st.integers(0, 3).map(lambda drawn: drawn == 0)
"""Who acts, on what, and whether it is somebody who perhaps may not; else one of those who may, if there is any."""


class Acting(RuleBasedStateMachine):
    """Whoever acts, and on what: what an act asks, and what it is judged by. `done` counts the acts that were done."""

    place: Place
    done: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.rights = self.place.begin()
        self.sirets = {str(key): siret for siret, key in self.place.world.made.porteurs.items()}
        self.readers = list(READERS)
        self.keys = dict(self.place.world.keys)
        self.words = count(1)
        self.turn = 0

    def _who(self, who: int, bold: bool, able: Callable[[str], bool]) -> str:
        among = [each for each in PERSONS if able(each)]
        among = PERSONS if bold or not among else among
        return among[who % len(among)]

    def _porteur(self, pick: int) -> str:
        return list(self.sirets)[pick % len(self.sirets)]

    def _dossier(self, pick: int, *, deposited: bool = False) -> str:
        among = sorted(self.rights.deposited) if deposited else list(self.rights.dossiers)
        return among[pick % len(among)]

    def _session(self, pick: int, *, sitting: bool = False) -> str:
        """Return a session; one that is open, if there is any, where somebody is to be `sitting` in it."""
        among = list(self.rights.sessions)
        states = "SELECT 1 FROM committee_sessions WHERE id = ? AND state = 'open'"
        among = [key for key in among if sitting and self.place.rows(states, key)] or among
        return among[pick % len(among)]

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
        if done:
            self.done[f"{method} {re.sub(r'/[0-9a-f-]{36}', '', path).rpartition('/')[2]}"] += 1
        return answer if done else None

    def _asked(self, porteur: str, whom: str, by: str, department: str | None, *, hands_over: bool = False) -> None:
        try:
            token = invitation_token(self.place.world.app, f"{whom}@clas.example")
        except IndexError:
            return  # enough was mailed to that address today
        if all(each.token != token for each in self.rights.asked):
            self.rights.asked.append(Asked(porteur, whom, by, department, token, hands_over))

    def _answered(self, asked: Asked, *, accepts: bool) -> None:
        body = {"token": asked.token, "accepts": accepts}
        joins = self.rights.joins(asked)
        again = asked.whom in self.rights.people[asked.porteur] or not accepts
        done = self._act("anonymous", joins or again or not asked.waits, "POST", "/invitations/answers", body)
        if done and asked.waits and accepts:
            self.rights.join(asked)
        asked.waits &= not done
