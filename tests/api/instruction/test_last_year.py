"""The year before, beside this one: the dossier of the same porteur in the same department, and no other."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import DossierRow, DossierVersion
from clas_core.dossiers.lifecycle import State
from tests.api.instruction.conftest import Caf


def _deposited_before(caf: Caf, *, state: State = "running", place: int = 1, **changes: Any) -> UUID:
    """Add a dossier of 2024-2025 like this year's, `changes` made to its row; return its key."""
    with caf.app.app_context():
        session = database.session
        open_session(session, EVERYTHING, writing=True)
        this = session.get_one(DossierRow, UUID(caf.world.deposited))
        content = {**this.content, "common_costs": "500.00"}
        moment: datetime = this.created_at - timedelta(days=365)
        own: dict[str, Any] = {
            "department": this.department,
            "call": "2024-2025",
            "porteur_id": this.porteur_id,
            "actions": 1,
            "groups": 1,
            "children": 8,
            "asked_cents": 264_000,
            "granted_cents": 250_000,
            "outcome": "approved",
            **changes,
        }
        row = DossierRow(
            **own,
            state=state,
            place=place,
            content=content,
            receipt=f"51-2024-0000{place}",
            deposited_at=moment,
            versions=1,
            created_at=moment,
            updated_at=moment,
        )
        session.add(row)
        session.flush()
        digest = "sha256:" + "0" * 64
        session.add(
            DossierVersion(
                dossier_id=row.id,
                department=row.department,
                porteur_id=row.porteur_id,
                call=row.call,
                number=1,
                receipt=row.receipt,
                content=content,
                content_digest=digest,
                porteur={},
                referential_digest=digest,
                campaign_digest=digest,
                estimate={},
                forecast_cents=0,
                deposited_at=moment,
                deposited_by="system",
            )
        )
        session.commit()
        return row.id


def test_the_two_years_stand_side_by_side_with_what_changed(caf: Caf) -> None:
    before = _deposited_before(caf)
    shown = caf.ask("committee51", "GET", "/comparison").get_json()
    previous = shown["previous"]
    assert (previous["dossier"], previous["school_year"]) == (str(before), "2024-2025")
    assert (previous["state_label"], previous["children"]) == ("en cours", 8)
    assert (previous["asked"], previous["granted"], previous["settled"]) == ("2640.00", "2500.00", None)
    assert shown["current"]["asked"] == "3129.70"
    assert shown["changes"] == [{"pointer": "/common_costs", "before": "500.00", "after": "1000.00"}]


def test_of_several_dossiers_the_one_of_the_same_place_is_compared(caf: Caf) -> None:
    _deposited_before(caf, place=2)
    first = _deposited_before(caf, place=1)
    assert caf.ask("agent51", "GET", "/comparison").get_json()["previous"]["dossier"] == str(first)


def test_what_is_another_s_or_was_withdrawn_is_not_compared(caf: Caf) -> None:
    _deposited_before(caf, porteur_id=UUID(caf.world.neighbour))
    _deposited_before(caf, department="seine_et_marne", place=2)
    _deposited_before(caf, state="withdrawn", place=3)
    _deposited_before(caf, call="2023-2024", place=4)
    assert caf.ask("agent51", "GET", "/comparison").get_json()["previous"] is None
