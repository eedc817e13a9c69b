"""Assigning dossiers to the agents of a Caf: one, or many at once, all or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, or_, select

from clas_api.context import Context, command
from clas_api.services.dossiers.moving import CONCERNED, held_for
from clas_api.services.dossiers.reading import is_of_porteur
from clas_api.services.revisions import commit_or_stale, match_each, match_revision
from clas_api.services.trace import record
from clas_api.store.models import Account, DossierRow, RoleRow
from clas_api.store.reading import Query
from clas_api.store.told_names import told_name
from clas_core.dossiers.lifecycle import LIVE, STATES
from clas_core.errors import InvalidInput, NotFound, Path, Problem

AGENTS = ("agent", "head")
NOT_SAID: Mapping[UUID, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """An agent of a department, and how many dossiers on their way are theirs."""

    id: UUID
    name: str
    dossiers: int


_ON_THEIR_WAY = (
    select(func.count())
    .where(DossierRow.assigned_to == Account.id, DossierRow.department == bindparam("department"))
    .where(*(DossierRow.state != each for each in STATES if each not in LIVE))
)
_OF_CAF = select(RoleRow.account_id).where(
    RoleRow.department == bindparam("department"), or_(*(RoleRow.kind == each for each in AGENTS))
)
_AGENTS = Query(
    select(Account.id, told_name(bindparam("department")), _ON_THEIR_WAY.scalar_subquery()).where(
        Account.id.in_(_OF_CAF), Account.disabled_at.is_(None)
    )
)


def list_agents(context: Context, slug: str) -> Sequence[Workload]:
    """Return who may be assigned dossiers in a department, by name. Raises `NotFound` for one that is not theirs."""
    _check_department(slug, context.open("dossiers.study").departments)
    return sorted(
        (Workload(id=key, name=name, dossiers=count) for key, name, count in _agents(context, slug)),
        key=lambda agent: (agent.name.casefold(), str(agent.id)),
    )


@command
def assign(context: Context, key: UUID, account: UUID | None, *, revision: int | None) -> DossierRow:
    """Assign a deposited dossier to an agent of its department, or to nobody. Commits.

    Raises `NotFound`, `Stale`, `InvalidInput`.
    """
    row = held_for(context, key, "dossiers.study")
    match_revision(context, row, revision)
    if problems := [*_of_account(context, row.department, account), *_of_dossier(context, row, account, ("account",))]:
        raise InvalidInput(problems)
    _give(context, row, account)
    commit_or_stale(context, row)
    return row


@command
def assign_many(
    context: Context,
    slug: str,
    keys: Sequence[UUID],
    account: UUID | None,
    *,
    revisions: Mapping[UUID, int] = NOT_SAID,
) -> Sequence[DossierRow]:
    """Assign dossiers of a department to one agent: all of them, or none with every problem. Commits.

    `revisions` are those that were read, of the dossiers that say one. Raises `NotFound` for another department,
    `InvalidInput`, or `Stale` with each dossier that has changed since.
    """
    _check_department(slug, context.open("dossiers.study", writing=True).departments)
    # Held in the order of their keys, so that two who assign the same dossiers do not wait for one another.
    query = select(DossierRow).where(DossierRow.id.in_(keys), DossierRow.department == slug, DossierRow.versions > 0)
    held = context.session.scalars(query.order_by(DossierRow.id).with_for_update(of=DossierRow))
    rows = {row.id: row for row in held}
    problems = _of_account(context, slug, account)
    for index, key in enumerate(keys):
        place = ("dossiers", index)
        if key not in rows:
            problems.append(Problem(place, str(NotFound("Ce dossier"))))
        elif key in keys[:index]:
            problems.append(Problem(place, "Ce dossier est donné deux fois."))
        else:
            problems += _of_dossier(context, rows[key], account, place)
    if problems:
        raise InvalidInput(problems, "Aucun dossier n'est affecté : la demande comporte des erreurs.")
    match_each(
        context,
        [
            (rows[key], revisions.get(key, rows[key].revision), partial(_changed, index))
            for index, key in enumerate(keys)
        ],
    )
    for key in keys:
        _give(context, rows[key], account)
    commit_or_stale(context, rows[keys[0]])
    return [rows[key] for key in keys]


def _changed(index: int) -> Sequence[Problem]:
    return [Problem(("dossiers", index), "Ce dossier a changé depuis que vous l'avez lu.")]


def _check_department(slug: str, departments: frozenset[str]) -> None:
    if slug not in departments:
        raise NotFound("Ce département")


def _agents(context: Context, slug: str) -> Sequence[Any]:
    return _AGENTS.rows(context.session, department=slug)


def _of_account(context: Context, slug: str, account: UUID | None) -> list[Problem]:
    if account is None or any(key == account for key, _, _ in _agents(context, slug)):
        return []
    return [
        Problem(("account",), "Cette personne n'est pas de la Caf de ce département : choisissez un de ses agents.")
    ]


def _of_dossier(context: Context, row: DossierRow, account: UUID | None, place: Path) -> list[Problem]:
    if is_of_porteur(context, row):
        return [Problem(place, CONCERNED)]
    if row.state not in LIVE:
        return [Problem(place, f"Ce dossier est « {STATES[row.state]} » : il ne s'affecte plus.")]
    tied = select(RoleRow.id).where(RoleRow.account_id == account, RoleRow.porteur_id == row.porteur_id).limit(1)
    if account is not None and context.session.scalar(tied) is not None:
        return [Problem(place, "Cette personne est de ce porteur : un autre agent étudie son dossier.")]
    return []


def _give(context: Context, row: DossierRow, account: UUID | None) -> None:
    before = row.assigned_to
    if before == account:
        return
    row.assigned_to, row.updated_at = account, context.now
    record(
        context,
        "dossier.assigned",
        row.id,
        chain=row.department,
        before=str(before) if before else None,
        after=str(account) if account else None,
    )
