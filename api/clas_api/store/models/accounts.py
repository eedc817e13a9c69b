"""People and programs: accounts, what each may do and where, links sent by mail, tokens."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from clas_api.store.models.base import SECRET, Base, Key, Moment, Slug
from clas_core.limits import LONGEST_EMAIL


class Account(Base):
    """Somebody who may sign in, by a password, by the identity provider, or by both.

    `email` is in lower case. `epoch` is raised to end every session of the account at once; `revision` when it is
    closed or opened, and not when its person signs in or chooses a password.
    """

    __tablename__ = "accounts"
    sealed_as = "un compte"
    __table_args__ = (
        UniqueConstraint("email"),
        UniqueConstraint("issuer", "subject"),
        CheckConstraint("email = lower(email)", name="email_in_lower_case"),
        CheckConstraint("(issuer IS NULL) = (subject IS NULL)", name="whole_identity"),
    )

    id: Mapped[Key]
    email: Mapped[str] = mapped_column(String(LONGEST_EMAIL))
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str | None] = mapped_column(String(200), info=SECRET)
    issuer: Mapped[str | None] = mapped_column(String(300))
    subject: Mapped[str | None] = mapped_column(String(300))
    epoch: Mapped[int] = mapped_column(default=1)
    revision: Mapped[int] = mapped_column(default=1, server_default="1")
    created_at: Mapped[datetime] = mapped_column(Moment)
    disabled_at: Mapped[datetime | None] = mapped_column(Moment)
    roles: Mapped[list["RoleRow"]] = relationship(
        back_populates="account", cascade="all, delete-orphan", order_by="RoleRow.kind", lazy="selectin"
    )


class SecondFactor(Base):
    """What somebody has beside their password: a phone that shows another code every thirty seconds.

    `secret` is what its codes are made of, sealed under the key of the installation; `step` is the moment of the last
    code that was taken, so that each is taken once. `recovery` are the hashes of the recovery codes that are left,
    separated by blanks.
    """

    __tablename__ = "second_factors"
    sealed_as = "un second facteur"
    __table_args__ = (CheckConstraint("step > 0", name="taken_once"),)

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    secret: Mapped[str] = mapped_column(String(200), info=SECRET)
    step: Mapped[int]
    recovery: Mapped[str] = mapped_column(String(660), info=SECRET)
    since: Mapped[datetime] = mapped_column(Moment)


class RoleRow(Base):
    """What an account is, and where: a porteur's person, an agent of one department, a seat in its committee …"""

    __tablename__ = "roles"
    sealed_as = "un rôle"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('porteur', 'agent', 'head', 'committee', 'funder', 'national', 'admin')", name="known_kind"
        ),
        CheckConstraint("(kind = 'porteur') = (porteur_id IS NOT NULL)", name="porteur_named"),
        CheckConstraint(
            "(kind IN ('agent', 'head', 'committee', 'funder')) = (department IS NOT NULL)", name="department_named"
        ),
        CheckConstraint("(kind IN ('committee', 'funder')) = (institution IS NOT NULL)", name="institution_named"),
        Index("ix_roles_account_id", "account_id"),
        Index("ix_roles_porteur_id", "porteur_id"),
        Index("ix_roles_department", "department"),
    )

    id: Mapped[Key]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    department: Mapped[Slug | None]
    institution: Mapped[str | None] = mapped_column(String(80))
    porteur_id: Mapped[UUID | None] = mapped_column(ForeignKey("porteurs.id"))
    granted_at: Mapped[datetime] = mapped_column(Moment)
    account: Mapped[Account] = relationship(back_populates="roles")


class MailedLink(Base):
    """A link sent by mail, to be followed once: an invitation, or a new password. Only its hash is kept."""

    __tablename__ = "mailed_links"
    sealed_as = "un lien envoyé par courriel"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        CheckConstraint("purpose IN ('invitation', 'reset')", name="known_purpose"),
        Index("ix_mailed_links_account_id", "account_id"),
    )

    id: Mapped[Key]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(20))
    token_hash: Mapped[str] = mapped_column(String(64), info=SECRET)
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class Token(Base):
    """A key to the JSON service: of a person, with the roles of its account, or of a program of one department.

    A session of pages is kept as one too, under a hash of its own kind: it opens no JSON.
    `browser` says in plain words where that was begun, and no address is kept; `seen_at` when it last asked, to a
    quarter of an hour. `proved_by` is what its person gave beside a password: their ``code``, a ``recovery`` code, or
    what the identity ``provider`` asked them for.
    `scopes` are words separated by blanks, for a program alone. Only the hash of the key is kept.
    """

    __tablename__ = "tokens"
    sealed_as = "une clé ou une session"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        CheckConstraint("(account_id IS NULL) = (department IS NOT NULL)", name="person_or_program"),
        CheckConstraint("(department IS NULL) = (scopes IS NULL)", name="scopes_of_a_program"),
        Index("ix_tokens_account_id", "account_id"),
        Index("ix_tokens_department", "department"),
    )

    id: Mapped[Key]
    label: Mapped[str] = mapped_column(String(200))
    token_hash: Mapped[str] = mapped_column(String(64), info=SECRET)
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    department: Mapped[Slug | None]
    scopes: Mapped[str | None] = mapped_column(String(300))
    browser: Mapped[str | None] = mapped_column(String(60))
    proved_by: Mapped[str | None] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime | None] = mapped_column(Moment, info={"unsealed": "changes by reading, and opens nothing"})
    expires_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)


class AgendaAddress(Base):
    """The private address of the agenda of an account, which whoever knows it may read; only the hash of it is kept.

    There is one at a time: a new one takes the place of the one before, which then opens nothing.
    """

    __tablename__ = "agenda_addresses"
    sealed_as = "une adresse d'agenda"
    __table_args__ = (UniqueConstraint("secret_hash"), CheckConstraint("secret_hash <> ''", name="hashed"))

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    secret_hash: Mapped[str] = mapped_column(String(64), info=SECRET)
    made_at: Mapped[datetime] = mapped_column(Moment)


class SignInAttempt(Base):
    """A failed attempt to sign in, kept for an hour: an account is throttled wherever the attempts come from.

    `subject_hash` is a hash of the address typed, so that the table names nobody.
    """

    __tablename__ = "sign_in_attempts"
    unsealed_because = "kept for an hour, and opens nothing: it only delays"
    __table_args__ = (
        CheckConstraint("length(subject_hash) = 64", name="hashed"),
        Index("ix_sign_in_attempts_subject_hash", "subject_hash", "failed_at"),
    )

    id: Mapped[Key]
    subject_hash: Mapped[str] = mapped_column(String(64))
    failed_at: Mapped[datetime] = mapped_column(Moment)


class InstallationKey(Base):
    """A key that every process of the installation shares and that nobody chose, such as the one that signs cookies."""

    __tablename__ = "installation_keys"
    unsealed_because = "signs cookies, which open nothing but the session that they name, whose row is sealed"
    __table_args__ = (CheckConstraint("length(value) >= 32", name="long_enough"),)

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(200))
