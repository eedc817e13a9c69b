"""People of a funder, who follow its aid: a role of their own."""

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_BEFORE = {
    "known_kind": "kind IN ('porteur', 'agent', 'head', 'committee', 'national', 'admin')",
    "department_named": "(kind IN ('agent', 'head', 'committee')) = (department IS NOT NULL)",
    "institution_named": "(kind = 'committee') = (institution IS NOT NULL)",
}
_AFTER = {
    "known_kind": "kind IN ('porteur', 'agent', 'head', 'committee', 'funder', 'national', 'admin')",
    "department_named": "(kind IN ('agent', 'head', 'committee', 'funder')) = (department IS NOT NULL)",
    "institution_named": "(kind IN ('committee', 'funder')) = (institution IS NOT NULL)",
}


def upgrade() -> None:
    _hold_to(_AFTER)


def downgrade() -> None:
    op.execute("DELETE FROM roles WHERE kind = 'funder'")
    _hold_to(_BEFORE)


def _hold_to(checks: dict[str, str]) -> None:
    with op.batch_alter_table("roles") as roles:  # a check of SQLite goes with its table, which is made again
        for name, text in checks.items():
            roles.drop_constraint(op.f(f"ck_roles_{name}"), type_="check")
            roles.create_check_constraint(op.f(f"ck_roles_{name}"), text)
