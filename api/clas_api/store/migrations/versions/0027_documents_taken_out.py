"""A document may be taken out of a dossier that is being written, and is shown to an antivirus, if there is one."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attachments", sa.Column("taken_out_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("attachments", sa.Column("examined", sa.String(10), nullable=True))
    op.add_column("attachments", sa.Column("examined_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("attachments", sa.Column("threat", sa.String(200), nullable=True))


def downgrade() -> None:
    for name in ("threat", "examined_at", "examined", "taken_out_at"):
        op.drop_column("attachments", name)
