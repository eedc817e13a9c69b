"""The accounts, their roles and keys; the porteurs."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("issuer", sa.String(length=300), nullable=True),
        sa.Column("subject", sa.String(length=300), nullable=True),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(issuer IS NULL) = (subject IS NULL)", name=op.f("ck_accounts_whole_identity")),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_accounts_email_in_lower_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("email", name=op.f("uq_accounts_email")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_accounts_issuer_subject")),
    )
    op.create_table(
        "porteurs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("siret", sa.String(length=14), nullable=False),
        sa.Column("siren", sa.String(length=9), nullable=False),
        sa.Column("siret_since", sa.Date(), nullable=True),
        sa.Column("rna", sa.String(length=10), nullable=True),
        sa.Column("nature", sa.String(length=30), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("representative", sa.Text(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=30), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(siret) = 14", name=op.f("ck_porteurs_siret_length")),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_porteurs_revision_from_one")),
        sa.CheckConstraint("siren = substr(siret, 1, 9)", name=op.f("ck_porteurs_siren_of_siret")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_porteurs")),
        sa.UniqueConstraint("siret", name=op.f("uq_porteurs_siret")),
    )
    op.create_index("ix_porteurs_name", "porteurs", ["name", "id"], unique=False)
    op.create_index("ix_porteurs_siren", "porteurs", ["siren"], unique=False)
    op.create_table(
        "porteur_departments",
        sa.Column("porteur_id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("department <> ''", name=op.f("ck_porteur_departments_department_named")),
        sa.ForeignKeyConstraint(
            ["porteur_id"], ["porteurs.id"], name=op.f("fk_porteur_departments_porteur_id_porteurs")
        ),
        sa.PrimaryKeyConstraint("porteur_id", "department", name=op.f("pk_porteur_departments")),
    )
    op.create_index(
        "ix_porteur_departments_department", "porteur_departments", ["department", "porteur_id"], unique=False
    )
    op.create_table(
        "roles",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=True),
        sa.Column("institution", sa.String(length=80), nullable=True),
        sa.Column("porteur_id", sa.Uuid(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(kind = 'committee') = (institution IS NOT NULL)", name=op.f("ck_roles_institution_named")),
        sa.CheckConstraint("(kind = 'porteur') = (porteur_id IS NOT NULL)", name=op.f("ck_roles_porteur_named")),
        sa.CheckConstraint(
            "(kind IN ('agent', 'head', 'committee')) = (department IS NOT NULL)",
            name=op.f("ck_roles_department_named"),
        ),
        sa.CheckConstraint(
            "kind IN ('porteur', 'agent', 'head', 'committee', 'national', 'admin')", name=op.f("ck_roles_known_kind")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_roles_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["porteur_id"], ["porteurs.id"], name=op.f("fk_roles_porteur_id_porteurs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roles")),
    )
    op.create_index("ix_roles_account_id", "roles", ["account_id"], unique=False)
    op.create_index("ix_roles_department", "roles", ["department"], unique=False)
    op.create_index("ix_roles_porteur_id", "roles", ["porteur_id"], unique=False)
    op.create_table(
        "mailed_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("purpose IN ('invitation', 'reset')", name=op.f("ck_mailed_links_known_purpose")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_mailed_links_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailed_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_mailed_links_token_hash")),
    )
    op.create_index("ix_mailed_links_account_id", "mailed_links", ["account_id"], unique=False)
    op.create_table(
        "tokens",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("department", sa.String(length=80), nullable=True),
        sa.Column("scopes", sa.String(length=300), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(account_id IS NULL) = (department IS NOT NULL)", name=op.f("ck_tokens_person_or_program")),
        sa.CheckConstraint("(department IS NULL) = (scopes IS NULL)", name=op.f("ck_tokens_scopes_of_a_program")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_tokens_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_tokens_token_hash")),
    )
    op.create_index("ix_tokens_account_id", "tokens", ["account_id"], unique=False)
    op.create_index("ix_tokens_department", "tokens", ["department"], unique=False)
    op.create_table(
        "sign_in_attempts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_hash", sa.String(length=64), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(subject_hash) = 64", name=op.f("ck_sign_in_attempts_hashed")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempts")),
    )
    op.create_index("ix_sign_in_attempts_subject_hash", "sign_in_attempts", ["subject_hash", "failed_at"], unique=False)
    op.create_table(
        "installation_keys",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.CheckConstraint("length(value) >= 32", name=op.f("ck_installation_keys_long_enough")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_installation_keys")),
    )


def downgrade() -> None:
    op.drop_table("installation_keys")
    op.drop_table("sign_in_attempts")
    op.drop_table("tokens")
    op.drop_table("mailed_links")
    op.drop_table("roles")
    op.drop_table("porteur_departments")
    op.drop_table("porteurs")
    op.drop_table("accounts")
