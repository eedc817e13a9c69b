"""A session of a committee as its pages show it, and what all of them are given."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.caf.form import CafForm, Refusal
from clas_api.security.permissions import departments_of
from clas_api.services.committees.sessions import load_session
from clas_api.services.committees.telling import body_of
from clas_api.services.rules.kept_calls import find_call
from clas_api.store.models import CommitteeSession, SeatRow
from clas_api.store.sessions import WholeSession, seat_value
from clas_core.committees.bodies import Body
from clas_core.committees.committee import ADVICE, RESULTS, has_quorum
from clas_core.committees.sitting import SESSION_STATES
from clas_core.errors import NotFound, Path
from clas_core.years import write_day, write_when


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session. `managing` tells whether whoever looks keeps it; `own` is the seat that they hold, if any."""

    whole: WholeSession
    body: Body
    managing: bool
    own: SeatRow | None

    @property
    def row(self) -> CommitteeSession:
        return self.whole.row

    @property
    def writable(self) -> bool:
        return self.managing and not self.row.over

    @property
    def present(self) -> int:
        """How many institutions are present: what the quorum counts."""
        return len({seat.institution for seat in self.whole.seats if seat.present})

    @property
    def quorate(self) -> bool:
        return has_quorum(map(seat_value, self.whole.seats), self.row.quorum)

    @property
    def title(self) -> str:
        return f"Séance du {write_day(self.row.held_on)}"

    @property
    def prepared(self) -> int:
        """How many dossiers of the agenda have a decision being prepared."""
        return sum(item.draft is not None for item in self.whole.items)

    def left_to_do(self, to_notify: int) -> Sequence[str]:
        """Say what is left to be done once it is closed, in words; `to_notify` decisions are not told yet."""
        notified = Counter(each.outcome for each in self.whole.dossiers.values() if each.state == "notified")
        begin, open_again = notified["approved"], notified["reserve"] + notified["deferred"]
        told = (
            (to_notify, "décision à notifier", "décisions à notifier"),
            (begin, "année à commencer", "années à commencer"),
            (open_again, "dossier à décider de nouveau, notifié", "dossiers à décider de nouveau, notifiés"),
        )
        return [f"{count} {one if count == 1 else many}" for count, one, many in told if count]

    @property
    def deliberated(self) -> str:
        """How far votes and decisions have come: another text after each of them."""
        votes = sum(vote.revision for votes in self.whole.votes.values() for vote in votes)
        return f"{votes}-{sum(item.revision for item in self.whole.items)}"

    def seen(self) -> Mapping[str, str]:
        """Return what a page shows of the session, in words, for a later page to say what has changed since."""
        receipts = (self.whole.dossiers[item.dossier_id].receipt or "" for item in self.whole.items)
        return {
            "État": SESSION_STATES[self.row.state],
            "Jour": write_when(self.row.sitting.when),
            "Lieu": self.row.place,
            "Ordre du jour": ", ".join(receipts) or "vide",
            "Sièges": ", ".join(seat.name for seat in self.whole.seats) or "aucun",
            "Présents": ", ".join(seat.name for seat in self.whole.seats if seat.present) or "personne",
        }


def open_view(context: Context, key: UUID) -> SessionView:
    """Return a session of whoever asks' department. Raises `NotFound`, `NotSignedIn`, `Forbidden`."""
    return view_of(context, load_session(context, key))


def managed_view(context: Context, key: UUID) -> SessionView:
    """Return a session for who keeps it. Raises `NotFound` for anybody else."""
    view = open_view(context, key)
    if not view.managing:
        raise NotFound("Cette page")
    return view


def of_the_whole(path: Path) -> str:
    """A problem of a session as a whole is beside no field."""
    return ""


def view_of(context: Context, whole: WholeSession) -> SessionView:
    """Return a session that was loaded, as whoever asks may see it."""
    own = (seat for seat in whole.seats if seat.account_id is not None and seat.account_id == context.who.account)
    managing = whole.row.department in departments_of(context.who, "sessions.manage")
    return SessionView(whole, body_of(context, whole.row), managing, next(own, None))


def session_page(
    context: Context,
    view: SessionView,
    template: str,
    form: CafForm | None = None,
    refusal: Refusal | None = None,
    **values: Any,
) -> ResponseReturnValue:
    """Show a page of a session, with what was typed when it could not be recorded."""
    form = form or CafForm()
    plugin, campaign = find_call(context, view.row.department, view.row.call)
    differences = None
    if refusal and refusal.differences is not None:
        differences = refusal.differences or form.changed_since(view.seen())
    return render_template(
        f"caf/{template}",
        department=plugin.department,
        campaign=campaign,
        here="sessions",
        view=view,
        whole=view.whole,
        row=view.row,
        states=SESSION_STATES,
        results=RESULTS if view.row.decides else ADVICE,
        form=form,
        differences=differences,
        own=bool(refusal and refusal.own),
        revision=view.row.revision,
        **values,
    ), refusal.status if refusal else 200
