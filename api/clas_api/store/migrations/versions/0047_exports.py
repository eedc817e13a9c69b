"""What somebody chose of each sheet that they took out: its format and its columns."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("desks", sa.Column("exports", sa.Text(), server_default="{}", nullable=False))


def downgrade() -> None:
    op.drop_column("desks", "exports")
