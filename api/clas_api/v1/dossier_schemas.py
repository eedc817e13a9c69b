"""What lists of dossiers and of the trace may be asked, and the sections of a dossier to save."""

from typing import Literal
from uuid import UUID

from marshmallow import ValidationError

from clas_api.store.dossier_lists import NOBODY
from clas_api.store.orders import SORTS
from clas_api.v1.body import ReadByTheCore
from clas_api.v1.filters import QueryDay, Several, call_filter, department_filter, year_filter
from clas_api.v1.paging import PageQuerySchema
from clas_core.dossiers.lifecycle import STATES
from clas_core.dossiers.schemas import ContentSchema
from clas_core.fields import Choice, Key, Line, Pasted


def assignee_of(text: str | None) -> UUID | Literal["nobody"] | None:
    """Return whose dossiers are asked for: an account's, or nobody's. Raises `ValidationError` for anything else."""
    if text is None or text == NOBODY:
        return text
    try:
        return UUID(text)
    except ValueError:
        raise ValidationError(f"La clé d'un compte est attendue, ou « {NOBODY} ».") from None


class DossierQuerySchema(PageQuerySchema):
    department = department_filter()
    school_year = year_filter()
    call = call_filter()
    state = Several(STATES, metadata={"description": "one or several, separated by commas or repeated"})
    porteur = Key(load_default=None)
    assigned_to = Pasted(
        load_default=None,
        longest=40,
        validate=[assignee_of],
        metadata={"description": "the key of an agent's account, or `nobody`"},
    )
    q = Line(load_default=None, longest=100, metadata={"description": "in the receipt, or the porteur's name or SIRET"})
    sort = Choice(
        SORTS,
        load_default="-updated_at",
        metadata={"description": "by `deposited_at` or `receipt`, the list is of deposited dossiers alone"},
    )


class SectionsSchema(ReadByTheCore, ContentSchema):
    """Sections of a dossier to save: each one that is given replaces the one before it."""


class AuditQuerySchema(PageQuerySchema):
    subject = Pasted(load_default=None, longest=80, metadata={"description": "the key of what was changed"})
    action = Pasted(load_default=None, longest=80, metadata={"example": "dossier.deposited"})
    who = Pasted(load_default=None, longest=80, metadata={"example": "account:0b6c7a52-5d0e-4b8e-9a55-3f3d9d8a1c11"})
    since = QueryDay(metadata={"description": "the first day, in Paris"})
    until = QueryDay(metadata={"description": "the last day, in Paris"})
