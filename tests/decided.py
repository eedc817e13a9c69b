"""Decisions for the tests, put into the database as a committee's would be, without a session."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from clas_api.installation import Installation
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import DecidedGroup, DecisionRow, DepositedGroup, DossierRow, DossierVersion
from clas_core.dossiers.lifecycle import Outcome
from clas_core.estimates import aid_json
from clas_core.groups import Group
from clas_core.money import cents_of

Retained = Mapping[int, int]
"""The costs retained for each group, in cents, by its place in the deposit; others are not retained."""


def decide(
    app: Flask,
    dossier: str,
    now: datetime,
    *,
    outcome: Outcome = "approved",
    retained: Retained | None = None,
    bonuses: bool = True,
    reason: str = "",
) -> str:
    """Decide on the last deposit of a dossier: as it was asked, unless `retained` says otherwise. Return its key."""
    installation: Installation = app.extensions["clas"]
    with app.app_context():
        session = database.session
        open_session(session, EVERYTHING, writing=True)
        row = session.get_one(DossierRow, UUID(dossier))
        version = session.scalars(
            select(DossierVersion).where(DossierVersion.dossier_id == row.id, DossierVersion.number == row.versions)
        ).one()
        groups = session.scalars(select(DepositedGroup).where(DepositedGroup.version_id == version.id)).all()
        estimator = installation.estimator(row.school_year, row.department)
        kept = {each.position: each.running_costs_cents for each in groups} if retained is None else dict(retained)
        decision = DecisionRow(
            dossier_id=row.id,
            department=row.department,
            porteur_id=row.porteur_id,
            school_year=row.school_year,
            number=1,
            version=row.versions,
            outcome=outcome,
            reason=reason,
            granted_cents=0,
            estimate={"provisional": estimator.is_provisional(())},
            referential_digest=version.referential_digest,
            decided_by="system",
            decided_at=now,
        )
        decided = []
        for each in groups:
            is_kept = outcome == "approved" and each.position in kept
            granted = dict.fromkeys(each.bonuses.split(), "Au-delà du socle.") if bonuses and is_kept else {}
            group = Group(
                label=each.label,
                children=each.children,
                running_costs=kept.get(each.position, 0),
                adults=each.paid_adults + each.volunteer_adults,
                levels=tuple(each.levels.split()),
                outside_school_time=True,
                bonuses=tuple(sorted(granted)),
            )
            worth = estimator.estimate([group]).groups[0]
            decided.append(
                DecidedGroup(
                    position=each.position,
                    department=row.department,
                    porteur_id=row.porteur_id,
                    retained=is_kept,
                    running_costs_cents=kept.get(each.position, 0),
                    bonuses=granted,
                    ps_cents=worth.ps if is_kept else 0,
                    bonus_cents=sum(bonus.amount for bonus in worth.bonuses) if is_kept else 0,
                    supplement_cents=sum(cents_of(aid.amount) for aid in worth.supplements) if is_kept else 0,
                    supplements=[aid_json(aid) for aid in worth.supplements] if is_kept else [],
                    total_cents=worth.total if is_kept else 0,
                )
            )
        decision.granted_cents = sum(each.total_cents for each in decided)
        session.add(decision)
        session.flush()
        for group_row in decided:
            group_row.decision_id = decision.id
        session.add_all(decided)
        row.state, row.outcome, row.granted_cents = outcome, outcome, decision.granted_cents
        session.commit()
        return str(decision.id)
