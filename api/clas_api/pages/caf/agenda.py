"""The agenda of a session: which dossiers, in which order."""

from collections.abc import Mapping
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.caf.decision_form import OUTCOME_WORDS
from clas_api.pages.caf.form import CafForm, Refusal, refused
from clas_api.pages.caf.session_view import SessionView, managed_view, session_page
from clas_api.pages.caf.site import blueprint
from clas_api.pages.typed import key_among
from clas_api.services.committees.agenda import Move, list_proposals, move_in, set_agenda
from clas_api.services.committees.concerning import concerned_dossiers
from clas_api.services.committees.session_requests import AgendaSchema
from clas_api.services.dossiers.reading import list_dossiers
from clas_api.store.dossier_lists import Search
from clas_api.store.models import DossierRow
from clas_core.dossiers.lifecycle import STATES, TO_DECIDE, is_decidable
from clas_core.eligibility import Verdict
from clas_core.errors import ClasError, InvalidInput, Problem
from clas_core.limits import MOST_ITEMS

ORDER: Mapping[Verdict, int] = {"met": 0, "unknown": 1, "not_met": 2}
"""In which order dossiers that are not on the agenda are offered: those of the commission's territory first."""

NOT_OF_IT: Mapping[Verdict, str] = {
    "not_met": "hors du territoire de la commission",
    "unknown": "territoire à vérifier : le lieu de ses actions ne le dit pas",
}

MOVES: Mapping[str, Move] = {"first": "first", "up": "up", "down": "down"}
"""Where the buttons of a dossier move it."""

LAST = 10**9
"""Where a dossier goes that was given no rank: after the others, in the order of the page."""


@blueprint.get("/caf/seances/<uuid:key>/ordre-du-jour", endpoint="agenda")
def show_agenda(key: UUID) -> ResponseReturnValue:
    """Show the dossiers that may be put on the agenda, with those that are on it."""
    return _show(current_context(), key)


@blueprint.post("/caf/seances/<uuid:key>/ordre-du-jour")
def post_agenda(key: UUID) -> ResponseReturnValue:
    """Set the whole agenda: the dossiers that are ticked, in the order of their ranks; a button moves one of them."""
    context = current_context()
    form = CafForm(request.form)
    keys = form.keys("dossiers")
    ranks = {each: form.number(f"rank/{each}") for each in keys}
    try:
        if wrong := [each for each, rank in ranks.items() if isinstance(rank, str)]:
            message = "Écrivez un rang en chiffres, ou rien pour la fin."
            raise InvalidInput(Problem((f"rank/{each}",), message) for each in wrong)
        ordered = sorted(keys, key=lambda each: rank if isinstance(rank := ranks[each], int) else LAST)
        how, _, moved = form.value("action").partition("/")
        if how in MOVES and (key_of := key_among(moved)) is not None:
            ordered = move_in(ordered, key_of, MOVES[how])
        asked = form.read(AgendaSchema(), dossiers=[str(each) for each in ordered])
        set_agenda(context, key, asked["dossiers"], revision=form.revision)
    except ClasError as error:
        refusal = refused(context, form, error, lambda path: str(path[0]) if str(path[0]).startswith("rank/") else "")
        return _show(context, key, form, refusal)
    flash("L'ordre du jour est enregistré.")
    if how in MOVES:
        return redirect(url_for("caf.agenda", key=key, _anchor=f"dossier-{moved}"), 303)
    return redirect(url_for("caf.session", key=key), 303)


def _show(
    context: Context, key: UUID, form: CafForm | None = None, refusal: Refusal | None = None
) -> ResponseReturnValue:
    view = managed_view(context, key)
    rows = _rows(context, view)
    if form is None:
        values: MultiDict[str, str] = MultiDict()
        for each in rows if request.args.get("cocher") == "tous" else ():
            if each.id not in view.whole.dossiers:
                values.add("dossiers", str(each.id))
        for item in view.whole.items:
            values.add("dossiers", str(item.dossier_id))
            values.add(f"rank/{item.dossier_id}", str(item.rank))
        form = CafForm(values)
    for row in rows:
        form.labels[f"rank/{row.id}"] = f"rang de {row.porteur.name}"
    held = concerned_dossiers(context, view.row, view.body, rows)
    on_it = {item.dossier_id for item in view.whole.items}
    rows.sort(key=lambda each: each.id not in on_it and ORDER[held.get(each.id, "met")])
    proposals = list_proposals(context, rows)
    return session_page(
        context,
        view,
        "agenda.html",
        form,
        refusal,
        rows=rows,
        dossier_states=STATES,
        elsewhere=_elsewhere(held),
        proposals=proposals,
        total_proposed=sum(proposals[each].amount for each in on_it if each in proposals),
        outcomes=OUTCOME_WORDS,
    )


def _elsewhere(held: Mapping[UUID, Verdict]) -> Mapping[UUID, str]:
    """Say what is to be known of dossiers that are not, or may not be, of the territory of a local commission."""
    return {key: NOT_OF_IT[verdict] for key, verdict in held.items() if verdict in NOT_OF_IT}


def _rows(context: Context, view: SessionView) -> list[DossierRow]:
    """Return the dossiers of the agenda in its order, then the others that may be decided as they were deposited."""
    row = view.row
    search = Search(department=row.department, call=row.call, states=TO_DECIDE, sort="deposited_at", limit=MOST_ITEMS)
    there = [view.whole.dossiers[item.dossier_id] for item in view.whole.items]
    known = {each.id for each in there}
    open_to_it = (each for each in list_dossiers(context, search) if is_decidable(each.state, each.outcome))
    return [*there, *(each for each in open_to_it if each.id not in known)]
