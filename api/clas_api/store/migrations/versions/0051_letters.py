"""Letters, kept as they were sent; they go with their dossier once it is due."""

import sqlalchemy as sa
from alembic import op

from clas_api.store.migrations.guards import separate

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

_ERASED = "EXISTS (SELECT 1 FROM erasing)"


def upgrade() -> None:
    op.create_table(
        "letters",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("porteur_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sent_by", sa.String(length=80), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(kind) >= 1", name=op.f("ck_letters_said")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_letters_decision_id_decisions")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_letters_dossier_id_dossiers")),
        sa.ForeignKeyConstraint(["porteur_id"], ["porteurs.id"], name=op.f("fk_letters_porteur_id_porteurs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
    )
    op.create_index("ix_letters_department", "letters", ["department", "sent_at"])
    op.create_index("ix_letters_dossier_id", "letters", ["dossier_id"])
    op.create_index("ix_letters_decision_id", "letters", ["decision_id"])
    _write_once_until_due()
    separate(["letters"], porteurs=True)


def _write_once_until_due() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER letters_refuse_{change.lower()} BEFORE {change} ON letters WHEN NOT {_ERASED} "
                "BEGIN SELECT RAISE(ABORT, 'a row of letters is written once'); END"
            )
    else:
        op.execute(
            "CREATE TRIGGER letters_refuse_change BEFORE UPDATE OR DELETE ON letters "
            "FOR EACH ROW EXECUTE FUNCTION clas_refuse_change_until_due()"
        )


def downgrade() -> None:
    op.drop_table("letters")
