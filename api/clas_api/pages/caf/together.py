"""Many dossiers of a session at once: noting votes for, and deciding as proposed what nobody contests."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.caf.decision_form import OUTCOME_WORDS
from clas_api.pages.caf.form import CafForm, Refusal, refused
from clas_api.pages.caf.session_view import managed_view, of_the_whole, session_page
from clas_api.pages.caf.site import blueprint
from clas_api.services.committees.together import decide_as_proposed, note_all_for, standings
from clas_core.committees.committee import CHOICES
from clas_core.errors import ClasError, InvalidInput, Problem

MOST_NAMED = 10
"""Dossiers that a message names, of those that were left for one reason."""


@blueprint.get("/caf/seances/<uuid:key>/ensemble", endpoint="together")
def show_together(key: UUID) -> ResponseReturnValue:
    """Show each dossier with what is proposed, voted and prepared; those that may be done together are ticked."""
    return _show(current_context(), key)


@blueprint.post("/caf/seances/<uuid:key>/ensemble")
def post_together(key: UUID) -> ResponseReturnValue:
    """Note every vote for, or decide as proposed, on the dossiers that are ticked; say which were left, and why."""
    context = current_context()
    form = CafForm(request.form)
    ticked = form.keys("items")
    try:
        if not ticked:
            raise InvalidInput([Problem(("items",), "Cochez un dossier au moins.")])
        if form.value("action") == "votes":
            tell(note_all_for(context, key, ticked), "vote noté pour", "votes notés pour", "sans vote noté")
        else:
            read = {each: form.revision_of(f"study/{each}") for each in ticked}
            tell(decide_as_proposed(context, key, read), "décision préparée", "décisions préparées", "à décider à part")
    except ClasError as error:
        return _show(context, key, form, refused(context, form, error, of_the_whole))
    return redirect(url_for("caf.together", key=key), 303)


def tell(told: Mapping[str, str], one: str, many: str, left: str) -> None:
    """Say at the head of the next page how many dossiers were done, and which were not, by reason."""
    done = sum(not why for why in told.values())
    flash(f"{done} {'dossier' if done == 1 else 'dossiers'} : {one if done == 1 else many}.")
    reasons: dict[str, list[str]] = defaultdict(list)
    for receipt, why in told.items():
        if why:
            reasons[why].append(receipt)
    for why, receipts in reasons.items():
        more = f" et {len(receipts) - MOST_NAMED} autres" if len(receipts) > MOST_NAMED else ""
        flash(f"{', '.join(receipts[:MOST_NAMED])}{more}, {left} : {why.rstrip('.')}.", "refused")


def _show(
    context: Context, key: UUID, form: CafForm | None = None, refusal: Refusal | None = None
) -> ResponseReturnValue:
    view = managed_view(context, key)
    found = standings(context, view.whole)
    if form is None:
        ticked = request.args.get("cocher")
        values: MultiDict[str, str] = MultiDict()
        for each in found:
            if ticked == "tous" or (ticked != "aucun" and not (each.hindrance and each.unvoted)):
                values.add("items", str(each.item.id))
        form = CafForm(values)
    return session_page(
        context,
        view,
        "together.html",
        form,
        refusal,
        standings=found,
        tallies={each.item.id: view.whole.tally_of(each.item.id) for each in found},
        outcomes=OUTCOME_WORDS,
        choices=CHOICES,
    )
