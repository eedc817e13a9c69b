"""What a decision grants of the other programmes of its call; empty for one on the Clas alone."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("decisions", sa.Column("programmes", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("decisions", "programmes")
