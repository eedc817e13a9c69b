"""What the rules alone left out of a decision, apart from the motive of whoever took it."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("decisions", sa.Column("by_rule", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("decisions", "by_rule")
