"""The records of the sheets that are lists of something else than deposits: work, statistics, what was done, people."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from clas_api.security.permissions import OF_A_DEPARTMENT
from clas_api.services.dossiers.reading import sight_of
from clas_api.services.exports.records import Reading, Record
from clas_api.services.people.caf_people import institutions_of
from clas_api.services.rules.kept_calls import find_call, find_department
from clas_api.services.year.awaiting import awaited
from clas_api.services.year.statistics import year_beside
from clas_api.store import exported
from clas_api.store.dossier_filters import cities_of, labels_of
from clas_api.store.dossier_lists import Search, every_page
from clas_api.store.entries import whole
from clas_api.store.models import Account, RoleRow, Token
from clas_api.store.told_names import told_name
from clas_core.documents.breakdowns import FIGURES, breakdowns_of
from clas_core.dossiers.following import NOTHING, following
from clas_core.dossiers.following_words import write_following
from clas_core.money import parse_amount
from clas_core.years import PARIS

_AMOUNTS = ("asked", "approved", "settled")


def work_list(reading: Reading, search: Search) -> Iterator[Record]:
    """Yield the dossiers of the list as it is filtered and sorted, drafts among them."""
    context = reading.context
    today = context.now.date()
    here = replace(search, department=reading.department, call=reading.call, after=None, limit=exported.AT_ONCE)
    for rows in every_page(context.session, sight_of(context, "dossiers.read"), here):
        keys = [row.id for row in rows]
        names, of_each = labels_of(context.session, reading.department, keys)
        cities, awaits = cities_of(context.session, keys), awaited(context, rows)
        for row in rows:
            found = following(row.state, row.outcome, awaits.get(row.id, NOTHING), today)
            granted = row.granted_told()
            yield {
                "porteur": row.porteur.name,
                "siret": row.porteur.siret,
                "receipt": row.receipt,
                "state": row.state,
                "next": write_following(found, row.state),
                "due": found.due,
                "assignee": reading.names.get(row.assigned_to) if row.assigned_to else None,
                "amount": row.asked_cents if granted is None else granted,
                "labels": tuple(names[each] for each in of_each.get(row.id, ())) or None,
                "cities": tuple(cities.get(row.id, ())) or None,
                "groups": row.groups,
                "children": row.children,
                "deposited": row.deposited_at,
                "updated": row.updated_at,
            }
        reading.advance(len(rows))


def statistics(reading: Reading) -> Iterator[Record]:
    """Yield the lines of the tables of a year, whole."""
    context = reading.context
    _, campaign = find_call(context, reading.department, reading.call)
    told = year_beside(context, reading.department, str(campaign.school_year))
    yield {"table": "Toute l'année", "line": "Total", **_figures(told.counted["total"])}
    for table in breakdowns_of(told):
        for line in table.lines:
            yield {"table": table.title, "line": line["name"], **_figures(line)}


def _figures(line: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _figure(name, line.get(name)) for name in FIGURES}


def _figure(name: str, value: Any) -> int | None:
    return parse_amount(str(value)) if name in _AMOUNTS and value is not None else value


def activity(reading: Reading) -> Iterator[Record]:
    """Yield what the trace keeps of the dossiers of a call, the first act first, without what it says of it."""
    session, slug = reading.context.session, reading.department
    names: dict[str, str] = {"system": "l'installation"}
    names |= {f"account:{key}": name for key, name in reading.names.items()}
    programs = select(Token.id, Token.label).where(Token.department == slug)
    names |= {f"token:{row.id}": f"programme « {row.label} »" for row in session.connection().execute(programs)}
    for rows in exported.entries_of_chain(session, slug):
        entries = [whole(row.entry, row.told) for row in rows]
        about = [_about(entry) for entry in entries]
        receipts = exported.receipts_of(session, slug, reading.call, [key for key in about if key is not None])
        for row, entry, key in zip(rows, entries, about, strict=True):
            if key is not None and key in receipts:
                yield {
                    "number": row.number,
                    "at": datetime.fromisoformat(entry["at"]).astimezone(PARIS),
                    "who": names.get(str(entry["who"]), "le porteur, ou quelqu'un d'ailleurs"),
                    "act": entry["action"],
                    "receipt": receipts[key],
                    "about": str(entry["subject"]),
                }


def _about(entry: Mapping[str, Any]) -> UUID | None:
    """Return the dossier that an entry is about, or may be: the one that it names, or what it changed."""
    after = entry.get("after")
    with suppress(ValueError):
        return UUID(str(after["dossier"] if isinstance(after, Mapping) and "dossier" in after else entry["subject"]))
    return None


def people(reading: Reading) -> Iterator[Record]:
    """Yield the people of a department by their roles, as its head is told them."""
    slug = reading.department
    department = find_department(reading.context, slug).department
    query = (
        select(
            RoleRow.kind, RoleRow.institution, RoleRow.granted_at, Account.email, Account.disabled_at, told_name(slug)
        )
        .join(Account, Account.id == RoleRow.account_id)
        .where(RoleRow.department == slug, RoleRow.kind.in_(OF_A_DEPARTMENT))
        .order_by(RoleRow.kind, RoleRow.institution, Account.email)
    )
    for kind, institution, since, email, closed, name in reading.context.session.connection().execute(query):
        yield {
            "name": name,
            "email": email,
            "role": kind,
            "institution": institutions_of(department, kind).get(institution or "", institution),
            "since": since,
            "closed": closed is not None,
        }
