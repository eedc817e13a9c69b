"""Reading a certificate that somebody gives: what it was calculated from. What follows from that is made again.

Nothing that is read is cleaned: a certificate that would be another once cleaned is not the one that was given.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from marshmallow import ValidationError, fields

from clas_core.certificates.certificate import (
    FORMAT,
    KINDS,
    Certified,
    CertifiedGroup,
    CertifiedProgramme,
    GroupFacts,
    PaidBefore,
)
from clas_core.departments import CallName
from clas_core.departments.amendment_text import kept_amendment
from clas_core.departments.call_name import LONGEST_CALL_NAME
from clas_core.eligibility import LEVELS
from clas_core.errors import InvalidInput, Path, Problem
from clas_core.estimates import kept_aid
from clas_core.fields import AnyTable, Cents, Choice, Flag, Identifier, JsonDay, Listing, Table, Text, Whole, YearField
from clas_core.fields.messages import french
from clas_core.groups import Group
from clas_core.money import parse_amount
from clas_core.reading import read_json
from clas_core.strict import StrictSchema

_MOST = 10**13
_MOST_GROUPS = 5_000
_MOST_STEPS = 100_000


def _amount(**options: Any) -> Cents:
    return Cents(most=_MOST, **{"required": True, **options})


class _Kept(fields.String):
    """A text as it was certified, which nothing cleans."""

    default_error_messages = french(fields.String, invalid="Un texte entre guillemets est attendu.")


def _text(**options: Any) -> _Kept:
    return _Kept(**{"required": True, **options})


class _PorteurSchema(StrictSchema):
    name = Text(required=True)
    siret = Text(required=True)


class _AmendmentSchema(StrictSchema):
    digest = _text()
    content = AnyTable(required=True)


class _CorrectionSchema(StrictSchema):
    number = Whole(required=True)
    on = JsonDay(required=True)
    reason = _text()
    before = _text()


class _RulesSchema(StrictSchema):
    referential = _text()
    campaign = _text()
    amendments = Listing(Table(_AmendmentSchema), most=100, required=True)
    corrections = Listing(Table(_CorrectionSchema), most=100)


class _AidSchema(StrictSchema):
    id = _text()
    label = _text()
    amount = _amount()
    source = _text()
    funder = _text(required=False)
    payer = _text(required=False)
    how = _text(required=False)
    reason = _text(required=False)
    ruled = _amount(required=False)


class _FactsSchema(StrictSchema):
    children = Whole(required=True, allow_none=True)
    adults = Whole(required=True, allow_none=True)
    levels = Listing(Choice(LEVELS), required=True, allow_none=True)
    outside_school_time = Flag(required=True, allow_none=True)
    own_costs = _amount()
    common_costs = _amount()
    bonuses = Listing(Identifier(), required=True)
    aids = Listing(Table(_AidSchema), most=100, required=True)
    refusals = Listing(_Kept(), most=100, required=True)


class _GroupSchema(StrictSchema):
    position = Whole(required=True, least=1)
    label = _text()
    told = Table(_FactsSchema, required=True)
    actual = Table(_FactsSchema)
    moved = AnyTable(keys=_Kept(), values=_Kept())


class _ProgrammeSchema(StrictSchema):
    id = _text()
    label = _text()
    funder = _text()
    payer = _text()
    amount = _amount()
    spent = _amount(required=False)


class _PaidSchema(StrictSchema):
    funder = _text()
    payer = _text()
    amount = _amount()


class _OperandSchema(StrictSchema):
    value = _text()
    origin = _text(data_key="from")


class _StepSchema(StrictSchema):
    id = _text()
    label = _text()
    operation = _text()
    operands = Listing(Table(_OperandSchema), most=_MOST_STEPS, required=True)
    result = _text()
    source = _text()
    standing = _text()


class CertificateSchema(StrictSchema):
    """A certificate, whole."""

    format = Choice([FORMAT], required=True)
    kind = Choice(KINDS, required=True)
    receipt = Text(required=True)
    porteur = Table(_PorteurSchema, required=True)
    department = Identifier(required=True)
    school_year = YearField(required=True)
    call = Text(required=True, longest=LONGEST_CALL_NAME)
    at = _text()
    rules = Table(_RulesSchema, required=True)
    provisional = Flag(required=True)
    groups = Listing(Table(_GroupSchema), most=_MOST_GROUPS, required=True)
    programmes = Listing(Table(_ProgrammeSchema), most=100, required=True)
    paid = Listing(Table(_PaidSchema), most=100, required=True)
    steps = Listing(Table(_StepSchema), most=_MOST_STEPS, required=True)
    amount = _text()
    digest = _text()


_CERTIFICATE, _AID = CertificateSchema(), _AidSchema()


def read_certificate(data: Any) -> Certified:
    """Return what a certificate says that it was calculated from. Raises `InvalidInput` with every problem."""
    read = read_json(data, _CERTIFICATE)
    problems = list(_problems(read))
    if problems:
        raise InvalidInput(problems)
    return Certified(
        kind=read["kind"],
        receipt=read["receipt"],
        porteur=(read["porteur"]["name"], read["porteur"]["siret"]),
        department=read["department"],
        call=CallName.parse(read["call"]),
        at=read["at"],
        referential_digest=read["rules"]["referential"],
        campaign_digest=read["rules"]["campaign"],
        amendments=[kept_amendment(each["content"]) for each in read["rules"]["amendments"]],
        groups=[_group(each) for each in read["groups"]],
        programmes=[CertifiedProgramme(**each) for each in read["programmes"]],
        paid=[PaidBefore(**each) for each in read["paid"]],
    )


def _group(read: Mapping[str, Any]) -> CertifiedGroup:
    actual = read.get("actual")
    return CertifiedGroup(
        position=read["position"],
        told=_facts(read["told"], read["label"]),
        actual=None if actual is None else _facts(actual, read["label"]),
        moved={name: parse_amount(amount) for name, amount in read.get("moved", {}).items()},
    )


def _facts(read: Mapping[str, Any], label: str) -> GroupFacts:
    levels = read["levels"]
    return GroupFacts(
        group=Group(
            label=label,
            children=read["children"],
            running_costs=read["own_costs"] + read["common_costs"],
            adults=read["adults"],
            levels=None if levels is None else tuple(levels),
            outside_school_time=read["outside_school_time"],
            bonuses=tuple(read["bonuses"]),
            common=read["common_costs"],
        ),
        aids=[kept_aid(_aid(each)) for each in read["aids"]],
        refusals=tuple(read["refusals"]),
    )


def _aid(read: Mapping[str, Any]) -> Mapping[str, str]:
    written = _AID.dump(read)
    return {name: each for name, each in written.items() if each is not None}


def _problems(read: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what the shapes alone do not say."""
    try:
        CallName.parse(read["call"])
    except ValueError as error:
        yield Problem(("call",), str(error))
    for place, each in enumerate(read["rules"]["amendments"]):
        path: Path = ("rules", "amendments", place, "content")
        try:
            kept_amendment(each["content"])
        except (ValidationError, ValueError, KeyError, TypeError):
            yield Problem(path, "Ce n'est pas un avenant tel que le service en écrit.")
    yield from _twice(("groups",), [each["position"] for each in read["groups"]])
    yield from _twice(("programmes",), [each["id"] for each in read["programmes"]])
    yield from _twice(("paid",), [each["funder"] for each in read["paid"]])
    for place, each in enumerate(read["groups"]):
        if (read["kind"] == "settled") != ("actual" in each):
            message = "Un certificat de solde, et lui seul, dit ce qu'un groupe a été en réalité."
            yield Problem(("groups", place, "actual"), message)
        yield from _problems_of_group(each, ("groups", place))


def _problems_of_group(group: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    for side in ("told", "actual"):
        if facts := group.get(side):
            yield from _twice((*path, side, "bonuses"), facts["bonuses"])
            yield from _twice((*path, side, "aids"), [each["id"] for each in facts["aids"]])
    held = {each["id"] for each in group["told"]["aids"]}
    for name, amount in group.get("moved", {}).items():
        if name not in held:
            yield Problem((*path, "moved", name), "Ce groupe n'a pas cette aide.")
        try:
            parse_amount(amount)
        except ValueError as error:
            yield Problem((*path, "moved", name), str(error))


def _twice(path: Path, names: Sequence[Any]) -> Iterator[Problem]:
    """Yield what is told twice, and would count twice."""
    for place, name in enumerate(names):
        if name in names[:place]:
            yield Problem((*path, place), f"« {str(name)[:80]} » est dit deux fois.")
