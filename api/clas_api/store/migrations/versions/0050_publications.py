"""What departments publish of what they grant, written once. What was published is public."""

import sqlalchemy as sa
from alembic import op

from clas_api.store.migrations.guards import within, write_once

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "publications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("school_year", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("giver", sa.Text(), nullable=False),
        sa.Column("awards", sa.Text(), nullable=False),
        sa.Column("published_by", sa.String(length=80), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_publications_numbers_from_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publications")),
        sa.UniqueConstraint(
            "department", "school_year", "number", name=op.f("uq_publications_department_school_year_number")
        ),
    )
    write_once(["publications"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE publications ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        op.execute("CREATE POLICY reading ON publications FOR SELECT USING (true)")
        op.execute(f"CREATE POLICY adding ON publications FOR INSERT WITH CHECK ({within('department')})")


def downgrade() -> None:
    op.drop_table("publications")
