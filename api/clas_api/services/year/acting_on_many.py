"""Taking one act on many dossiers: what can be done is said before; each is done by itself, whatever becomes of the
others, some at a time, and what became of each is kept. What was interrupted goes on where it stopped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from clas_api.context import Context, command
from clas_api.services.dossiers.moving import CONCERNED, actors_on
from clas_api.services.dossiers.reading import is_of_porteur
from clas_api.services.instruction.desks import account_in
from clas_api.services.year.bulk_deeds import DEEDS, Deed, reason_of
from clas_api.services.year.bulk_requests import MOST_AT_ONCE
from clas_api.services.year.year_requests import WHY
from clas_api.store.bilans import bilans_of
from clas_api.store.models import BulkAct, DossierRow
from clas_core.dossiers.lifecycle import needs_reason, step
from clas_core.errors import ClasError, InvalidInput, NotFound, Problem, Refused
from clas_core.reading import read_json

KEPT = timedelta(days=2)
"""How long it is told what became of an act."""

A_WHILE = 1.0
"""Seconds after which what was done so far is told."""


_MISSING = {
    "reason": WHY,
    "signed_on": "Un au moins de ces dossiers demande une convention : dites le jour de sa signature.",
}
"""What an act lacks where it asks for something that one of its dossiers cannot do without, by its field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """A dossier that an act is to be taken on: what keeps it from that, or what it will do to it; what it `needs` of
    what is asked, by the name of its field."""

    row: DossierRow
    problem: str
    told: str
    needs: str


def review(context: Context, slug: str, call: str, act: str, keys: Sequence[UUID]) -> Sequence[Reviewed]:
    """Say on which of these dossiers of a call an act can be taken now, and why not on the others. Changes nothing.

    Raises `NotFound`, or `InvalidInput` for no dossier, or too many.
    """
    account_in(context, slug)
    if not 0 < len(keys) <= MOST_AT_ONCE:
        most = f"Un acte se fait sur {MOST_AT_ONCE} dossiers au plus : resserrez le filtre."
        raise InvalidInput([Problem(("dossiers",), most if keys else "Cochez au moins un dossier de la liste.")])
    rows = _rows(context, slug, call, keys)
    begun = bilans_of(context.session, list(rows))
    return [_reviewed(context, rows[key], act, begun=key in begun) for key in keys if key in rows]


def _rows(context: Context, slug: str, call: str, keys: Sequence[UUID]) -> Mapping[UUID, DossierRow]:
    of_call = (DossierRow.department == slug, DossierRow.call == call, DossierRow.versions > 0)
    query = select(DossierRow).where(DossierRow.id.in_(keys), *of_call)
    return {row.id: row for row in context.session.scalars(query).unique()}


def _reviewed(context: Context, row: DossierRow, act: str, *, begun: bool) -> Reviewed:
    deed, problem = DEEDS[act], ""
    if is_of_porteur(context, row):
        problem = CONCERNED
    elif deed.step:
        try:
            step(deed.step, row.state, actors_on(context, row), row.outcome, begun=begun)
        except Refused as error:
            problem = str(error)
    if not problem and deed.hinders is not None:
        try:
            problem = deed.hinders(context, row)
        except ClasError as error:  # its rules are not there: it is told, and keeps no other
            problem = reason_of(error)
    told = deed.told(context, row) if deed.told is not None and not problem else ""
    return Reviewed(row=row, problem=problem, told=told, needs="" if problem else _needed(context, deed, row))


def _needed(context: Context, deed: Deed, row: DossierRow) -> str:
    """Return the field of what an act asks that one dossier cannot do without."""
    if deed.step and needs_reason(deed.step, row.state, row.outcome):
        return "reason"
    return deed.needs(context, row) if deed.needs is not None else ""


@command
def begin_act(
    context: Context, slug: str, call: str, act: str, asked: Mapping[str, Any], dossiers: Mapping[UUID, int]
) -> UUID:
    """Begin an act on dossiers of a call, each as it was read, by its revision; return the key of the act. Commits.

    `asked` is the JSON of what it asks. Nothing is done to any of them yet. Raises `NotFound`, `InvalidInput`.
    """
    account = account_in(context, slug, writing=True)
    deed = DEEDS[act]
    read = read_json(dict(asked), deed.schema)
    if deed.expect is not None:
        deed.expect(context, read)
    if not 0 < len(dossiers) <= MOST_AT_ONCE:
        raise InvalidInput([Problem(("dossiers",), f"De 1 à {MOST_AT_ONCE} dossiers sont attendus.")])
    rows = _rows(context, slug, call, list(dossiers))
    needed = {_needed(context, deed, row) for row in rows.values()}
    if missing := [name for name in _MISSING if name in needed and name in deed.schema.fields and not read[name]]:
        raise InvalidInput([Problem((name,), _MISSING[name]) for name in missing])
    told = [
        {"id": str(key), "revision": revision, "name": rows[key].porteur.name, "receipt": rows[key].receipt}
        for key, revision in dossiers.items()
        if key in rows
    ]
    old = (BulkAct.account_id == account, BulkAct.begun_at < context.now - KEPT)
    context.session.execute(delete(BulkAct).where(*old))
    begun = BulkAct(
        department=slug,
        call=call,
        account_id=account,
        act=act,
        asked=dict(asked),
        dossiers=told,
        begun_at=context.now,
    )
    context.session.add(begun)
    context.session.commit()
    return begun.id


def find_act(context: Context, slug: str, call: str, key: UUID) -> BulkAct:
    """Return an act on many dossiers that whoever asks has begun. Raises `NotFound`."""
    account = account_in(context, slug)
    of_it = (BulkAct.id == key, BulkAct.account_id == account, BulkAct.department == slug, BulkAct.call == call)
    found = context.session.scalar(select(BulkAct).where(*of_it))
    if found is None:
        raise NotFound("Cet acte")
    return found


def go_on(context: Context, slug: str, call: str, key: UUID) -> None:
    """Take an act on the dossiers that it was not taken on yet, for a second; each of them commits. Raises `NotFound`.

    Each goes through the use case of a single dossier, with the version that was read: one that has changed meanwhile
    is left as it is, and told.
    """
    found = find_act(context, slug, call, key)
    deed, act, dossiers = DEEDS[found.act], found.id, list(found.dossiers)
    asked = read_json(dict(found.asked), deed.schema)
    ends = monotonic() + A_WHILE
    for index, each in enumerate(dossiers):
        if "problem" in each:
            continue
        try:
            deed.take(context, UUID(each["id"]), asked, each["revision"])
            problem = ""
        except ClasError as error:
            problem = reason_of(error)
        _note(context, slug, act, index, problem)
        if monotonic() > ends:
            return


@command
def _note(context: Context, slug: str, key: UUID, index: int, problem: str) -> None:
    """Keep what became of one dossier; that it was done stays, whatever its twin was told. Commits."""
    account_in(context, slug, writing=True)
    act = context.session.get_one(BulkAct, key, with_for_update=True)
    dossiers = [dict(each) for each in act.dossiers]
    if dossiers[index].get("problem") != "":
        dossiers[index]["problem"] = problem
        act.dossiers = dossiers
    context.session.commit()
