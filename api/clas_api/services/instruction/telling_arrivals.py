"""Mails to the people of a Caf of what came in for them: at once, once a day or never, as each has chosen.

What concerns somebody are the dossiers that are assigned to them, and, for the heads of a service, those of nobody.
Each mail tells what came in since the one before: it goes once, whoever runs it and however often.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from sqlalchemy import select

from clas_api.context import Context, command
from clas_api.services.instruction.desks import account_in
from clas_api.services.outbox import write_mail
from clas_api.store.arrivals import Arrival, Came, Kind, arrivals
from clas_api.store.models import Account, MailChoice, RoleRow

OF_A_DAY = ("messages", "daily")
"""Those who are told once a day; the first of them, the choice of whoever has made none, of messages at once."""

AT_ONCE: Mapping[str, Sequence[Kind]] = {
    "messages": ("message", "withdrawal"),
    "at_once": ("message", "withdrawal"),
    "daily": (),
    "never": (),
}
"""What each choice is written of as it comes in, by what brings it."""

SETTLED = timedelta(minutes=1)
"""What was written within it may not be there whole: it is told the next time."""

FIRST, FURTHEST = timedelta(days=2), timedelta(days=14)
"""How far back the first mail goes: to when its reader was given their role, at least, and at most. What came in before
is in the inbox."""

MOST_TOLD = 30


@dataclass(slots=True)
class _Told:
    """Somebody of a Caf: where they are written to, since when they are there, the porteurs that they are of, and what
    they are."""

    email: str
    since: datetime
    own_porteurs: Sequence[UUID]
    kinds: set[str] = field(default_factory=set)


WHAT: Mapping[Kind, str] = {
    "deposit": "a déposé son dossier",
    "redeposit": "a déposé de nouveau",
    "answer": "a répondu à la demande de compléments",
    "message": "a écrit un message",
    "bilan": "a déposé son bilan",
    "withdrawal": "a retiré son dossier",
}
"""What came in, as a sentence about its porteur goes on."""


def mails_of(context: Context, slug: str) -> str:
    """Return how whoever asks is mailed what comes in for a department. Raises `NotFound`."""
    account = account_in(context, slug)
    of_it = (MailChoice.account_id == account, MailChoice.department == slug)
    return context.session.scalar(select(MailChoice.mails).where(*of_it)) or "messages"


@command
def choose_mails(context: Context, slug: str, mails: str) -> None:
    """Choose how one is mailed what comes in for a department. Commits."""
    account = account_in(context, slug, writing=True)
    choice = context.session.get(MailChoice, (account, slug), with_for_update=True)
    if choice is None:
        choice = MailChoice(account_id=account, department=slug, mailed_until=context.now)
        context.session.add(choice)
    if choice.mails in ("never", "at_once") or mails == "never":
        choice.mailed_until = context.now  # what came in meanwhile is in the inbox, and is not told late
    choice.mails = mails
    context.session.commit()


@command
def tell_arrivals(context: Context, *choices: str) -> int:
    """Write to everybody who has made one of these choices of what came in for them; return how many were written to.
    For the installation itself. Commits."""
    context.open_wholly(writing=True)
    until = context.now - SETTLED
    held = select(MailChoice).order_by(MailChoice.account_id, MailChoice.department).with_for_update()
    made = {(each.account_id, each.department): each for each in context.session.scalars(held)}
    written = 0
    for (account, department), person in sorted(_people(context).items(), key=lambda each: each[0]):
        choice = made.get((account, department))
        if (choice.mails if choice else OF_A_DAY[0]) not in choices:
            continue
        if choice is None:
            first = max(min(person.since, until - FIRST), until - FURTHEST)
            choice = MailChoice(account_id=account, department=department, mails=OF_A_DAY[0], mailed_until=first)
            context.session.add(choice)
        came = Came(
            department=department,
            since=choice.mailed_until,
            until=until,
            account=account,
            theirs=True,
            nobodys="head" in person.kinds,
            without=AT_ONCE[choice.mails],
            own_porteurs=person.own_porteurs,
        )
        found = arrivals(context.session, came, seen_until=until, most=MOST_TOLD + 1)
        choice.mailed_until = max(choice.mailed_until, until)
        if found:
            _write(context, person.email, department, found)
            written += 1
    context.session.commit()
    return written


def _people(context: Context) -> Mapping[tuple[UUID, str], _Told]:
    """Return the people of each Caf, by their account and its department."""
    query = select(RoleRow, Account.email).join(Account, Account.id == RoleRow.account_id)
    rows = context.session.execute(query.where(Account.disabled_at.is_(None)).order_by(RoleRow.account_id)).all()
    found: dict[tuple[UUID, str], _Told] = {}
    for account, group in groupby(rows, key=lambda each: each[0].account_id):
        held = list(group)
        own = [role.porteur_id for role, _ in held if role.porteur_id is not None]
        for role, email in held:
            if role.kind in ("agent", "head") and role.department is not None:
                person = found.setdefault((account, role.department), _Told(email, role.granted_at, own))
                person.kinds.add(role.kind)
                person.since = min(person.since, role.granted_at)
    return found


def _write(context: Context, email: str, department: str, found: Sequence[Arrival]) -> None:
    base = f"{context.installation.settings.base_url}/espace/caf"
    lines = [
        f"- {each.porteur} {WHAT[each.kind]}, {each.at:%d/%m/%Y à %H h %M} "
        + (f"(n° {each.receipt})" if each.receipt else "(dossier pas encore déposé)")
        for each in found
    ]
    if len(found) > MOST_TOLD:
        lines[MOST_TOLD:] = ["- et d'autres encore, sur la page"]
    count = "1 nouvelle" if len(found) == 1 else f"{min(len(found), MOST_TOLD)} nouvelles"
    more = " ou plus" if len(found) > MOST_TOLD else ""
    text = "\n".join(
        [
            "Bonjour,",
            "",
            "Ce qui est arrivé pour vous :",
            *lines,
            "",
            f"Tout voir, et choisir ces courriels : {base}/{department}/arrivees",
            "",
        ]
    )
    write_mail(context, email, f"Dossiers Clas : {count}{more}", text, department=department)
