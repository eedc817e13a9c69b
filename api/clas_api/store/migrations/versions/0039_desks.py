"""What somebody of a Caf has chosen of its list and its mails, and what they have opened of what came in."""

import sqlalchemy as sa
from alembic import op

from clas_api.store.migrations.guards import separate, within

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desks",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("filters", sa.Text(), nullable=False),
        sa.Column("seen_until", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("department <> ''", name=op.f("ck_desks_of_a_department")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_desks_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "department", name=op.f("pk_desks")),
    )
    op.create_index("ix_desks_department", "desks", ["department"])
    op.create_table(
        "opened_arrivals",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("arrival", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("department <> ''", name=op.f("ck_opened_arrivals_of_a_department")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_opened_arrivals_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "arrival", name=op.f("pk_opened_arrivals")),
    )
    op.create_index("ix_opened_arrivals_department", "opened_arrivals", ["department"])
    separate(["desks", "opened_arrivals"], porteurs=False)
    op.create_table(
        "mail_choices",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("mails", sa.String(length=10), nullable=False),
        sa.Column("mailed_until", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "mails IN ('messages', 'at_once', 'daily', 'never')", name=op.f("ck_mail_choices_known_mails")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_mail_choices_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "department", name=op.f("pk_mail_choices")),
    )
    op.create_index("ix_mail_choices_department", "mail_choices", ["department"])
    if op.get_bind().dialect.name == "postgresql":
        # Read by whoever writes to a Caf, a porteur among them; written by its own people alone.
        op.execute("ALTER TABLE mail_choices ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        op.execute("CREATE POLICY reading ON mail_choices FOR SELECT USING (true)")
        op.execute(f"CREATE POLICY writing ON mail_choices USING ({within('department')})")
    op.create_index("ix_messages_arrived", "messages", ["department", "written_at"])
    op.create_index("ix_dossier_versions_arrived", "dossier_versions", ["department", "deposited_at"])


def downgrade() -> None:
    op.drop_index("ix_dossier_versions_arrived", "dossier_versions")
    op.drop_index("ix_messages_arrived", "messages")
    op.drop_table("mail_choices")
    op.drop_table("opened_arrivals")
    op.drop_table("desks")
