"""Organisations that apply, the departments in which each does, and who has been asked to join one."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import VARCHAR
from sqlalchemy.orm import Mapped, mapped_column, query_expression, validates

from clas_api.store.models.base import SECRET, Base, Json, Key, Moment, Slug
from clas_core.limits import LONGEST_EMAIL
from clas_core.plain_text import LONGEST_SORT_KEY, search_key, sort_key


class Identity(NamedTuple):
    """By what an organisation is known."""

    name: str
    siret: str


def sought_by(identities: Iterable[Identity]) -> str:
    """Return what an organisation is found by: its SIRETs and its names as they are searched, a line each."""
    words = dict.fromkeys(word for each in identities for word in (each.siret, search_key(each.name)))
    return "".join(f"\n{word}" for word in words) + "\n"


class PorteurRow(Base):
    """An organisation. One establishment (SIRET) stands once; two establishments of one SIREN are two rows.

    `formerly` are the names and SIRETs that it had deposited under before, each ``until`` when, the first one first.
    `sought` is what it is found by, today's and those: in small letters, without accents. `name_key` is what lists are
    sorted by, in the same order on every database.
    Anybody may describe a SIRET: until a Caf where it deposited says on what basis (`confirmed_basis`) its people are
    entitled to, it is not confirmed.
    """

    __tablename__ = "porteurs"
    sealed_as = "un porteur"
    __table_args__ = (
        UniqueConstraint("siret"),
        CheckConstraint("length(siret) = 14", name="siret_length"),
        CheckConstraint("siren = substr(siret, 1, 9)", name="siren_of_siret"),
        CheckConstraint("revision >= 1", name="revision_from_one"),
        Index("ix_porteurs_siren", "siren"),
        Index("ix_porteurs_name_key", "name_key", "id"),
    )

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(
        String(LONGEST_SORT_KEY).with_variant(VARCHAR(LONGEST_SORT_KEY, collation="C"), "postgresql"),
        default="",
        server_default=text("''"),
        info={"unsealed": "made of the name, which is sealed"},
    )
    siret: Mapped[str] = mapped_column(String(14))
    siren: Mapped[str] = mapped_column(String(9))
    siret_since: Mapped[date | None]
    rna: Mapped[str | None] = mapped_column(String(10))
    nature: Mapped[str] = mapped_column(String(30))
    address: Mapped[dict[str, object] | None] = mapped_column(Json)
    representative: Mapped[dict[str, object] | None] = mapped_column(Json)
    email: Mapped[str | None] = mapped_column(String(LONGEST_EMAIL))
    phone: Mapped[str | None] = mapped_column(String(30))
    formerly: Mapped[list[dict[str, str]]] = mapped_column(Json, default=list, server_default="[]")
    sought: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    people_addresses: Mapped[str | None] = query_expression()
    """The addresses of its people, a line each, where the query of one dossier has brought them."""
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    confirmed_basis: Mapped[str | None] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012  # read by SQLAlchemy

    @validates("name")
    def _sorted_by(self, _: str, name: str) -> str:
        self.name_key = sort_key(name)
        return name

    @property
    def identity(self) -> Identity:
        return Identity(self.name, self.siret)

    @property
    def sirets(self) -> frozenset[str]:
        """The SIRETs that it bears, and has borne."""
        return frozenset({self.siret, *(each["siret"] for each in self.formerly)})

    def identity_at(self, moment: datetime) -> Identity:
        """Return by what it was known when something was deposited."""
        for each in self.formerly:
            if datetime.fromisoformat(each["until"]) >= moment:
                return Identity(each["name"], each["siret"])
        return self.identity

    def know(self) -> None:
        """Note what it is found by now."""
        self.sought = sought_by([self.identity, *(Identity(each["name"], each["siret"]) for each in self.formerly)])


class PorteurDepartment(Base):
    """A porteur that has applied in a department, since when: that Caf may see it."""

    __tablename__ = "porteur_departments"
    sealed_as = "un porteur dans un département"
    __table_args__ = (
        CheckConstraint("department <> ''", name="department_named"),
        Index("ix_porteur_departments_department", "department", "porteur_id"),
    )

    porteur_id: Mapped[UUID] = mapped_column(ForeignKey("porteurs.id"), primary_key=True)
    department: Mapped[Slug] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column(Moment)


class PorteurInvitation(Base):
    """Somebody asked to be one of a porteur's people, by mail. Until they accept they are none of them.

    `by_account` asked; `by_department` is that of its Caf, where it was not one of the porteur's people who did. A mail
    is not sent to an address that has had enough of them: then there is no `mailed_at`. Of the link only the hash is
    kept. `withdrawn_at` is when it was taken back, or lapsed because whoever asked left the porteur.
    With a `handover_reason`, the porteur is handed over: whoever accepts is then the only one of its people.
    """

    __tablename__ = "porteur_invitations"
    sealed_as = "une invitation"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        CheckConstraint("email = lower(email)", name="email_in_lower_case"),
        CheckConstraint("(answered_at IS NULL) = (accepted IS NULL)", name="answered_or_not"),
        Index("ix_porteur_invitations_porteur_id", "porteur_id"),
        Index("ix_porteur_invitations_by_account", "by_account", "created_at"),
        Index("ix_porteur_invitations_email", "email", "created_at"),
    )

    id: Mapped[Key]
    porteur_id: Mapped[UUID] = mapped_column(ForeignKey("porteurs.id"))
    email: Mapped[str] = mapped_column(String(LONGEST_EMAIL))
    name: Mapped[str] = mapped_column(String(200))
    by_account: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    by_department: Mapped[Slug | None]
    token_hash: Mapped[str] = mapped_column(String(64), info=SECRET)
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    mailed_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    accepted: Mapped[bool | None]
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    handover_reason: Mapped[str | None] = mapped_column(Text)
