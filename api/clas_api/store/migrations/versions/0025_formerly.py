"""By what a porteur was known when it deposited, and what it is found by: its names and SIRETs, without accents.

Of a change that was made before, only what was deposited tells; until when it held is then the last change of its row.
"""

import json

import sqlalchemy as sa
from alembic import op

from clas_api.store.migrations.seals import seal_anew
from clas_core.plain_text import search_key

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("porteurs", sa.Column("formerly", sa.Text(), nullable=False, server_default="[]"))
    op.add_column("porteurs", sa.Column("sought", sa.Text(), nullable=False, server_default=sa.text("''")))
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT set_config('clas.departments', '*', true)"))
    porteurs = sa.table(
        "porteurs",
        sa.column("id", sa.Uuid()),
        sa.column("name", sa.String()),
        sa.column("siret", sa.String()),
        sa.column("updated_at", sa.DateTime(timezone=True)),
        sa.column("formerly", sa.Text()),
        sa.column("sought", sa.Text()),
    )
    versions = sa.table(
        "dossier_versions",
        sa.column("porteur_id", sa.Uuid()),
        sa.column("porteur", sa.Text()),
        sa.column("deposited_at", sa.DateTime(timezone=True)),
    )
    deposited: dict[object, dict[tuple[str, str], None]] = {}
    told = sa.select(versions.c.porteur_id, versions.c.porteur).order_by(versions.c.deposited_at)
    for key, kept in connection.execute(told):
        porteur = json.loads(kept)
        deposited.setdefault(key, {})[str(porteur.get("name")), str(porteur.get("siret"))] = None
    rows = connection.execute(sa.select(*(porteurs.c[name] for name in ("id", "name", "siret", "updated_at")))).all()
    for key, name, siret, updated_at in rows:
        until = updated_at.isoformat() + ("" if updated_at.tzinfo else "+00:00")
        before = [each for each in deposited.get(key, ()) if each != (name, siret)]
        words = dict.fromkeys(word for each in ((name, siret), *before) for word in (each[1], search_key(each[0])))
        formerly = [{"name": each, "siret": number, "until": until} for each, number in before]
        sought = "".join(f"\n{word}" for word in words) + "\n"
        values = {"formerly": json.dumps(formerly), "sought": sought}
        connection.execute(porteurs.update().where(porteurs.c.id == key).values(values))
    seal_anew(["porteurs"])


def downgrade() -> None:
    op.drop_column("porteurs", "sought")
    op.drop_column("porteurs", "formerly")
