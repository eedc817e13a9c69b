"""What a Caf does with a dossier, as JSON values."""

from typing import Any

from clas_api.services.instruction.assigning import Workload
from clas_api.services.instruction.comparing import Side, YearsCompared
from clas_api.store.models import ComplementRequest, Examination, InternalNote, Message
from clas_core.dossiers.additionality import ClaimView
from clas_core.dossiers.lifecycle import STATES
from clas_core.errors import Problem
from clas_core.money import amount_text


def agent_json(agent: Workload) -> dict[str, Any]:
    return {"id": str(agent.id), "name": agent.name, "dossiers": agent.dossiers}


def complements_json(request: ComplementRequest) -> dict[str, Any]:
    return {
        "id": str(request.id),
        "text": request.text,
        "due_on": request.due_on.isoformat(),
        "asked_at": request.asked_at.isoformat(),
        "answered_at": request.answered_at.isoformat() if request.answered_at else None,
        "answer": request.answer,
        "lifted_at": request.lifted_at.isoformat() if request.lifted_at else None,
        "reminded_at": request.reminded_at.isoformat() if request.reminded_at else None,
    }


def note_json(note: InternalNote | Message) -> dict[str, Any]:
    return {
        "id": str(note.id),
        "author_name": note.author_name,
        "text": note.text,
        "written_at": note.written_at.isoformat(),
    }


def message_json(message: Message) -> dict[str, Any]:
    return {**note_json(message), "side": message.side}


def examination_json(examination: Examination) -> dict[str, Any]:
    """Return an examination whole: the agent's verdict, and what was computed beside it."""
    stage = "admissible" if examination.kind == "admissibility" else "eligible"
    return {
        "number": examination.number,
        "version": examination.version,
        "kind": examination.kind,
        "verdict": examination.verdict,
        "computed": examination.evidence["assessment"][stage],
        "evidence": examination.evidence,
        "proposal": examination.proposal,
        "advice": examination.advice,
        "examined_by": examination.examined_by,
        "examined_at": examination.examined_at.isoformat(),
    }


def claim_json(view: ClaimView) -> dict[str, Any]:
    """Return a claimed bonus beside the socle."""
    return {
        "position": view.position,
        "pointer": Problem(view.path, "").pointer,
        "group": view.label,
        "bonus": view.claim.id,
        "label": view.bonus.label if view.bonus else None,
        "purpose": str(view.bonus.purpose) if view.bonus else None,
        "beyond": view.claim.beyond,
        "socle": [
            {
                "id": each.action.id,
                "label": each.action.label,
                "source": each.action.source.citation,
                "repeated": list(each.repeated),
                "repeats": each.repeats,
            }
            for each in view.socle
        ],
        "warnings": list(view.warnings),
    }


def years_json(compared: YearsCompared) -> dict[str, Any]:
    """Return two years of a porteur side by side."""
    return {
        "current": _year_json(compared.current),
        "previous": _year_json(compared.previous) if compared.previous else None,
        "changes": [{"pointer": each.pointer, "before": each.before, "after": each.after} for each in compared.changes],
    }


def _year_json(side: Side) -> dict[str, Any]:
    row = side.row
    return {
        "dossier": str(row.id),
        "receipt": row.receipt,
        "school_year": row.school_year,
        "state": row.state,
        "state_label": STATES[row.state],
        "actions": row.actions,
        "groups": row.groups,
        "children": row.children,
        "asked": amount_text(row.asked_cents),
        "granted": None if side.granted is None else amount_text(side.granted),
        "settled": None if side.settled is None else amount_text(side.settled),
    }
