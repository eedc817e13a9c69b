"""What lists of porteurs are sorted by: their names without capitals nor accents, in one order on every database."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import VARCHAR

from clas_core.plain_text import sort_key

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

_KEY = sa.String(200).with_variant(VARCHAR(200, collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("porteurs", sa.Column("name_key", _KEY, nullable=False, server_default=sa.text("''")))
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT set_config('clas.departments', '*', true)"))
    porteurs = sa.table(
        "porteurs", sa.column("id", sa.Uuid()), sa.column("name", sa.String()), sa.column("name_key", sa.String())
    )
    for key, name in connection.execute(sa.select(porteurs.c.id, porteurs.c.name)).all():
        connection.execute(porteurs.update().where(porteurs.c.id == key).values(name_key=sort_key(name)))
    op.drop_index("ix_porteurs_name", table_name="porteurs")
    op.create_index("ix_porteurs_name_key", "porteurs", ["name_key", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_porteurs_name_key", table_name="porteurs")
    op.create_index("ix_porteurs_name", "porteurs", ["name", "id"], unique=False)
    op.drop_column("porteurs", "name_key")
