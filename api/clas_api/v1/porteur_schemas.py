"""The shapes of porteurs: what is sent to describe one, what is answered, what lists are asked for."""

from marshmallow import fields

from clas_api.services.people.porteurs import PORTEUR_SORTS, NewPorteurSchema
from clas_api.v1.body import ReadByTheCore
from clas_api.v1.filters import department_filter, siren_filter, siret_filter
from clas_api.v1.paging import PageQuerySchema
from clas_core.fields import Choice, Words
from clas_core.porteurs import AddressSchema, RepresentativeSchema
from clas_core.strict import StrictSchema


class PorteurRequestSchema(ReadByTheCore, NewPorteurSchema):
    """A porteur to create."""


class PorteurPatchSchema(ReadByTheCore, NewPorteurSchema):
    """What is to change of a porteur; the rest stays."""

    def __init__(self) -> None:
        super().__init__(partial=True)


class PorteurAnswerSchema(StrictSchema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    siret = fields.String(required=True)
    siret_since = fields.Date(required=True, allow_none=True)
    rna = fields.String(required=True, allow_none=True)
    nature = fields.String(required=True)
    address = fields.Nested(AddressSchema, required=True, allow_none=True)
    representative = fields.Nested(RepresentativeSchema, required=True, allow_none=True)
    email = fields.String(required=True, allow_none=True)
    phone = fields.String(required=True, allow_none=True)
    revision = fields.Integer(required=True)


class PorteurPageSchema(StrictSchema):
    items = fields.List(fields.Nested(PorteurAnswerSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class PorteurQuerySchema(PageQuerySchema):
    siret = siret_filter()
    siren = siren_filter()
    department = department_filter()
    q = Words(load_default=None, longest=100, metadata={"description": "in the name"})
    sort = Choice([sign + name for name in PORTEUR_SORTS for sign in ("", "-")], load_default="name")
