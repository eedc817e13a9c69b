"""What follows the deposit of a dossier, for its porteur and its Caf: all that whoever asks may know of it at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from clas_api.context import Context
from clas_api.refusals import Forbidden
from clas_api.services.committees.correcting import Told, list_decisions
from clas_api.services.dossiers.complementing import list_complements
from clas_api.services.dossiers.reading import load_dossier
from clas_api.services.instruction.instructing import inadmissible_because
from clas_api.services.instruction.messaging import list_notes, read_messages
from clas_api.services.year.bilans import load_bilan
from clas_api.services.year.paying import list_payments
from clas_api.services.year.settling import show_settlement
from clas_api.store.models import BilanRow, ComplementRequest, InternalNote, Message, Payment
from clas_core.errors import NotFound, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """`decision` is the last one that whoever asks was told of; `notes` is `None` for whom they are not. `inadmissible`
    says why it is not studied, where that was found; `new` are the messages that whoever asks had not read.

    `settlement` is as it was made, or as the figures stand; it and `bilan` are `None` until the dossier begins.
    """

    complements: Sequence[ComplementRequest]
    messages: Sequence[Message]
    new: frozenset[UUID]
    notes: Sequence[InternalNote] | None
    decision: Told | None
    payments: Sequence[Payment]
    bilan: BilanRow | None
    settlement: dict[str, Any] | None
    inadmissible: Sequence[str]

    @property
    def outcome(self) -> str | None:
        """The outcome of the decision that was told."""
        return self.decision.decision.outcome if self.decision else None

    @property
    def notified(self) -> bool:
        return self.decision is not None and self.decision.notification is not None

    @property
    def settled(self) -> bool:
        return self.settlement is not None and self.settlement["state"] == "settled"


def follow_dossier(context: Context, key: UUID) -> Following:
    """Return what follows the deposit of a dossier. Raises `NotFound`, or `Forbidden` for a committee."""
    decisions = list_decisions(context, key)
    inadmissible = inadmissible_because(context, load_dossier(context, key))
    bilan = _bilan(context, key)
    messages, new = read_messages(context, key)
    return Following(
        complements=list_complements(context, key),
        messages=messages,
        new=new,
        notes=_notes(context, key),
        decision=decisions[-1] if decisions else None,
        payments=list_payments(context, key) if bilan else (),  # what is paid begins with the year, as the bilan does
        bilan=bilan,
        settlement=show_settlement(context, key) if bilan else None,
        inadmissible=inadmissible,
    )


def _notes(context: Context, key: UUID) -> Sequence[InternalNote] | None:
    try:
        return list_notes(context, key)
    except (Forbidden, NotFound):
        return None


def _bilan(context: Context, key: UUID) -> BilanRow | None:
    try:
        return load_bilan(context, key)[1]
    except Refused:
        return None
