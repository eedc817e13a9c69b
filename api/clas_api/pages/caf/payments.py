"""Recording that a payment of a dossier was made: its reference and its day."""

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_context
from clas_api.pages.caf.after import show
from clas_api.pages.caf.form import CafForm, load, refused
from clas_api.pages.caf.site import blueprint
from clas_api.pages.caf.work import open_work
from clas_api.services.year.paying import list_payments, make_payment
from clas_core.errors import ClasError, NotFound, Path
from clas_core.fields import JsonDay, Words
from clas_core.strict import StrictSchema


class MadePaymentFormSchema(StrictSchema):
    """What the accounts say of a payment."""

    reference = Words(required=True, longest=80)
    paid_on = JsonDay(required=True)


@blueprint.post("/dossiers/<uuid:key>/paiements/<uuid:payment>", endpoint="payment")
def post_payment(key: UUID, payment: UUID) -> ResponseReturnValue:
    """Record that a payment was made, once."""
    context = current_context()
    open_work(context, key)
    if payment not in {each.id for each in list_payments(context, key)}:
        raise NotFound("Ce paiement")
    context.afresh()
    form = CafForm(request.form)
    place = f"payments/{payment}"
    form.labels = {f"{place}/reference": "référence du paiement", f"{place}/paid_on": "jour du paiement"}

    def field_of(path: Path) -> str:
        return f"{place}/{path[0]}"

    try:
        typed = {"reference": form.words(f"{place}/reference"), "paid_on": form.day(f"{place}/paid_on")}
        asked = load(MadePaymentFormSchema, typed)
        make_payment(context, payment, revision=form.revision, **asked)
    except ClasError as error:
        refusal = refused(context, form, error, field_of)
        return show(context, open_work(context, key), form, refusal)
    flash("Le paiement est noté.")
    return redirect(url_for("caf.after", key=key), 303)
