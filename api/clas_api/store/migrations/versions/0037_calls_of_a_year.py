"""Several calls in a year: what told the year of a call tells its name, of which the year is the beginning.

The columns keep their names, by which rows are sealed, and their values: the main call of a year is named as it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_TABLES = (
    "amendments",
    "bilans",
    "committee_sessions",
    "decisions",
    "dossier_versions",
    "dossiers",
    "extensions",
    "kept_rules",
    "served_rules",
    "settlements",
)
_BEFORE, _AFTER = 9, 40


def upgrade() -> None:
    _lengthen(_BEFORE, _AFTER)


def downgrade() -> None:
    for table in _TABLES:
        here = sa.table(table, sa.column("school_year", sa.String))
        longer = sa.select(sa.func.count()).select_from(here).where(sa.func.length(here.c.school_year) > _BEFORE)
        if op.get_bind().scalar(longer):
            raise RuntimeError(f"{table} has rows of a call that is not the main one of its year: they would be lost")
    _lengthen(_AFTER, _BEFORE)


def _lengthen(before: int, after: int) -> None:
    if op.get_bind().dialect.name != "sqlite":
        for table in _TABLES:
            op.alter_column(
                table, "school_year", type_=sa.String(after), existing_type=sa.String(before), existing_nullable=False
            )
        return
    # SQLite keeps any length: only what it says of the column changes. Making the tables again, rows and triggers and
    # all, would be for nothing; this is the way that its documentation gives for what changes no row.
    op.execute("PRAGMA writable_schema = ON")
    version = op.get_bind().scalar(sa.text("PRAGMA schema_version"))
    for table in _TABLES:
        op.get_bind().execute(
            sa.text(
                "UPDATE sqlite_master SET sql = replace(sql, :before, :after) WHERE type = 'table' AND name = :name"
            ),
            {
                "before": f"school_year VARCHAR({before})",
                "after": f"school_year VARCHAR({after})",
                "name": table,
            },
        )
    op.execute(f"PRAGMA schema_version = {version + 1}")
    op.execute("PRAGMA writable_schema = OFF")
