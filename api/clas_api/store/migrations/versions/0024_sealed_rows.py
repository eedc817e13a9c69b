"""Every row that money, rights or decisions rest on is sealed in the trace: those that are there already, once."""

from clas_api.store.migrations.seals import seal_anew

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    seal_anew()


def downgrade() -> None:
    """Entries stay: nothing is ever taken out of the trace."""
