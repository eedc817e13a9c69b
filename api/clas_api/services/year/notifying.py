"""Telling a porteur of the decision on its dossier."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy import func, select

from clas_api.context import Context, command
from clas_api.security.permissions import scope_of
from clas_api.services.committees.sessions import load_session
from clas_api.services.dossiers.moving import actors_on, held_for, move
from clas_api.services.letters.composing import decision_letters
from clas_api.services.letters.sending import send_letters, waiting_words
from clas_api.services.people.writing_to_porteurs import contact_of, write_to
from clas_api.services.revisions import commit_or_stale, match_revision
from clas_api.services.rules.kept_calls import find_call, title_of
from clas_api.services.rules.sealed_rules import sealed_referential
from clas_api.services.trace import record
from clas_api.store.granted import Granted, granted_of
from clas_api.store.models import DossierRow, Notification
from clas_core.committees.advances import planned_advances
from clas_core.committees.programmes import GrantedProgramme
from clas_core.departments import Campaign
from clas_core.dossiers.lifecycle import steps_from
from clas_core.errors import ClasError, Refused
from clas_core.estimates import AidTotal, provisional_note
from clas_core.money import cents_of, write_euros
from clas_core.years import SchoolYear, write_at

CONVENTION = "convention"


@command
def notify_decision(context: Context, key: UUID, *, revision: int | None) -> tuple[DossierRow, Notification]:
    """Record that a porteur is told of the decision on its dossier, and mail it. Commits.

    An agreement must be signed when what the porteur is granted in the department for the year is above the threshold
    of the rules of the deposit. Raises `NotFound`, `Stale`, `StepRefused`; `MissingFigure` when no threshold is known.
    """
    row = held_for(context, key, "dossiers.study")
    match_revision(context, row, revision)
    before = move(context, row, "notify")
    granted = granted_of(context.session, [row.id]).get(row.id)
    if granted is None:
        raise Refused("Aucune décision n'est enregistrée pour ce dossier.")
    convention = needs_convention(context, row, granted)
    contact = contact_of(granted.version.content)
    told_before = notification_of(context, row)
    kinds = send_letters(
        context,
        row,
        lambda: decision_letters(
            context,
            row,
            granted,
            convention=convention,
            before=told_before.notified_at.date() if told_before else None,
            on=context.now.date(),
        ),
        decision=granted.decision.id,
    )
    letter = "\n".join([_letter(context, row, granted, convention), *waiting_words(context, row, kinds)])
    recipient = write_to(context, row, contact, f"Dossier {row.receipt} : décision", letter)
    notification = Notification(
        dossier_id=row.id,
        decision_id=granted.decision.id,
        department=row.department,
        porteur_id=row.porteur_id,
        recipient=recipient,
        convention=convention,
        notified_by=context.who.id,
        notified_at=context.now,
    )
    context.session.add(notification)
    after = {"state": row.state, "decision": granted.decision.number, "convention": convention, "letters": kinds}
    record(context, "dossier.notified", row.id, chain=row.department, before={"state": before}, after=after)
    commit_or_stale(context, row)
    return row, notification


def to_notify(context: Context, dossiers: Iterable[DossierRow]) -> Sequence[DossierRow]:
    """Return those of `dossiers` whose decision whoever asks may tell now."""
    return [
        row
        for row in dossiers
        if any(step.name == "notify" for step in steps_from(row.state, actors_on(context, row), row.outcome))
    ]


def notify_session(context: Context, key: UUID) -> Mapping[str, str]:
    """Tell the porteurs of a session of all its decisions that can be told: each on its own, whatever becomes of the
    others. Return what kept each from being told, or nothing, by receipt. Raises `Forbidden`, `NotFound`. Commits each.
    """
    scope_of(context.who, "dossiers.study")
    whole = load_session(context, key)
    told = {}
    for row in to_notify(context, whole.dossiers.values()):
        try:
            notify_decision(context, row.id, revision=row.revision)
            told[row.receipt or ""] = ""
        except ClasError as error:
            told[row.receipt or ""] = error.message
    return told


def needs_convention(context: Context, row: DossierRow, granted: Granted) -> bool:
    """Tell whether what is granted asks for an agreement. Raises `MissingFigure` when no threshold is known."""
    if granted.decision.outcome != "approved":
        return False
    referential = sealed_referential(context, granted.decision.referential_digest, row.school_year)
    threshold = referential.threshold(CONVENTION, "Seuil de la convention obligatoire")
    others = select(func.coalesce(func.sum(DossierRow.granted_cents), 0)).where(
        DossierRow.porteur_id == row.porteur_id,
        DossierRow.department == row.department,
        DossierRow.school_year == row.school_year,
        DossierRow.outcome == "approved",
        DossierRow.id != row.id,
    )
    total = granted.decision.granted_cents + int(context.session.scalar(others) or 0)
    return total > cents_of(threshold.value)


def _aid_line(aid: AidTotal) -> str:
    """Tell of an aid: who pays it, how much, and what its rule gave where the committee decided otherwise."""
    line = f"- dont {aid.label}, payée par {aid.payer or 'la Caf'} : {write_euros(aid.amount)}"
    if aid.ruled is None:
        return line
    return f"{line}, fixés par le comité (le barème donnait {write_euros(aid.ruled)}). Raison : {aid.reason}"


def _programme_line(programme: GrantedProgramme) -> str:
    """Tell of another programme than the Clas: what was asked, what is granted, who pays it, and why not all of it."""
    asked, granted = write_euros(programme.asked), write_euros(programme.amount)
    line = f"- {programme.label}, payé par {programme.payer or 'la Caf'} : {granted} sur {asked} demandés"
    return f"{line}. Raison : {programme.reason}" if programme.reason else line


def _advance_lines(campaign: Campaign, granted: Granted) -> Iterator[str]:
    """Tell when what is granted is paid, and by whom."""
    programmes = [each.total for each in granted.programmes]
    for each in planned_advances(campaign, granted.decision.granted_cents, granted.aids, programmes=programmes):
        of_what = f" ({each.label})" if each.label else ""
        payer = each.payer or "la Caf"
        when = write_at(each.on) if each.on else "à une date qui reste à fixer"
        yield f"Acompte prévu {when}, versé par {payer}{of_what} : {write_euros(each.amount)}."


def _letter(context: Context, row: DossierRow, granted: Granted, convention: bool) -> str:
    decision = granted.decision
    lines = [f"Le comité départemental a examiné le dossier Clas {title_of(context, row)} n° {row.receipt}."]
    if decision.outcome == "approved":
        lines.append(f"Il est agréé : {write_euros(decision.granted_cents)} au plus, selon les dépenses réelles.")
        lines += [
            f"- groupe {group.position} ({group.label}) : "
            + (write_euros(decided.total_cents) if decided.retained else "non retenu")
            for group, decided in granted.groups
        ]
        lines += map(_aid_line, granted.aids)
        lines += map(_programme_line, granted.programmes)
        lines += _advance_lines(find_call(context, row.department, row.call)[1], granted)
        if convention:
            lines.append("Ce montant demande une convention : la Caf vous l'enverra à signer.")
    else:
        lines.append(_SAID[decision.outcome])
    if decision.provisional:
        lines.append(provisional_note(SchoolYear.parse(row.school_year)))
    if decision.by_rule:
        lines += ["Selon le règlement :", *(f"- {each}" for each in decision.by_rule)]
    if decision.reason:
        lines.append(f"Motif : {decision.reason}")
    if decision.outcome in _NEXT:
        lines.append(_NEXT[decision.outcome])
    return "\n".join(lines)


_SAID = {
    "reserve": "Il est en liste d'attente : il n'est ni agréé ni refusé, et aucun montant n'est accordé à ce jour.",
    "deferred": "Il est ajourné : le comité ne s'est pas encore prononcé, et aucun montant n'est accordé à ce jour.",
    "refused": "Il n'est pas agréé.",
}
_NEXT = {
    "reserve": (
        "La suite : si des crédits se libèrent, le comité en décide de nouveau lors d'une prochaine séance. "
        "Vous n'avez rien à déposer ; vous pouvez retirer votre dossier depuis la plateforme."
    ),
    "deferred": (
        "La suite : le comité l'examine de nouveau lors d'une prochaine séance. D'ici là, écrivez à la Caf depuis le "
        "dossier pour répondre au motif ; vous pouvez aussi retirer votre dossier."
    ),
}


def notification_of(context: Context, row: DossierRow) -> Notification | None:
    """Return the last notification of a dossier."""
    query = select(Notification).where(Notification.dossier_id == row.id)
    return context.session.scalar(query.order_by(Notification.notified_at.desc()).limit(1))
