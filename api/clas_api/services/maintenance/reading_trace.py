"""Following what happened in a department: its trace, page by page, the latest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from clas_api.context import Context
from clas_api.security.permissions import departments_of
from clas_api.store.chains import done_by, moment_of, of_action
from clas_api.store.entries import whole
from clas_api.store.models import AuditEntry
from clas_core.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditSearch:
    """What of a trace is asked for: about what, done how, by whom, from a day to a day; `before` is a number."""

    subject: str | None = None
    action: str | None = None
    who: str | None = None
    since: date | None = None
    until: date | None = None
    before: int | None = None
    limit: int = 50


OF_WHOEVER_WRITES = frozenset(
    {"dossier.saved", "dossier.removed", "document.attached", "document.taken_out", "bilan.saved"}
)
"""Acts of a porteur on what it is writing: it is its own until it is deposited, and what is erased before stays so."""


OF_THE_CAF = frozenset({"answers", "grid"})
"""Keys of what an entry says that its Caf alone reads there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldEntry:
    """An entry as it is told: `withheld` where it keeps values that are not for whoever asks, which are left out."""

    number: int
    entry: Mapping[str, Any]
    digest: str
    withheld: bool


def list_entries(context: Context, slug: str, search: AuditSearch) -> Sequence[ToldEntry]:
    """Return entries of a department's chain, and one more when another page follows. Raises `NotFound`."""
    scope = context.open("audit.read")
    if not (scope.everything or slug in scope.departments):
        raise NotFound("Cette trace")
    query = select(AuditEntry).where(AuditEntry.chain == slug)
    if search.before is not None:
        query = query.where(AuditEntry.number < search.before)
    if search.subject is not None:
        query = query.where(AuditEntry.subject == search.subject)
    if search.action is not None:
        query = query.where(of_action(search.action))
    if search.who is not None:
        query = query.where(done_by(search.who))
    day = func.substr(moment_of(context.session), 1, 10)
    if search.since is not None:
        query = query.where(day >= search.since.isoformat())
    if search.until is not None:
        query = query.where(day <= search.until.isoformat())
    rows = context.session.scalars(query.order_by(AuditEntry.number.desc()).limit(search.limit + 1))
    of_the_caf = slug in departments_of(context.who, "dossiers.study")
    return [_told(row, of_the_caf) for row in rows]


def _told(row: AuditEntry, of_the_caf: bool) -> ToldEntry:
    entry = whole(row.entry, row.told)
    withheld = entry["action"] in OF_WHOEVER_WRITES
    if withheld:
        places = [{"at": each["at"], "before": None, "after": None} for each in entry["changes"]]
        entry |= {"before": None, "after": None, "changes": places}
    elif not of_the_caf:
        said = {name: entry[name] for name in ("before", "after", "changes")}
        shown = _without_answers(said)
        withheld = shown != said
        entry |= shown
    return ToldEntry(number=row.number, entry=entry, digest=row.digest, withheld=withheld)


def _without_answers(value: Any) -> Any:
    """Return what an entry says without answers to questions, some of which are for a few alone, nor study grids, which
    are for those who decide: whoever follows a trace from outside the Caf reads neither in it."""
    if isinstance(value, Mapping):
        return {name: _without_answers(each) for name, each in value.items() if name not in OF_THE_CAF}
    return [_without_answers(each) for each in value] if isinstance(value, list) else value
