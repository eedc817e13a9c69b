"""Who sits in a session and who is there."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.caf.form import CafForm, Refusal, refused
from clas_api.pages.caf.session_view import managed_view, session_page
from clas_api.pages.caf.site import blueprint
from clas_api.services.committees.attending import AskedAbsence, set_attendance
from clas_api.services.committees.proposing_seats import ProposedSeats, propose_seats
from clas_api.services.committees.seating import AskedSeat, list_sitters, set_seats
from clas_api.services.committees.session_requests import AskedSeatSchema, AskedSeatsSchema, AttendanceSchema
from clas_api.store.models import SeatRow
from clas_core.committees.committee import ABSENCES
from clas_core.errors import ClasError, Path

SPARE = 1
"""Empty rows for more seats, beside one for each institution that has none."""

_SEAT = AskedSeatSchema()


@blueprint.get("/caf/seances/<uuid:key>/sieges", endpoint="seats")
def show_seats(key: UUID) -> ResponseReturnValue:
    """Show who sits and who is there, with a form for each."""
    return _show(current_context(), key)


@blueprint.post("/caf/seances/<uuid:key>/presences", endpoint="attendance")
def post_attendance(key: UUID) -> ResponseReturnValue:
    """Say who is there: the seats that are ticked, or everybody; and what is known of the others."""
    context = current_context()
    form = CafForm(request.form)
    seats = form.keys("seat")
    everybody = form.value("action") == "everybody"
    away = [] if everybody else [each for each in seats if form.words(f"absence/{each}")]
    try:
        present = {"present": [str(each) for each in seats]} if everybody else {}
        absences = [
            {"seat": str(each), "absence": form.words(f"absence/{each}"), "proxy": form.words(f"proxy/{each}")}
            for each in away
        ]
        asked = form.read(AttendanceSchema(), absences=absences, **present)
        absent = [AskedAbsence(**each) for each in asked["absences"]]
        set_attendance(context, key, asked["present"], absent, revision=form.revision)
    except ClasError as error:

        def field_of(path: Path) -> str:
            match path:
                case ("absences", int(index), str(name)) if name in ("absence", "proxy"):
                    return f"{name}/{away[index]}"
            return ""

        refusal = refused(context, form, error, field_of)
        return _show(context, key, form, refusal)
    flash("Les présences sont notées.")
    return redirect(url_for("caf.session", key=key), 303)


@blueprint.post("/caf/seances/<uuid:key>/sieges")
def post_seats(key: UUID) -> ResponseReturnValue:
    """Set all the seats of a session."""
    context = current_context()
    form = CafForm(request.form)
    ranks = _ranks(form)

    def field_of(path: Path) -> str:
        match path:
            case ("seats", int(index), *rest):
                return form.field_of(("seats", ranks[index], *rest))
        return form.field_of(path)

    try:
        asked = form.read(AskedSeatsSchema(), seats=[_seat_typed(form, rank) for rank in ranks])["seats"]
        set_seats(context, key, [AskedSeat(**each) for each in asked], revision=form.revision)
    except ClasError as error:
        refusal = refused(context, form, error, field_of)
        return _show(context, key, form, refusal)
    flash("Les sièges sont enregistrés.")
    return redirect(url_for("caf.seats", key=key), 303)


def _ranks(form: CafForm) -> list[int]:
    """Return the ranks of the rows that say something, and are not to be taken out; an institution that was proposed
    and for which nobody is named says nothing."""
    return [
        rank
        for rank in form.indices("seats")
        if not form.has(f"seats/{rank}/gone", "oui")
        and (typed := form.typed(_SEAT, f"seats/{rank}/"))
        and typed != {"institution": form.value(f"seats/{rank}/proposed")}
    ]


def _seat_typed(form: CafForm, rank: int) -> dict[str, Any]:
    """Return the seat of a row, as JSON: who presides is one choice for all of them."""
    return {**form.typed(_SEAT, f"seats/{rank}/"), "presides": form.value("presides") == str(rank)}


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
        values.add(f"absence/{seat.id}", seat.absence or "")
        values.add(f"proxy/{seat.id}", seat.proxy or "")
    return CafForm(values)


def _propose(form: CafForm, proposed: ProposedSeats) -> None:
    """Add rows for the seats that are proposed, then one for each institution of which nobody is known."""
    first = max(form.indices("seats"), default=-1) + 1
    for rank, seat in enumerate(proposed.seats, start=first):
        told = {"institution": seat.institution, "account": seat.account, "name": seat.name, "siren": seat.siren}
        for name, value in told.items():
            form.values.add(f"seats/{rank}/{name}", str(value or ""))
        if seat.presides:
            form.values.add("presides", str(rank))
    for rank, institution in enumerate(proposed.institutions, start=first + len(proposed.seats)):
        form.values.add(f"seats/{rank}/institution", institution)
        form.values.add(f"seats/{rank}/proposed", institution)


def _show(
    context: Context, key: UUID, form: CafForm | None = None, refusal: Refusal | None = None
) -> ResponseReturnValue:
    view = managed_view(context, key)
    sitters = list_sitters(context, view.row.department)
    shown = form or CafForm()
    sent = ("seats/", "presides") if shown.indices("seats") else ("present", "absence/", "proxy/")
    shown.complete(_form_of(view.whole.seats).values, sent=sent if form else ())
    proposed = propose_seats(context, view.whole, view.body, sitters) if form is None and view.writable else None
    if proposed is not None:
        _propose(shown, proposed)
    ranks = shown.indices("seats")
    first = max(ranks, default=-1) + 1
    return session_page(
        context,
        view,
        "seats.html",
        shown,
        refusal,
        ranks=[*ranks, *range(first, first + SPARE)],
        sitters=sitters,
        taken_from=proposed.held_on if proposed else None,
        absences=ABSENCES,
        names={str(each.id): each.name for each in sitters} | {str(s.account_id): s.name for s in view.whole.seats},
    )
