"""Comparing, before a session, what each published rule makes of the bonuses that the Caf proposes."""

from uuid import UUID

from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_context
from clas_api.pages.caf.session_view import session_page, view_of
from clas_api.pages.caf.site import blueprint
from clas_api.services.committees.allocating import compare_allocations
from clas_core.committees.allocation_words import reason_in_words, rule_in_words, standing_in_words


@blueprint.get("/caf/seances/<uuid:key>/repartitions", endpoint="allocations")
def show_allocations(key: UUID) -> ResponseReturnValue:
    """Show who gets what by each rule, beside what is left of the envelope."""
    context = current_context()
    found = compare_allocations(context, key)
    served = [{each.claim.place: each for each in allocation.served} for allocation in found.allocations]
    return session_page(
        context,
        view_of(context, found.whole),
        "allocations.html",
        found=found,
        served=served,
        rule_in_words=rule_in_words,
        standing_in_words=standing_in_words,
        reason_in_words=reason_in_words,
    )
