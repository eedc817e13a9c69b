"""Beginning the year of an approved dossier, with its advances and its bilan; closing a dossier that is over."""

from datetime import date
from uuid import UUID

from clas_api.services.desk import Desk
from clas_api.services.dossiers.drafting import content_of
from clas_api.services.dossiers.moving import held_for, move
from clas_api.services.revisions import commit_or_stale, match_revision
from clas_api.services.rules.campaigns import call_for
from clas_api.services.trace import record
from clas_api.services.year.approved import approval_of, approved_groups
from clas_api.services.year.notifying import notification_of
from clas_api.store.granted import Granted
from clas_api.store.models import BilanRow, DossierRow, Payment
from clas_core.departments import Campaign
from clas_core.dossiers.bilan import prefilled
from clas_core.dossiers.bilan_schemas import bilan_json
from clas_core.errors import InvalidInput, Problem
from clas_core.money import Rate, amount_text


def begin_dossier(desk: Desk, key: UUID, *, signed_on: date | None, revision: int | None) -> DossierRow:
    """Begin an approved dossier: its advances are to be paid and its bilan can be written. Commits.

    `signed_on` is the day of the agreement, compulsory where one must be signed. Raises `NotFound`, `Stale`,
    `StepRefused`, `Refused`, `InvalidInput`.
    """
    row = held_for(desk, key, "payments.manage")
    match_revision(desk, row, revision)
    granted = approval_of(desk, row.id)
    notification = notification_of(desk, row)
    convention = notification is not None and notification.convention
    if convention and signed_on is None:
        message = "Le montant accordé demande une convention : dites le jour de sa signature."
        raise InvalidInput([Problem(("signed_on",), message)])
    if signed_on is not None and signed_on > desk.now.date():
        raise InvalidInput([Problem(("signed_on",), "Ce jour n'est pas encore venu.")])
    before = move(desk, row, "begin")
    row.convention_signed_on = signed_on
    campaign = call_for(desk, row.department, row.school_year, row.porteur_id).campaign
    advances = _advances(desk, row, campaign, granted.decision.granted_cents)
    desk.session.add_all(advances)
    bilan = _first_bilan(desk, row, campaign, granted)
    desk.session.add(bilan)
    after = {
        "state": row.state,
        "signed_on": signed_on.isoformat() if signed_on else None,
        "advances": [{"amount": amount_text(each.amount_cents), "due_on": str(each.due_on)} for each in advances],
        "bilan_due_on": bilan.due_on.isoformat() if bilan.due_on else None,
    }
    record(desk, "dossier.begun", row.id, chain=row.department, before={"state": before}, after=after)
    commit_or_stale(desk, row)
    return row


def _advances(desk: Desk, row: DossierRow, campaign: Campaign, granted: int) -> list[Payment]:
    """Return the advances that the call states: shares of what was granted, half-up to the cent."""
    amounts = [(advance.on, Rate.of(advance.share).share_of(granted)) for advance in campaign.advances]
    return [
        Payment(
            dossier_id=row.id,
            department=row.department,
            porteur_id=row.porteur_id,
            kind="advance",
            amount_cents=amount,
            due_on=on,
            recorded_by=desk.who.id,
            created_at=desk.now,
        )
        for on, amount in amounts
        if amount
    ]


def _first_bilan(desk: Desk, row: DossierRow, campaign: Campaign, granted: Granted) -> BilanRow:
    positions = [group.position for group in approved_groups(granted)]
    content = prefilled(content_of(row.school_year, granted.version.content), positions)
    return BilanRow(
        dossier_id=row.id,
        department=row.department,
        porteur_id=row.porteur_id,
        school_year=row.school_year,
        content=bilan_json(content),
        due_on=campaign.bilan.due if campaign.bilan else None,
        created_at=desk.now,
        updated_at=desk.now,
    )


def close_dossier(desk: Desk, key: UUID, *, revision: int | None) -> DossierRow:
    """Close a dossier that is over. Commits. Raises `NotFound`, `Stale`, `StepRefused`."""
    row = held_for(desk, key, "dossiers.study")
    match_revision(desk, row, revision)
    before = move(desk, row, "close")
    record(desk, "dossier.closed", row.id, chain=row.department, before=before, after=row.state)
    commit_or_stale(desk, row)
    return row
