"""A recusal that is found late is settled by whoever presides; a porteur may be handed over to whom it belongs."""

import sqlalchemy as sa
from alembic import op

from clas_api.store.migrations.seals import seal_anew

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("session_recusals", sa.Column("lifted", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("session_recusals", sa.Column("settled_reason", sa.Text(), nullable=True))
    op.add_column("porteurs", sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("porteurs", sa.Column("confirmed_basis", sa.Text(), nullable=True))
    op.add_column("porteur_invitations", sa.Column("handover_reason", sa.Text(), nullable=True))
    seal_anew(["session_recusals"])


def downgrade() -> None:
    op.drop_column("porteur_invitations", "handover_reason")
    for name in ("confirmed_basis", "confirmed_at"):
        op.drop_column("porteurs", name)
    for name in ("settled_reason", "lifted"):
        op.drop_column("session_recusals", name)
