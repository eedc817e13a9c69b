"""Who pays each payment of a dossier, and of which aid an advance is a share."""

import sqlalchemy as sa
from alembic import op

from clas_api.store.migrations.seals import seal_anew

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_COLUMNS = {"funder": 80, "payer": 120, "aid": 80, "aid_label": 120}


def upgrade() -> None:
    for name, length in _COLUMNS.items():
        op.add_column("payments", sa.Column(name, sa.String(length), nullable=False, server_default=""))
    seal_anew(["payments"])


def downgrade() -> None:
    for name in reversed(_COLUMNS):
        op.drop_column("payments", name)
