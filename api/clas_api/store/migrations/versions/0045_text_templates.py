"""The texts that a department keeps for its agents, to begin from."""

import sqlalchemy as sa
from alembic import op

from clas_api.store.migrations.guards import separate

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "text_templates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("use", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(length=80), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "use IN ('complements', 'message', 'inadmissible')", name=op.f("ck_text_templates_known_use")
        ),
        sa.CheckConstraint("length(title) >= 1 AND length(text) >= 1", name=op.f("ck_text_templates_said")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_templates")),
        sa.UniqueConstraint("department", "use", "title", name=op.f("uq_text_templates_department_use_title")),
    )
    separate(["text_templates"], porteurs=False)


def downgrade() -> None:
    op.drop_table("text_templates")
