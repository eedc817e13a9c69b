"""Dossiers: what is being written, what was deposited, the groups of each deposit, documents, extensions.

Each row says its department and its porteur, so that both separations hold on every table.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal, get_args
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from clas_api.store.models.base import REMINDED, Base, Json, Key, Moment, OfCall, OfDossier, Sha256, Slug, Year
from clas_api.store.models.porteurs import Identity, PorteurRow
from clas_core.dossiers.endings import Ending, Side, granted_told
from clas_core.dossiers.lifecycle import STATES, Outcome, State
from clas_core.money import parse_amount

LIVE = "state <> 'withdrawn' AND NOT given_up"
"""Which dossiers are one's own still, in the words of an index: a query that says it so is answered by that index."""


_NOT_SEALED = {"unsealed": "it only chooses which changes of questions a draft is told; a deposit seals its own files"}


class DossierRow(OfCall, Base):
    """The application of a porteur in a department for a call.

    `content` is what is being written; deposits keep their own copies. `changed` tells that it or the documents differ
    from the last deposit. `place` is 1, or more where the campaign allows several dossiers. For lists and totals: the
    counts and the amount asked, as they were deposited last, and of a draft as they are written; `granted_cents` and
    `settled_cents`, those of the last decision, unless it was given up since, and of the settlement.
    `convention_signed_on` is the day of the agreement, where one must be signed. `given_up` tells that it was taken
    back, or its grant given up, even once it is closed; when it ended, by which side and why, are those of its ending.
    `begun_referential` and `begun_campaign` are the digests of the files that it was begun under.
    """

    __tablename__ = "dossiers"
    sealed_as = "un dossier"
    __table_args__ = (
        UniqueConstraint("receipt"),
        CheckConstraint(f"state IN ({', '.join(map(repr, STATES))})", name="known_state"),
        CheckConstraint("(state = 'draft') <= (receipt IS NULL)", name="a_draft_has_no_receipt"),
        CheckConstraint("(receipt IS NULL) = (deposited_at IS NULL)", name="receipt_and_moment_together"),
        CheckConstraint("(receipt IS NULL) = (versions = 0)", name="receipt_and_version_together"),
        CheckConstraint("place >= 1", name="place_from_one"),
        CheckConstraint("asked_cents >= 0 AND actions >= 0 AND groups >= 0 AND children >= 0", name="counts"),
        CheckConstraint("granted_cents >= 0 AND settled_cents >= 0", name="amounts"),
        Index(
            "uq_dossiers_live",
            "porteur_id",
            "department",
            "school_year",
            "place",
            unique=True,
            sqlite_where=text(LIVE),
            postgresql_where=text(LIVE),
        ),
        Index("ix_dossiers_updated", "department", "school_year", "updated_at", "id"),
        Index("ix_dossiers_state", "department", "school_year", "state", "updated_at", "id"),
        Index("ix_dossiers_deposited", "department", "school_year", "deposited_at", "id"),
        Index("ix_dossiers_receipt", "department", "school_year", "receipt", "id"),
        Index("ix_dossiers_asked", "department", "school_year", "asked_cents", "id"),
        Index("ix_dossiers_department_updated", "department", "updated_at", "id"),
        Index("ix_dossiers_assigned_to", "assigned_to", "department", "state"),
        Index("ix_dossiers_porteur", "porteur_id", "updated_at", "id"),
        Index("ix_dossiers_copied_from", "copied_from"),
    )

    id: Mapped[Key]
    department: Mapped[Slug]
    porteur_id: Mapped[UUID] = mapped_column(ForeignKey("porteurs.id"))
    place: Mapped[int] = mapped_column(default=1)
    state: Mapped[State] = mapped_column(String(20), default="draft")
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    changed: Mapped[bool] = mapped_column(default=False)
    copied_from: Mapped[UUID | None] = mapped_column(
        ForeignKey("dossiers.id", ondelete="SET NULL"),
        info={"unsealed": "the database empties it when the draft that it names is removed"},
    )
    receipt: Mapped[str | None] = mapped_column(String(20))
    deposited_at: Mapped[datetime | None] = mapped_column(Moment)
    versions: Mapped[int] = mapped_column(default=0)
    actions: Mapped[int] = mapped_column(default=0)
    groups: Mapped[int] = mapped_column(default=0)
    children: Mapped[int] = mapped_column(default=0)
    asked_cents: Mapped[int] = mapped_column(BigInteger, default=0)
    granted_cents: Mapped[int] = mapped_column(BigInteger, default=0)
    settled_cents: Mapped[int] = mapped_column(BigInteger, default=0)
    outcome: Mapped[Outcome | None] = mapped_column(String(10))
    convention_signed_on: Mapped[date | None]
    given_up: Mapped[bool] = mapped_column(default=False, server_default=false())
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_side: Mapped[Side | None] = mapped_column(String(10))
    end_reason: Mapped[str | None] = mapped_column(Text)
    assigned_to: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    begun_referential: Mapped[str | None] = mapped_column(String(71), info=_NOT_SEALED)
    begun_campaign: Mapped[str | None] = mapped_column(String(71), info=_NOT_SEALED)
    revision: Mapped[int] = mapped_column(default=1)
    reminded_at: Mapped[datetime | None] = mapped_column(Moment, info=REMINDED)
    created_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)
    porteur: Mapped[PorteurRow] = relationship(lazy="joined", innerjoin=True)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012  # read by SQLAlchemy

    def granted_told(self, known: State | None = None) -> int | None:
        """Return what stands of what it was granted, in cents, to whoever knows it to be in a state; `None` before."""
        return granted_told(known or self.state, self.outcome, self.granted_cents)

    @property
    def deposited_as(self) -> Identity | None:
        """By what its porteur was known when it was deposited, where it is known otherwise now."""
        if self.deposited_at is None or (then := self.porteur.identity_at(self.deposited_at)) == self.porteur.identity:
            return None
        return then

    @property
    def ending(self) -> Ending | None:
        """How it ended; `None` for what has not."""
        if self.state not in ("withdrawn", "closed"):
            return None
        given_up = self.given_up or self.state == "withdrawn"
        return Ending(
            given_up=given_up,
            outcome=self.outcome,
            ended_at=self.ended_at,
            side=self.ended_side,
            reason=self.end_reason,
        )


