"""A draft remembers under which files it was begun, so that it is told which questions have changed since."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("begun_referential", "begun_campaign"):
        op.add_column("dossiers", sa.Column(name, sa.String(71), nullable=True))


def downgrade() -> None:
    for name in ("begun_campaign", "begun_referential"):
        op.drop_column("dossiers", name)
