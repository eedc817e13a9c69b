"""What a Caf states of its published call, written once. A call is public, and so is what completes it."""

import sqlalchemy as sa
from alembic import op

from clas_api.store.migrations.guards import within, write_once

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "amendments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("school_year", sa.String(length=9), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("stated_by", sa.String(length=80), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_amendments_numbers_from_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendments")),
        sa.UniqueConstraint(
            "department", "school_year", "number", name=op.f("uq_amendments_department_school_year_number")
        ),
    )
    write_once(["amendments"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE amendments ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        op.execute("CREATE POLICY reading ON amendments FOR SELECT USING (true)")
        op.execute(f"CREATE POLICY adding ON amendments FOR INSERT WITH CHECK ({within('department')})")


def downgrade() -> None:
    op.drop_table("amendments")
