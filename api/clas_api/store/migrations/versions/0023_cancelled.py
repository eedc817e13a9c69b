"""A planned session may be cancelled, with its reason; what hangs on it then stays as it is, as once it is closed."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_OF_SESSION = "SELECT cancelled_at FROM committee_sessions WHERE id = OLD.session_id"
_OF_ITEM = (
    "SELECT cancelled_at FROM committee_sessions "
    "WHERE id = (SELECT session_id FROM session_items WHERE id = OLD.item_id)"
)
_CANCELLED = {
    "committee_sessions": "SELECT OLD.cancelled_at",
    "session_seats": _OF_SESSION,
    "session_items": _OF_SESSION,
    "session_recusals": _OF_ITEM,
    "session_opinions": _OF_ITEM,
    "session_votes": _OF_ITEM,
}
"""How it is found that the session of a row is cancelled."""


def upgrade() -> None:
    op.add_column("committee_sessions", sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("committee_sessions", sa.Column("cancel_reason", sa.Text(), nullable=True))
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table, cancelled in _CANCELLED.items():
        if sqlite:
            for change in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_keep_cancelled_{change.lower()} BEFORE {change} ON {table} "
                    f"WHEN ({cancelled}) IS NOT NULL "
                    "BEGIN SELECT RAISE(ABORT, 'a cancelled session stays as it is'); END"
                )
            continue
        op.execute(
            f"CREATE FUNCTION {table}_keep_cancelled() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF ({cancelled}) IS NOT NULL THEN RAISE EXCEPTION 'a cancelled session stays as it is'; END IF; "
            "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_keep_cancelled BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_keep_cancelled()"
        )


def downgrade() -> None:
    for table in _CANCELLED:
        if op.get_bind().dialect.name == "sqlite":
            for change in ("update", "delete"):
                op.execute(f"DROP TRIGGER {table}_keep_cancelled_{change}")
            continue
        op.execute(f"DROP TRIGGER {table}_keep_cancelled ON {table}")
        op.execute(f"DROP FUNCTION {table}_keep_cancelled()")
    for name in ("cancel_reason", "cancelled_at"):
        op.drop_column("committee_sessions", name)
