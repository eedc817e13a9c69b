"""What is written once cannot be changed, and, on PostgreSQL, departments are separated by the database itself."""

from alembic import op

from clas_api.store.migrations.guards import separate, within, write_once

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

WRITTEN_ONCE = ("dossier_versions", "deposited_groups", "extensions", "audit_entries", "served_rules")
SEPARATED = ("dossiers", "dossier_versions", "deposited_groups", "attachments", "extensions")


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION clas_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'a row of % is written once', TG_TABLE_NAME; END $$"
        )
        op.execute("ALTER TABLE audit_entries ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY reading ON audit_entries FOR SELECT USING ({within('chain')})")
        op.execute("CREATE POLICY adding ON audit_entries FOR INSERT WITH CHECK (true)")
    write_once(WRITTEN_ONCE)
    separate(SEPARATED, porteurs=True)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in WRITTEN_ONCE:
            for change in ("update", "delete"):
                op.execute(f"DROP TRIGGER {table}_refuse_{change}")
        return
    for table in (*SEPARATED, "audit_entries"):
        for policy in ("separation", "reading", "adding"):
            op.execute(f"DROP POLICY IF EXISTS {policy} ON {table}")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY")
    for table in WRITTEN_ONCE:
        op.execute(f"DROP TRIGGER {table}_refuse_change ON {table}")
    op.execute("DROP FUNCTION clas_refuse_change")
