"""Long work, and its pieces."""

import sqlalchemy as sa
from alembic import op

from clas_api.store.migrations.guards import separate

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(length=500), nullable=True),
        sa.Column("result", sa.Uuid(), nullable=True),
        sa.Column("result_name", sa.String(length=120), nullable=True),
        sa.CheckConstraint("length(kind) >= 1 AND length(title) >= 1", name=op.f("ck_jobs_said")),
        sa.CheckConstraint("result IS NULL OR result_name IS NOT NULL", name=op.f("ck_jobs_named_result")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_jobs_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    op.create_index("ix_jobs_account_id", "jobs", ["account_id"])
    op.create_index("ix_jobs_department", "jobs", ["department", "begun_at"])
    op.create_table(
        "job_pieces",
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=True),
        sa.Column("file", sa.Uuid(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("position >= 1 AND size >= 1", name=op.f("ck_job_pieces_numbers_from_one")),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_job_pieces_job_id_jobs"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job_id", "position", name=op.f("pk_job_pieces")),
    )
    op.create_index("ix_job_pieces_department", "job_pieces", ["department"])
    separate(["jobs", "job_pieces"], porteurs=False)


def downgrade() -> None:
    op.drop_table("job_pieces")
    op.drop_table("jobs")
