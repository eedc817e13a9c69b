"""What is answered of dossiers, their endings, deposits and extensions."""

from dataclasses import dataclass
from typing import Any

from clas_api.answers import (
    Answer,
    Anything,
    Beside,
    Call,
    Count,
    Flag,
    Kept,
    Key,
    Many,
    Moment,
    Money,
    Named,
    One,
    OneOf,
    Words,
    Year,
)
from clas_api.services.dossiers.receipts import ReceiptSchema
from clas_api.store.models import DossierRow
from clas_api.v1.paging import PageAnswer
from clas_core.dossiers.lifecycle import OUTCOMES, STATES, State, outcome_told
from clas_core.dossiers.schemas import ContentSchema


@dataclass(frozen=True, slots=True)
class _SeenState:
    """What follows from the state of a dossier that whoever reads it may know of."""

    row: DossierRow
    state: State

    @property
    def state_label(self) -> str:
        return STATES[self.state]

    @property
    def outcome(self) -> str | None:
        return outcome_told(self.state, self.row.outcome)

    @property
    def granted(self) -> int | None:
        return self.row.granted_told(self.state)


def seen_dossier(row: DossierRow, state: State | None = None, **further: Any) -> Beside:
    """Return a dossier to be answered, `state` being what whoever reads it may know of its state."""
    return Beside(_SeenState(row, state or row.state), row, **further)


class PorteurNameSchema(Answer):
    id = Key()
    name = Words()
    siret = Words()


class IdentitySchema(Answer):
    name = Words()
    siret = Words()


class EndingSchema(Answer):
    """How a dossier ended; of what ended before it was kept, when, by whom and why are not known."""

    given_up = Flag(about="it was withdrawn, or what was granted given up; else it was closed")
    ended_at = Moment(allow_none=True)
    side = OneOf(("porteur", "caf"), allow_none=True)
    reason = Words(allow_none=True)


class DossierSummarySchema(Answer):
    id = Key()
    department = Words()
    school_year = Year()
    call = Call()
    porteur = One(PorteurNameSchema, about="as it is known now")
    deposited_as = One(IdentitySchema, allow_none=True, about="by what it was known then, where that differs")
    state = OneOf(STATES)
    state_label = Words(example="déposé")
    outcome = OneOf(OUTCOMES, allow_none=True, about="what was decided, once its porteur is told")
    assigned_to = Key(allow_none=True, about="the account of an agent")
    receipt = Words(allow_none=True, example="51-2025-00042")
    versions = Count()
    changed = Flag(about="differs from what was deposited last")
    actions = Count(about="as deposited last; of a draft, as written")
    groups = Count()
    children = Count()
    asked = Money(of="asked_cents")
    granted = Money(
        allow_none=True,
        about="what stands of what was granted: nothing once it is given up; null until it is told",
    )
    ending = One(EndingSchema, allow_none=True)
    deposited_at = Moment(allow_none=True)
    created_at = Moment()
    updated_at = Moment()
    revision = Count()


class DossierPageSchema(PageAnswer):
    items = Many(DossierSummarySchema)


class DossierSchema(DossierSummarySchema):
    deadline = Moment(allow_none=True, about="`null` when nothing is known of its call any more")
    copied_from = Key(allow_none=True)
    notice = Words(allow_none=True, about="to its porteur: why it cannot be deposited now")
    content = Kept(ContentSchema)


class VersionsSchema(PageAnswer):
    versions = Many(ReceiptSchema)


class VersionSchema(ReceiptSchema):
    content = Kept(ContentSchema)
    porteur = Named()
    estimate = Named()


class ValueChangeSchema(Answer):
    pointer = Words()
    before = Anything(allow_none=True)
    after = Anything(allow_none=True)


class ValueChangesSchema(Answer):
    changes = Many(ValueChangeSchema)


class ExtensionSchema(Answer):
    id = Key()
    porteur = Key(of="porteur_id")
    until = Moment()
    reason = Words()
    granted_at = Moment()


class ExtensionsSchema(PageAnswer):
    extensions = Many(ExtensionSchema)


class AuditEntrySchema(Answer):
    number = Count()
    entry = Named()
    digest = Words(about="of the entry as it is kept, and of the digest before it")
    withheld = Flag(
        about="values are left out of `entry`: those of a porteur that was writing, or what its Caf alone reads"
    )


class AuditPageSchema(PageAnswer):
    items = Many(AuditEntrySchema)
