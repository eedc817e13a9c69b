"""The shapes of porteurs: what is sent to describe one, what is answered, what lists are asked for."""

from clas_api.answers import Answer, Count, Day, Kept, Key, Many, Moment
from clas_api.answers import Words as Said
from clas_api.services.people.porteurs import PORTEUR_SORTS, NewPorteurSchema
from clas_api.v1.body import ReadByTheCore
from clas_api.v1.filters import department_filter, siren_filter, siret_filter
from clas_api.v1.paging import PageAnswer, PageQuerySchema
from clas_core.fields import Choice, Line
from clas_core.porteurs import AddressSchema, RepresentativeSchema


class PorteurRequestSchema(ReadByTheCore, NewPorteurSchema):
    """A porteur to create."""


class PorteurPatchSchema(ReadByTheCore, NewPorteurSchema):
    """What is to change of a porteur; the rest stays."""

    def __init__(self) -> None:
        super().__init__(partial=True)


class PorteurAnswerSchema(Answer):
    id = Key()
    name = Said()
    siret = Said()
    siret_since = Day(allow_none=True)
    rna = Said(allow_none=True)
    nature = Said()
    address = Kept(AddressSchema, allow_none=True)
    representative = Kept(RepresentativeSchema, allow_none=True)
    email = Said(allow_none=True)
    phone = Said(allow_none=True)
    confirmed_at = Moment(allow_none=True, about="when a Caf said that its people are entitled to act for it")
    confirmed_basis = Said(allow_none=True, about="on what basis")
    revision = Count()


class ListedPorteurSchema(PorteurAnswerSchema):
    """A porteur in a list: its file, or, to a Caf where it has not applied, its name and its SIRET alone."""

    nature = Said(allow_none=True)
    revision = Count(allow_none=True)


class PorteurPageSchema(PageAnswer):
    items = Many(ListedPorteurSchema)


class PorteurQuerySchema(PageQuerySchema):
    siret = siret_filter()
    siren = siren_filter()
    department = department_filter()
    q = Line(load_default=None, longest=100, metadata={"description": "in the name"})
    sort = Choice([sign + name for name in PORTEUR_SORTS for sign in ("", "-")], load_default="name")
