"""Depositing a dossier: in time, complete, sealed with its rules, and acknowledged once it is committed."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select

from clas_api.context import Context, command
from clas_api.services.dossiers.answering import close_with_deposit, expect_answer
from clas_api.services.dossiers.drafting import held_dossier, judge, summarise
from clas_api.services.dossiers.moving import move
from clas_api.services.dossiers.reading import documents_json, documents_of
from clas_api.services.dossiers.receipts import receipt_of
from clas_api.services.dossiers.timing import out_of_time
from clas_api.services.events import tell_department
from clas_api.services.idempotency import given_answer, keep_answer
from clas_api.services.outbox import write_mail
from clas_api.services.people.porteurs import described
from clas_api.services.revisions import commit_or_stale, match_revision
from clas_api.services.rules.campaigns import OpenCall, call_to_change, is_over
from clas_api.services.rules.kept_calls import title_of
from clas_api.services.trace import record
from clas_api.store.dossiers import next_rank, version_of
from clas_api.store.models import Attachment, DepositedGroup, DossierRow, DossierVersion, digest
from clas_api.store.rows import append
from clas_core.departments import DepartmentEvent
from clas_core.dossiers import (
    DossierCheck,
    DossierContent,
    kept_content,
    receipt_number,
    sealed_estimate,
    unpaid_json,
)
from clas_core.dossiers.unpaid import expect_known
from clas_core.errors import InvalidInput, Refused
from clas_core.money import amount_text, parse_amount, write_euros
from clas_core.years import SchoolYear, write_moment

_HOUR = timedelta(hours=1)
_MOST_ACKNOWLEDGED = 5
"""Deposits of a dossier within an hour that its person in charge is told of, at the address that was typed for them."""


@command
def deposit(
    context: Context,
    key: UUID,
    *,
    revision: int | None = None,
    answer_key: str | None = None,
    confirmed_unpaid: bool = False,
    words: str | None = None,
) -> dict[str, Any]:
    """Deposit a dossier and return its receipt, as JSON values. A receipt returned is a receipt committed.

    Depositing again what has not changed gives the same receipt; a changed dossier makes a new version of the same
    receipt. `answer_key` is the client's: a repeated request gets the first answer again. `confirmed_unpaid` says that
    whoever deposits knows that nothing would be paid; `words` answer what the Caf asked, which a deposit without them
    answers only if it changes something.

    Raises `NotFound`, `Stale`, `OutOfTime`, `Refused`, or `InvalidInput` with all that is missing. Commits.
    """
    row = held_dossier(context, key)
    request = f"deposit {key}"
    if answer_key is not None and (answer := given_answer(context, answer_key, request)) is not None:
        return answer
    if revision is not None:
        match_revision(context, row, revision)
    if row.state == "withdrawn":
        raise Refused("Ce dossier est retiré : il ne se dépose plus. Commencez-en un autre si l'appel est ouvert.")
    if row.versions and not row.changed and not words and row.state != "complements_asked":
        version = version_of(context.session, row.id, row.versions)
        assert version is not None
        answer = receipt_of(version)
        if answer_key is not None:
            keep_answer(context, answer_key, request, answer)
            context.session.commit()
        return answer
    call = call_to_change(context, row)
    if (refusal := out_of_time(context, row, call)) is not None:
        raise refusal
    expect_answer(context, row, words)
    before = {"state": row.state, "version": row.versions}
    content = kept_content(row.content)
    documents = documents_of(context, row.id)
    checked = judge(context, row, call, content, context.now, documents)
    if obstacles := checked.obstacles:
        count = f"{len(obstacles)} points restent" if len(obstacles) > 1 else "un point reste"
        raise InvalidInput(obstacles, f"Le dossier n'est pas déposé : {count} à compléter ou à corriger.")
    expect_known(checked.unpaid, confirmed=confirmed_unpaid)
    with context.session.no_autoflush:  # everything is written at once, just before the commit
        move(context, row, "deposit")
        version = _seal(context, row, call, checked, documents)
        summarise(row, content, asked=checked.asked)
        # Of a dossier that was never deposited the Caf has asked nothing.
        answered = close_with_deposit(context, row, words) if before["version"] else {}
        append(context.session, DepositedGroup, _groups(version, content, checked))
        answer = receipt_of(version)
        after = {**answer, **answered}
        record(context, "dossier.deposited", row.id, chain=row.department, before=before, after=after)
        _acknowledge(context, row, call, version, content)
        if answer_key is not None:
            keep_answer(context, answer_key, request, answer)
    commit_or_stale(context, row)
    _tell_plugin(context, call, version)
    return answer


def _seal(
    context: Context, row: DossierRow, call: OpenCall, checked: DossierCheck, documents: Sequence[Attachment]
) -> DossierVersion:
    """Write the deposit as it is: its content, its documents, and the digests of the rules it was judged by."""
    receipt = row.receipt
    if receipt is None:
        year = SchoolYear.parse(row.school_year)
        rank = next_rank(context.session, row.department, row.school_year)
        receipt = receipt_number(call.plugin.department.code, year, rank, rehearsal=context.installation.is_rehearsal)
    row.receipt, row.changed = receipt, False
    row.versions += 1
    row.deposited_at = row.updated_at = context.now
    sealed = {
        "id": uuid4(),
        "dossier_id": row.id,
        "department": row.department,
        "porteur_id": row.porteur_id,
        "number": row.versions,
        "receipt": receipt,
        "content": row.content,
        "content_digest": digest(row.content),
        "attachments": documents_json(documents),
        "porteur": described(row.porteur),
        "referential_digest": call.estimator.referential.digest,
        "campaign_digest": call.campaign.digest,
        "estimate": sealed_estimate(checked),
        "unpaid": unpaid_json(checked.unpaid),
        "forecast_cents": checked.total,
        "deposited_at": context.now,
        "deposited_by": context.who.id,
    }
    append(context.session, DossierVersion, [{**sealed, "school_year": row.call}])  # by the names of the columns
    return DossierVersion(**sealed, call=row.call)


def _groups(version: DossierVersion, content: DossierContent, checked: DossierCheck) -> list[dict[str, Any]]:
    """Return a row for each group of a complete dossier, with what it would be paid."""
    estimates = checked.estimate.groups if checked.estimate else ()
    rows = []
    placed = [(number, action, group) for number, action in enumerate(content.actions, 1) for group in action.groups]
    for position, ((number, action, group), estimate) in enumerate(zip(placed, estimates, strict=True), start=1):
        rows.append(
            {
                "version_id": version.id,
                "position": position,
                "action": number,
                "department": version.department,
                "porteur_id": version.porteur_id,
                "label": group.label or "",
                "levels": " ".join(group.levels or ()),
                "city": (action.place.city if action.place else None) or "",
                "children": group.children or 0,
                "paid_adults": group.paid_adults or 0,
                "volunteer_adults": group.volunteer_adults or 0,
                "running_costs_cents": estimate.group.running_costs,
                "eligible": estimate.eligible,
                "bonuses": " ".join(claim.id for claim in group.bonuses),
                "ps_cents": estimate.ps,
                "total_cents": estimate.total,
            }
        )
    return rows


def _acknowledge(
    context: Context, row: DossierRow, call: OpenCall, version: DossierVersion, content: DossierContent
) -> None:
    """Write to the person in charge, and to whoever deposited."""
    caf = call.plugin.department.caf.name
    again = ""
    if call.deadline is not None and not is_over(call.deadline, context.now):
        again = f"Vous pouvez encore le modifier et le déposer de nouveau jusqu'au {call.told(call.deadline)}.\n"
    body = (
        f"Bonjour,\n\nLe dossier Clas {title_of(context, row)} de {row.porteur.name} est déposé auprès de la {caf}.\n\n"
        f"Numéro de récépissé : {version.receipt}\n"
        f"Dépôt n° {version.number}, le {write_moment(version.deposited_at)} (heure de Paris)\n"
        f"Montant estimé de la Ps et des bonus demandés : {write_euros(version.forecast_cents)}. "
        "C'est une estimation : le comité départemental examine le dossier et décide.\n"
        f"{_programmes_in_words(version)}\n"
        f"{_unpaid_in_words(version)}"
        f"{again}"
        f"Votre dossier : {context.installation.settings.base_url}/espace/dossiers/{row.id}\n"
    )
    deposited_lately = select(func.count()).where(
        DossierVersion.dossier_id == row.id, DossierVersion.deposited_at > context.now - _HOUR
    )
    told = (context.session.scalar(deposited_lately) or 0) <= _MOST_ACKNOWLEDGED
    recipients = {content.contact.email if content.contact and told else None, context.who.email}
    for recipient in sorted(filter(None, recipients)):
        write_mail(
            context, recipient, f"Récépissé {version.receipt} : dossier Clas déposé", body, department=row.department
        )


def _programmes_in_words(version: DossierVersion) -> str:
    """Return what a deposit asks of other programmes than the Clas, a line each."""
    return "".join(
        f"Demandé pour « {each['label']} » : {write_euros(parse_amount(each['amount']))}.\n"
        for each in version.programmes
    )


def _unpaid_in_words(version: DossierVersion) -> str:
    """Return what of a deposit would not be paid, with the reasons, a line each; nothing when all of it would be."""
    unpaid = version.unpaid or {}
    if not unpaid.get("summary"):
        return ""
    reasons = "".join(f"- {each['label']} : {each['message']}\n" for each in unpaid["reasons"])
    return f"Attention : tel qu'il est déposé, {unpaid['summary']}.\n{reasons}\n"


def _tell_plugin(context: Context, call: OpenCall, version: DossierVersion) -> None:
    """Tell the department's own code, after the commit: its failure is reported and undoes nothing."""
    event = DepartmentEvent(
        kind="deposit",
        school_year=call.campaign.school_year,
        subject=version.receipt,
        details={"version": version.number, "forecast": amount_text(version.forecast_cents)},
    )
    tell_department(context, call.plugin.slug, [event])
