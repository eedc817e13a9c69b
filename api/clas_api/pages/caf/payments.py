"""Recording that a payment of a dossier was made: its reference and its day."""

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_context
from clas_api.pages.caf.after import show
from clas_api.pages.caf.form import CafForm, refused
from clas_api.pages.caf.site import blueprint
from clas_api.pages.caf.work import open_work
from clas_api.pages.porteur.wording import name_of_field
from clas_api.services.year.paying import list_payments, make_payment
from clas_api.services.year.year_requests import MadePaymentSchema
from clas_core.errors import ClasError, NotFound


@blueprint.post("/caf/dossiers/<uuid:key>/paiements/<uuid:payment>", endpoint="payment")
def post_payment(key: UUID, payment: UUID) -> ResponseReturnValue:
    """Record that a payment was made, once."""
    context = current_context()
    open_work(context, key)
    if payment not in {each.id for each in list_payments(context, key)}:
        raise NotFound("Ce paiement")
    place = f"payments/{payment}"
    called = {"reference": f"{place}/reference", "paid_on": f"{place}/paid_on"}
    form = CafForm(request.form, called=called, labels={called[name]: name_of_field(name) for name in called})
    try:
        make_payment(context, payment, **form.read(MadePaymentSchema()), revision=form.revision)
    except ClasError as error:
        refusal = refused(context, form, error)
        return show(context, open_work(context, key), form, refusal)
    flash("Le paiement est noté.")
    return redirect(url_for("caf.after", key=key), 303)
