"""The rules that the installation has served."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "served_rules",
        sa.Column("digest", sa.String(71), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("owner", sa.String(80), nullable=False),
        sa.Column("school_year", sa.String(9), nullable=False),
        sa.Column("served_since", sa.Date(), nullable=False),
        sa.CheckConstraint("kind IN ('referential', 'campaign')", name=op.f("ck_served_rules_known_kind")),
        sa.CheckConstraint("digest LIKE 'sha256:%'", name=op.f("ck_served_rules_digest_form")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_served_rules")),
    )


def downgrade() -> None:
    op.drop_table("served_rules")
