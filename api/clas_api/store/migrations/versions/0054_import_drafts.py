"""Files that somebody has given and not taken in yet."""

import sqlalchemy as sa
from alembic import op

from clas_api.store.migrations.guards import separate

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_drafts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("file_digest", sa.String(length=71), nullable=False),
        sa.Column("file_table", sa.Text(), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.CheckConstraint("length(kind) >= 1", name=op.f("ck_import_drafts_said")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_import_drafts_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_drafts")),
    )
    op.create_index("ix_import_drafts_account_id", "import_drafts", ["account_id"])
    op.create_index("ix_import_drafts_department", "import_drafts", ["department", "begun_at"])
    separate(["import_drafts"], porteurs=False)


def downgrade() -> None:
    op.drop_table("import_drafts")
