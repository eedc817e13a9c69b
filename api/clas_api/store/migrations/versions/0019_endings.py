"""How a dossier ended, and why; what was given up is not granted any more, whatever closed it.

Of what ended before, what is there tells that a grant was given up: a dossier that was withdrawn, or closed after an
approval without a settlement. Why, nothing tells: no reason is made up.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_LIVE = ["porteur_id", "department", "school_year", "place"]
_READ = ("dossiers", "settlements", "audit_entries")


def upgrade() -> None:
    op.add_column("dossiers", sa.Column("given_up", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("dossiers", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("dossiers", sa.Column("ended_side", sa.String(10), nullable=True))
    op.add_column("dossiers", sa.Column("end_reason", sa.Text(), nullable=True))
    with _every_department():
        _find_what_was_given_up(op.get_bind())
    _keep_one_live("state <> 'withdrawn' AND NOT given_up")
    _forget_counts()


def downgrade() -> None:
    with _every_department():  # another dossier may have taken its place: before, only what is withdrawn left one
        op.execute("UPDATE dossiers SET state = 'withdrawn' WHERE given_up")
    _keep_one_live("state <> 'withdrawn'")
    for name in ("end_reason", "ended_side", "ended_at", "given_up"):
        op.drop_column("dossiers", name)
    _forget_counts()


def _find_what_was_given_up(connection: sa.Connection) -> None:
    dossiers = sa.table(
        "dossiers",
        *(sa.column(name, sa.Uuid()) for name in ("id",)),
        *(sa.column(name, sa.String()) for name in ("department", "state", "outcome")),
        sa.column("given_up", sa.Boolean()),
        sa.column("granted_cents", sa.BigInteger()),
    )
    settlements = sa.table("settlements", sa.column("dossier_id", sa.Uuid()))
    entries = sa.table("audit_entries", *(sa.column(name, sa.String()) for name in ("chain", "subject", "entry")))
    settled = sa.exists().where(settlements.c.dossier_id == dossiers.c.id)
    ended = sa.select(dossiers.c.id, dossiers.c.department, dossiers.c.state, dossiers.c.outcome)
    ended = ended.where(dossiers.c.state.in_(("withdrawn", "closed")), ~settled)
    given_up: list[UUID] = []
    for key, department, state, outcome in connection.execute(ended).all():
        withdrawn = sa.select(entries.c.subject).where(
            entries.c.chain == department,
            entries.c.subject == str(key),
            entries.c.entry.contains('"action":"dossier.withdrawn"'),
        )
        if state == "withdrawn" or outcome == "approved" or connection.execute(withdrawn).first() is not None:
            given_up.append(key)
    for key in given_up:
        change = sa.update(dossiers).where(dossiers.c.id == key).values(given_up=True, granted_cents=0)
        connection.execute(change)


@contextmanager
def _every_department() -> Iterator[None]:
    """See, on PostgreSQL, the rows of every department, as the owner of the tables does while he is not held to it."""
    if op.get_bind().dialect.name == "sqlite":
        yield
        return
    for table in _READ:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    yield
    for table in _READ:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _keep_one_live(condition: str) -> None:
    where = sa.text(condition)
    op.drop_index("uq_dossiers_live", table_name="dossiers")
    op.create_index("uq_dossiers_live", "dossiers", _LIVE, unique=True, sqlite_where=where, postgresql_where=where)


def _forget_counts() -> None:
    """Counts that are kept say what was given up: they are made again. `TRUNCATE` sees every department."""
    op.execute("DELETE FROM year_counts" if op.get_bind().dialect.name == "sqlite" else "TRUNCATE year_counts")
