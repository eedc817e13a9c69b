"""A session on a dossier that nobody has studied: no story leads there, and what is asked is about one dossier."""

from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import AgendaItem, CommitteeSession, SeatRow
from tests.casts import NOW
from tests.stages import World


def plan(world: World) -> World:
    """Put the dossier of `porteur51`, as it is, before a session of the Marne, with `committee51` on its one seat."""
    made = world.made
    with world.app.app_context():
        session = database.session
        open_session(session, EVERYTHING, writing=True)
        row = CommitteeSession(
            department="marne",
            call="2025-2026",
            body="steering",
            held_on=NOW.date(),
            place="Caf",
            quorum=1,
            tie="deferred",
            created_at=NOW,
            updated_at=NOW,
        )
        session.add(row)
        session.flush()
        seat = SeatRow(
            session_id=row.id,
            department="marne",
            institution="education-nationale",
            account_id=world.accounts["committee51"],
            name="committee51",
            present=True,
        )
        item = AgendaItem(
            session_id=row.id, dossier_id=made.dossiers["deposited"], department="marne", rank=1, version=1
        )
        session.add_all([seat, item])
        session.commit()
        made.session, made.items["deposited"], made.seats["committee51"] = row.id, item.id, seat.id
    return world
