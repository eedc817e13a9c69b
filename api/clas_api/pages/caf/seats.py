"""Who sits in a session and who is there; which dossiers are on its agenda, in which order."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.caf.form import CafForm, Refusal, joined, refused
from clas_api.pages.caf.session_view import SessionView, open_view, session_page
from clas_api.pages.caf.site import blueprint
from clas_api.services.committees.seating import AskedSeat, list_sitters, set_attendance, set_seats
from clas_api.store.models import SeatRow
from clas_core.errors import ClasError, InvalidInput, NotFound, Path, Problem
from clas_core.identifiers import parse_siren

SPARE = 3
"""Empty rows for more seats."""


@blueprint.get("/seances/<uuid:key>/sieges", endpoint="seats")
def show_seats(key: UUID) -> ResponseReturnValue:
    """Show who sits and who is there, with a form for each."""
    return _show(current_context(), key)


@blueprint.post("/seances/<uuid:key>/presences", endpoint="attendance")
def post_attendance(key: UUID) -> ResponseReturnValue:
    """Say who is there: the seats that are ticked, and no other."""
    context = current_context()
    form = CafForm(request.form)
    try:
        set_attendance(context, key, form.keys("present"), revision=form.revision)
    except ClasError as error:
        refusal = refused(context, form, error, lambda path: "")
        return _show(context, key, form, refusal)
    flash("Les présences sont notées.")
    return redirect(url_for("caf.session", key=key), 303)


@blueprint.post("/seances/<uuid:key>/sieges")
def post_seats(key: UUID) -> ResponseReturnValue:
    """Set all the seats of a session."""
    context = current_context()
    form = CafForm(request.form)
    ranks = _ranks(form)

    def field_of(path: Path) -> str:
        match path:
            case ("seats", int(index), *rest):
                return joined(("seats", ranks[index], *rest))
        return joined(path)

    try:
        set_seats(context, key, _seats_typed(form, ranks), revision=form.revision)
    except ClasError as error:
        refusal = refused(context, form, error, field_of)
        return _show(context, key, form, refusal)
    flash("Les sièges sont enregistrés.")
    return redirect(url_for("caf.seats", key=key), 303)


def _ranks(form: CafForm) -> list[int]:
    """Return the ranks of the rows that say something, and are not to be taken out."""
    told = ("id", "institution", "account", "name", "siren")
    return [
        rank
        for rank in form.indices("seats")
        if not form.has(f"seats/{rank}/gone", "oui") and any(form.words(f"seats/{rank}/{name}") for name in told)
    ]


def _seats_typed(form: CafForm, ranks: Sequence[int]) -> list[AskedSeat]:
    """Return the seats that were typed. Raises `InvalidInput` with every SIREN that is none."""
    problems, asked = [], []
    for index, rank in enumerate(ranks):
        place = f"seats/{rank}"
        siren = form.words(f"{place}/siren")
        try:
            siren = parse_siren(siren) if siren else None
        except ValueError as error:
            problems.append(Problem(("seats", index, "siren"), str(error)))
        asked.append(
            AskedSeat(
                id=form.key(f"{place}/id"),
                institution=form.value(f"{place}/institution"),
                account=form.key(f"{place}/account"),
                name=form.words(f"{place}/name"),
                presides=form.value("presides") == str(rank),
                siren=siren,
            )
        )
    if problems:
        raise InvalidInput(problems)
    return asked


def _form_of(seats: Sequence[SeatRow]) -> CafForm:
    values: MultiDict[str, str] = MultiDict()
    for rank, seat in enumerate(seats):
        told: Mapping[str, Any] = {
            "id": seat.id,
            "institution": seat.institution,
            "account": seat.account_id,
            "name": seat.name,
            "siren": seat.siren,
        }
        for name, value in told.items():
            values.add(f"seats/{rank}/{name}", str(value or ""))
        if seat.presides:
            values.add("presides", str(rank))
        if seat.present:
            values.add("present", str(seat.id))
    return CafForm(values)


def _show(
    context: Context, key: UUID, form: CafForm | None = None, refusal: Refusal | None = None
) -> ResponseReturnValue:
    view = open_view(context, key)
    _expect_managing(view)
    context.afresh()
    sitters = list_sitters(context, view.row.department)
    shown = form or CafForm()
    sent = ("seats/", "presides") if shown.indices("seats") else ("present",)
    shown.complete(_form_of(view.whole.seats).values, sent=sent if form else ())
    ranks = shown.indices("seats")
    first = max(ranks, default=-1) + 1
    for rank in (*ranks, *range(first, first + SPARE)):
        for name, words in (("institution", "institution"), ("account", "compte"), ("name", "nom"), ("siren", "SIREN")):
            shown.labels[f"seats/{rank}/{name}"] = f"siège {rank + 1}, {words}"
    return session_page(
        context,
        view,
        "seats.html",
        shown,
        refusal,
        ranks=[*ranks, *range(first, first + SPARE)],
        sitters=sitters,
        names={str(each.id): each.name for each in sitters} | {str(s.account_id): s.name for s in view.whole.seats},
    )


def _expect_managing(view: SessionView) -> None:
    if not view.managing:
        raise NotFound("Cette page")
