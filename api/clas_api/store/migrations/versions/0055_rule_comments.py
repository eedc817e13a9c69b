"""What Cafs say of a year of national rules while it is in consultation."""

import sqlalchemy as sa
from alembic import op

from clas_api.store.migrations.guards import separate

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rule_comments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_year", sa.String(length=9), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=71), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.String(length=80), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("department <> '' AND length(text) >= 1", name=op.f("ck_rule_comments_said")),
        sa.CheckConstraint("role IN ('agent', 'head')", name=op.f("ck_rule_comments_known_role")),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome IN ('retained', 'not_retained', 'to_study')",
            name=op.f("ck_rule_comments_known_outcome"),
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (reason IS NULL) AND (outcome IS NULL) = (answered_at IS NULL) "
            "AND (outcome IS NULL) = (answered_by IS NULL)",
            name=op.f("ck_rule_comments_answered_whole"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_comments")),
    )
    op.create_index("ix_rule_comments_year_department", "rule_comments", ["school_year", "department"])
    separate(["rule_comments"], porteurs=False)


def downgrade() -> None:
    op.drop_table("rule_comments")
