"""The department's own aid of each decided group, one by one: a settlement does not ask for it again."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("decided_groups", sa.Column("supplements", sa.Text(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("decided_groups", "supplements")