class DossierVersion(OfCall, OfDossier, Base):
    """What was deposited, as it was: the content, the documents, the porteur, the rules of that day, the estimate made
    then, what of it would not be paid and why (none known of a deposit of before migration 0018).

    Written once; the database itself refuses to change or remove it.
    """

    __tablename__ = "dossier_versions"
    sealed_as = "un dépôt"
    __table_args__ = (
        UniqueConstraint("dossier_id", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint("content_digest LIKE 'sha256:%'", name="content_digest_form"),
        CheckConstraint("forecast_cents >= 0", name="forecast_not_negative"),
        Index("ix_dossier_versions_department", "department", "school_year"),
        Index("ix_dossier_versions_arrived", "department", "deposited_at"),
        Index("ix_dossier_versions_porteur_id", "porteur_id"),
    )

    id: Mapped[Key]
    number: Mapped[int]
    receipt: Mapped[str] = mapped_column(String(20))
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    content_digest: Mapped[Sha256]
    attachments: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list, server_default="[]")
    porteur: Mapped[dict[str, Any]] = mapped_column(Json)
    referential_digest: Mapped[Sha256]
    campaign_digest: Mapped[Sha256]
    estimate: Mapped[dict[str, Any]] = mapped_column(Json)
    unpaid: Mapped[dict[str, Any] | None] = mapped_column(Json)
    forecast_cents: Mapped[int] = mapped_column(BigInteger)
    deposited_at: Mapped[datetime] = mapped_column(Moment)
    deposited_by: Mapped[str] = mapped_column(String(80))

    @property
    def programmes(self) -> Sequence[Mapping[str, str]]:
        """What it asks of other programmes than the Clas, one by one: sealed with its estimate."""
        asked: Sequence[Mapping[str, str]] = self.estimate.get("programmes", ())
        return asked

    @property
    def corrections(self) -> Sequence[Mapping[str, Any]]:
        """The corrections of the national rules that it was calculated by: sealed with its estimate."""
        used: Sequence[Mapping[str, Any]] = self.estimate.get("referential", {}).get("corrections", ())
        return used

    @property
    def asked_cents(self) -> int:
        """What it asks in all, in cents: what the Clas would be paid, and the amounts of other programmes."""
        return self.forecast_cents + sum(parse_amount(each["amount"]) for each in self.programmes)


