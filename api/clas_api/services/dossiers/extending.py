"""More time for one porteur, granted by its Caf with a reason."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import Uuid, literal, select, tuple_

from clas_api.context import Context, command
from clas_api.services.outbox import write_mail
from clas_api.services.people.writing_to_porteurs import addresses_of
from clas_api.services.rules.campaigns import call_for
from clas_api.services.rules.finding import call_title
from clas_api.services.trace import hold_chain, record
from clas_api.store.dossiers import last_extension
from clas_api.store.models import Extension, PorteurRow
from clas_api.store.models.base import Moment
from clas_core.errors import InvalidInput, NotFound, Problem, Refused
from clas_core.years import PARIS, write_day, write_moment


@command
def grant_extension(
    context: Context, slug: str, call: str, porteur: UUID, *, until: date, reason: str
) -> tuple[Extension, bool]:
    """Let a porteur deposit until the end of a day, in Paris; return what was granted, and whether it is new.

    The last one that is granted holds, so that a mistaken day is corrected by another grant, with its reason; granting
    the same again gives the same. Its people are told by mail.
    Raises `NotFound`, `InvalidInput`, or `Refused` without a closing day. Commits.
    """
    scope = context.open("extensions.grant", writing=True)
    if slug not in scope.departments:
        raise NotFound("Cet appel")
    if context.session.get(PorteurRow, porteur) is None:
        raise NotFound("Ce porteur")
    campaign = call_for(context, slug, call, porteur).campaign
    closes = campaign.calendar.closing_day
    if closes is None:
        raise Refused("Le jour de clôture de l'appel n'est pas encore connu : il n'y a rien à prolonger.")
    first = max(closes + timedelta(days=1), context.now.date())
    last = campaign.school_year.last_day
    if not first <= until <= last:
        message = f"Une date est attendue, du {write_day(first)} au {write_day(last)}."
        if first > last:
            year = campaign.school_year
            message = f"L'année {year} s'est terminée le {write_day(last)} : il ne s'y accorde plus de prolongation."
        raise InvalidInput([Problem(("until",), message)])
    moment = datetime.combine(until, time(23, 59, 59), tzinfo=PARIS)
    hold_chain(context, slug)  # of many grants at once each sees those before it
    before = last_extension(context.session, porteur, slug, call)
    if before is not None and (before.until, before.reason) == (moment, reason):
        return before, False
    granted = Extension(
        department=slug,
        call=call,
        porteur_id=porteur,
        until=moment,
        reason=reason,
        granted_by=context.who.id,
        # Later than the one before, even by a clock that stands still: the last one holds.
        granted_at=max(context.now, before.granted_at + timedelta(microseconds=1)) if before else context.now,
    )
    context.session.add(granted)
    context.session.flush()
    after = {"porteur": str(porteur), "school_year": call, "until": until.isoformat(), "reason": reason}
    record(context, "extension.granted", granted.id, chain=slug, after=after)
    _tell(context, granted)
    context.session.commit()
    return granted, True


def _tell(context: Context, granted: Extension) -> None:
    """Write to the people of a porteur until when it may deposit now."""
    title = call_title(context.installation, granted.department, granted.call)
    link = f"{context.installation.settings.base_url}/espace"
    text = (
        f"Bonjour,\n\nLa Caf vous laisse déposer votre dossier Clas {title} jusqu'au {write_moment(granted.until)}.\n"
        f"Motif : {granted.reason}\n\nVotre espace : {link}\n"
    )
    for recipient in sorted(addresses_of(context, [granted.porteur_id])[granted.porteur_id]):
        write_mail(context, recipient, f"Dossier Clas {title} : délai accordé", text, department=granted.department)


def list_extensions(
    context: Context, slug: str, call: str, *, after: tuple[datetime, UUID] | None = None, limit: int | None = None
) -> Sequence[Extension]:
    """Return the extensions of a call, the oldest first: all of them for its Caf, its own for a porteur.

    With a `limit`, one more when another page follows; `after` is the place of the last one of the page before.
    """
    scope = context.open("extensions.read")
    query = select(Extension).where(Extension.department == slug, Extension.call == call)
    if slug not in scope.departments:
        query = query.where(Extension.porteur_id.in_(scope.porteurs))
    place = tuple_(Extension.granted_at, Extension.id)
    if after is not None:
        query = query.where(place > tuple_(literal(after[0], Moment), literal(after[1], Uuid)))
    if limit is not None:
        query = query.limit(limit + 1)
    return context.session.scalars(query.order_by(Extension.granted_at, Extension.id)).all()
