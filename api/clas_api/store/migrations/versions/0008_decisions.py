"""Decisions, payments, bilans, settlements, and the text of the rules that they stand on."""

import sqlalchemy as sa
from alembic import op

from clas_api.store.migrations.guards import separate, write_once

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = (
    "decisions",
    "decided_groups",
    "notifications",
    "payments",
    "bilans",
    "settlements",
    "kept_rules",
    "year_counts",
)
WRITTEN_ONCE = ("decisions", "decided_groups", "notifications", "settlements", "kept_rules")
OF_PORTEURS = ("decisions", "decided_groups", "notifications", "payments", "bilans", "settlements")
"""Rows that their porteur sees as well."""
OF_THE_CAF = ("year_counts",)
"""Rows that no porteur sees."""


def upgrade() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("porteur_id", sa.Uuid(), nullable=False),
        sa.Column("school_year", sa.String(length=9), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_cents", sa.BigInteger(), nullable=False),
        sa.Column("estimate", sa.Text(), nullable=False),
        sa.Column("referential_digest", sa.String(length=71), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "outcome = 'approved' OR granted_cents = 0", name=op.f("ck_decisions_granted_when_approved")
        ),
        sa.CheckConstraint(
            "outcome IN ('approved', 'reserve', 'deferred', 'refused')", name=op.f("ck_decisions_known_outcome")
        ),
        sa.CheckConstraint("granted_cents >= 0", name=op.f("ck_decisions_granted_not_negative")),
        sa.CheckConstraint("number >= 1 AND version >= 1", name=op.f("ck_decisions_numbers_from_one")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_decisions_dossier_id_dossiers")),
        sa.ForeignKeyConstraint(["porteur_id"], ["porteurs.id"], name=op.f("fk_decisions_porteur_id_porteurs")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["committee_sessions.id"], name=op.f("fk_decisions_session_id_committee_sessions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.UniqueConstraint("dossier_id", "number", name=op.f("uq_decisions_dossier_id_number")),
    )
    op.create_index("ix_decisions_department", "decisions", ["department", "school_year"], unique=False)
    op.create_index("ix_decisions_porteur_id", "decisions", ["porteur_id"], unique=False)
    op.create_index("ix_decisions_session_id", "decisions", ["session_id"], unique=False)
    op.create_table(
        "decided_groups",
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("porteur_id", sa.Uuid(), nullable=False),
        sa.Column("retained", sa.Boolean(), nullable=False),
        sa.Column("running_costs_cents", sa.BigInteger(), nullable=False),
        sa.Column("bonuses", sa.Text(), nullable=False),
        sa.Column("ps_cents", sa.BigInteger(), nullable=False),
        sa.Column("bonus_cents", sa.BigInteger(), nullable=False),
        sa.Column("supplement_cents", sa.BigInteger(), nullable=False),
        sa.Column("total_cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("position >= 1", name=op.f("ck_decided_groups_position_from_one")),
        sa.CheckConstraint("retained OR total_cents = 0", name=op.f("ck_decided_groups_nothing_when_not_retained")),
        sa.CheckConstraint(
            "running_costs_cents >= 0 AND ps_cents >= 0 AND total_cents >= ps_cents",
            name=op.f("ck_decided_groups_amounts"),
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_decided_groups_decision_id_decisions")
        ),
        sa.ForeignKeyConstraint(["porteur_id"], ["porteurs.id"], name=op.f("fk_decided_groups_porteur_id_porteurs")),
        sa.PrimaryKeyConstraint("decision_id", "position", name=op.f("pk_decided_groups")),
    )
    op.create_index("ix_decided_groups_department", "decided_groups", ["department"], unique=False)
    op.create_table(
        "notifications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("porteur_id", sa.Uuid(), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("convention", sa.Boolean(), nullable=False),
        sa.Column("notified_by", sa.String(length=80), nullable=False),
        sa.Column("notified_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("recipient <> ''", name=op.f("ck_notifications_addressed")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_notifications_decision_id_decisions")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_notifications_dossier_id_dossiers")),
        sa.ForeignKeyConstraint(["porteur_id"], ["porteurs.id"], name=op.f("fk_notifications_porteur_id_porteurs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_notifications_decision_id")),
    )
    op.create_index("ix_notifications_dossier_id", "notifications", ["dossier_id"], unique=False)
    op.create_table(
        "payments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("porteur_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('advance', 'balance', 'recovery')", name=op.f("ck_payments_known_kind")),
        sa.CheckConstraint("(reference IS NULL) = (paid_on IS NULL)", name=op.f("ck_payments_made_or_to_make")),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_payments_an_amount")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_payments_dossier_id_dossiers")),
        sa.ForeignKeyConstraint(["porteur_id"], ["porteurs.id"], name=op.f("fk_payments_porteur_id_porteurs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
    )
    op.create_index("ix_payments_department", "payments", ["department", "paid_on", "due_on"], unique=False)
    op.create_index("ix_payments_dossier_id", "payments", ["dossier_id", "due_on"], unique=False)
    op.create_table(
        "bilans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("porteur_id", sa.Uuid(), nullable=False),
        sa.Column("school_year", sa.String(length=9), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(state = 'filed') = (filed_at IS NOT NULL)", name=op.f("ck_bilans_filed_at_a_moment")),
        sa.CheckConstraint("state IN ('draft', 'filed')", name=op.f("ck_bilans_known_state")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_bilans_dossier_id_dossiers")),
        sa.ForeignKeyConstraint(["porteur_id"], ["porteurs.id"], name=op.f("fk_bilans_porteur_id_porteurs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bilans")),
        sa.UniqueConstraint("dossier_id", name=op.f("uq_bilans_dossier_id")),
    )
    op.create_index("ix_bilans_due", "bilans", ["department", "state", "due_on"], unique=False)
    op.create_index("ix_bilans_porteur_id", "bilans", ["porteur_id"], unique=False)
    op.create_table(
        "settlements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("porteur_id", sa.Uuid(), nullable=False),
        sa.Column("school_year", sa.String(length=9), nullable=False),
        sa.Column("granted_cents", sa.BigInteger(), nullable=False),
        sa.Column("due_cents", sa.BigInteger(), nullable=False),
        sa.Column("paid_cents", sa.BigInteger(), nullable=False),
        sa.Column("balance_cents", sa.BigInteger(), nullable=False),
        sa.Column("overpayment_cents", sa.BigInteger(), nullable=False),
        sa.Column("comparison", sa.Text(), nullable=False),
        sa.Column("referential_digest", sa.String(length=71), nullable=False),
        sa.Column("settled_by", sa.String(length=80), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "balance_cents - overpayment_cents = due_cents - paid_cents", name=op.f("ck_settlements_what_is_left")
        ),
        sa.CheckConstraint("balance_cents = 0 OR overpayment_cents = 0", name=op.f("ck_settlements_one_side")),
        sa.CheckConstraint(
            "due_cents >= 0 AND due_cents <= granted_cents AND paid_cents >= 0", name=op.f("ck_settlements_amounts")
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_settlements_decision_id_decisions")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_settlements_dossier_id_dossiers")),
        sa.ForeignKeyConstraint(["porteur_id"], ["porteurs.id"], name=op.f("fk_settlements_porteur_id_porteurs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlements")),
        sa.UniqueConstraint("dossier_id", name=op.f("uq_settlements_dossier_id")),
    )
    op.create_index("ix_settlements_department", "settlements", ["department", "school_year"], unique=False)
    op.create_index("ix_settlements_porteur_id", "settlements", ["porteur_id"], unique=False)
    op.create_table(
        "kept_rules",
        sa.Column("digest", sa.String(length=71), nullable=False),
        sa.Column("school_year", sa.String(length=9), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint("digest LIKE 'sha256:%'", name=op.f("ck_kept_rules_digest_form")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_kept_rules")),
    )
    op.create_table(
        "year_counts",
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("school_year", sa.String(length=9), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 0", name=op.f("ck_year_counts_number_from_zero")),
        sa.PrimaryKeyConstraint("department", "school_year", name=op.f("pk_year_counts")),
    )
    write_once(WRITTEN_ONCE)
    separate(OF_PORTEURS, porteurs=True)
    separate(OF_THE_CAF, porteurs=False)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
