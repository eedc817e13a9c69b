"""At what hour a session begins, where that is said: until now it was written into the place."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("committee_sessions", sa.Column("begins_at", sa.String(5), nullable=True))


def downgrade() -> None:
    op.drop_column("committee_sessions", "begins_at")
