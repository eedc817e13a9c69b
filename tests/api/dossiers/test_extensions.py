"""More time for a porteur: within the year of the call, and the last grant holds."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import AuditEntry, Extension, OutgoingMail
from clas_core.years import PARIS
from tests.api.dossiers.conftest import at
from tests.browsing import signed_in
from tests.stages import World

CALL = "/departments/marne/campaigns/2025-2026/extensions"
LATE = datetime(2025, 8, 20, 9, tzinfo=PARIS)


def grant(world: World, until: str, reason: str = "Une panne.") -> Any:
    return world.ask("agent51", "POST", CALL, {"porteur": world.neighbour, "until": until, "reason": reason})


def deadline(world: World) -> str:
    told: str = world.ask("neighbour51", "GET", f"/dossiers/{world.draft}").get_json()["deadline"]
    return told[:10]


@pytest.mark.parametrize(
    ("until", "status"),
    [("2025-08-18", 422), ("2025-08-19", 201), ("2026-08-31", 201), ("2026-09-01", 422), ("9999-12-31", 422)],
)
def test_more_time_ends_with_the_school_year_of_the_call(world: World, until: str, status: int) -> None:
    answer = grant(world, until)
    assert answer.status_code == status
    if status == 422:
        (error,) = answer.get_json()["errors"]
        assert error["pointer"] == "/until"
        assert "du 19 août 2025 au 31 août 2026" in error["detail"]


def test_no_more_time_is_granted_once_the_year_is_over(world: World) -> None:
    with at(world, datetime(2026, 9, 1, tzinfo=PARIS)):
        answer = grant(world, "2026-09-02")
    assert answer.status_code == 422
    assert "terminée le 31 août 2026" in answer.get_json()["errors"][0]["detail"]


def test_the_last_grant_holds_so_that_a_mistaken_day_is_corrected(world: World) -> None:
    assert grant(world, "2026-08-30", "Faute de frappe.").status_code == 201
    assert deadline(world) == "2026-08-30"
    assert grant(world, "2025-08-30", "Le 30 août de cette année.").status_code == 201
    assert deadline(world) == "2025-08-30"
    assert grant(world, "2025-09-15", "Encore un peu.").status_code == 201
    assert deadline(world) == "2025-09-15"
    with at(world, datetime(2025, 9, 16, tzinfo=PARIS)):
        refused = world.ask("neighbour51", "POST", f"/dossiers/{world.draft}/deposit")
        assert refused.get_json()["type"] == "urn:clas:problem:out-of-time"
    with world.app.app_context():  # its people were told, each time
        open_session(database.session, EVERYTHING)
        told = select(OutgoingMail.body).where(OutgoingMail.subject.contains("délai accordé"))
        told = told.where(OutgoingMail.recipient == "neighbour51@clas.example")
        days = sorted(body.partition("jusqu'au ")[2].partition(" à")[0] for body in database.session.scalars(told))
    assert days == ["15 septembre 2025", "30 août 2025", "30 août 2026"]
    granted = world.ask("agent51", "GET", CALL).get_json()["extensions"]
    assert [each["until"][:10] for each in granted] == ["2026-08-30", "2025-08-30", "2025-09-15"]


def test_the_offers_of_a_porteur_follow_the_last_grant(world: World) -> None:
    grant(world, "2026-08-30")
    grant(world, "2025-08-30", "Corrigé.")
    client = signed_in(world.client.application, world.accounts["neighbour51"])
    with at(world, datetime(2025, 9, 1, tzinfo=PARIS)):
        home = client.get("/espace").get_data(as_text=True)
    assert "30 août 2026" not in home
    assert "30 août 2025" in home


def test_granting_the_same_twice_is_one_grant(world: World) -> None:
    first, again = grant(world, "2025-09-30"), grant(world, "2025-09-30")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.get_json() == first.get_json()
    assert grant(world, "2025-09-30", "Autre motif.").status_code == 201
    with world.client.application.app_context():
        session = database.session
        open_session(session, EVERYTHING)
        granted = session.scalars(select(Extension).where(Extension.porteur_id == UUID(world.neighbour))).all()
        traced = [each for each in session.scalars(select(AuditEntry.entry)) if "extension.granted" in each]
    assert len(granted) == len(traced) == 2
