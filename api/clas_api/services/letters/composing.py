"""Composing the letters of a dossier from its record: nothing is written here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from clas_api.context import Context
from clas_api.services.rules.kept_calls import find_call
from clas_api.services.rules.sealed_rules import sealed_referential
from clas_api.store.granted import Granted
from clas_api.store.models import DossierRow, DossierVersion, SettlementRow
from clas_core.committees.advances import planned_advances
from clas_core.committees.session import RecordedDecision, RecordedGroup
from clas_core.departments import Campaign, Department
from clas_core.documents import Document
from clas_core.documents.letter_parts import (
    NEXT,
    annex_blocks,
    asked_blocks,
    balance_blocks,
    convention_blocks,
    corrected_blocks,
    granted_blocks,
    payment_blocks,
    reason_blocks,
    settled_blocks,
)
from clas_core.documents.letters import Addressed, Value, appeal_blocks, letter
from clas_core.documents.model import Paragraph
from clas_core.dossiers import layout_of
from clas_core.identifiers import write_siret
from clas_core.years import SchoolYear


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A letter, and which it is."""

    kind: str
    document: Document


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sender:
    """Who sends: the department and the call of a dossier."""

    department: Department
    campaign: Campaign


def decision_letters(
    context: Context, row: DossierRow, granted: Granted, *, convention: bool, before: date | None, on: date
) -> Iterator[Composed]:
    """Yield the letters that tell of a decision: its notification and, where one is needed, the agreement.

    `before` is the day of the notification that this one replaces, if it replaces one.
    """
    sender, decision = _sender(context, row), granted.decision
    recorded = _recorded(context, row, granted)
    year = SchoolYear.parse(row.school_year)
    planned = planned_advances(
        sender.campaign, decision.granted_cents, granted.aids, programmes=[each.total for each in granted.programmes]
    )
    values: dict[str, Value] = {
        **_common(sender, row, granted.version.porteur, on),
        "decision": decision.decided_at.date(),
        "montant": decision.granted_cents,
        "avant": before or on,
        "montants": tuple(granted_blocks(recorded)),
        "versements": tuple(payment_blocks(planned)),
        "motif": tuple(
            reason_blocks(
                recorded,
                year,
                provisional=decision.provisional,
                corrections=sealed_referential(context, decision.referential_digest, row.school_year).corrections,
            )
        ),
        "convention": convention_blocks(needed=convention),
        "suite": [Paragraph(NEXT[decision.outcome])] if decision.outcome in NEXT else [],
        "recours": _appeal(sender),
    }
    digests = (granted.version.referential_digest, granted.version.campaign_digest)
    kinds = [decision.outcome, *(["convention"] if convention else [])]
    for kind in kinds:
        if kind == "convention":
            content = granted.version.content
            values["annexes"] = tuple(annex_blocks(recorded, content.get("budget") or (), layout_of(year)))
        yield Composed(
            kind=kind,
            document=letter(
                kind,
                sender.department,
                sender.campaign,
                _addressed(sender, row, granted.version.porteur, decision.number),
                values,
                written_on=on,
                digests=digests,
                corrects=before is not None and kind != "convention",
            ),
        )


def complements_letter(
    context: Context, row: DossierRow, porteur: Mapping[str, Any], text: str, due_on: date
) -> Composed:
    """Return the letter that asks a porteur to complete its dossier."""
    sender, on = _sender(context, row), context.now.date()
    values: dict[str, Value] = {
        **_common(sender, row, porteur, on),
        "echeance": due_on,
        "demande": asked_blocks(text),
    }
    addressed = _addressed(sender, row, porteur)
    document = letter("complements", sender.department, sender.campaign, addressed, values, written_on=on)
    return Composed(kind="complements", document=document)


def settlement_letters(
    context: Context, row: DossierRow, version: DossierVersion, made: SettlementRow
) -> Iterator[Composed]:
    """Yield the letter of a settlement and, where something is to be given back, the notice of it."""
    porteur, digests = version.porteur, (version.referential_digest, version.campaign_digest)
    sender, on = _sender(context, row), context.now.date()
    rules = sealed_referential(context, version.referential_digest, row.school_year)
    values: dict[str, Value] = {
        **_common(sender, row, porteur, on),
        "accorde": made.granted_cents,
        "du": made.due_cents,
        "verse": made.paid_cents,
        "trop_percu": made.overpayment_cents,
        "comparaison": (*settled_blocks(made.comparison), *corrected_blocks(rules.corrections)),
        "solde": tuple(balance_blocks(made.comparison)),
        "recours": _appeal(sender),
    }
    for kind in ("settlement", *(["overpayment"] if made.overpayment_cents else [])):
        addressed = _addressed(sender, row, porteur)
        document = letter(kind, sender.department, sender.campaign, addressed, values, written_on=on, digests=digests)
        yield Composed(kind=kind, document=document)


def _sender(context: Context, row: DossierRow) -> _Sender:
    plugin, campaign = find_call(context, row.department, row.call)
    return _Sender(department=plugin.department, campaign=campaign)


def _appeal(sender: _Sender) -> Value:
    letters = sender.campaign.letters
    return tuple(appeal_blocks(letters.appeal if letters else None, sender.department.caf.name))


def _common(sender: _Sender, row: DossierRow, porteur: Mapping[str, Any], on: date) -> Mapping[str, Value]:
    """Return the fields that every letter may have; `porteur` is as it was deposited."""
    head = porteur.get("representative") or {}
    return {
        "porteur": str(porteur["name"]),
        "siret": write_siret(porteur["siret"]),
        "representant": str(head.get("name") or ""),
        "numero": row.receipt or "",
        "appel": sender.campaign.title,
        "annee": str(sender.campaign.school_year),
        "departement": sender.department.name,
        "caf": sender.department.caf.name,
        "date": on,
    }


def _addressed(sender: _Sender, row: DossierRow, porteur: Mapping[str, Any], number: int = 1) -> Addressed:
    address, head = porteur.get("address") or {}, porteur.get("representative") or {}
    attention = ", ".join(filter(None, (head.get("name"), head.get("role"))))
    lines = [str(porteur["name"]), attention, *address.get("lines", ())]
    lines.append(f"{address.get('postal_code', '')} {address.get('city', '')}".strip())
    letters = sender.campaign.letters
    prefix = f"{letters.reference} " if letters and letters.reference else ""
    again = f"/{number}" if number > 1 else ""
    return Addressed(lines=[each for each in lines if each], reference=f"{prefix}{row.receipt}{again}")


def _recorded(context: Context, row: DossierRow, granted: Granted) -> RecordedDecision:
    """Return a decision as a session records it."""
    decision = granted.decision
    referential = sealed_referential(context, decision.referential_digest, row.school_year)
    names = {bonus.id: bonus.label for bonus in referential.bonuses}
    return RecordedDecision(
        outcome=decision.outcome,  # type: ignore[arg-type]  # the database holds it to the same words
        reason=decision.reason,
        by_rule=decision.by_rule or (),
        groups=tuple(
            RecordedGroup(
                position=decided.position,
                label=deposited.label,
                asked_costs=deposited.running_costs_cents,
                retained=decided.retained,
                running_costs=decided.running_costs_cents,
                bonuses={names.get(bonus, bonus): reason for bonus, reason in decided.bonuses.items()},
                ps=decided.ps_cents,
                bonus=decided.bonus_cents,
                supplement=decided.supplement_cents,
            )
            for deposited, decided in granted.groups
        ),
        aids=tuple(granted.aids),
        programmes=tuple(granted.programmes),
    )
