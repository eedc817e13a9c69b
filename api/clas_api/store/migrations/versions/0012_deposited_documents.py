"""The documents of each deposit, sealed with it."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dossier_versions", sa.Column("attachments", sa.Text(), server_default="[]", nullable=False))


def downgrade() -> None:
    op.drop_column("dossier_versions", "attachments")
