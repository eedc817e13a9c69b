"""The private address of the agenda of an account."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agenda_addresses",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("secret_hash <> ''", name=op.f("ck_agenda_addresses_hashed")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_agenda_addresses_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_agenda_addresses")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_agenda_addresses_secret_hash")),
    )


def downgrade() -> None:
    op.drop_table("agenda_addresses")
