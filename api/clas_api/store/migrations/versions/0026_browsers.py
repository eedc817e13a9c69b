"""Which browser a session of pages was begun in, in plain words: whoever has several knows them apart."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tokens", sa.Column("browser", sa.String(60), nullable=True))


def downgrade() -> None:
    op.drop_column("tokens", "browser")
