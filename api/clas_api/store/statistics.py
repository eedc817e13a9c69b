"""The groups that statistics count: those of the last deposit of each dossier, with what its last decision says."""

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Select, and_, bindparam, func, literal, select
from sqlalchemy.orm import Session, aliased

from clas_api.store.models import (
    BilanRow,
    DecidedGroup,
    DecisionRow,
    DepositedGroup,
    DossierRow,
    DossierVersion,
    PorteurRow,
)
from clas_core.statistics.counting import PENDING, CountedGroup

NOT_COUNTED = ("draft", "withdrawn")
"""Nor is what was withdrawn, or its grant given up, once it is closed."""

_AT_ONCE = 200
"""How many whole contents are held at once."""


def counted_groups(
    session: Session, year: str, department: str, beside: Mapping[UUID, int] = MappingProxyType({})
) -> list[CountedGroup]:
    """Return the groups that were deposited in a department for a year: one query. None commits.

    `beside` is what is due of other programmes than the Clas, in cents, by dossier: no figure of the groups has it.
    """
    found = session.execute(_groups(), {"year": year, "department": department})
    # A number is hashed several times faster than a UUID is, and each is, many times.
    return [
        CountedGroup(dossier.int, porteur.int, outcome, nature, settled - beside.get(dossier, 0), *rest)
        for dossier, porteur, outcome, nature, settled, *rest in found
    ]


def told_answers(session: Session, year: str, department: str) -> Iterator[tuple[str, int, Mapping[str, Any]]]:
    """Yield what was said of each thing that was deposited or filed in a department for a year: of what, by which
    porteur, and its JSON. None commits."""
    here = (DossierRow.school_year == year, DossierRow.department == department, DossierRow.given_up.is_(False))
    version = and_(DossierVersion.dossier_id == DossierRow.id, DossierVersion.number == DossierRow.versions)
    deposits = select(DossierRow.porteur_id, DossierVersion.content).join(DossierVersion, version)
    counted = DossierRow.state.not_in(NOT_COUNTED)
    for porteur, content in session.execute(deposits.where(*here, counted)).yield_per(_AT_ONCE):
        yield "dossier", porteur.int, content
        for action in content.get("actions", ()):
            yield "action", porteur.int, action
            for group in action.get("groups", ()):
                yield "group", porteur.int, group
    bilans = select(BilanRow.porteur_id, BilanRow.content).join(DossierRow, DossierRow.id == BilanRow.dossier_id)
    for porteur, content in session.execute(bilans.where(*here, counted, BilanRow.state == "filed")).yield_per(
        _AT_ONCE
    ):
        yield "bilan", porteur.int, content
        for group in content.get("groups", ()):
            yield "bilan_group", porteur.int, group


@cache
def _groups() -> Select[*tuple[Any, ...]]:
    """The query, made once: it is longer to make than to run."""
    year: BindParameter[str] = bindparam("year")
    department: BindParameter[str] = bindparam("department")
    decided_here = aliased(DecisionRow)
    last = (
        select(decided_here.dossier_id, func.max(decided_here.number).label("number"))
        .where(decided_here.school_year == year, decided_here.department == department)
        .group_by(decided_here.dossier_id)
        .subquery()
    )
    version = and_(DossierVersion.dossier_id == DossierRow.id, DossierVersion.number == DossierRow.versions)
    decision = and_(
        DecisionRow.dossier_id == DossierRow.id,
        DecisionRow.number == last.c.number,
        DecisionRow.version == DossierRow.versions,
        DossierRow.outcome == "approved",
    )
    decided = and_(DecidedGroup.decision_id == DecisionRow.id, DecidedGroup.position == DepositedGroup.position)
    query = (
        select(
            DossierRow.id,
            DossierRow.porteur_id,
            func.coalesce(DossierRow.outcome, PENDING),
            PorteurRow.nature,
            DossierRow.settled_cents,
            DepositedGroup.action,
            DepositedGroup.levels,
            DepositedGroup.city,
            DepositedGroup.children,
            DepositedGroup.paid_adults + DepositedGroup.volunteer_adults,
            DepositedGroup.total_cents,
            func.coalesce(DecidedGroup.retained, literal(False)),
            func.coalesce(DecidedGroup.total_cents, 0),
        )
        .join(PorteurRow, PorteurRow.id == DossierRow.porteur_id)
        .join(DossierVersion, version)
        .join(DepositedGroup, DepositedGroup.version_id == DossierVersion.id)
        .outerjoin(last, last.c.dossier_id == DossierRow.id)
        .outerjoin(DecisionRow, decision)
        .outerjoin(DecidedGroup, decided)
    )
    return query.where(
        DossierRow.school_year == year,
        DossierRow.department == department,
        DossierRow.state.not_in(NOT_COUNTED),
        DossierRow.given_up.is_(False),
    )
