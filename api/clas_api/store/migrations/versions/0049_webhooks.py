"""The addresses that programs are told at of a department's events, and what each is told."""

import sqlalchemy as sa
from alembic import op

from clas_api.store.migrations.guards import within

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "webhooks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("events", sa.Text(), nullable=False),
        sa.Column("secret", sa.String(length=200), nullable=False),
        sa.Column("registered_by", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_because", sa.String(length=300), nullable=True),
        sa.CheckConstraint("department <> ''", name=op.f("ck_webhooks_of_a_department")),
        sa.CheckConstraint(
            "(disabled_at IS NULL) = (disabled_because IS NULL)", name=op.f("ck_webhooks_disabled_for_a_reason")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
    )
    op.create_index("ix_webhooks_department", "webhooks", ["department"])
    op.create_table(
        "webhook_deliveries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("webhook_id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("last_error", sa.String(length=300), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'sending', 'delivered', 'failed')", name=op.f("ck_webhook_deliveries_known_state")
        ),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_webhook_deliveries_attempts_not_negative")),
        sa.ForeignKeyConstraint(
            ["webhook_id"],
            ["webhooks.id"],
            name=op.f("fk_webhook_deliveries_webhook_id_webhooks"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_deliveries")),
    )
    op.create_index("ix_webhook_deliveries_state", "webhook_deliveries", ["state", "next_attempt_at"])
    op.create_index("ix_webhook_deliveries_webhook_id", "webhook_deliveries", ["webhook_id", "created_at"])
    if op.get_bind().dialect.name == "sqlite":
        return
    own = within("department")
    for table in ("webhooks", "webhook_deliveries"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    # A porteur's transaction, which sees no row of a Caf, reads whom its deposit is told to, and writes the telling.
    op.execute("CREATE POLICY reading ON webhooks FOR SELECT USING (true)")
    op.execute(f"CREATE POLICY writing ON webhooks USING ({own})")
    op.execute(f"CREATE POLICY reading ON webhook_deliveries FOR SELECT USING ({own})")
    op.execute(f"CREATE POLICY changing ON webhook_deliveries FOR UPDATE USING ({own})")
    op.execute(f"CREATE POLICY removing ON webhook_deliveries FOR DELETE USING ({own})")
    op.execute("CREATE POLICY adding ON webhook_deliveries FOR INSERT WITH CHECK (true)")


def downgrade() -> None:
    op.drop_table("webhook_deliveries")
    op.drop_table("webhooks")
