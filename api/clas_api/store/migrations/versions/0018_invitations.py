"""Whoever is asked to join a porteur accepts first."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "porteur_invitations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("porteur_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("by_account", sa.Uuid(), nullable=False),
        sa.Column("by_department", sa.String(length=80), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_porteur_invitations_email_in_lower_case")),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (accepted IS NULL)", name=op.f("ck_porteur_invitations_answered_or_not")
        ),
        sa.ForeignKeyConstraint(
            ["by_account"],
            ["accounts.id"],
            name=op.f("fk_porteur_invitations_by_account_accounts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["porteur_id"], ["porteurs.id"], name=op.f("fk_porteur_invitations_porteur_id_porteurs")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_porteur_invitations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_porteur_invitations_token_hash")),
    )
    for columns in (["porteur_id"], ["by_account", "created_at"], ["email", "created_at"]):
        op.create_index(f"ix_porteur_invitations_{columns[0]}", "porteur_invitations", columns)


def downgrade() -> None:
    op.drop_table("porteur_invitations")
