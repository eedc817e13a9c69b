"""When a session ends, that its members were convened, who is excused; the calendar that a mail bears."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("committee_sessions", sa.Column("ends_at", sa.String(5), nullable=True))
    op.add_column("committee_sessions", sa.Column("convened_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("session_seats", sa.Column("absence", sa.String(10), nullable=True))
    op.add_column("session_seats", sa.Column("proxy", sa.String(200), nullable=True))
    op.add_column("outgoing_mails", sa.Column("calendar", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("outgoing_mails", "calendar")
    op.drop_column("session_seats", "proxy")
    op.drop_column("session_seats", "absence")
    op.drop_column("committee_sessions", "convened_at")
    op.drop_column("committee_sessions", "ends_at")
