"""The sheets of a call, for whoever may read what is on them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from sqlalchemy import select

from clas_api.context import Context
from clas_api.security.permissions import Ability, departments_of, is_everywhere
from clas_api.security.principal import ROLES
from clas_api.services.changes import ACTIONS
from clas_api.services.exports import records
from clas_api.services.exports.asked import Answered, questions_of_call
from clas_api.services.exports.lists import activity, people, statistics, work_list
from clas_api.services.exports.records import Reading, Record
from clas_api.services.rules.kept_calls import find_call
from clas_api.services.year.paying import KINDS
from clas_api.store.dossier_lists import Search
from clas_api.store.exported import count_deposited
from clas_api.store.models import RoleRow
from clas_api.store.models.accounts import Account
from clas_api.store.told_names import told_name
from clas_core.dossiers.budget import layout_of
from clas_core.errors import NotFound
from clas_core.sheets import SHEETS, Column, Sheet, Value, budget_columns, chosen

_ABILITIES: Mapping[str, Ability] = {
    "work_list": "dossiers.study",
    "decisions": "decisions.read",
    "payments_to_make": "payments.read",
    "payments_made": "payments.read",
    "bilans": "bilans.read",
    "bilan_groups": "bilans.read",
    "statistics": "statistics.read",
    "activity": "audit.read",
    "people": "accounts.manage",
}
"""What one must be able to do, besides taking out, to take out a sheet; to read dossiers, for those not named."""

_WORDS: Mapping[str, Mapping[str, str]] = {"kind": KINDS, "act": ACTIONS, "role": ROLES}
"""The words of choices that the core does not know."""

_RECORDS: Mapping[str, Callable[[Reading], Iterator[Record]]] = {
    "dossiers": records.dossiers,
    "answers": records.answers,
    "actions": records.actions,
    "groups": records.groups,
    "decisions": records.decisions,
    "payments_to_make": records.payments_to_make,
    "payments_made": records.payments_made,
    "bilans": records.bilans,
    "bilan_groups": records.bilan_groups,
    "statistics": statistics,
    "activity": activity,
    "people": people,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for: a sheet of a call. `columns` are the names of those that are chosen, all of them where there
    are none; `search` filters the work list, and `session` the decisions."""

    sheet: str
    department: str
    call: str
    columns: Sequence[str] = ()
    search: Search = field(default_factory=Search)
    session: UUID | None = None


def sheets_for(context: Context, slug: str) -> Sequence[str]:
    """Return the sheets that whoever asks may take out of a department."""
    return [name for name in SHEETS if _may(context, slug, "exports.take") and _may(context, slug, _ability(name))]


def columns_for(context: Context, asked: Asked) -> Sequence[Column]:
    """Return every column of a sheet, for whoever asks. Raises as `sheet_of`."""
    _expect(context, asked)
    return _columns(context, asked)[0]


def sheet_of(context: Context, asked: Asked, advance: Callable[[int], None] = lambda _: None) -> Sheet:
    """Return a sheet whose rows are read as they are asked for; `advance` is told of the dossiers that were.

    Raises `NotSignedIn`, `Forbidden`, `NotFound` for another department's people, a call or a sheet that is not there,
    and `InvalidInput` for columns that it has not.
    """
    _expect(context, asked)
    columns, answered = _columns(context, asked)
    kept = chosen(columns, asked.columns)
    read = _reader(context, asked, advance)
    rows = _rows(read, columns, answered, kept)
    return Sheet(name=asked.sheet, title=SHEETS[asked.sheet].title, columns=kept, rows=rows)


def count_of(context: Context, asked: Asked) -> int:
    """Return how many dossiers a sheet is read from, as far as `advance` is told of them. Raises as `sheet_of`."""
    _expect(context, asked)
    return count_deposited(context.session, asked.department, asked.call)


def _expect(context: Context, asked: Asked) -> None:
    if asked.sheet not in SHEETS:
        raise NotFound("Cette feuille")
    for ability in ("exports.take", _ability(asked.sheet)):
        context.open(ability)
        if not _may(context, asked.department, ability):
            raise NotFound("Ce département")
    find_call(context, asked.department, asked.call)


def _ability(sheet: str) -> Ability:
    return _ABILITIES.get(sheet, "dossiers.read")


def _may(context: Context, slug: str, ability: Ability) -> bool:
    return slug in departments_of(context.who, ability) or is_everywhere(context.who, ability)


def _columns(context: Context, asked: Asked) -> tuple[Sequence[Column], Answered | None]:
    """Return every column of a sheet, and what has those of its answers."""
    form = SHEETS[asked.sheet]
    if asked.sheet == "budgets":
        _, campaign = find_call(context, asked.department, asked.call)
        return budget_columns(layout_of(campaign.school_year)), None
    fixed = [replace(each, choices=_WORDS[each.name]) if each.name in _WORDS else each for each in form.columns]
    if not form.subject:
        return fixed, None
    answered = Answered(questions_of_call(context, asked.department, asked.call), form.subject)
    return [*fixed, *answered.columns], answered


def _reader(context: Context, asked: Asked, advance: Callable[[int], None]) -> Iterator[Record]:
    reading = Reading(
        context=context,
        department=asked.department,
        call=asked.call,
        names=_names(context, asked.department),
        session=asked.session,
        advance=advance,
    )
    if asked.sheet == "work_list":
        return work_list(reading, asked.search)
    if asked.sheet == "budgets":
        _, campaign = find_call(context, asked.department, asked.call)
        return records.budgets(reading, layout_of(campaign.school_year))
    return _RECORDS[asked.sheet](reading)


def _rows(
    read: Iterator[Record], columns: Sequence[Column], answered: Answered | None, kept: Sequence[Column]
) -> Iterator[Sequence[Value]]:
    names = [each.name for each in columns]
    fixed = names[: len(names) - len(answered.columns)] if answered else names
    places = [names.index(each.name) for each in kept]
    every = list(range(len(names))) == places
    if answered is None:
        wanted = [each.name for each in kept]
        return ([record.get(name) for name in wanted] for record in read)
    cells = ([*(record.get(name) for name in fixed), *answered.cells(record)] for record in read)
    return cells if every else ([row[place] for place in places] for row in cells)


def _names(context: Context, slug: str) -> Mapping[UUID, str]:
    """Return the names of the people of a department, as it is told them."""
    query = (
        select(Account.id, told_name(slug))
        .join(RoleRow, RoleRow.account_id == Account.id)
        .where(RoleRow.department == slug)
    )
    return {row[0]: row[1] for row in context.session.connection().execute(query.distinct())}
