"""On PostgreSQL, the mails of other departments are not there to be read; anybody's request may write one."""

from alembic import op

from clas_api.store.migrations.guards import within

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

POLICIES = ("reading", "changing", "removing", "adding")


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    own = within("department")
    op.execute("ALTER TABLE outgoing_mails ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY reading ON outgoing_mails FOR SELECT USING ({own})")
    op.execute(f"CREATE POLICY changing ON outgoing_mails FOR UPDATE USING ({own})")
    op.execute(f"CREATE POLICY removing ON outgoing_mails FOR DELETE USING ({own})")
    op.execute("CREATE POLICY adding ON outgoing_mails FOR INSERT WITH CHECK (true)")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for policy in POLICIES:
        op.execute(f"DROP POLICY {policy} ON outgoing_mails")
    op.execute("ALTER TABLE outgoing_mails DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY")
