"""Dossiers, porteurs and extensions as JSON values."""

from typing import Any

from clas_api.services.dossiers.depositing import receipt_json
from clas_api.services.people.porteurs import described
from clas_api.store.models import DossierRow, DossierVersion, Extension, PorteurRow
from clas_core.dossiers.endings import Ending
from clas_core.dossiers.lifecycle import STATES, State, outcome_told
from clas_core.money import amount_text


def porteur_json(row: PorteurRow) -> dict[str, Any]:
    return {"id": str(row.id), **described(row), "revision": row.revision}


def summary_json(row: DossierRow, state: State | None = None) -> dict[str, Any]:
    """Return a dossier as a list shows it; `state` is what whoever reads it may know of its state."""
    state = state or row.state
    granted = row.granted_told(state)
    return {
        "id": str(row.id),
        "department": row.department,
        "school_year": row.school_year,
        "porteur": {"id": str(row.porteur_id), "name": row.porteur.name, "siret": row.porteur.siret},
        "state": state,
        "state_label": STATES[state],
        "outcome": outcome_told(state, row.outcome),
        "assigned_to": str(row.assigned_to) if row.assigned_to else None,
        "receipt": row.receipt,
        "versions": row.versions,
        "changed": row.changed,
        "actions": row.actions,
        "groups": row.groups,
        "children": row.children,
        "asked": amount_text(row.asked_cents),
        "granted": None if granted is None else amount_text(granted),
        "ending": None if row.ending is None else _ending_json(row.ending),
        "deposited_at": row.deposited_at.isoformat() if row.deposited_at else None,
        "created_at": row.created_at.isoformat(),
        "updated_at": row.updated_at.isoformat(),
        "revision": row.revision,
    }


def _ending_json(ending: Ending) -> dict[str, Any]:
    return {
        "given_up": ending.given_up,
        "ended_at": ending.ended_at.isoformat() if ending.ended_at else None,
        "side": ending.side,
        "reason": ending.reason,
    }


def version_json(version: DossierVersion) -> dict[str, Any]:
    """Return a deposit whole."""
    return {
        **receipt_json(version),
        "content": version.content,
        "porteur": version.porteur,
        "estimate": version.estimate,
    }


def extension_json(extension: Extension) -> dict[str, Any]:
    return {
        "id": str(extension.id),
        "porteur": str(extension.porteur_id),
        "until": extension.until.isoformat(),
        "reason": extension.reason,
        "granted_at": extension.granted_at.isoformat(),
    }
