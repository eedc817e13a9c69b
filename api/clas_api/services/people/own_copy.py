"""A copy of all that concerns a person, for them: what they gave, what they did, what was written to them.

It tells nothing of anybody else (`own_data.py`), and no secret. Who asked for it, and when, is in the trace.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Select, Text, cast, or_, select

from clas_api.context import Context, command
from clas_api.services.changes import ACTIONS
from clas_api.services.people.own_data import PARTS
from clas_api.services.people.own_parts import Told
from clas_api.services.trace import record
from clas_api.store.chains import done_by, moment_of
from clas_api.store.models import Account, AuditEntry, DossierRow, DossierVersion
from clas_core.errors import NotFound

MOST_ON_A_PAGE = 2_000
"""Rows of each list that a page gives, the latest; the command of the installation gives them all."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnList:
    """One list of a copy: its rows by the names of `told`, the latest first; `cut` when older ones are left out."""

    name: str
    title: str
    told: Mapping[str, Told]
    rows: Sequence[Row]
    cut: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCopy:
    """What concerns a person, at one moment."""

    made_at: datetime
    account: Row
    lists: Sequence[OwnList]

    def values(self) -> dict[str, Any]:
        """Return it as JSON values; `cut` names the lists of which only the latest rows are there."""
        return {
            "made_at": self.made_at,
            "account": self.account,
            **{each.name: each.rows for each in self.lists},
            "cut": [each.name for each in self.lists if each.cut],
        }


def copy_own(context: Context, account_id: UUID, *, most: int | None = None) -> OwnCopy:
    """Return a copy of all that concerns the person of an account, at `most` so many rows of each list.

    That it was asked for is traced first. Raises `NotFound`. Whoever calls knows that it may be given.
    """
    _trace(context, account_id)
    context.open_wholly()
    account = context.session.get_one(Account, account_id)
    told = (_with_links(context, each) for each in _lists(context, account, most))
    return OwnCopy(made_at=context.now, account=_about(account), lists=list(told))


@command
def _trace(context: Context, account_id: UUID) -> None:
    context.open_wholly(writing=True)
    if context.session.get(Account, account_id) is None:
        raise NotFound("Ce compte")
    record(context, "account.copied", account_id)
    context.session.commit()


def _about(account: Account) -> Row:
    return {
        "email": account.email,
        "name": account.name,
        "created_at": account.created_at,
        "disabled_at": account.disabled_at,
        "has_password": account.password_hash is not None,
        "identity_provider": account.issuer,
        "known_there_as": account.subject,
    }


def _lists(context: Context, account: Account, most: int | None) -> Iterator[OwnList]:
    named = {"account": account.id, "who": f"account:{account.id}", "email": account.email}
    for part in PARTS:
        rows, cut = _rows(context, part.statement, most, named)
        yield OwnList(name=part.name, title=part.title, told=part.told, rows=rows, cut=cut)
    yield _contacts(context, account.email, most)
    yield _acts(context, account, most)


def _rows(
    context: Context, query: Select[*tuple[Any, ...]], most: int | None, named: Mapping[str, Any]
) -> tuple[Sequence[Row], bool]:
    """Return the rows of a query, `most` of them, and whether there are more. The session, which would keep them all,
    is passed by."""
    if most is not None:
        query = query.limit(most + 1)
    found = [dict(each) for each in context.session.connection().execute(query, dict(named)).mappings()]
    return found[:most], most is not None and len(found) > most


_CONTACTS = {
    "at": Told("Écrit le", None),
    "name": Told("Nom", None),
    "phone": Told("Téléphone", None),
    "dossier": Told("Dossier", None, leads=True),
}


def _contacts(context: Context, email: str, most: int | None) -> OwnList:
    """Tell where somebody is the person in charge of a dossier, by their address: as it is written, as deposited."""
    sought = orjson.dumps(email).decode()
    found: list[Row] = []
    cut = False
    for at, key, content in (
        (DossierRow.updated_at, DossierRow.id, DossierRow.content),
        (DossierVersion.deposited_at, DossierVersion.dossier_id, DossierVersion.content),
    ):
        query = select(at.label("at"), key.label("dossier"), content.label("content"))
        query = query.where(cast(content, Text).icontains(sought, autoescape=True)).order_by(at.desc())
        rows, more = _rows(context, query, most, {})
        cut |= more
        for row in rows:
            contact = row["content"].get("contact") or {}
            if (contact.get("email") or "").lower() == email:
                given = {name: contact.get(name) for name in ("name", "phone")}
                found.append({"at": row["at"], **given, "dossier": row["dossier"]})
    return OwnList(
        name="contacts", title="Les dossiers où vous êtes la personne à joindre", told=_CONTACTS, rows=found, cut=cut
    )


_ACTS = {
    "at": Told("Le", None),
    "action": Told("Ce qui est gardé", None, ACTIONS),
    "chain": Told("Trace", None),
}


def _acts(context: Context, account: Account, most: int | None) -> OwnList:
    """Tell what the trace holds of what somebody did, and of what was done to their account: when, and what it was.

    What an entry tells beyond that may be of others.
    """
    who = f"account:{account.id}"
    query = select(AuditEntry.chain, AuditEntry.entry).where(or_(done_by(who), AuditEntry.subject == str(account.id)))
    rows, cut = _rows(context, query.order_by(moment_of(context.session).desc()), most, {})
    told = []
    for row in rows:
        entry = orjson.loads(row["entry"])
        moment = datetime.fromisoformat(entry["at"])
        told.append({"at": moment, "action": entry["action"], "chain": row["chain"]})
    title = "Ce que la trace garde de vos actes et de votre compte"
    return OwnList(name="trace", title=title, told=_ACTS, rows=told, cut=cut)


def _with_links(context: Context, told: OwnList) -> OwnList:
    """Give each dossier by its address, for whoever may read it."""
    at = f"{context.installation.settings.base_url}/espace/dossiers/"
    leading = [name for name, each in told.told.items() if each.leads]
    for row in told.rows:
        assert isinstance(row, dict)
        row |= {name: f"{at}{row[name]}" for name in leading}
    return told
