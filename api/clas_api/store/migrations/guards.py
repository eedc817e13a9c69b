"""What the database itself holds to: rows written once, and departments apart (PostgreSQL)."""

from collections.abc import Iterable

from alembic import op

_DEPARTMENTS = "(SELECT current_setting('clas.departments', true))"
_PORTEURS = "(SELECT current_setting('clas.porteurs', true))"


def within(column: str) -> str:
    """Return the condition that a department is one that the transaction works for."""
    return f"{_DEPARTMENTS} = '*' OR {column} = ANY (string_to_array({_DEPARTMENTS}, ','))"


def write_once(tables: Iterable[str]) -> None:
    """Refuse to change or remove a row of `tables`. `clas_refuse_change` must exist on PostgreSQL."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in tables:
        if sqlite:
            for change in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_refuse_{change.lower()} BEFORE {change} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, 'a row of {table} is written once'); END"
                )
        else:
            op.execute(
                f"CREATE TRIGGER {table}_refuse_change BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION clas_refuse_change()"
            )


def separate(tables: Iterable[str], *, porteurs: bool) -> None:
    """Show and take only rows of a department that the transaction works for, and of its `porteurs` if they may."""
    if op.get_bind().dialect.name == "sqlite":
        return
    own = f" OR porteur_id = ANY (string_to_array({_PORTEURS}, ',')::uuid[])" if porteurs else ""
    for table in tables:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY separation ON {table} USING ({within('department')}{own})")
