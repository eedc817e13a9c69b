"""What a porteur answers to complements; what of a deposit would not be paid, and why."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("complement_requests", sa.Column("answer", sa.Text(), nullable=True))
    op.add_column("dossier_versions", sa.Column("unpaid", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("dossier_versions", "unpaid")
    op.drop_column("complement_requests", "answer")
