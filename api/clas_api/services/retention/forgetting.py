"""Forgetting a person: the account says no name any more, what the trace told of them is erased, and whoever asks is
told what the law keeps until it is due."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, cast, func, or_, select, update

from clas_api.context import Context, command
from clas_api.services.people.accounts import keep_an_administrator
from clas_api.services.trace import record
from clas_api.store import seals
from clas_api.store.chains import links_of, names_of_chains
from clas_api.store.due import ERASED_HOST, alone_for, seated
from clas_api.store.erasing import Erasure, erasing, silence
from clas_api.store.models import (
    NATIONAL,
    Account,
    AgendaAddress,
    BilanRow,
    BulkAct,
    CommitteeSession,
    Desk,
    DossierRow,
    DossierVersion,
    GivenAnswer,
    ImportDraft,
    InternalNote,
    Job,
    MailChoice,
    MailedLink,
    Message,
    MessageReading,
    Notification,
    OpenedArrival,
    OutgoingMail,
    PorteurInvitation,
    PorteurRow,
    RoleRow,
    SecondFactor,
    Token,
    Webhook,
)
from clas_core.errors import Refused
from clas_core.years import write_day

FORGOTTEN = "Personne effacée"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to forget, by address; `account` is none where they have none, as somebody who was only invited."""

    email: str
    account: UUID | None = None
    name: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """What names them: a name of one word is that of many."""
        return tuple(each.casefold() for each in (self.email, self.name) if " " in each or "@" in each)

    def is_named_in(self, text: str | None) -> bool:
        folded = (text or "").casefold()
        return any(each in folded for each in self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequences:
    """What forgetting somebody comes to: why it cannot be done yet, whom it touches, what is kept, and why."""

    person: Person
    obstacles: Sequence[str]
    touched: Sequence[str]
    kept: Sequence[str]


def consequences(context: Context, email: str) -> Consequences:
    """Say what forgetting the person of an address comes to."""
    context.open("accounts.manage")
    context.open_wholly()
    person = _person(context, email)
    return Consequences(
        person=person,
        obstacles=_obstacles(context, person),
        touched=_touched(context, person),
        kept=_kept(context, person),
    )


@command
def forget(context: Context, email: str, reason: str) -> Consequences:
    """Forget the person of an address, for good. Commits. Raises `Refused` while something that goes on rests on
    them."""
    found = consequences(context, email)
    if found.obstacles:
        raise Refused("\n".join(["Cette personne ne peut pas encore être oubliée.", *found.obstacles]))
    context.open_wholly(writing=True)
    if found.person.account is not None:
        keep_an_administrator(context, without=found.person.account)
    forget_persons(context, [found.person], reason)
    context.session.commit()
    return found


def forget_accounts(context: Context, keys: Iterable[UUID], reason: str) -> None:
    """Forget the persons of accounts. The caller has seen that nothing rests on them, and commits."""
    rows = context.session.scalars(select(Account).where(Account.id.in_(list(keys))))
    forget_persons(context, [Person(each.email, each.id, each.name) for each in rows], reason)


def forget_persons(context: Context, persons: Sequence[Person], reason: str) -> None:
    """Forget persons, whose time has come or who ask for it. The caller commits."""
    subjects = [str(each.account or "") for each in persons if each.account]
    with erasing(context.session, "persons") as erasure:
        changed = {chain for each in persons for chain in _forget(context, erasure, each)}
        erased = {chain: _silence(context, chain, persons) for chain in names_of_chains(context.session)}
        chains = changed | erasure.gone.keys() | {chain for chain, numbers in erased.items() if numbers} | {NATIONAL}
        after = {"reason": reason, "accounts": subjects}
        about = subjects[0] if subjects else "address"
        for chain in sorted(chains, key=lambda each: (each == NATIONAL, each)):
            record(context, "person.forgotten", about, chain=chain, after=after, erased=erased.get(chain, []))


def _forget(context: Context, erasure: Erasure, person: Person) -> set[str]:
    """Take a person out of what is kept; return the chains of the rows that say less since."""
    session, mail = context.session, OutgoingMail
    gone = mail.state.in_(("sent", "failed", "uncertain"))
    named = or_(*(func.lower(mail.body).contains(each, autoescape=True) for each in person.words))
    erasure.remove(OutgoingMail, or_(mail.recipient == person.email, gone & named))
    erasure.remove(PorteurInvitation, PorteurInvitation.email == person.email)
    if person.account is None:
        return set()
    key, who = person.account, f"account:{person.account}"
    erasure.remove(PorteurInvitation, PorteurInvitation.by_account == key)
    pages = (Desk, MailChoice, MessageReading, OpenedArrival, BulkAct, ImportDraft)
    owned = (RoleRow, MailedLink, SecondFactor, Token, AgendaAddress, Job, *pages)
    for model in owned:
        erasure.remove(model, model.account_id == key)
    erasure.remove(GivenAnswer, GivenAnswer.owner == who)
    chains = _change(context, Message, Message.author == who, author_name=FORGOTTEN)
    chains |= _change(context, InternalNote, InternalNote.author == who, author_name=FORGOTTEN)
    chains |= _change(context, DossierRow, DossierRow.assigned_to == key, assigned_to=None)
    # A webhook of theirs goes on, for the department that it is of; what they called it does not.
    session.execute(update(Webhook).where(Webhook.registered_by == who).values(label=FORGOTTEN))
    nobody = {"name": FORGOTTEN, "email": f"{key.hex}@{ERASED_HOST}", "disabled_at": context.now}
    no_way_in = {"password_hash": None, "issuer": None, "subject": None}
    counts = {"epoch": Account.epoch + 1, "revision": Account.revision + 1}
    _change(context, Account, Account.id == key, **nobody, **no_way_in, **counts)
    session.expire_all()
    return chains


def _change(context: Context, model: Any, condition: ColumnElement[bool], **values: Any) -> set[str]:
    """Change rows past the session, each sealed again; return their chains."""
    table = seals.table_of(model)
    rows: Sequence[Any] = context.session.connection().execute(select(table).where(condition)).mappings().all()
    for row in rows:
        seals.note_changed(context.session, model, row["id"])
    if rows:
        noted = {**seals.ROWS_NOTED, "synchronize_session": False}
        context.session.execute(update(model).where(condition).values(**values), execution_options=noted)
    return {seals.chain_of(table, row) for row in rows}


def _silence(context: Context, chain: str, persons: Sequence[Person]) -> list[int]:
    """Erase what a chain tells of persons: what is told of their account, and wherever one of them is named."""
    subjects = {str(each.account) for each in persons if each.account}
    found = [
        link.number
        for link in links_of(context.session, chain)
        if link.told is not None and (link.subject in subjects or any(each.is_named_in(link.told) for each in persons))
    ]
    return silence(context.session, chain, found)


def _person(context: Context, email: str) -> Person:
    account = context.session.scalar(select(Account).where(Account.email == email))
    return Person(email) if account is None else Person(email, account.id, account.name)


def _obstacles(context: Context, person: Person) -> list[str]:
    alone, sits = alone_for(), seated()
    found = [
        f"« {row.name} » n'a pas d'autre personne, et son dossier {row.receipt or 'en brouillon'} "
        f"({row.department}, {row.call}) est en cours : faites-y inviter quelqu'un, ou terminez le dossier "
        "(supprimer le brouillon, retirer, solder)."
        for row in context.session.execute(select(alone).where(alone.c.account_id == person.account))
    ]
    found += [
        f"Elle siège à la séance du {write_day(row.held_on)} ({row.department}), qui n'est pas close : retirez son "
        "siège, ou attendez la clôture."
        for row in context.session.execute(select(sits).where(sits.c.account_id == person.account))
    ]
    return found


def _touched(context: Context, person: Person) -> list[str]:
    session = context.session
    others = (
        select(PorteurRow.name)
        .join(RoleRow, RoleRow.porteur_id == PorteurRow.id)
        .where(RoleRow.account_id == person.account)
        .order_by(PorteurRow.name)
    )
    touched = [f"« {name} » perd une de ses personnes." for name in session.scalars(others)]
    assigned = select(func.count()).where(DossierRow.assigned_to == person.account)
    if count := session.scalar(assigned) if person.account else 0:
        touched.append(f"{count} dossier(s) qu'elle suit n'ont plus d'agent : affectez-les.")
    return touched


_NAMING: tuple[tuple[str, tuple[Any, ...]], ...] = (
    ("fiche(s) de porteur : sa personne les corrige sur la plateforme", (PorteurRow.email, PorteurRow.representative)),
    ("dossier(s), tels qu'ils sont écrits", (DossierRow.content,)),
    ("dépôt(s), gardés tels quels jusqu'à leur terme", (DossierVersion.content, DossierVersion.porteur)),
    ("bilan(s), gardés jusqu'au terme de leur dossier", (BilanRow.content,)),
    ("message(s) entre la Caf et un porteur", (Message.text,)),
    ("notification(s) de décision", (Notification.recipient,)),
    ("procès-verbal(aux) de séance", (CommitteeSession.record,)),
)
"""Where a person may still be named once forgotten: what the law keeps, until it is due."""


def _kept(context: Context, person: Person) -> list[str]:
    kept = []
    for what, columns in _NAMING:
        texts = [func.lower(cast(each, Text)) for each in columns]
        named = [text.contains(word, autoescape=True) for text in texts for word in person.words]
        if count := context.session.scalar(select(func.count()).where(or_(*named))):
            kept.append(f"{count} {what}.")
    return kept
