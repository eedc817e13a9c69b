"""How a department's files are written: ``department.toml`` says who, ``YYYY-YYYY.toml`` what holds that year."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from marshmallow import validate

from clas_core.departments.admission import DERIVED
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
from clas_core.eligibility.schemas import CriterionSchema, check_criteria, prefixed, reserved
from clas_core.errors import Path, Problem
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
from clas_core.porteurs import NATURES
from clas_core.reading import Check, known_references, no_duplicates, tables_in
from clas_core.sources import SourceSchema
from clas_core.strict import StrictSchema
from clas_core.years import Month, SchoolYear, When, first_day_of, last_day_of, write_day

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
    quorum = Whole(least=1, most=100, load_default=None)
    tie = Choice(TIES, load_default=None)
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


def _check_calendar(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Report dates in the wrong order, or too far from their school year to be meant."""
    calendar = tables.get("calendar")
    if not isinstance(calendar, Mapping):
        return
    days = {path[-1]: when for path, when in _dates(calendar) if len(path) == 2}
    opens, closes = days.get("opens"), days.get("closes")
    if isinstance(opens, date) and isinstance(closes, date) and closes < opens:
        message = f"L'appel se clôt le {write_day(closes)}, avant son ouverture le {write_day(opens)}."
        yield Problem(("calendar", "closes"), message)
    try:
        year = SchoolYear.parse(str(tables.get("school_year")))
    except ValueError:
        return
    for path, when in _dates(calendar):
        first, last = date(year.start, 1, 1), date(year.start + 1, 12, 31)
        if first_day_of(when) < first or last_day_of(when) > last:
            message = (
                f"Cette date est loin de l'année scolaire {year} : elle doit tomber entre le {write_day(first)} "
                f"et le {write_day(last)}."
            )
            yield Problem(path, message)


def _dates(calendar: Mapping[str, Any]) -> Iterator[tuple[Path, When]]:
    for key in ("opens", "closes"):
        value = calendar.get(key)
        if isinstance(value, date) and not isinstance(value, datetime):
            yield ("calendar", key), value
    for path, event in tables_in({"calendar": calendar}, "calendar", "events"):
        when = event.get("when")
        if isinstance(when, str):
            try:
                when = Month.parse(when)
            except ValueError:
                continue
        if isinstance(when, date | Month):
            yield (*path, "when"), when


_CITING = (
    "deposit",
    "bilan",
    "committees",
    "orientations",
    "articulations",
    "animations",
    "support",
    "approved",
    "criteria",
    "supplements",
    "advances",
    "envelopes",
)
_NAMING_INSTITUTIONS = (
    ("contacts", "institution"),
    ("committees", "members"),
    ("committees", "presided_by"),
    ("committees", "secretariat"),
    ("support", "institution"),
)


def campaign_checks(slug: str) -> tuple[Check, ...]:
    """Return the checks of a campaign file of the department `slug`; an unknown slug leaves out those that need it."""
    return (
        _check_calendar,
        *(known_references((name,), "source", "sources", "La source") for name in _CITING),
        *(known_references((name,), key, "institutions", "L'institution") for name, key in _NAMING_INSTITUTIONS),
        *(no_duplicates(name) for name in ("committees", "criteria", "supplements")),
        no_duplicates("deposit", "attachments"),
        no_duplicates("envelopes", key="kind"),
        check_criteria,
        *((prefixed(slug), reserved(slug, DERIVED)) if slug else ()),
    )
