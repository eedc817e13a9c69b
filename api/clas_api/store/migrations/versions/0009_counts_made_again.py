"""Counts of a year are made again: they now hold cities, and among how many porteurs amounts are shared."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _forget()


def downgrade() -> None:
    _forget()


def _forget() -> None:
    """What was kept is only a count of what is in other tables. `TRUNCATE` sees the rows of every department."""
    op.execute("DELETE FROM year_counts" if op.get_bind().dialect.name == "sqlite" else "TRUNCATE year_counts")
