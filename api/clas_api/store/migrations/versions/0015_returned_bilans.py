"""Why a bilan was given back to its porteur."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("bilans", sa.Column("return_reason", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("bilans", "return_reason")
