"""Settling a dossier: what is due by its bilan, what was paid, and what is left to pay on either side."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from clas_api.context import Context, command
from clas_api.services.dossiers.moving import actors_on, held_for, move
from clas_api.services.dossiers.shown_answers import shown_questions
from clas_api.services.events import tell_department
from clas_api.services.letters.composing import settlement_letters
from clas_api.services.letters.sending import send_letters, waiting_words
from clas_api.services.people.writing_to_porteurs import addresses_of, contact_of, write_to_each
from clas_api.services.revisions import commit_or_stale, match_revision
from clas_api.services.rules.kept_calls import title_of
from clas_api.services.rules.sealed_rules import sealed_estimator
from clas_api.services.trace import Fact, record_all
from clas_api.services.year.approved import approval_of, asked_of_bilan, beside_forecast
from clas_api.services.year.bilans import compared, load_bilan
from clas_api.services.year.paying import paid_in_advance
from clas_api.store.bilans import bilan_of, payments_of
from clas_api.store.granted import Granted
from clas_api.store.models import BilanRow, DossierRow, Payment, SettlementRow
from clas_core.bilans.bilan import BilanContent
from clas_core.bilans.bilan_schemas import kept_bilan
from clas_core.bilans.comparison import comparison_json
from clas_core.calculation.settlement import PayerShare
from clas_core.departments import DepartmentEvent
from clas_core.errors import Refused
from clas_core.estimates import Estimator, provisional_note
from clas_core.money import amount_text, parse_amount, write_euros
from clas_core.years import SchoolYear

NO_BILAN = "Un dossier se solde sur son bilan déposé : attendez que le porteur le dépose."


def show_settlement(context: Context, key: UUID) -> dict[str, Any]:
    """Return the settlement of a dossier as JSON values: as it was made, or as the figures stand now.

    Raises `NotFound`, or `Refused` when the dossier has not begun.
    """
    row, bilan = load_bilan(context, key)
    granted = approval_of(context, row.id)
    content = kept_bilan(bilan.content)
    made = settlement_of(context, row)
    if made is not None:
        return {
            **_envelope(context, row, granted, content),
            "state": "settled",
            "settled_at": made.settled_at.isoformat(),
            **made.comparison,
        }
    estimator = sealed_estimator(context, granted.version)
    paid = paid_in_advance(payments_of(context.session, [row.id])[row.id])
    comparison = compared(granted, content, estimator, paid)
    return {
        **_envelope(context, row, granted, content),
        "state": "to_settle" if bilan.state == "filed" else "running",
        "settled_at": None,
        **comparison_json(comparison),
    }


def settlement_of(context: Context, row: DossierRow) -> SettlementRow | None:
    """Return the settlement of a dossier, once it is made."""
    return context.session.scalar(select(SettlementRow).where(SettlementRow.dossier_id == row.id))


def _envelope(context: Context, row: DossierRow, granted: Granted, bilan: BilanContent) -> dict[str, Any]:
    version = granted.version
    return {
        "dossier": str(row.id),
        "school_year": row.school_year,
        "call": row.call,
        "referential": {"school_year": row.school_year, "digest": version.referential_digest},
        "campaign": {"school_year": row.school_year, "digest": version.campaign_digest},
        "beside_forecast": beside_forecast(
            granted, bilan, shown_questions(context, row, asked_of_bilan(context, granted))
        ),
    }


@command
def settle_dossier(context: Context, key: UUID, *, revision: int | None) -> tuple[DossierRow, SettlementRow]:
    """Settle a dossier on its filed bilan, by the rules of its deposit. Commits, then tells the department's code.

    Raises `NotFound`, `Stale`, `StepRefused`, `Refused` without a filed bilan, `MissingFigure`.
    """
    row = held_for(context, key, "settlements.make")
    match_revision(context, row, revision)
    bilan = bilan_of(context.session, row.id, hold=True)
    if bilan is None or bilan.state != "filed":
        raise Refused(NO_BILAN)
    granted = approval_of(context, row.id)
    estimator = sealed_estimator(context, granted.version)
    payments = payments_of(context.session, [row.id])[row.id]
    people = addresses_of(context, [row.porteur_id])[row.porteur_id]
    made, fact = settle_one(context, row, bilan, granted, payments, estimator, people, actors_on(context, row))
    record_all(context, row.department, [fact])
    event = settled_event(row, made)
    commit_or_stale(context, row)
    tell_department(context, row.department, [event])
    return row, made


def settle_one(
    context: Context,
    row: DossierRow,
    bilan: BilanRow,
    granted: Granted,
    payments: Sequence[Payment],
    estimator: Estimator,
    people: frozenset[str],
    actors: frozenset[str],
) -> tuple[SettlementRow, Fact]:
    """Settle one dossier in the transaction of `context`; return also what is to be traced of it.

    An advance that was never paid is not any more: what is left to pay takes its place.
    """
    paid = paid_in_advance(payments)
    comparison = compared(granted, kept_bilan(bilan.content), estimator, paid)
    settlement = comparison.settlement
    before = move(context, row, "settle", actors=actors)
    row.settled_cents = settlement.due
    made = SettlementRow(
        dossier_id=row.id,
        decision_id=granted.decision.id,
        department=row.department,
        porteur_id=row.porteur_id,
        call=row.call,
        granted_cents=settlement.granted,
        due_cents=settlement.due,
        paid_cents=paid.total,
        balance_cents=settlement.balance,
        overpayment_cents=settlement.overpayment,
        comparison=comparison_json(comparison),
        referential_digest=granted.decision.referential_digest,
        settled_by=context.who.id,
        settled_at=context.now,
    )
    context.session.add(made)
    dropped = [each for each in payments if each.kind == "advance" and each.paid_on is None]
    for each in dropped:
        context.session.delete(each)
    context.session.add_all(
        _payment(context, row, share) for share in settlement.shares if share.balance or share.overpayment
    )
    amounts = {name: amount_text(getattr(settlement, name)) for name in ("granted", "due", "balance", "overpayment")}
    after = {
        "state": row.state,
        **amounts,
        "paid": amount_text(paid.total),
        "advances_dropped": [amount_text(each.amount_cents) for each in dropped],
        "referential_digest": made.referential_digest,
        "campaign_digest": granted.version.campaign_digest,
        "provisional": comparison.provisional,
    }
    kinds = send_letters(context, row, lambda: settlement_letters(context, row, granted.version, made))
    contact = contact_of(granted.version.content)
    letter = "\n".join([_letter(context, row, made), *waiting_words(context, row, kinds)])
    write_to_each(context, row, contact, people, f"Dossier {row.receipt} : solde", letter)
    return made, Fact("dossier.settled", row.id, {"state": before}, after)


def _payment(context: Context, row: DossierRow, share: PayerShare) -> Payment:
    return Payment(
        dossier_id=row.id,
        department=row.department,
        porteur_id=row.porteur_id,
        kind="balance" if share.balance else "recovery",
        amount_cents=share.balance or share.overpayment,
        funder=share.funder,
        payer=share.payer,
        due_on=context.now.date(),
        recorded_by=context.who.id,
        created_at=context.now,
    )


def _letter(context: Context, row: DossierRow, made: SettlementRow) -> str:
    lines = [
        f"Le dossier Clas {title_of(context, row)} n° {row.receipt} est soldé d'après son bilan.",
        f"Montant accordé : {write_euros(made.granted_cents)}. Montant dû : {write_euros(made.due_cents)}.",
        f"Déjà versé : {write_euros(made.paid_cents)}.",
    ]
    shares = made.comparison.get("payers")
    if shares:
        lines += [line for share in shares for line in _said_of(share)]
    elif made.balance_cents:
        lines.append(f"Solde à vous verser : {write_euros(made.balance_cents)}.")
    elif made.overpayment_cents:
        lines.append(f"Trop-perçu à rendre : {write_euros(made.overpayment_cents)}.")
    if made.comparison["provisional"]:
        lines.append(provisional_note(SchoolYear.parse(row.school_year)))
    return "\n".join(lines)


def _said_of(share: Mapping[str, str]) -> Iterator[str]:
    """Yield what one payer still pays, or is given back."""
    payer = share["payer"] or "la Caf"
    balance, overpayment = parse_amount(share["balance"]), parse_amount(share["overpayment"])
    if balance:
        yield f"Solde que {payer} vous verse : {write_euros(balance)}."
    if overpayment:
        yield f"Trop-perçu à rendre à {payer} : {write_euros(overpayment)}."


def settled_event(row: DossierRow, made: SettlementRow) -> DepartmentEvent:
    """Return what a department's own code is told of a settlement."""
    return DepartmentEvent(
        kind="settlement",
        school_year=SchoolYear.parse(row.school_year),
        subject=row.receipt or str(row.id),
        details={"due": amount_text(made.due_cents), "paid": amount_text(made.paid_cents)},
    )