class DepositedGroup(Base):
    """A group of a deposit, in integer cents: what decisions and statistics stand on."""

    __tablename__ = "deposited_groups"
    sealed_as = "un groupe d'un dépôt"
    __table_args__ = (
        CheckConstraint("position >= 1 AND action >= 1", name="places_from_one"),
        CheckConstraint("children >= 0 AND paid_adults >= 0 AND volunteer_adults >= 0", name="counts"),
        CheckConstraint("running_costs_cents >= 0 AND ps_cents >= 0 AND total_cents >= ps_cents", name="amounts"),
        Index("ix_deposited_groups_department", "department"),
    )

    version_id: Mapped[UUID] = mapped_column(ForeignKey("dossier_versions.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    action: Mapped[int]
    department: Mapped[Slug]
    porteur_id: Mapped[UUID] = mapped_column(ForeignKey("porteurs.id"))
    label: Mapped[str] = mapped_column(String(200))
    levels: Mapped[str] = mapped_column(String(200))
    city: Mapped[str] = mapped_column(String(120))
    children: Mapped[int]
    paid_adults: Mapped[int]
    volunteer_adults: Mapped[int]
    running_costs_cents: Mapped[int] = mapped_column(BigInteger)
    eligible: Mapped[bool]
    bonuses: Mapped[str] = mapped_column(String(100))
    ps_cents: Mapped[int] = mapped_column(BigInteger)
    total_cents: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[DossierVersion] = relationship(lazy="raise")


Examined = Literal["pending", "sound", "infected"]
EXAMINED = get_args(Examined)
"""What an antivirus says of a document: not asked yet, nothing recognised, a virus."""


class Attachment(OfDossier, Base):
    """A document of a dossier. Its bytes are kept outside the database; they go with the dossier, or when it is taken
    out before any deposit holds it. One that was deposited and taken out since stays for that deposit.

    `examined` is what the antivirus says of it: ``pending``, ``sound``, ``infected``; nothing where there was none.
    """

    __tablename__ = "attachments"
    sealed_as = "un document"
    __table_args__ = (
        CheckConstraint("size >= 1", name="not_empty"),
        CheckConstraint("sha256 LIKE 'sha256:%'", name="digest_form"),
        Index("ix_attachments_dossier_id", "dossier_id"),
    )

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(80))
    filename: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[Sha256]
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by: Mapped[str] = mapped_column(String(80))
    taken_out_at: Mapped[datetime | None] = mapped_column(Moment)
    examined: Mapped[Examined | None] = mapped_column(String(10))
    examined_at: Mapped[datetime | None] = mapped_column(Moment)
    threat: Mapped[str | None] = mapped_column(String(200))


class Extension(OfCall, Base):
    """More time for one porteur, granted by an agent with a reason. Written once; the last one granted holds."""

    __tablename__ = "extensions"
    sealed_as = "un délai accordé"
    __table_args__ = (
        CheckConstraint("length(reason) >= 1", name="reasoned"),
        Index("ix_extensions_porteur", "department", "school_year", "porteur_id"),
    )

    id: Mapped[Key]
    department: Mapped[Slug]
    porteur_id: Mapped[UUID] = mapped_column(ForeignKey("porteurs.id"))
    until: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(Text)
    granted_by: Mapped[str] = mapped_column(String(80))
    granted_at: Mapped[datetime] = mapped_column(Moment)


class ReceiptRank(Base):
    """The last rank given to a receipt, by department and school year: ranks follow one another without a hole."""

    __tablename__ = "receipt_ranks"
    unsealed_because = "the last rank of the receipts, which are sealed with their deposits"
    __table_args__ = (CheckConstraint("last >= 1", name="from_one"),)

    department: Mapped[Slug] = mapped_column(primary_key=True)
    school_year: Mapped[Year] = mapped_column(primary_key=True)
    last: Mapped[int]
