"""What is written once cannot be changed, and, on PostgreSQL, departments are separated by the database itself."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

WRITTEN_ONCE = ("dossier_versions", "deposited_groups", "extensions", "audit_entries", "served_rules")
SEPARATED = ("dossiers", "dossier_versions", "deposited_groups", "attachments", "extensions")

_DEPARTMENTS = "(SELECT current_setting('clas.departments', true))"
_PORTEURS = "(SELECT current_setting('clas.porteurs', true))"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in WRITTEN_ONCE:
            for change in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_refuse_{change.lower()} BEFORE {change} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, 'a row of {table} is written once'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION clas_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'a row of % is written once', TG_TABLE_NAME; END $$"
    )
    for table in WRITTEN_ONCE:
        op.execute(
            f"CREATE TRIGGER {table}_refuse_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION clas_refuse_change()"
        )
    for table in SEPARATED:
        _separate(table)
    op.execute("ALTER TABLE audit_entries ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY reading ON audit_entries FOR SELECT USING ({_within('chain')})")
    op.execute("CREATE POLICY adding ON audit_entries FOR INSERT WITH CHECK (true)")


def _within(column: str) -> str:
    return f"{_DEPARTMENTS} = '*' OR {column} = ANY (string_to_array({_DEPARTMENTS}, ','))"


def _separate(table: str) -> None:
    """Show and take only rows of a department, or of a porteur, that the transaction says it works for."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY separation ON {table} USING ({_within('department')} "
        f"OR porteur_id = ANY (string_to_array({_PORTEURS}, ',')::uuid[]))"
    )


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
