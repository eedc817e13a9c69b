"""Lists of dossiers by receipt and by amount asked."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_dossiers_receipt": ("dossiers", ["department", "school_year", "receipt", "id"]),
    "ix_dossiers_asked": ("dossiers", ["department", "school_year", "asked_cents", "id"]),
}


def upgrade() -> None:
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns)


def downgrade() -> None:
    for name, (table, _) in INDEXES.items():
        op.drop_index(name, table_name=table)
