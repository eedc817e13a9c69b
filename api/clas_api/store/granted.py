"""What decisions grant: the last decision of a dossier, the deposit that it is on, its groups. None commits."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, defer

from clas_api.store.models import DecidedGroup, DecisionRow, DepositedGroup, DossierVersion


@dataclass(frozen=True, slots=True)
class Granted:
    """A dossier's last decision, its deposit, and each group as it was deposited and as it was decided."""

    decision: DecisionRow
    version: DossierVersion
    groups: Sequence[tuple[DepositedGroup, DecidedGroup]]


def granted_of(session: Session, dossiers: Collection[UUID]) -> Mapping[UUID, Granted]:
    """Return what the last decision on each of `dossiers` grants: three queries, however many there are."""
    query = (
        select(DecisionRow, DossierVersion)
        .join(
            DossierVersion,
            and_(DossierVersion.dossier_id == DecisionRow.dossier_id, DossierVersion.number == DecisionRow.version),
        )
        .where(DecisionRow.dossier_id.in_(dossiers))
        .options(defer(DecisionRow.estimate), defer(DossierVersion.estimate), defer(DossierVersion.porteur))
        .order_by(DecisionRow.number)
    )
    last = {decision.dossier_id: (decision, version) for decision, version in session.execute(query)}
    decided: dict[UUID, dict[int, DecidedGroup]] = {}
    keys = [decision.id for decision, _ in last.values()]
    for each in session.scalars(select(DecidedGroup).where(DecidedGroup.decision_id.in_(keys))):
        decided.setdefault(each.decision_id, {})[each.position] = each
    deposited: dict[UUID, list[DepositedGroup]] = {}
    keys = [version.id for _, version in last.values()]
    rows = select(DepositedGroup).where(DepositedGroup.version_id.in_(keys)).order_by(DepositedGroup.position)
    for group in session.scalars(rows):
        deposited.setdefault(group.version_id, []).append(group)
    return {
        key: Granted(
            decision,
            version,
            [
                (group, decided[decision.id][group.position])
                for group in deposited.get(version.id, ())
                if group.position in decided.get(decision.id, {})
            ],
        )
        for key, (decision, version) in last.items()
    }


def last_decision(session: Session, dossier: UUID) -> DecisionRow | None:
    """Return the last decision on a dossier."""
    query = select(DecisionRow).where(DecisionRow.dossier_id == dossier)
    return session.scalar(query.order_by(DecisionRow.number.desc()).limit(1))
