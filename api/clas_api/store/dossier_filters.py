"""What a Caf filters its list of dossiers by, beyond their columns: labels, communes, days that are due."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from clas_api.store.models import (
    BilanRow,
    ComplementRequest,
    DepositedGroup,
    DossierRow,
    DossierVersion,
    Label,
    LabelledDossier,
    Payment,
)
from clas_api.store.reading import Query


def labelled(label: UUID) -> ColumnElement[bool]:
    """Keep the dossiers that have a label."""
    return exists().where(LabelledDossier.dossier_id == DossierRow.id, LabelledDossier.label_id == label)


_OF_LAST_DEPOSIT = and_(
    DossierVersion.dossier_id == DossierRow.id,
    DossierVersion.number == DossierRow.versions,
    DepositedGroup.version_id == DossierVersion.id,
)


def with_a_group_in(city: str) -> ColumnElement[bool]:
    """Keep the dossiers whose last deposit has a group in a commune."""
    return exists().where(_OF_LAST_DEPOSIT, DepositedGroup.city == city)


def due_by(day: date) -> ColumnElement[bool]:
    """Keep the dossiers of which something is due by the end of `day`: complements, a payment, a bilan."""
    of_it = (each.dossier_id == DossierRow.id for each in (ComplementRequest, Payment, BilanRow))
    asked, paying, telling = of_it
    return or_(
        and_(
            DossierRow.state == "complements_asked",
            exists().where(
                asked,
                ComplementRequest.due_on <= day,
                ComplementRequest.answered_at.is_(None),
                ComplementRequest.lifted_at.is_(None),
            ),
        ),
        exists().where(paying, Payment.due_on <= day, Payment.paid_on.is_(None)),
        and_(DossierRow.state == "running", exists().where(telling, BilanRow.due_on <= day, BilanRow.state == "draft")),
    )


_LABELS = Query(
    select(Label.id, Label.name, LabelledDossier.dossier_id)
    .outerjoin(
        LabelledDossier,
        and_(LabelledDossier.label_id == Label.id, LabelledDossier.dossier_id.in_(bindparam("dossiers"))),
    )
    .where(Label.department == bindparam("department"))
    .order_by(Label.name, Label.id)
)


def labels_of(
    session: Session, department: str, dossiers: Sequence[UUID]
) -> tuple[Mapping[UUID, str], Mapping[UUID, Sequence[UUID]]]:
    """Return the labels of a department by their keys, and those of each of these dossiers."""
    names: dict[UUID, str] = {}
    of_each: dict[UUID, list[UUID]] = {}
    for key, name, dossier in _LABELS.rows(session, department=department, dossiers=tuple(dossiers)):
        names[key] = name
        if dossier is not None:
            of_each.setdefault(dossier, []).append(key)
    return names, of_each


_CITIES = Query(
    select(DossierRow.id, DepositedGroup.city)
    .where(
        _OF_LAST_DEPOSIT,
        DepositedGroup.department == bindparam("department"),
        DossierRow.department == bindparam("department"),
        DossierRow.call == bindparam("call"),
    )
    .distinct()
    .order_by(DepositedGroup.city)
)


def cities_of_call(session: Session, department: str, call: str) -> Mapping[UUID, Sequence[str]]:
    """Return the communes of the groups of each deposited dossier of a call."""
    found: dict[UUID, list[str]] = {}
    for dossier, city in _CITIES.rows(session, department=department, call=call):
        found.setdefault(dossier, []).append(city)
    return found


_CITIES_OF = Query(
    select(DossierRow.id, DepositedGroup.city)
    .where(_OF_LAST_DEPOSIT, DossierRow.id.in_(bindparam("dossiers")))
    .distinct()
    .order_by(DepositedGroup.city)
)


def cities_of(session: Session, dossiers: Sequence[UUID]) -> Mapping[UUID, Sequence[str]]:
    """Return the communes of the groups that each of these dossiers deposited last."""
    found: dict[UUID, list[str]] = {}
    for dossier, city in _CITIES_OF.rows(session, dossiers=tuple(dossiers)):
        found.setdefault(dossier, []).append(city)
    return found
