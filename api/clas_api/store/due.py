"""What is due to go: for each class, the queries that give its rows with the moment from which their time counts."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from clas_api.store.models import (
    Account,
    AgendaItem,
    Attachment,
    Base,
    CommitteeSession,
    DecisionRow,
    DossierRow,
    MailedLink,
    OutgoingMail,
    Payment,
    PorteurInvitation,
    PorteurRow,
    RoleRow,
    SeatRow,
    SettlementRow,
    Token,
)
from clas_api.store.models.base import Moment
from clas_core.years import PARIS, SchoolYear

MOST_KEPT = 200
"""Classes of a year and a day whose queries stay built: to build one takes longer than to ask it."""

ERASED_HOST = "efface.invalid"
"""Where the address of a person who was forgotten is: RFC 6761 lets no mail go there."""

_OVER = ("inadmissible", "refused", "settled", "closed", "withdrawn")
_NOBODY = cast(null(), String(80))

underway: ColumnElement[bool] = and_(
    DossierRow.state.not_in(_OVER), or_(DossierRow.state != "notified", DossierRow.outcome != "refused")
)
"""A dossier that is still to go on: a draft, or a deposit of which somebody still has to do something."""

_paid = or_(
    exists().where(Payment.dossier_id == DossierRow.id), exists().where(SettlementRow.dossier_id == DossierRow.id)
)


class DueRows(NamedTuple):
    """Rows of a table that are due, or not yet: each with its `key`, its `department` and `at`, from when it counts."""

    model: type[Base]
    rows: Subquery

    def before(self, limits: "Limits") -> ColumnElement[bool]:
        """Keep those whose time has run out."""
        return self.rows.c.at < limits.of(self.rows.c.department)


class Limits(NamedTuple):
    """The moment before which a row must be, by department where one keeps less long, and of all the others."""

    usual: datetime
    shorter: Mapping[str, datetime]

    def of(self, department: ColumnElement[Any]) -> ColumnElement[Any]:
        usual = literal(self.usual, Moment)
        own = [(department == slug, literal(moment, Moment)) for slug, moment in self.shorter.items()]
        return case(*own, else_=usual) if own else usual


@lru_cache(maxsize=MOST_KEPT)
def rows_of_class(identifier: str, year: SchoolYear, usual: datetime) -> Sequence[DueRows]:
    """Return the rows of a class that the rules of a school year are for: those of its calls, or those whose time began
    within it."""
    if identifier in _OF_A_YEAR:
        model, rows = _OF_A_YEAR[identifier]
        made = rows(str(year), usual)
        return (DueRows(model, made.subquery()),)
    first, end = (datetime.combine(day, time.min, PARIS) for day in (year.first_day, date(year.start + 1, 9, 1)))
    found = []
    for model, rows in _OF_ANY_TIME[identifier]:
        of_all = rows().subquery()
        within = select(of_all).where(of_all.c.at >= literal(first, Moment), of_all.c.at < literal(end, Moment))
        found.append(DueRows(model, within.subquery()))
    return tuple(found)


def _of_dossiers(year: str, *conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    columns = (DossierRow.id.label("key"), DossierRow.department.label("department"), DossierRow.updated_at.label("at"))
    return select(*columns).where(DossierRow.school_year == year, *conditions)


def _drafts(year: str, usual: datetime) -> Select[*tuple[Any, ...]]:
    return _of_dossiers(year, DossierRow.versions == 0)


def _over(year: str) -> ColumnElement[bool]:
    """Keep what is over in a department where nothing of the year goes on: what it came to is then known for good."""
    other = aliased(DossierRow)
    goes_on = and_(other.state.not_in(("draft", *_OVER)), or_(other.state != "notified", other.outcome != "refused"))
    unfinished = select(other.department).where(other.school_year == year, goes_on)
    return and_(DossierRow.versions > 0, ~underway, DossierRow.department.not_in(unfinished))


def _unfunded(year: str, usual: datetime) -> Select[*tuple[Any, ...]]:
    return _of_dossiers(year, _over(year), ~_paid)


def _funded(year: str, usual: datetime) -> Select[*tuple[Any, ...]]:
    """What was paid, on either side, is left alone until all of it was, and as long ago."""
    lately = or_(Payment.paid_on.is_(None), Payment.paid_on >= usual.date())
    return _of_dossiers(year, _over(year), _paid, ~exists().where(Payment.dossier_id == DossierRow.id, lately))


def _unfunded_documents(year: str, usual: datetime) -> Select[*tuple[Any, ...]]:
    over = _unfunded(year, usual).subquery()
    columns = (Attachment.id.label("key"), over.c.department, over.c.at)
    return select(*columns).join(over, over.c.key == Attachment.dossier_id)


def _sessions(year: str, usual: datetime) -> Select[*tuple[Any, ...]]:
    one = CommitteeSession
    columns = (one.id.label("key"), one.department.label("department"), one.updated_at.label("at"))
    named = (exists().where(AgendaItem.session_id == one.id), exists().where(DecisionRow.session_id == one.id))
    return select(*columns).where(one.school_year == year, *(~each for each in named))


def _accounts() -> Select[*tuple[Any, ...]]:
    """Those that nothing which goes on rests on, and administrators never: somebody must be left."""
    used = func.max(func.coalesce(Token.revoked_at, Token.expires_at))
    last = select(Token.account_id, used.label("at")).group_by(Token.account_id).subquery()
    at = func.coalesce(last.c.at, Account.created_at, type_=Moment())
    governs = exists().where(RoleRow.account_id == Account.id, RoleRow.kind == "admin")
    return (
        select(Account.id.label("key"), _NOBODY.label("department"), at.label("at"))
        .outerjoin(last, last.c.account_id == Account.id)
        .where(
            Account.email.not_like(f"%@{ERASED_HOST}"),
            ~governs,
            ~exists().where(Account.id == alone_for().c.account_id),
            ~exists().where(Account.id == seated().c.account_id),
        )
    )


def alone_for() -> Subquery:
    """Return the dossiers that go on and have one person alone, who is in `account_id`."""
    other = aliased(RoleRow)
    somebody = exists().where(other.porteur_id == RoleRow.porteur_id, other.account_id != RoleRow.account_id)
    columns = (RoleRow.account_id, DossierRow.id, DossierRow.receipt, DossierRow.department, DossierRow.call)
    return (
        select(*columns, PorteurRow.name)
        .join(DossierRow, DossierRow.porteur_id == RoleRow.porteur_id)
        .join(PorteurRow, PorteurRow.id == DossierRow.porteur_id)
        .where(RoleRow.kind == "porteur", underway, ~somebody)
        .subquery()
    )


def seated() -> Subquery:
    """Return the sessions that are still to be held or closed, with who sits there in `account_id`."""
    one = CommitteeSession
    columns = (SeatRow.account_id, SeatRow.session_id, one.department, one.held_on)
    return select(*columns).join(one, one.id == SeatRow.session_id).where(one.state.in_(("planned", "open"))).subquery()


def _organisations() -> Select[*tuple[Any, ...]]:
    of_dossiers = exists().where(DossierRow.porteur_id == PorteurRow.id)
    of_people = exists().where(RoleRow.porteur_id == PorteurRow.id)
    columns = (PorteurRow.id.label("key"), _NOBODY.label("department"), PorteurRow.updated_at.label("at"))
    return select(*columns).where(~of_dossiers, ~of_people)


def _links() -> Select[*tuple[Any, ...]]:
    columns = (MailedLink.id.label("key"), _NOBODY.label("department"))
    return select(*columns, func.coalesce(MailedLink.used_at, MailedLink.expires_at).label("at"))


def _invitations() -> Select[*tuple[Any, ...]]:
    one = PorteurInvitation
    ended = func.coalesce(one.answered_at, one.withdrawn_at, one.expires_at)
    return select(one.id.label("key"), _NOBODY.label("department"), ended.label("at"))


def _mails() -> Select[*tuple[Any, ...]]:
    one = OutgoingMail
    columns = (one.id.label("key"), one.department.label("department"))
    sent = func.coalesce(one.sent_at, one.created_at).label("at")
    return select(*columns, sent).where(one.state.in_(("sent", "failed", "uncertain")))


def _keys() -> Select[*tuple[Any, ...]]:
    """The last of an account stays with it: it tells since when the account sleeps."""
    later = aliased(Token)
    end = func.coalesce(Token.revoked_at, Token.expires_at)
    replaced = exists().where(later.account_id == Token.account_id, later.created_at > Token.created_at)
    columns = (Token.id.label("key"), Token.department.label("department"), end.label("at"))
    return select(*columns).where(or_(Token.account_id.is_(None), replaced))


_OF_A_YEAR: Mapping[str, tuple[type[Base], Any]] = {
    "drafts": (DossierRow, _drafts),
    "unfunded_documents": (Attachment, _unfunded_documents),
    "unfunded": (DossierRow, _unfunded),
    "funded": (DossierRow, _funded),
    "sessions": (CommitteeSession, _sessions),
}
_OF_ANY_TIME: Mapping[str, tuple[tuple[type[Base], Any], ...]] = {
    "accounts": ((Account, _accounts),),
    "organisations": ((PorteurRow, _organisations),),
    "invitations": ((MailedLink, _links), (PorteurInvitation, _invitations)),
    "mails": ((OutgoingMail, _mails),),
    "sign_ins": ((Token, _keys),),
}
