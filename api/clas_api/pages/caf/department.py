"""The dossiers of a department, for its Caf and its committee."""

from collections.abc import Container, Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.caf.site import blueprint
from clas_api.pages.lists import ROWS
from clas_api.pages.porteur.folder import state_of
from clas_api.refusals import NotSignedIn
from clas_api.security.permissions import Ability, departments_of
from clas_api.services.dossiers.reading import list_dossiers
from clas_api.services.rules.kept_calls import find_department
from clas_api.store.dossier_lists import Search
from clas_api.store.models import DossierRow
from clas_api.store.orders import order_of
from clas_core.dossiers.lifecycle import STATES
from clas_core.errors import NotFound

ORDERS: Mapping[str, str] = {
    "-updated_at": "modifiés en dernier d'abord",
    "updated_at": "modifiés en premier d'abord",
    "-deposited_at": "déposés en dernier d'abord, sans les brouillons",
    "deposited_at": "déposés en premier d'abord, sans les brouillons",
    "porteur": "par nom de porteur",
    "-asked": "montants demandés les plus hauts d'abord",
    "receipt": "par récépissé, sans les brouillons",
}
"""The ways a list is sorted, in words."""


def expect_department(context: Context, ability: Ability, slug: str) -> None:
    """Raise `NotFound` for a department that whoever asks does not work for."""
    if not context.who.signed_in:
        raise NotSignedIn
    if slug not in departments_of(context.who, ability):
        raise NotFound("Cette liste de dossiers")


def place_after(text: str, order: str) -> tuple[Any, UUID] | None:
    """Return the place after which a page of the list begins; the beginning for one that was not given here."""
    value, _, key = text.rpartition("~")
    try:
        return order_of(order).read(value), UUID(key)
    except ValueError:
        return None


def asked_for(name: str, known: Container[str] | None = None) -> str:
    """Return what the address asks for, without what no search could mean; nothing for what is not `known`."""
    text = "".join(filter(str.isprintable, request.args.get(name, ""))).strip()[:100]
    return text if known is None or text in known else ""


@blueprint.get("/departements/<slug>/dossiers", endpoint="all_dossiers")
def list_of_dossiers(slug: str) -> ResponseReturnValue:
    """List the dossiers of a department: filtered, sorted, page after page."""
    context = current_context()
    expect_department(context, "dossiers.read", slug)
    asked = {
        "annee": asked_for("annee"),
        "appel": asked_for("appel"),
        "etat": asked_for("etat", STATES),
        "texte": asked_for("texte"),
    }
    order = asked_for("tri", ORDERS) or "-updated_at"
    search = Search(
        department=slug,
        school_year=asked["annee"] or None,
        call=asked["appel"] or None,
        states=(asked["etat"],) if asked["etat"] else (),
        text=asked["texte"] or None,
        sort=order,
        after=place_after(request.args.get("apres", ""), order),
        limit=ROWS,
    )
    rows = list_dossiers(context, search)
    following = ""
    if len(rows) > ROWS:
        kept = {name: text for name, text in (*asked.items(), ("tri", order)) if text}
        following = urlencode({**kept, "apres": place_of(rows[ROWS - 1], order)})
    department = find_department(context, slug).department
    named = (asked["appel"], asked["annee"])
    return render_template(
        "caf/all_dossiers.html",
        department=department,
        rows=rows[:ROWS],
        asked=asked,
        order=order,
        orders=ORDERS,
        states=STATES,
        calls=department.in_order,
        years=sorted({str(name.year) for name in department.campaigns}, reverse=True),
        following=following,
        first=not search.after,
        state_of=state_of,
        extending=next((each for each in department.in_order if str(each.name) in named), department.latest),
        granting=slug in departments_of(context.who, "extensions.grant"),
    )


def place_of(row: DossierRow, order: str) -> str:
    return f"{order_of(order).place(row)}~{row.id}"
