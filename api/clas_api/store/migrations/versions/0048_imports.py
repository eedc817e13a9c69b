"""Files that a Caf took in, how their columns were read, and what they told of years before."""

import sqlalchemy as sa
from alembic import op

from clas_api.store.migrations.guards import separate

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("file_digest", sa.String(length=71), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("imported_by", sa.String(length=80), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.String(length=80), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("number >= 1", name=op.f("ck_imports_number_from_one")),
        sa.CheckConstraint("made >= 0 AND unchanged >= 0 AND refused >= 0", name=op.f("ck_imports_counts")),
        sa.CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name=op.f("ck_imports_undone_or_not")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
        sa.UniqueConstraint("department", "number", name=op.f("uq_imports_department_number")),
    )
    op.create_table(
        "imported_porteurs",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("porteur_id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.CheckConstraint("department <> ''", name=op.f("ck_imported_porteurs_of_a_department")),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_imported_porteurs_import_id_imports")),
        sa.ForeignKeyConstraint(
            ["porteur_id"], ["porteurs.id"], name=op.f("fk_imported_porteurs_porteur_id_porteurs"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", "porteur_id", name=op.f("pk_imported_porteurs")),
    )
    op.create_index("ix_imported_porteurs_porteur_id", "imported_porteurs", ["porteur_id"])
    op.create_table(
        "import_mappings",
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("headers", sa.String(length=71), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("department <> ''", name=op.f("ck_import_mappings_of_a_department")),
        sa.PrimaryKeyConstraint("department", "kind", "headers", name=op.f("pk_import_mappings")),
    )
    op.create_table(
        "past_years",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("school_year", sa.String(length=9), nullable=False),
        sa.Column("siret", sa.String(length=14), nullable=False),
        sa.Column("identity", sa.String(length=400), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("groups", sa.Integer(), nullable=True),
        sa.Column("children", sa.Integer(), nullable=True),
        sa.Column("asked_cents", sa.BigInteger(), nullable=True),
        sa.Column("granted_cents", sa.BigInteger(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("paid_cents", sa.BigInteger(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("settled_cents", sa.BigInteger(), nullable=True),
        sa.Column("real_children", sa.Integer(), nullable=True),
        sa.CheckConstraint("length(siret) = 14", name=op.f("ck_past_years_siret_length")),
        sa.CheckConstraint("asked_cents >= 0 AND granted_cents >= 0", name=op.f("ck_past_years_decided")),
        sa.CheckConstraint("paid_cents >= 0 AND settled_cents >= 0", name=op.f("ck_past_years_paid")),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_past_years_import_id_imports")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_years")),
        sa.UniqueConstraint(
            "department",
            "school_year",
            "siret",
            "identity",
            name=op.f("uq_past_years_department_school_year_siret_identity"),
        ),
    )
    op.create_index("ix_past_years_import_id", "past_years", ["import_id"])
    op.create_index("ix_past_years_siret", "past_years", ["siret"])
    separate(["imports", "imported_porteurs", "import_mappings", "past_years"], porteurs=False)


def downgrade() -> None:
    op.drop_table("past_years")
    op.drop_table("import_mappings")
    op.drop_table("imported_porteurs")
    op.drop_table("imports")
