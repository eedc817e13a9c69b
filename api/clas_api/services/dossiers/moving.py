"""Moving a dossier from state to state: every step is one of the core's table, taken by who may take it."""

from datetime import datetime
from uuid import UUID

from clas_api.context import Context
from clas_api.security.permissions import Ability, is_of_caf_alone
from clas_api.services.dossiers.reading import A_DOSSIER, is_of_porteur
from clas_api.store.bilans import bilan_of
from clas_api.store.dossiers import find_dossier
from clas_api.store.models import DossierRow, Payment
from clas_api.store.sight import Sight
from clas_core.dossiers.lifecycle import STATES, State, as_told, step, steps_from
from clas_core.errors import NotFound, Refused

_WRITABLE = frozenset(
    state for state in STATES if any(each.name == "deposit" for each in steps_from(state, ["porteur"]))
)


def is_writable(row: DossierRow) -> bool:
    """Tell whether the state of a dossier lets its porteur write it: whether a deposit may follow."""
    return row.state in _WRITABLE


def expect_writable(row: DossierRow) -> None:
    """Raise `Refused` for a dossier that its porteur does not write any more."""
    if not is_writable(row):
        raise Refused(
            f"Ce dossier est « {STATES[as_told(row.state)]} » : il ne se modifie plus. Écrivez à la Caf s'il faut le "
            "corriger."
        )


def actors_on(context: Context, row: DossierRow) -> frozenset[str]:
    """Return what whoever asks is to a dossier: one of its porteur's people, an agent or the head of its Caf."""
    actors = {role.kind for role in context.who.roles if role.department == row.department}
    if is_of_porteur(context, row):
        actors.add("porteur")
    return frozenset(actors)


def move(
    context: Context,
    row: DossierRow,
    name: str,
    *,
    actors: frozenset[str] | None = None,
    begun: bool = False,
    unpaid: str = "",
) -> State:
    """Take the step `name`, in the transaction of `context`, and return the state before. Raises `StepRefused`."""
    before = row.state
    who = actors_on(context, row) if actors is None else actors
    row.state = step(name, row.state, who, row.outcome, begun=begun, unpaid=unpaid)
    row.updated_at = context.now
    return before


def held_for(context: Context, key: UUID, ability: Ability, *, drafts: bool = False) -> DossierRow:
    """Begin to write for `ability`, and return a deposited dossier, or one of the `drafts` that may be seen, held until
    the commit.

    Raises `NotFound`, or `Refused` for an agent who is one of its porteur's people.
    """
    scope = context.open(ability, writing=True)
    row = find_dossier(context.session, Sight(scope=scope, drafts=scope), key, hold=True)
    if row is None or (row.versions == 0 and not drafts and not is_of_porteur(context, row)):
        raise NotFound(A_DOSSIER)
    if is_of_caf_alone(ability):
        check_apart(context, row)
    return row


CONCERNED = "Vous faites partie de ce porteur : un autre agent de la Caf s'en charge."


def check_apart(context: Context, row: DossierRow | Payment) -> None:
    """Raise `Refused` when whoever acts for the Caf is one of the people of the porteur that it is about."""
    if is_of_porteur(context, row):
        raise Refused(CONCERNED)


def has_begun(context: Context, row: DossierRow) -> bool:
    """Tell whether the year of a dossier has begun, even where its decision is being corrected: it has a bilan, which
    none has that was never decided of."""
    return row.outcome is not None and bilan_of(context.session, row.id) is not None


def day_of(moment: datetime) -> str:
    """Return the day of a moment, for the trace."""
    return moment.date().isoformat()
