"""Complements, messages, notes and studies of dossiers."""

import sqlalchemy as sa
from alembic import op

from clas_api.store.migrations.guards import separate, write_once

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = ("complement_requests", "messages", "internal_notes", "examinations")
WRITTEN_ONCE = ("messages", "internal_notes", "examinations")
OF_PORTEURS = ("complement_requests", "messages")
"""Rows that their porteur sees as well."""
OF_THE_CAF = ("internal_notes", "examinations")
"""Rows that no porteur sees."""


def upgrade() -> None:
    op.create_table(
        "complement_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("porteur_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.String(length=80), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(text) >= 1", name=op.f("ck_complement_requests_said")),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossiers.id"], name=op.f("fk_complement_requests_dossier_id_dossiers")
        ),
        sa.ForeignKeyConstraint(
            ["porteur_id"], ["porteurs.id"], name=op.f("fk_complement_requests_porteur_id_porteurs")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complement_requests")),
    )
    op.create_index(
        "ix_complement_requests_dossier_id", "complement_requests", ["dossier_id", "asked_at"], unique=False
    )
    op.create_index(
        "ix_complement_requests_due", "complement_requests", ["department", "answered_at", "due_on"], unique=False
    )
    op.create_table(
        "messages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("porteur_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("author_name", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("side IN ('caf', 'porteur')", name=op.f("ck_messages_known_side")),
        sa.CheckConstraint("length(text) >= 1", name=op.f("ck_messages_said")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_messages_dossier_id_dossiers")),
        sa.ForeignKeyConstraint(["porteur_id"], ["porteurs.id"], name=op.f("fk_messages_porteur_id_porteurs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
    )
    op.create_index("ix_messages_dossier_id", "messages", ["dossier_id", "written_at"], unique=False)
    op.create_table(
        "internal_notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("author_name", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(text) >= 1", name=op.f("ck_internal_notes_said")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_internal_notes_dossier_id_dossiers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_internal_notes")),
    )
    op.create_index("ix_internal_notes_dossier_id", "internal_notes", ["dossier_id", "written_at"], unique=False)
    op.create_table(
        "examinations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("proposal", sa.Text(), nullable=True),
        sa.Column("advice", sa.Text(), nullable=False),
        sa.Column("examined_by", sa.String(length=80), nullable=False),
        sa.Column("examined_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('admissibility', 'study')", name=op.f("ck_examinations_known_kind")),
        sa.CheckConstraint("verdict IN ('met', 'not_met', 'unknown')", name=op.f("ck_examinations_known_verdict")),
        sa.CheckConstraint("number >= 1 AND version >= 1", name=op.f("ck_examinations_numbers_from_one")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_examinations_dossier_id_dossiers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_examinations")),
        sa.UniqueConstraint("dossier_id", "number", name=op.f("uq_examinations_dossier_id_number")),
    )
    op.create_index("ix_examinations_department", "examinations", ["department"], unique=False)
    write_once(WRITTEN_ONCE)
    separate(OF_PORTEURS, porteurs=True)
    separate(OF_THE_CAF, porteurs=False)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
