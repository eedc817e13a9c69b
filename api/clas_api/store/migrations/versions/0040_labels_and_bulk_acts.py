"""The labels by which a Caf sorts its dossiers, and the acts that are taken on many of them at once."""

import sqlalchemy as sa
from alembic import op

from clas_api.store.migrations.guards import separate

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "labels",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.CheckConstraint("length(name) >= 1", name=op.f("ck_labels_said")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labels")),
        sa.UniqueConstraint("department", "name", name=op.f("uq_labels_department_name")),
    )
    op.create_table(
        "labelled_dossiers",
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("label_id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.CheckConstraint("department <> ''", name=op.f("ck_labelled_dossiers_of_a_department")),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossiers.id"], name=op.f("fk_labelled_dossiers_dossier_id_dossiers"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["label_id"], ["labels.id"], name=op.f("fk_labelled_dossiers_label_id_labels"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("dossier_id", "label_id", name=op.f("pk_labelled_dossiers")),
    )
    op.create_index("ix_labelled_dossiers_label_id", "labelled_dossiers", ["label_id"])
    op.create_index("ix_labelled_dossiers_department", "labelled_dossiers", ["department"])
    op.create_table(
        "bulk_acts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_year", sa.String(length=40), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("dossiers", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(act) >= 1", name=op.f("ck_bulk_acts_said")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_bulk_acts_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_acts")),
    )
    op.create_index("ix_bulk_acts_account_id", "bulk_acts", ["account_id"])
    op.create_index("ix_bulk_acts_department", "bulk_acts", ["department", "begun_at"])
    separate(["labels", "labelled_dossiers", "bulk_acts"], porteurs=False)


def downgrade() -> None:
    op.drop_table("bulk_acts")
    op.drop_table("labelled_dossiers")
    op.drop_table("labels")
