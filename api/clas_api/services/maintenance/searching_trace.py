"""Looking for something in the trace as people know it: by an address, a receipt, a day; and the names of who acted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import select

from clas_api.context import Context
from clas_api.services.maintenance.reading_trace import AuditSearch, ToldEntry, list_entries
from clas_api.store.models import NATIONAL, Account, AuditHead, DossierRow, PorteurRow, Token
from clas_core.errors import InvalidInput, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceSearch:
    """What is looked for in a chain: by whom (an address), about what (a receipt, an address, or a key), done how, from
    a day to a day; `before` is the number of an entry."""

    chain: str = NATIONAL
    who: str = ""
    subject: str = ""
    action: str = ""
    since: date | None = None
    until: date | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundEntries:
    """A page of entries, the latest first; how people and things in them are called; whether more follow."""

    entries: Sequence[ToldEntry]
    people: Mapping[str, str]
    things: Mapping[str, str]
    more: bool


def chains_of_trace(context: Context) -> Sequence[str]:
    """Return the chains that there are, the national one first. Raises `Forbidden`."""
    context.open("upkeep.read")
    chains = set(context.session.scalars(select(AuditHead.chain)))
    return [NATIONAL, *sorted(chains - {NATIONAL})]


def search_trace(context: Context, search: TraceSearch, most: int) -> FoundEntries:
    """Return a page of what is looked for, of `most` entries.

    Raises `Forbidden`, or `InvalidInput` for what nothing here is called.
    """
    context.open("upkeep.read")
    problems: list[Problem] = []
    asked = AuditSearch(
        action=search.action or None, since=search.since, until=search.until, before=search.before, limit=most
    )
    if search.who:
        found = context.session.scalar(select(Account.id).where(Account.email == search.who.lower()))
        if found is None:
            problems.append(Problem(("qui",), "Aucun compte n'a cette adresse : vérifiez-la parmi les comptes."))
        asked = replace(asked, who=f"account:{found}")
    if search.subject:
        key = _key_of(context, search.subject)
        if key is None:
            problems.append(Problem(("objet",), "Aucun dossier n'a ce récépissé, et aucun compte cette adresse."))
        asked = replace(asked, subject=key)
    if search.since and search.until and search.until < search.since:
        problems.append(Problem(("au",), "Ce jour est avant le premier : inversez-les."))
    if problems:
        raise InvalidInput(problems)
    rows = list_entries(context, search.chain, asked)
    shown = rows[:most]
    return FoundEntries(
        entries=shown,
        people=_people(context, (str(each.entry["who"]) for each in shown)),
        things=_things(context, (str(each.entry["subject"]) for each in shown)),
        more=len(rows) > most,
    )


def _key_of(context: Context, text: str) -> str | None:
    """Return what the trace calls a dossier by its receipt, an account by its address, or anything by its key."""
    try:
        return str(UUID(text))
    except ValueError:
        pass
    if "@" in text:
        account = context.session.scalar(select(Account.id).where(Account.email == text.lower()))
        return None if account is None else str(account)
    dossier = context.session.scalar(select(DossierRow.id).where(DossierRow.receipt == text.upper()).limit(1))
    return None if dossier is None else str(dossier)


def _people(context: Context, who: Iterable[str]) -> Mapping[str, str]:
    """Return the names of those who acted, by what the trace calls them."""
    named = {"system": "l'installation", "anonymous": "personne de connecté"}
    keys = {each: UUID(each.partition(":")[2]) for each in who if ":" in each}
    accounts = {key for each, key in keys.items() if each.startswith("account:")}
    programs = {key for each, key in keys.items() if each.startswith("token:")}
    if accounts:
        query = select(Account.id, Account.name, Account.email).where(Account.id.in_(accounts))
        named |= {f"account:{key}": f"{name} ({email})" for key, name, email in context.session.execute(query)}
    if programs:
        labels = select(Token.id, Token.label).where(Token.id.in_(programs))
        named |= {f"token:{key}": f"programme « {label} »" for key, label in context.session.execute(labels)}
    return named


def _things(context: Context, subjects: Iterable[str]) -> Mapping[str, str]:
    """Return how dossiers, accounts and porteurs are called, by their keys."""
    keys = {key for each in subjects if (key := _uuid(each)) is not None}
    if not keys:
        return {}
    dossiers = select(DossierRow.id, DossierRow.receipt).where(DossierRow.id.in_(keys))
    porteurs = select(PorteurRow.id, PorteurRow.name).where(PorteurRow.id.in_(keys))
    accounts = select(Account.id, Account.email).where(Account.id.in_(keys))
    return {
        **{str(key): f"dossier {receipt}" if receipt else "un brouillon" for key, receipt in _rows(context, dossiers)},
        **{str(key): f"porteur {name}" for key, name in _rows(context, porteurs)},
        **{str(key): f"compte {email}" for key, email in _rows(context, accounts)},
    }


def _rows(context: Context, query: object) -> Iterable[tuple[UUID, str | None]]:
    return [(row[0], row[1]) for row in context.session.execute(query)]  # type: ignore[call-overload]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
