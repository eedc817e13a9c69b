"""Dossiers, deposits, documents and extensions."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STATES = (
    "draft",
    "deposited",
    "complements_asked",
    "admissible",
    "inadmissible",
    "examined",
    "approved",
    "reserve",
    "deferred",
    "refused",
    "notified",
    "running",
    "bilan_filed",
    "settled",
    "closed",
    "withdrawn",
)


def upgrade() -> None:
    op.create_table(
        "dossiers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("school_year", sa.String(length=9), nullable=False),
        sa.Column("porteur_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("changed", sa.Boolean(), nullable=False),
        sa.Column("copied_from", sa.Uuid(), nullable=True),
        sa.Column("receipt", sa.String(length=20), nullable=True),
        sa.Column("deposited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("versions", sa.Integer(), nullable=False),
        sa.Column("actions", sa.Integer(), nullable=False),
        sa.Column("groups", sa.Integer(), nullable=False),
        sa.Column("children", sa.Integer(), nullable=False),
        sa.Column("asked_cents", sa.BigInteger(), nullable=False),
        sa.Column("granted_cents", sa.BigInteger(), nullable=False),
        sa.Column("settled_cents", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("convention_signed_on", sa.Date(), nullable=True),
        sa.Column("assigned_to", sa.Uuid(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(state = 'draft') <= (receipt IS NULL)", name=op.f("ck_dossiers_a_draft_has_no_receipt")),
        sa.CheckConstraint(f"state IN ({', '.join(map(repr, STATES))})", name=op.f("ck_dossiers_known_state")),
        sa.CheckConstraint("granted_cents >= 0 AND settled_cents >= 0", name=op.f("ck_dossiers_amounts")),
        sa.ForeignKeyConstraint(
            ["assigned_to"], ["accounts.id"], name=op.f("fk_dossiers_assigned_to_accounts"), ondelete="SET NULL"
        ),
        sa.CheckConstraint(
            "(receipt IS NULL) = (deposited_at IS NULL)", name=op.f("ck_dossiers_receipt_and_moment_together")
        ),
        sa.CheckConstraint("(receipt IS NULL) = (versions = 0)", name=op.f("ck_dossiers_receipt_and_version_together")),
        sa.CheckConstraint(
            "asked_cents >= 0 AND actions >= 0 AND groups >= 0 AND children >= 0", name=op.f("ck_dossiers_counts")
        ),
        sa.CheckConstraint("place >= 1", name=op.f("ck_dossiers_place_from_one")),
        sa.ForeignKeyConstraint(
            ["copied_from"], ["dossiers.id"], name=op.f("fk_dossiers_copied_from_dossiers"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["porteur_id"], ["porteurs.id"], name=op.f("fk_dossiers_porteur_id_porteurs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossiers")),
        sa.UniqueConstraint("receipt", name=op.f("uq_dossiers_receipt")),
    )
    op.create_index("ix_dossiers_department_updated", "dossiers", ["department", "updated_at", "id"], unique=False)
    op.create_index(
        "ix_dossiers_deposited", "dossiers", ["department", "school_year", "deposited_at", "id"], unique=False
    )
    op.create_index("ix_dossiers_assigned_to", "dossiers", ["assigned_to"], unique=False)
    op.create_index("ix_dossiers_porteur", "dossiers", ["porteur_id", "updated_at", "id"], unique=False)
    op.create_index(
        "ix_dossiers_state", "dossiers", ["department", "school_year", "state", "updated_at", "id"], unique=False
    )
    op.create_index("ix_dossiers_updated", "dossiers", ["department", "school_year", "updated_at", "id"], unique=False)
    op.create_index(
        "uq_dossiers_live",
        "dossiers",
        ["porteur_id", "department", "school_year", "place"],
        unique=True,
        sqlite_where=sa.text("state <> 'withdrawn'"),
        postgresql_where=sa.text("state <> 'withdrawn'"),
    )
    op.create_table(
        "dossier_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("porteur_id", sa.Uuid(), nullable=False),
        sa.Column("school_year", sa.String(length=9), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("receipt", sa.String(length=20), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_digest", sa.String(length=71), nullable=False),
        sa.Column("porteur", sa.Text(), nullable=False),
        sa.Column("referential_digest", sa.String(length=71), nullable=False),
        sa.Column("campaign_digest", sa.String(length=71), nullable=False),
        sa.Column("estimate", sa.Text(), nullable=False),
        sa.Column("forecast_cents", sa.BigInteger(), nullable=False),
        sa.Column("deposited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deposited_by", sa.String(length=80), nullable=False),
        sa.CheckConstraint("content_digest LIKE 'sha256:%'", name=op.f("ck_dossier_versions_content_digest_form")),
        sa.CheckConstraint("forecast_cents >= 0", name=op.f("ck_dossier_versions_forecast_not_negative")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_dossier_versions_number_from_one")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_dossier_versions_dossier_id_dossiers")),
        sa.ForeignKeyConstraint(["porteur_id"], ["porteurs.id"], name=op.f("fk_dossier_versions_porteur_id_porteurs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_versions")),
        sa.UniqueConstraint("dossier_id", "number", name=op.f("uq_dossier_versions_dossier_id_number")),
    )
    op.create_index("ix_dossier_versions_department", "dossier_versions", ["department", "school_year"], unique=False)
    op.create_index("ix_dossier_versions_porteur_id", "dossier_versions", ["porteur_id"], unique=False)
    op.create_table(
        "deposited_groups",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("action", sa.Integer(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("porteur_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("levels", sa.String(length=200), nullable=False),
        sa.Column("city", sa.String(length=120), nullable=False),
        sa.Column("children", sa.Integer(), nullable=False),
        sa.Column("paid_adults", sa.Integer(), nullable=False),
        sa.Column("volunteer_adults", sa.Integer(), nullable=False),
        sa.Column("running_costs_cents", sa.BigInteger(), nullable=False),
        sa.Column("eligible", sa.Boolean(), nullable=False),
        sa.Column("bonuses", sa.String(length=100), nullable=False),
        sa.Column("ps_cents", sa.BigInteger(), nullable=False),
        sa.Column("total_cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "children >= 0 AND paid_adults >= 0 AND volunteer_adults >= 0", name=op.f("ck_deposited_groups_counts")
        ),
        sa.CheckConstraint("position >= 1 AND action >= 1", name=op.f("ck_deposited_groups_places_from_one")),
        sa.CheckConstraint(
            "running_costs_cents >= 0 AND ps_cents >= 0 AND total_cents >= ps_cents",
            name=op.f("ck_deposited_groups_amounts"),
        ),
        sa.ForeignKeyConstraint(["porteur_id"], ["porteurs.id"], name=op.f("fk_deposited_groups_porteur_id_porteurs")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["dossier_versions.id"], name=op.f("fk_deposited_groups_version_id_dossier_versions")
        ),
        sa.PrimaryKeyConstraint("version_id", "position", name=op.f("pk_deposited_groups")),
    )
    op.create_index("ix_deposited_groups_department", "deposited_groups", ["department"], unique=False)
    op.create_table(
        "attachments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("porteur_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=71), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(length=80), nullable=False),
        sa.CheckConstraint("sha256 LIKE 'sha256:%'", name=op.f("ck_attachments_digest_form")),
        sa.CheckConstraint("size >= 1", name=op.f("ck_attachments_not_empty")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_attachments_dossier_id_dossiers")),
        sa.ForeignKeyConstraint(["porteur_id"], ["porteurs.id"], name=op.f("fk_attachments_porteur_id_porteurs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    op.create_index("ix_attachments_dossier_id", "attachments", ["dossier_id"], unique=False)
    op.create_table(
        "extensions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("school_year", sa.String(length=9), nullable=False),
        sa.Column("porteur_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_by", sa.String(length=80), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(reason) >= 1", name=op.f("ck_extensions_reasoned")),
        sa.ForeignKeyConstraint(["porteur_id"], ["porteurs.id"], name=op.f("fk_extensions_porteur_id_porteurs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extensions")),
    )
    op.create_index("ix_extensions_porteur", "extensions", ["department", "school_year", "porteur_id"], unique=False)
    op.create_table(
        "receipt_ranks",
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("school_year", sa.String(length=9), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.CheckConstraint("last >= 1", name=op.f("ck_receipt_ranks_from_one")),
        sa.PrimaryKeyConstraint("department", "school_year", name=op.f("pk_receipt_ranks")),
    )


def downgrade() -> None:
    op.drop_table("receipt_ranks")
    op.drop_table("extensions")
    op.drop_table("attachments")
    op.drop_table("deposited_groups")
    op.drop_table("dossier_versions")
    op.drop_table("dossiers")
