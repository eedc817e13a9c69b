"""Convening the members of a session, and cancelling it: both are told by mail, with the session for their agenda."""

from uuid import UUID

from clas_api.context import Context, command
from clas_api.services.committees.sessions import check_state, held_at, held_session, touch
from clas_api.services.committees.telling import body_of, tell_members
from clas_api.services.revisions import commit_or_stale, match_revision
from clas_api.services.trace import record
from clas_api.store.models import CommitteeSession
from clas_core.errors import Refused
from clas_core.years import write_when


@command
def convene_members(context: Context, key: UUID, *, revision: int | None) -> CommitteeSession:
    """Convene to a planned session whoever has an account and a seat in it. Once they are, they are told of a change of
    its day, its hour or its place. Commits. Raises `NotFound`, `Stale`, or `Refused`, also where nobody can be written
    to.
    """
    whole = held_at(context, key, revision, states=("planned",))
    row = whole.row
    if not any(seat.account_id for seat in whole.seats):
        raise Refused("Aucun membre n'a de compte : pourvoyez les sièges d'abord, ou convoquez-les vous-même.")
    text = (
        f"Vous êtes convoqué à la séance du {row.sitting.words}.\n"
        f"Instance : {body_of(context, row).label}\n"
        f"Lieu : {row.place}\n"
        f"Dossiers à l'ordre du jour : {len(whole.items)}, à lire sur la plateforme.\n"
        "Le fichier joint met la séance dans votre agenda. Si vous ne venez pas, prévenez le secrétariat du comité."
    )
    before = row.convened_at
    row.convened_at = context.now
    touch(context, row)
    after = {"told": tell_members(context, row, f"Convocation : séance du {write_when(row.sitting.when)}", text)}
    past = before.isoformat() if before else None
    record(context, "session.convened", row.id, chain=row.department, before=past, after=after)
    commit_or_stale(context, row)
    return row


@command
def cancel_session(context: Context, key: UUID, *, reason: str, revision: int | None) -> CommitteeSession:
    """Cancel a session that has not opened, for good; whoever has an account and a seat in it is told why. Commits.

    Its dossiers stay as they are, for another session. Sent again, it is the same.
    Raises `NotFound`, `Stale` or `Refused`.
    """
    row = held_session(context, key)
    if row.state == "cancelled":
        return row
    match_revision(context, row, revision)
    check_state(row, ("planned",))
    text = f"La séance du {write_when(row.sitting.when)} ({row.sitting.place}) est annulée."
    row.cancelled_at, row.cancel_reason = context.now, reason
    touch(context, row)
    after = {"reason": reason, "told": tell_members(context, row, "Séance annulée", text, reason)}
    record(context, "session.cancelled", row.id, chain=row.department, before="planned", after=after)
    commit_or_stale(context, row)
    return row
