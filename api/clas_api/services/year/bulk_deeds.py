"""What may be done to many dossiers at once: each act is the one use case of a single dossier, and says beforehand
which dossiers it can be taken on, and why not on the others."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from uuid import UUID

from clas_api.context import Context
from clas_api.services.dossiers.complementing import ask_complements, expect_due
from clas_api.services.dossiers.dossier_requests import NewComplementsSchema
from clas_api.services.dossiers.reading import load_dossier
from clas_api.services.instruction.assigning import assign
from clas_api.services.instruction.instructing import judge_admissibility
from clas_api.services.instruction.instruction_requests import AssignmentSchema
from clas_api.services.instruction.labelling import label_dossier
from clas_api.services.instruction.ruled_study import left_to_judge, study_as_ruled
from clas_api.services.instruction.weighing import weigh
from clas_api.services.year.beginning import begin_dossier, expect_signed
from clas_api.services.year.bulk_requests import FunderPaymentSchema, LabelChoiceSchema, NothingAskedSchema
from clas_api.services.year.ending import close_dossier
from clas_api.services.year.notifying import notification_of, notify_decision
from clas_api.services.year.paying import expect_past, left_to_pay, make_payment
from clas_api.services.year.settling import settle_dossier
from clas_api.services.year.year_requests import BeginningSchema, EndingReasonSchema, MadePaymentSchema
from clas_api.store.bilans import payments_of
from clas_api.store.models import DossierRow, Payment
from clas_core.dossiers.lifecycle import STATES
from clas_core.errors import ClasError, Refused
from clas_core.money import write_euros
from clas_core.strict import StrictSchema

Asked = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """An act on each of many dossiers. `step` is the one of their life that it takes, if any; `hinders` says what else
    keeps it from a dossier, `told` what it will do to one; `schema` is what it asks of all of them, once, `needs` the
    field of it that one dossier cannot do without, beside a reason, and `expect` raises `InvalidInput` for what none of
    them could be asked."""

    take: Callable[[Context, UUID, Asked, int], object]
    step: str = ""
    hinders: Callable[[Context, DossierRow], str] | None = None
    told: Callable[[Context, DossierRow], str] | None = None
    needs: Callable[[Context, DossierRow], str] | None = None
    schema: StrictSchema = field(default_factory=NothingAskedSchema)
    expect: Callable[[Context, Asked], None] | None = None


_COMPUTED = {"not_met": "irrecevable", "unknown": "qu'il manque de quoi le dire"}


def _not_plainly_admissible(context: Context, row: DossierRow) -> str:
    if row.state != "deposited":
        return f"il est « {STATES[row.state]} » : à décider un par un."
    computed = weigh(context, row).check.assessment.admissible
    return "" if computed == "met" else f"les règles le disent {_COMPUTED[computed]} : à décider un par un."


def _to_judge(context: Context, row: DossierRow) -> str:
    if row.state == "examined":
        return "il est déjà étudié : une étude se reprend un par un."
    judged = left_to_judge(context, row, weigh(context, row))
    return f"il demande un jugement : {' ; '.join(judged)}." if judged else ""


def _day_of_convention(context: Context, row: DossierRow) -> str:
    told = notification_of(context, row)
    return "signed_on" if told and told.convention else ""


def _begin(context: Context, key: UUID, asked: Asked, revision: int) -> None:
    """Begin a dossier, with the day of its agreement where it has one."""
    needs = _day_of_convention(context, load_dossier(context, key))
    begin_dossier(context, key, signed_on=asked["signed_on"] if needs else None, revision=revision)


def _to_pay(context: Context, row: DossierRow, payer: str | None = "") -> Sequence[Payment]:
    """Return what a `payer` has to pay of a dossier by now: the Caf itself, unless a funder is named; `None` for every
    funder but the Caf."""
    return [
        each
        for each in payments_of(context.session, [row.id])[row.id]
        if each.paid_on is None
        and (each.payer if payer is None else each.payer == payer)
        and each.kind != "recovery"
        and (each.kind != "advance" or each.due_on <= context.now.date())
    ]


def _nothing_to_pay(context: Context, row: DossierRow) -> str:
    return "" if _to_pay(context, row) else "rien n'est à payer par la Caf à ce jour."


def _payments_told(context: Context, row: DossierRow) -> str:
    due = _to_pay(context, row)
    return write_euros(sum(each.amount_cents for each in due)) if due else ""


def payers_due(context: Context, rows: Iterable[DossierRow]) -> Sequence[str]:
    """Return the funders, other than the Caf, that have something to pay of these dossiers by now, by their names."""
    return sorted({each.payer for row in rows for each in _to_pay(context, row, None)})


def _nothing_of_funders(context: Context, row: DossierRow) -> str:
    return "" if _to_pay(context, row, None) else "rien n'est à payer par un autre financeur à ce jour."


def _funders_told(context: Context, row: DossierRow) -> str:
    due: dict[str, int] = {}
    for each in _to_pay(context, row, None):
        due[each.payer] = due.get(each.payer, 0) + each.amount_cents
    return " ; ".join(f"{write_euros(cents)} par {payer}" for payer, cents in sorted(due.items()))


def _pay_funder(context: Context, key: UUID, asked: Asked, revision: int) -> None:
    """Note all that a funder owes of a dossier by now as paid."""
    payer = asked["payer"]
    due = _to_pay(context, load_dossier(context, key), payer) if payer else ()
    if not due:
        raise Refused(f"Rien n'est à payer par {payer} à ce jour.")
    for each in due:
        made = {"reference": asked["reference"], "paid_on": asked["paid_on"]}
        make_payment(context, each.id, **made, revision=each.revision)


def _pay(context: Context, key: UUID, asked: Asked, revision: int) -> None:
    """Note all that is due of a dossier as paid; its revision is that of what its payments are of, not theirs."""
    due = _to_pay(context, load_dossier(context, key))
    if not due:
        raise Refused("Rien n'est à payer par la Caf à ce jour.")
    for each in due:
        make_payment(context, each.id, **asked, revision=each.revision)


def _unpaid(context: Context, row: DossierRow) -> str:
    left = left_to_pay(context, row.id) if row.state == "settled" else ""
    return f"{left} : notez d'abord le paiement." if left else ""


def _granted(context: Context, row: DossierRow) -> str:
    return f"{write_euros(row.granted_cents)} accordés" if row.granted_cents else ""


DEEDS: Mapping[str, Deed] = MappingProxyType(
    {
        "assign": Deed(
            take=lambda context, key, asked, revision: assign(context, key, asked["account"], revision=revision),
            schema=AssignmentSchema(),
        ),
        "label": Deed(
            take=lambda context, key, asked, revision: label_dossier(context, key, [asked["label"]]),
            schema=LabelChoiceSchema(),
        ),
        "unlabel": Deed(
            take=lambda context, key, asked, revision: label_dossier(context, key, (), without=[asked["label"]]),
            schema=LabelChoiceSchema(),
        ),
        "complements": Deed(
            take=lambda context, key, asked, revision: ask_complements(
                context, key, asked["text"], asked["due_on"], revision=revision
            ),
            step="ask_complements",
            schema=NewComplementsSchema(),
            expect=lambda context, asked: expect_due(context, asked["due_on"]),
        ),
        "admit": Deed(
            take=lambda context, key, asked, revision: judge_admissibility(context, key, "met", "", revision=revision),
            step="find_admissible",
            hinders=_not_plainly_admissible,
        ),
        "study": Deed(
            take=lambda context, key, asked, revision: study_as_ruled(context, key, revision=revision),
            step="examine",
            hinders=_to_judge,
        ),
        "notify": Deed(
            take=lambda context, key, asked, revision: notify_decision(context, key, revision=revision),
            step="notify",
            told=_granted,
        ),
        "begin": Deed(
            take=_begin,
            step="begin",
            told=_granted,
            needs=_day_of_convention,
            schema=BeginningSchema(),
            expect=lambda context, asked: expect_signed(context, asked["signed_on"]),
        ),
        "settle": Deed(
            take=lambda context, key, asked, revision: settle_dossier(context, key, revision=revision),
            step="settle",
            told=_granted,
        ),
        "pay": Deed(
            take=_pay,
            hinders=_nothing_to_pay,
            told=_payments_told,
            schema=MadePaymentSchema(),
            expect=lambda context, asked: expect_past(context, asked["paid_on"]),
        ),
        "pay_funder": Deed(
            take=_pay_funder,
            hinders=_nothing_of_funders,
            told=_funders_told,
            schema=FunderPaymentSchema(),
            expect=lambda context, asked: expect_past(context, asked["paid_on"]),
        ),
        "close": Deed(
            take=lambda context, key, asked, revision: close_dossier(
                context, key, reason=asked["reason"], revision=revision
            ),
            step="close",
            hinders=_unpaid,
            schema=EndingReasonSchema(),
        ),
    }
)
"""Each by its name, in the order of a year."""


def reason_of(error: ClasError) -> str:
    """Say why a dossier was not done, in one line."""
    problems = getattr(error, "problems", ())
    return " ".join(dict.fromkeys(each.message for each in problems)) or str(error)
