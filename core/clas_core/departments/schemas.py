"""How a department's files are written: ``department.toml`` says who, ``YYYY-YYYY.toml`` what holds that year."""

import re
from typing import Any

from marshmallow import validate

from clas_core.departments.campaign import (
    COMMITTEE_KINDS,
    ENVELOPE_KINDS,
    EVENT_KINDS,
    TIES,
    AskedDocument,
    Calendar,
    Contact,
    Event,
    Institution,
    LocalDocument,
)
from clas_core.departments.department import Caf, FunderSiret
from clas_core.eligibility.schemas import CriterionSchema
from clas_core.fields import (
    Amount,
    Choice,
    Day,
    Email,
    Flag,
    Identifier,
    Listing,
    Number,
    ProseField,
    Table,
    Tables,
    Text,
    Url,
    WhenField,
    Whole,
    YearField,
)
from clas_core.limits import MOST_SEATS
from clas_core.porteurs import NATURES
from clas_core.sources import SourceSchema
from clas_core.strict import StrictSchema

_CODE = re.compile(r"(0[1-9]|1\d|2[1-9AB]|[3-8]\d|9[0-5]|97[1-8]|98[46-8])\Z", re.ASCII)
_PHONE = re.compile(r"(?:\+33 ?|0)\d(?:[ .]?\d\d){4}\Z|3\d(?: ?\d\d)\Z", re.ASCII)
_A_SHARE = "Une part est attendue : un nombre entre 0 et 1, par exemple 0.7."
_SIRET = re.compile(r"\d{14}\Z", re.ASCII)


class Phone(Text):
    def __init__(self, **options: Any) -> None:
        shape = validate.Regexp(_PHONE, error="Un numéro de téléphone est attendu, par exemple « 03 26 79 15 41 ».")
        super().__init__(longest=20, validate=[shape], **options)


class FunderSiretSchema(StrictSchema):
    makes = FunderSiret

    value = Text(required=True, validate=[validate.Regexp(_SIRET, error="Un SIRET compte 14 chiffres.")])
    since = Day(required=True)


class CafSchema(StrictSchema):
    makes = Caf

    name = Text(required=True)
    address = Listing(Text(), load_default=())
    phone = Phone(load_default=None)
    email = Email(load_default=None)
    website = Url(load_default=None)
    sirets = Listing(Table(FunderSiretSchema), load_default=())


class DepartmentSchema(StrictSchema):
    """``department.toml``."""

    slug = Identifier(required=True)
    code = Text(
        required=True,
        validate=[validate.Regexp(_CODE, error="Un code de département est attendu : « 08 », « 2A », « 971 » …")],
    )
    name = Text(required=True, longest=80)
    caf = Table(CafSchema, required=True)


class EventSchema(StrictSchema):
    makes = Event

    kind = Choice(EVENT_KINDS, required=True)
    when = WhenField(required=True)
    title = Text(required=True)
    description = ProseField(load_default=None)
    place = Text(load_default=None)


class CalendarSchema(StrictSchema):
    makes = Calendar

    opens = Day(load_default=None)
    closes = Day(required=True)
    events = Listing(Table(EventSchema), load_default=())


class InstitutionSchema(StrictSchema):
    makes = Institution

    id = Identifier(required=True)
    name = Text(required=True, longest=120)
    full_name = Text(load_default=None)


class ContactSchema(StrictSchema):
    makes = Contact

    institution = Text(required=True)
    role = Text(required=True)
    name = Text(load_default=None)
    email = Email(load_default=None)
    phone = Phone(load_default=None)


class CommitteeSchema(StrictSchema):
    id = Identifier(required=True)
    kind = Choice(COMMITTEE_KINDS, required=True)
    label = Text(required=True)
    members = Listing(Text(), required=True, least=1)
    attached_to = Text(load_default=None)
    presided_by = Text(load_default=None)
    secretariat = Text(load_default=None)
    missions = Listing(Text(), load_default=())
    quorum = Whole(least=1, most=MOST_SEATS, load_default=None)
    tie = Choice(TIES, load_default=None)
    decides = Flag(load_default=None)
    remark = ProseField(load_default=None)
    source = Text(required=True)


class StatementSchema(StrictSchema):
    title = Text(required=True)
    text = ProseField(required=True)
    source = Text(required=True)
    url = Url(load_default=None)


class AskedDocumentSchema(StrictSchema):
    makes = AskedDocument

    id = Identifier(required=True)
    label = Text(required=True)
    natures = Listing(Choice(NATURES), load_default=())


class DepositSchema(StrictSchema):
    online_only = Flag(required=True)
    service = Text(load_default=None)
    url = Url(load_default=None)
    rules = Listing(Text(), load_default=())
    attachments = Listing(Table(AskedDocumentSchema), load_default=())
    several_dossiers = Flag(load_default=False)
    source = Text(required=True)


class BilanSchema(StrictSchema):
    about = YearField(required=True)
    service = Text(required=True)
    url = Url(load_default=None)
    since = Day(load_default=None)
    due = Day(load_default=None)
    needed_for_next_deposit = Flag(required=True)
    steps = Listing(Text(), load_default=())
    text = ProseField(load_default=None)
    source = Text(required=True)


class SupportSchema(StrictSchema):
    institution = Text(required=True)
    text = ProseField(required=True)
    source = Text(required=True)


class LocalDocumentSchema(StrictSchema):
    makes = LocalDocument

    title = Text(required=True)
    kind = Choice(("charter", "referential", "note", "guide", "service", "other"), required=True)
    url = Url(load_default=None)


class ApprovedSchema(StrictSchema):
    school_year = YearField(required=True)
    porteurs = Whole(required=True)
    actions = Whole(required=True)
    source = Text(required=True)


class SupplementSchema(StrictSchema):
    id = Identifier(required=True)
    label = Text(required=True)
    amount = Amount(required=True)
    source = Text(required=True)


class AdvanceSchema(StrictSchema):
    share = Number(required=True, validate=[validate.Range(0, 1, min_inclusive=False, error=_A_SHARE)])
    on = Day(required=True)
    source = Text(required=True)


class EnvelopeSchema(StrictSchema):
    kind = Choice(ENVELOPE_KINDS, required=True)
    amount = Amount(required=True)
    source = Text(required=True)


class CampaignSchema(StrictSchema):
    """``YYYY-YYYY.toml``: one call."""

    school_year = YearField(required=True)
    checked_on = Day(required=True)
    presentation = ProseField(load_default=None)
    sources = Tables(SourceSchema, required=True)
    institutions = Tables(InstitutionSchema, required=True)
    calendar = Table(CalendarSchema, required=True)
    deposit = Table(DepositSchema, required=True)
    bilan = Table(BilanSchema, load_default=None)
    contacts = Listing(Table(ContactSchema), load_default=())
    committees = Listing(Table(CommitteeSchema), load_default=())
    orientations = Listing(Table(StatementSchema), load_default=())
    articulations = Listing(Table(StatementSchema), load_default=())
    animations = Listing(Table(StatementSchema), load_default=())
    support = Table(SupportSchema, load_default=None)
    documents = Listing(Table(LocalDocumentSchema), load_default=())
    approved = Listing(Table(ApprovedSchema), load_default=())
    criteria = Listing(Table(CriterionSchema), load_default=())
    supplements = Listing(Table(SupplementSchema), load_default=())
    advances = Listing(Table(AdvanceSchema), load_default=())
    envelopes = Listing(Table(EnvelopeSchema), load_default=())
    gaps = Listing(Text(), load_default=())
