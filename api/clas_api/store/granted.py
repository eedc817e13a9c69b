"""What decisions grant: the last decision of a dossier, the deposit that it is on, its groups. None commits."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session, defer

from clas_api.store.models import DecidedGroup, DecisionRow, DepositedGroup, DossierVersion, Notification
from clas_api.store.reading import Query
from clas_core.committees.programmes import GrantedProgramme, kept_programme
from clas_core.departments import LocalAid
from clas_core.estimates import AidTotal, kept_aid, totals_of
from clas_core.money import euros_of


@dataclass(frozen=True, slots=True)
class Granted:
    """A dossier's last decision, its deposit, and each group as it was deposited and as it was decided."""

    decision: DecisionRow
    version: DossierVersion
    groups: Sequence[tuple[DepositedGroup, DecidedGroup]]

    @property
    def aids(self) -> Sequence[AidTotal]:
        """The local aid of the dossier, one by one."""
        return totals_of(decided_aids(decided) for _, decided in self.groups)

    @property
    def programmes(self) -> Sequence[GrantedProgramme]:
        """What it grants of the other programmes of the call, one by one, nothing of some of them."""
        return decided_programmes(self.decision)


_DECISIONS = Query(
    select(DecisionRow, DossierVersion, Notification)
    .join(
        DossierVersion,
        and_(DossierVersion.dossier_id == DecisionRow.dossier_id, DossierVersion.number == DecisionRow.version),
    )
    .outerjoin(Notification, Notification.decision_id == DecisionRow.id)
    .where(DecisionRow.dossier_id.in_(bindparam("dossiers")))
    .options(defer(DecisionRow.estimate), defer(DossierVersion.estimate), defer(DossierVersion.porteur))
    .order_by(DecisionRow.number)
)
_GROUPS = Query(
    select(DecidedGroup, DepositedGroup)
    .join(DecisionRow, DecisionRow.id == DecidedGroup.decision_id)
    .join(
        DossierVersion,
        and_(DossierVersion.dossier_id == DecisionRow.dossier_id, DossierVersion.number == DecisionRow.version),
    )
    .join(
        DepositedGroup,
        and_(DepositedGroup.version_id == DossierVersion.id, DepositedGroup.position == DecidedGroup.position),
    )
    .where(DecidedGroup.decision_id.in_(bindparam("decisions")))
    .order_by(DecidedGroup.position)
)
_LAST = Query(
    select(DecisionRow)
    .where(DecisionRow.dossier_id == bindparam("dossier"))
    .order_by(DecisionRow.number.desc())
    .limit(1)
)


def decisions_of(
    session: Session, dossiers: Collection[UUID]
) -> Sequence[tuple[DecisionRow, DossierVersion, Notification | None]]:
    """Return the decisions on each of `dossiers`, the first one first, each with its deposit and when it was told."""
    found: Sequence[Any] = _DECISIONS.rows(session, dossiers=tuple(dossiers))
    return found


def granted_of(session: Session, dossiers: Collection[UUID]) -> Mapping[UUID, Granted]:
    """Return what the last decision on each of `dossiers` grants: two queries, however many there are."""
    last = {decision.dossier_id: (decision, version) for decision, version, _ in decisions_of(session, dossiers)}
    groups = groups_of(session, [decision.id for decision, _ in last.values()])
    return {
        key: Granted(decision, version, [(deposited, decided) for decided, deposited in groups.get(decision.id, ())])
        for key, (decision, version) in last.items()
    }


def groups_of(
    session: Session, decisions: Sequence[UUID]
) -> Mapping[UUID, Sequence[tuple[DecidedGroup, DepositedGroup]]]:
    """Return the groups of each of `decisions`, as they were decided and as they were deposited, in their order."""
    found: dict[UUID, list[tuple[DecidedGroup, DepositedGroup]]] = {}
    for decided, deposited in _GROUPS.rows(session, decisions=tuple(decisions)) if decisions else ():
        found.setdefault(decided.decision_id, []).append((decided, deposited))
    return found


def last_decision(session: Session, dossier: UUID) -> DecisionRow | None:
    """Return the last decision on a dossier."""
    return _LAST.first(session, dossier=dossier)


def decided_programmes(decision: DecisionRow) -> Sequence[GrantedProgramme]:
    """Return what a decision grants of the other programmes of its call."""
    return tuple(map(kept_programme, decision.programmes or ()))


def decided_aids(decided: DecidedGroup) -> Iterator[LocalAid]:
    """Yield the local aid of a group, as it was granted; a decision older than its list tells the sum alone."""
    if decided.supplement_cents and not decided.supplements:
        amount = euros_of(decided.supplement_cents)
        yield LocalAid(id="granted", label="Compléments locaux", amount=amount, source="décision")
    yield from map(kept_aid, decided.supplements)
