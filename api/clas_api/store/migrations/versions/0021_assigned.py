"""How many dossiers are whose is counted in an index alone."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_dossiers_assigned_to", "dossiers")
    op.create_index("ix_dossiers_assigned_to", "dossiers", ["assigned_to", "department", "state"])


def downgrade() -> None:
    op.drop_index("ix_dossiers_assigned_to", "dossiers")
    op.create_index("ix_dossiers_assigned_to", "dossiers", ["assigned_to"])
