"""What decisions grant: the last decision of a dossier, the deposit that it is on, its groups. None commits."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session, defer

from clas_api.store.models import DecidedGroup, DecisionRow, DepositedGroup, DossierVersion
from clas_api.store.reading import Query


@dataclass(frozen=True, slots=True)
class Granted:
    """A dossier's last decision, its deposit, and each group as it was deposited and as it was decided."""

    decision: DecisionRow
    version: DossierVersion
    groups: Sequence[tuple[DepositedGroup, DecidedGroup]]


_DECISIONS = Query(
    select(DecisionRow, DossierVersion)
    .join(
        DossierVersion,
        and_(DossierVersion.dossier_id == DecisionRow.dossier_id, DossierVersion.number == DecisionRow.version),
    )
    .where(DecisionRow.dossier_id.in_(bindparam("dossiers")))
    .options(defer(DecisionRow.estimate), defer(DossierVersion.estimate), defer(DossierVersion.porteur))
    .order_by(DecisionRow.number)
)
_DECIDED = Query(select(DecidedGroup).where(DecidedGroup.decision_id.in_(bindparam("decisions"))))
_DEPOSITED = Query(
    select(DepositedGroup).where(DepositedGroup.version_id.in_(bindparam("versions"))).order_by(DepositedGroup.position)
)
_LAST = Query(
    select(DecisionRow)
    .where(DecisionRow.dossier_id == bindparam("dossier"))
    .order_by(DecisionRow.number.desc())
    .limit(1)
)


def granted_of(session: Session, dossiers: Collection[UUID]) -> Mapping[UUID, Granted]:
    """Return what the last decision on each of `dossiers` grants: three queries, however many there are."""
    found = _DECISIONS.rows(session, dossiers=tuple(dossiers))
    last = {decision.dossier_id: (decision, version) for decision, version in found}
    decided: dict[UUID, dict[int, DecidedGroup]] = {}
    for each in _DECIDED.all(session, decisions=tuple(decision.id for decision, _ in last.values())):
        decided.setdefault(each.decision_id, {})[each.position] = each
    deposited: dict[UUID, list[DepositedGroup]] = {}
    for group in _DEPOSITED.all(session, versions=tuple(version.id for _, version in last.values())):
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
    return _LAST.first(session, dossier=dossier)
