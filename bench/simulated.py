"""Deposits of many groups over many departments, for simulations: each porteur has one dossier, of some groups."""

from collections.abc import Sequence
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from bench.filled import NOW, identified, porteurs
from clas_api.store.database import EVERYTHING, open_session
from clas_api.store.models import AuditHead, DepositedGroup, DossierRow, DossierVersion, ReceiptRank

_DIGEST = "sha256:" + "0" * 64
_BONUSES = ("", "children", "parents", "children parents")


def deposit(engine: Engine, departments: Sequence[str], applicants: int, groups: int, year: str = "2025-2026") -> None:
    """Add, in each department, one deposit of each of `applicants` porteurs, of as many `groups`; none twice alike."""
    chance = Random(2025)
    keys = porteurs(engine, applicants * len(departments), departments[:1])
    rows: dict[Any, list[dict[str, Any]]] = {DossierRow: [], DossierVersion: [], DepositedGroup: []}
    for place, porteur in enumerate(keys):
        department, dossier = departments[place % len(departments)], identified("dossier", place)
        found = [_group(chance, place, position, department, porteur) for position in range(1, groups + 1)]
        of = {"department": department, "call": year, "porteur_id": porteur}
        rows[DossierRow].append(
            {"id": dossier, **of, "state": "deposited", "content": {}, "receipt": f"{place:010d}", "versions": 1}
            | {"deposited_at": NOW, "groups": groups, "created_at": NOW, "updated_at": NOW}
        )
        version = {"id": _version(place), "dossier_id": dossier, **of, "number": 1, "receipt": f"{place:010d}"}
        sealed = {"referential_digest": _DIGEST, "campaign_digest": _DIGEST, "content_digest": _DIGEST}
        what: dict[str, Any] = {"content": {}, "porteur": {}, "estimate": {}, "unpaid": None, "forecast_cents": 0}
        rows[DossierVersion].append(
            {**version, **sealed, **what, "attachments": [], "deposited_at": NOW, "deposited_by": "bench"}
        )
        rows[DepositedGroup] += found
    with Session(engine) as session:
        open_session(session, EVERYTHING, writing=True)
        for model, values in rows.items():
            session.execute(insert(model), values)
        ranks = [{"department": each, "school_year": year, "last": applicants} for each in departments]
        session.execute(insert(ReceiptRank), ranks)
        session.execute(insert(AuditHead), [{"chain": each, "number": 1, "digest": _DIGEST} for each in departments])
        session.commit()


def _version(place: int) -> UUID:
    return identified("version", place)


def _group(chance: Random, place: int, position: int, department: str, porteur: UUID) -> dict[str, Any]:
    children = chance.choice((7, *range(8, 13), *range(8, 13)))
    return {
        "version_id": _version(place),
        "position": position,
        "action": 1,
        "department": department,
        "porteur_id": porteur,
        "label": f"Groupe {position}",
        "levels": "ce1 ce2",
        "city": "Reims",
        "children": children,
        "paid_adults": 1,
        "volunteer_adults": 1,
        "running_costs_cents": chance.randint(200_000, 1_400_000),
        "eligible": children >= 8,
        "bonuses": chance.choice(_BONUSES),
        "ps_cents": 0,
        "total_cents": 0,
    }
