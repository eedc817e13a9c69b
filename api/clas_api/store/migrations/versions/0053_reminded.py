"""When a draft, and a session, was last called to mind."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("dossiers", "committee_sessions"):
        op.add_column(table, sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for table in ("committee_sessions", "dossiers"):
        op.drop_column(table, "reminded_at")
