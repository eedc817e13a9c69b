"""The payments to make of a call, as a list to sign and to carry out."""

from flask import Response, abort

from clas_api.files_given import file_of
from clas_api.pages.asking import current_context
from clas_api.pages.caf.department import expect_department
from clas_api.pages.caf.site import blueprint
from clas_api.rendering import FORMATS_WITH_DATA
from clas_api.services.year.ordering_payments import order_payments


@blueprint.get("/caf/<slug>/<year>/paiements-a-faire.<form>", endpoint="payment_order")
def give_payment_order(slug: str, year: str, form: str) -> Response:
    """Give the list as a file."""
    context = current_context()
    expect_department(context, "payments.manage", slug)
    if form not in FORMATS_WITH_DATA:
        abort(404)
    found = order_payments(context, slug, year)
    name, rehearsal = f"clas-paiements-a-faire-{slug}-{year}", context.installation.is_rehearsal
    return file_of(found.document, name, form, rehearsal=rehearsal, content=found.content)
