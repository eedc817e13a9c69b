"""What an earlier version closed or withdrew is told apart by what is there, and no reason is made up for it."""

from collections.abc import Callable
from uuid import UUID

import pytest
from alembic import command
from sqlalchemy import Connection, Uuid, bindparam, create_engine, text

from clas_api.store import migrations_for, upgrade

AT = "2025-07-01 08:00:00"
PORTEUR = UUID(int=255)
APART = ("dossiers", "porteurs", "audit_entries")

ORGANISATION = (
    "INSERT INTO porteurs (id, name, siret, siren, nature, revision, created_at, updated_at) VALUES"
    " (:porteur, 'Porteur', '73282932000074', '732829320', 'association', 1, :at, :at)"
)
ENTRY = (
    "INSERT INTO audit_entries (chain, number, subject, entry, digest) VALUES"
    " ('marne', 1, :withdrawn, :entry, 'sha256:0')"
)
DOSSIER = (
    "INSERT INTO dossiers (id, department, school_year, porteur_id, place, state, content, changed, receipt,"
    " deposited_at, versions, actions, groups, children, asked_cents, granted_cents, settled_cents, outcome, revision,"
    " created_at, updated_at) VALUES (:id, 'marne', '2025-2026', :porteur, :place, :state, '{}', :no, :receipt, :at, 1,"
    " 1, 1, 10, 0, :granted, 0, :outcome, 1, :at, :at)"
)
ROWS: list[tuple[str, str | None, int]] = [
    ("closed", "approved", 0),  # as the step « clore » left it
    ("closed", "approved", 494_470),  # as it was left before that
    ("withdrawn", None, 0),
    ("closed", None, 0),  # withdrawn, then closed: the trace tells
    ("closed", "refused", 0),
    ("notified", "approved", 494_470),
]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_was_closed_unsettled_after_an_approval_was_given_up(
    lend_database: Callable[[str], str], kind: str
) -> None:
    engine = create_engine(lend_database(kind))
    upgrade(engine)
    command.downgrade(migrations_for(engine), "0018")
    with engine.begin() as connection:
        _hold_apart(connection, "NO FORCE")
        _insert(connection)
        _hold_apart(connection, "FORCE")
    upgrade(engine)
    with engine.begin() as connection:
        _hold_apart(connection, "NO FORCE")
        query = text("SELECT given_up, granted_cents, end_reason, ended_at FROM dossiers ORDER BY place")
        found = [(bool(each[0]), *each[1:]) for each in connection.execute(query)]
        _hold_apart(connection, "FORCE")
    engine.dispose()
    given_up, kept = (True, 0, None, None), (False, 0, None, None)
    assert found == [given_up, given_up, given_up, given_up, kept, (False, 494_470, None, None)]


def _hold_apart(connection: Connection, how: str) -> None:
    """Hold the owner of the tables to what separates departments on PostgreSQL, or not."""
    for table in APART if connection.dialect.name == "postgresql" else ():
        connection.execute(text(f"ALTER TABLE {table} {how} ROW LEVEL SECURITY"))


def _insert(connection: Connection) -> None:
    keys = [bindparam(name, type_=Uuid()) for name in ("porteur", "id")]
    withdrawn = str(UUID(int=4))
    common = {"at": AT, "porteur": PORTEUR}
    connection.execute(text(ORGANISATION).bindparams(keys[0]), common)
    entry = '{"action":"dossier.withdrawn"}'
    connection.execute(text(ENTRY), {"withdrawn": withdrawn, "entry": entry})
    for place, (state, outcome, granted) in enumerate(ROWS, start=1):
        more = {"id": UUID(int=place), "place": place, "receipt": f"51-2025-{place:05d}", "no": False}
        values = {**common, **more, "state": state, "outcome": outcome, "granted": granted}
        connection.execute(text(DOSSIER).bindparams(*keys), values)
