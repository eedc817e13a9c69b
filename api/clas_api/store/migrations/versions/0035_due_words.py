"""When something is expected, in the words of a call that names no day for it."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("payments", "bilans"):
        op.add_column(table, sa.Column("due_words", sa.String(160), nullable=True))


def downgrade() -> None:
    for table in ("bilans", "payments"):
        op.drop_column(table, "due_words")
