"""Sessions of committees."""

import sqlalchemy as sa
from alembic import op

from clas_api.store.migrations.guards import separate, write_once

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = (
    "committee_sessions",
    "session_seats",
    "session_items",
    "session_recusals",
    "session_opinions",
    "session_votes",
)
WRITTEN_ONCE = ()
OF_PORTEURS = ()
"""Rows that their porteur sees as well."""
OF_THE_CAF = (
    "committee_sessions",
    "session_seats",
    "session_items",
    "session_recusals",
    "session_opinions",
    "session_votes",
)
"""Rows that no porteur sees."""
_OF_SESSION = "SELECT state FROM committee_sessions WHERE id = OLD.session_id"
_OF_ITEM = (
    "SELECT state FROM committee_sessions WHERE id = (SELECT session_id FROM session_items WHERE id = OLD.item_id)"
)
STATE_OF = {
    "committee_sessions": "SELECT OLD.state",
    "session_seats": _OF_SESSION,
    "session_items": _OF_SESSION,
    "session_recusals": _OF_ITEM,
    "session_opinions": _OF_ITEM,
    "session_votes": _OF_ITEM,
}
"""How the state of the session of a row is found: once it is closed, the row stays as it is."""


def _keep_closed() -> None:
    """Refuse to change or remove a row of a closed session."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table, state in STATE_OF.items():
        if sqlite:
            for change in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_keep_closed_{change.lower()} BEFORE {change} ON {table} "
                    f"WHEN ({state}) = 'closed' BEGIN SELECT RAISE(ABORT, 'a closed session stays as it is'); END"
                )
            continue
        op.execute(
            f"CREATE FUNCTION {table}_keep_closed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF ({state}) = 'closed' THEN RAISE EXCEPTION 'a closed session stays as it is'; END IF; "
            "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_keep_closed BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_keep_closed()"
        )


def upgrade() -> None:
    op.create_table(
        "committee_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("school_year", sa.String(length=9), nullable=False),
        sa.Column("body", sa.String(length=80), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("tie", sa.String(length=10), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("record", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_committee_sessions_closed_at_a_moment")
        ),
        sa.CheckConstraint(
            "(state = 'closed') = (record IS NOT NULL)", name=op.f("ck_committee_sessions_closed_with_its_record")
        ),
        sa.CheckConstraint("state IN ('planned', 'open', 'closed')", name=op.f("ck_committee_sessions_known_state")),
        sa.CheckConstraint("tie IN ('president', 'refused', 'deferred')", name=op.f("ck_committee_sessions_known_tie")),
        sa.CheckConstraint("quorum >= 1", name=op.f("ck_committee_sessions_quorum_from_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committee_sessions")),
    )
    op.create_index(
        "ix_committee_sessions_department", "committee_sessions", ["department", "school_year", "held_on"], unique=False
    )
    op.create_table(
        "session_seats",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("institution", sa.String(length=80), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("siren", sa.String(length=9), nullable=True),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("presides", sa.Boolean(), nullable=False),
        sa.CheckConstraint("length(name) >= 1", name=op.f("ck_session_seats_named")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_session_seats_account_id_accounts")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["committee_sessions.id"], name=op.f("fk_session_seats_session_id_committee_sessions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_seats")),
        sa.UniqueConstraint("session_id", "account_id", name=op.f("uq_session_seats_session_id_account_id")),
    )
    op.create_index("ix_session_seats_session_id", "session_seats", ["session_id"], unique=False)
    op.create_table(
        "session_items",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("draft", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("rank >= 1 AND version >= 1", name=op.f("ck_session_items_numbers_from_one")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_session_items_dossier_id_dossiers")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["committee_sessions.id"], name=op.f("fk_session_items_session_id_committee_sessions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_items")),
        sa.UniqueConstraint("session_id", "dossier_id", name=op.f("uq_session_items_session_id_dossier_id")),
    )
    op.create_index("ix_session_items_dossier_id", "session_items", ["dossier_id"], unique=False)
    op.create_table(
        "session_recusals",
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("detected", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(reason) >= 1", name=op.f("ck_session_recusals_reasoned")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["session_items.id"], name=op.f("fk_session_recusals_item_id_session_items")
        ),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["session_seats.id"], name=op.f("fk_session_recusals_seat_id_session_seats")
        ),
        sa.PrimaryKeyConstraint("item_id", "seat_id", name=op.f("pk_session_recusals")),
    )
    op.create_table(
        "session_opinions",
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("scale", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "scale IN ('favourable', 'reserved', 'unfavourable')", name=op.f("ck_session_opinions_known_scale")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["session_items.id"], name=op.f("fk_session_opinions_item_id_session_items")
        ),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["session_seats.id"], name=op.f("fk_session_opinions_seat_id_session_seats")
        ),
        sa.PrimaryKeyConstraint("item_id", "seat_id", name=op.f("pk_session_opinions")),
    )
    op.create_table(
        "session_votes",
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("choice", sa.String(length=10), nullable=False),
        sa.Column("voted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("choice IN ('for', 'against', 'abstain')", name=op.f("ck_session_votes_known_choice")),
        sa.ForeignKeyConstraint(["item_id"], ["session_items.id"], name=op.f("fk_session_votes_item_id_session_items")),
        sa.ForeignKeyConstraint(["seat_id"], ["session_seats.id"], name=op.f("fk_session_votes_seat_id_session_seats")),
        sa.PrimaryKeyConstraint("item_id", "seat_id", name=op.f("pk_session_votes")),
    )
    write_once(WRITTEN_ONCE)
    _keep_closed()
    separate(OF_PORTEURS, porteurs=True)
    separate(OF_THE_CAF, porteurs=False)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for table in STATE_OF:
            op.execute(f"DROP FUNCTION {table}_keep_closed")
