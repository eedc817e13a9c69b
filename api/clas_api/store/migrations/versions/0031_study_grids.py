"""A study keeps the grid that was filled in with it: scores, reasons, total."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("examinations", sa.Column("grid", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("examinations", "grid")
