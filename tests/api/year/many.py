"""Many approved dossiers of the year before, put beside what a story told."""

from collections.abc import Sequence

from sqlalchemy import select

from bench.filled import siret_of
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import (
    BilanRow,
    DecidedGroup,
    DecisionRow,
    DepositedGroup,
    DossierRow,
    DossierVersion,
    PorteurRow,
    ReceiptRank,
)
from tests.api.year.conftest import Year
from tests.casts import NOW


def approve_many(
    year: Year, porteurs: int, refused: int = 0, actions: Sequence[int] = (), bonus: str = "", parents: int = 0
) -> None:
    """Put approved dossiers of 2024-2025 beside: two `actions` of one group each, for each of other porteurs.

    As many more as are `refused` were not approved. Each group has the `bonus`, if there is one; each bilan that is
    filed tells of so many `parents`, and without any none is filed.
    """
    with year.app.app_context():
        session = database.session
        open_session(session, EVERYTHING, writing=True)
        session.add(ReceiptRank(department="marne", school_year="2024-2025", last=porteurs + refused))
        version = session.scalars(select(DossierVersion)).first()
        assert version is not None
        for number in range(porteurs + refused):
            outcome = "approved" if number < porteurs else "refused"
            porteur = PorteurRow(
                name=f"P{number}",
                siret=siret_of(number),
                siren=siret_of(number)[:9],
                nature="commune",
                created_at=NOW,
                updated_at=NOW,
            )
            session.add(porteur)
            session.flush()
            own = {"department": "marne", "porteur_id": porteur.id}
            dossier = DossierRow(
                **own,
                call="2024-2025",
                state="closed",
                outcome=outcome,
                content={},
                receipt=f"51-2024-{number:05d}",
                deposited_at=NOW,
                versions=1,
                granted_cents=528_000 if outcome == "approved" else 0,
                created_at=NOW,
                updated_at=NOW,
            )
            session.add(dossier)
            session.flush()
            sealed = DossierVersion(
                **own,
                dossier_id=dossier.id,
                call="2024-2025",
                number=1,
                receipt=dossier.receipt or "",
                content={},
                content_digest=version.content_digest,
                porteur={},
                referential_digest=version.referential_digest,
                campaign_digest=version.campaign_digest,
                estimate={},
                forecast_cents=528_000,
                deposited_at=NOW,
                deposited_by="system",
            )
            decision = DecisionRow(
                **own,
                dossier_id=dossier.id,
                call="2024-2025",
                number=1,
                version=1,
                outcome=outcome,
                reason="",
                granted_cents=528_000 if outcome == "approved" else 0,
                estimate={},
                referential_digest=version.referential_digest,
                decided_by="system",
                decided_at=NOW,
            )
            session.add_all((sealed, decision))
            session.flush()
            for position in range(1, (actions[number] if actions else 2) + 1):
                group = {
                    "position": position,
                    "ps_cents": 264_000,
                    "total_cents": 264_000,
                    "running_costs_cents": 800_000,
                }
                session.add(
                    DepositedGroup(
                        **own,
                        **group,
                        version_id=sealed.id,
                        action=position,
                        label="x",
                        levels="cp",
                        city="Reims",
                        children=10,
                        paid_adults=1,
                        volunteer_adults=1,
                        eligible=True,
                        bonuses="",
                    )
                )
                if outcome == "approved":
                    session.add(
                        DecidedGroup(
                            **own,
                            **group,
                            decision_id=decision.id,
                            retained=True,
                            bonuses={bonus: "Au-delà du socle."} if bonus else {},
                            bonus_cents=0,
                            supplement_cents=0,
                        )
                    )
            if parents and outcome == "approved":
                filed = {"state": "filed", "filed_at": NOW, "created_at": NOW, "updated_at": NOW}
                content = {"groups": [{"position": 1, "parents": parents}]}
                session.add(BilanRow(**own, **filed, dossier_id=dossier.id, call="2024-2025", content=content))
        session.commit()
