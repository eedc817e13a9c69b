"""Comparing, before a session, what each published rule makes of the bonuses that the Caf proposes; preparing the
decisions by one of them."""

from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.caf.form import CafForm, Refusal, refused
from clas_api.pages.caf.session_view import of_the_whole, session_page, view_of
from clas_api.pages.caf.site import blueprint
from clas_api.pages.caf.together import tell
from clas_api.services.committees.allocating import compare_allocations
from clas_api.services.committees.filling import fill_by_allocation
from clas_core.committees.allocation_words import reason_in_words, rule_in_words, standing_in_words
from clas_core.errors import ClasError


@blueprint.get("/caf/seances/<uuid:key>/repartitions", endpoint="allocations")
def show_allocations(key: UUID) -> ResponseReturnValue:
    """Show who gets what by each rule, beside what is left of the envelope."""
    return _show(current_context(), key)


@blueprint.post("/caf/seances/<uuid:key>/repartitions")
def post_allocated(key: UUID) -> ResponseReturnValue:
    """Prepare the decisions by the rule that was chosen, as its page showed it; say which were left, and why."""
    context = current_context()
    form = CafForm(request.form, labels={"seen": "la répartition"})
    try:
        told = fill_by_allocation(context, key, form.value("rule"), seen=form.value("seen"))
    except ClasError as error:
        return _show(context, key, form, refused(context, form, error, of_the_whole))
    tell(told, "décision préparée selon la règle", "décisions préparées selon la règle", "à décider à part")
    return redirect(url_for("caf.allocations", key=key), 303)


def _show(
    context: Context, key: UUID, form: CafForm | None = None, refusal: Refusal | None = None
) -> ResponseReturnValue:
    found = compare_allocations(context, key)
    served = [{each.claim.place: each for each in allocation.served} for allocation in found.allocations]
    return session_page(
        context,
        view_of(context, found.whole),
        "allocations.html",
        form,
        refusal,
        found=found,
        served=served,
        rule_in_words=rule_in_words,
        standing_in_words=standing_in_words,
        reason_in_words=reason_in_words,
    )
