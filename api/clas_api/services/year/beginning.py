"""Beginning the year of an approved dossier, with its advances and its bilan."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from clas_api.context import Context, command
from clas_api.services.dossiers.moving import held_for, move
from clas_api.services.people.writing_to_porteurs import contact_of, write_to
from clas_api.services.revisions import commit_or_stale, match_revision
from clas_api.services.rules.campaigns import call_of
from clas_api.services.rules.kept_calls import title_of
from clas_api.services.trace import record
from clas_api.services.year.approved import approval_of, approved_groups, programmes_to_tell
from clas_api.services.year.due import due_of, paid_by, words_of
from clas_api.services.year.notifying import notification_of
from clas_api.services.year.paying import paid_in_advance
from clas_api.store.bilans import bilan_of, payments_of
from clas_api.store.granted import Granted
from clas_api.store.models import BilanRow, DossierRow, Payment
from clas_core.bilans.bilan import BilanContent, on_groups_of, prefilled
from clas_core.bilans.bilan_schemas import bilan_json, kept_bilan
from clas_core.committees.advances import planned_advances
from clas_core.departments import Campaign
from clas_core.dossiers import kept_content
from clas_core.errors import InvalidInput, Problem
from clas_core.money import amount_text


@command
def begin_dossier(context: Context, key: UUID, *, signed_on: date | None, revision: int | None) -> DossierRow:
    """Begin an approved dossier: its advances are to be paid and its bilan can be written. Commits.

    One that begins again, its decision having been corrected, keeps its bilan, given back to its porteur if it was
    filed, and what was paid of its advances.

    `signed_on` is the day of the agreement, compulsory where one must be signed. Raises `NotFound`, `Stale`,
    `StepRefused`, `Refused`, `InvalidInput`.
    """
    row = held_for(context, key, "payments.manage")
    match_revision(context, row, revision)
    granted = approval_of(context, row.id)
    notification = notification_of(context, row)
    convention = notification is not None and notification.convention
    if convention and signed_on is None:
        message = "Le montant accordé demande une convention : dites le jour de sa signature."
        raise InvalidInput([Problem(("signed_on",), message)])
    expect_signed(context, signed_on)
    before = move(context, row, "begin")
    row.convention_signed_on = signed_on
    campaign = call_of(context, row).campaign
    paid = paid_in_advance(payments_of(context.session, [row.id])[row.id])
    advances = _advances(context, row, campaign, granted, paid.by_aid)
    context.session.add_all(advances)
    kept = bilan_of(context.session, row.id, hold=True)
    bilan = kept or _first_bilan(context, row, campaign, granted)
    context.session.add(bilan)
    if kept is not None:
        _take_up(context, row, kept, granted)
    after = {
        "state": row.state,
        "signed_on": signed_on.isoformat() if signed_on else None,
        "advances": list(map(_traced, advances)),
        "bilan_due_on": bilan.due_on.isoformat() if bilan.due_on else None,
        **words_of(bilan, "bilan_due_words"),
        "bilan_taken_up": None if kept is None else bilan.content,
    }
    record(context, "dossier.begun", row.id, chain=row.department, before={"state": before}, after=after)
    commit_or_stale(context, row)
    return row


def expect_signed(context: Context, signed_on: date | None) -> None:
    """Raise `InvalidInput` for a day that nothing can have been signed on yet."""
    if signed_on is not None and signed_on > context.now.date():
        raise InvalidInput([Problem(("signed_on",), "Ce jour n'est pas encore venu.")])


def _advances(
    context: Context, row: DossierRow, campaign: Campaign, granted: Granted, paid: Mapping[str, int]
) -> list[Payment]:
    """Return the advances that are to be paid of what was granted, by each payer, less what is `paid` already."""
    programmes = [each.total for each in granted.programmes]
    return [
        Payment(
            dossier_id=row.id,
            department=row.department,
            porteur_id=row.porteur_id,
            kind="advance",
            amount_cents=each.amount,
            funder=each.funder,
            payer=each.payer,
            aid=each.aid,
            aid_label=each.label,
            **paid_by(each.on, campaign.school_year),
            recorded_by=context.who.id,
            created_at=context.now,
        )
        for each in planned_advances(campaign, granted.decision.granted_cents, granted.aids, paid, programmes)
    ]


def _traced(advance: Payment) -> Mapping[str, str]:
    told = {"amount": amount_text(advance.amount_cents), "due_on": str(advance.due_on), **words_of(advance)}
    return {**told, **({"funder": advance.funder, "aid": advance.aid} if advance.aid else {})}


def _prefilled(row: DossierRow, granted: Granted) -> BilanContent:
    positions = [group.position for group in approved_groups(granted)]
    return prefilled(kept_content(granted.version.content), positions, programmes_to_tell(granted))


def _take_up(context: Context, row: DossierRow, bilan: BilanRow, granted: Granted) -> None:
    """Make a bilan that was begun one of the groups that are approved now, for its porteur to file it (again)."""
    if bilan.state == "filed":
        bilan.return_reason = "La décision a été corrigée : relisez le bilan, puis déposez-le de nouveau."
        text = (
            f"Le bilan du dossier Clas {title_of(context, row)} n° {row.receipt} vous est rendu, avec ce que vous "
            f"y avez écrit.\n{bilan.return_reason}"
        )
        write_to(context, row, contact_of(granted.version.content), f"Bilan à relire, dossier {row.receipt}", text)
    bilan.content = bilan_json(on_groups_of(_prefilled(row, granted), kept_bilan(bilan.content)))
    bilan.state, bilan.filed_at, bilan.updated_at = "draft", None, context.now


def _first_bilan(context: Context, row: DossierRow, campaign: Campaign, granted: Granted) -> BilanRow:
    content = _prefilled(row, granted)
    return BilanRow(
        dossier_id=row.id,
        department=row.department,
        porteur_id=row.porteur_id,
        call=row.call,
        content=bilan_json(content),
        **due_of(campaign.bilan_due),
        created_at=context.now,
        updated_at=context.now,
    )
