"""How a dossier ends, and what then stands of what it was granted: every page, answer and count asks here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from clas_core.dossiers.lifecycle import Outcome, State
from clas_core.money import write_euros
from clas_core.years import write_day

Side = Literal["porteur", "caf"]

_TOLD: tuple[State, ...] = ("approved", "notified", "running", "bilan_filed", "settled", "closed", "withdrawn")
"""The states of a dossier, as whoever asks knows them, in which what it was granted may be said."""

_BY = {"porteur": " par le porteur", "caf": " par la Caf"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a dossier ended: taken back, or its grant given up, or closed; when, by which side, and why.

    Of what ended before this was kept, only that it did is known. `outcome` is that of its last decision.
    """

    given_up: bool
    outcome: Outcome | None
    ended_at: datetime | None = None
    side: Side | None = None
    reason: str | None = None

    @property
    def of_a_grant(self) -> bool:
        """Whether it gives up what was granted."""
        return self.given_up and self.outcome == "approved"

    @property
    def what(self) -> str:
        """What has ended, in words."""
        return "agrément abandonné" if self.of_a_grant else "dossier retiré" if self.given_up else "dossier clos"

    def said(self, decided: int | None = None) -> str:
        """Say how it ended, when, by whom; of a grant, that nothing is paid of what was `decided`, in cents."""
        day = f" le {write_day(self.ended_at.date())}" if self.ended_at else ""
        words = f"{self.what.capitalize()}{day}{_BY.get(self.side or '', '')}."
        if self.of_a_grant:
            amount = "" if decided is None else f" des {write_euros(decided)} qui étaient accordés"
            words += f" Rien n'est versé{amount}."
        return words

    @property
    def why(self) -> str:
        """Say why, or that it was not kept where a grant was given up."""
        if self.reason:
            return f"Motif : {self.reason}"
        return "Aucun motif n'est enregistré." if self.of_a_grant else ""


def granted_told(state: State, outcome: Outcome | None, granted: int) -> int | None:
    """Return what stands of what was granted, to whoever knows `state` of the dossier; `None` while nothing is told.

    `granted` is what the last decision grants, or nothing once it was given up.
    """
    return granted if outcome == "approved" and state in _TOLD else None
