"""Whether a database holds whole deposits and nothing by halves, whatever happened to the service."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clas_api.store.database import EVERYTHING, open_session
from clas_api.store.models import (
    AuditEntry,
    DepositedGroup,
    DossierRow,
    DossierVersion,
    OutgoingMail,
    ReceiptRank,
    digest,
)
from clas_core.money import amount_text

JSON = Mapping[str, Any]


def faults_of(engine: Engine, receipts: Iterable[JSON]) -> list[str]:
    """Return how what is kept differs from what it must be; `receipts` are those that people were given."""
    with Session(engine) as session:
        open_session(session, EVERYTHING)
        versions = {(each.dossier_id, each.number): each for each in session.scalars(select(DossierVersion))}
        return [
            *_lost(versions, receipts),
            *_halves(session, versions),
            *_ranks(session),
        ]


def _lost(versions: Mapping[tuple[UUID, int], DossierVersion], receipts: Iterable[JSON]) -> list[str]:
    faults = []
    for receipt in receipts:
        version = versions.get((UUID(receipt["dossier"]), receipt["version"]))
        if version is None:
            faults.append(f"{receipt['receipt']}: the deposit is lost")
            continue
        kept = (version.receipt, version.content_digest, amount_text(version.forecast_cents))
        if kept != (receipt["receipt"], receipt["content_digest"], receipt["forecast"]):
            faults.append(f"{receipt['receipt']}: the deposit is another one")
    return faults


def _halves(session: Session, versions: Mapping[tuple[UUID, int], DossierVersion]) -> list[str]:
    groups: dict[UUID, list[int]] = {}
    for version_id, cents in session.execute(select(DepositedGroup.version_id, DepositedGroup.total_cents)):
        groups.setdefault(version_id, []).append(cents)
    entries = session.scalars(select(AuditEntry.entry)).all()
    traced = Counter(each["subject"] for each in map(orjson.loads, entries) if each["action"] == "dossier.deposited")
    mails = Counter(subject for subject in session.scalars(select(OutgoingMail.subject)) if "Récépissé" in subject)
    deposits = Counter(dossier for dossier, _ in versions)
    faults = []
    for version in versions.values():
        told = f"{version.receipt}, deposit {version.number}"
        if digest(version.content) != version.content_digest:
            faults.append(f"{told}: the content is not what its digest says")
        if sum(groups.get(version.id, [])) != version.forecast_cents:
            faults.append(f"{told}: the groups do not add up to the forecast")
        if len(groups.get(version.id, [])) != sum(len(each["groups"]) for each in version.content["actions"]):
            faults.append(f"{told}: a group is missing")
    for row in session.scalars(select(DossierRow)):
        told = row.receipt or str(row.id)
        if not deposits[row.id] == row.versions == traced[str(row.id)]:
            faults.append(f"{told}: {deposits[row.id]} deposits, {row.versions} said, {traced[str(row.id)]} traced")
        if (row.state == "draft") != (row.versions == 0):
            faults.append(f"{told}: {row.state} with {row.versions} deposits")
        # To whoever deposited, and to the person in charge.
        if row.receipt and (found := mails[f"Récépissé {row.receipt} : dossier Clas déposé"]) != 2 * row.versions:
            faults.append(f"{told}: {found} mails")
    return faults


def _ranks(session: Session) -> list[str]:
    """Return the holes and the duplicates among the ranks of receipts."""
    faults = []
    for kept in session.scalars(select(ReceiptRank)):
        query = select(DossierRow.receipt).where(
            DossierRow.department == kept.department,
            DossierRow.school_year == kept.school_year,
            DossierRow.receipt.is_not(None),
        )
        ranks = sorted(int(receipt.rsplit("-", 1)[1]) for receipt in session.scalars(query) if receipt)
        if ranks != list(range(1, kept.last + 1)):
            faults.append(f"{kept.department} {kept.school_year}: {len(ranks)} receipts, the last rank is {kept.last}")
    return faults
