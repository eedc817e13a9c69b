"""The one session of a story: planned, open, voted, closed."""

from clas_api.context import Context
from clas_api.scenario.cast import OUTCOMES, Part
from clas_api.scenario.instruction import proposal
from clas_api.scenario.story import Story
from clas_api.services.committees.agenda import set_agenda
from clas_api.services.committees.attending import set_attendance
from clas_api.services.committees.closing import close_session
from clas_api.services.committees.deciding import prepare_decision
from clas_api.services.committees.seating import AskedSeat, set_seats
from clas_api.services.committees.sessions import load_session, open_session, plan_session
from clas_api.services.committees.voting import record_votes
from clas_api.services.revisions import NOT_YET
from clas_api.store.sessions import WholeSession
from clas_core.committees.committee import Choice
from clas_core.committees.decision import Decision
from clas_core.dossiers.lifecycle import Outcome
from clas_core.errors import InvalidInput

REASONS: dict[Outcome, str] = {
    "refused": "L'axe de la concertation avec l'école n'est pas assez décrit.",
    "reserve": "Projet recevable, à financer si des crédits se libèrent.",
    "deferred": "À représenter avec l'avis de la commune.",
}


def session_planned(story: Story) -> None:
    """Plan the session, with every dossier that a committee is to decide of, and whoever sits."""
    parts, made = list(story.parts(*OUTCOMES)), story.made
    if not parts:
        return
    context = _caf(story)
    row = plan_session(context, story.cast.department, story.cast.year, story.cast.sitting)
    made.session = row.id
    set_agenda(context, row.id, [made.dossiers[part.key] for part in parts], revision=row.revision)
    seats = [
        AskedSeat(
            institution=seat.institution,
            account=made.accounts[seat.who] if seat.who else None,
            name=seat.name or None,
            presides=seat.presides,
        )
        for seat in story.cast.seats
    ]
    whole = set_seats(context, row.id, seats, revision=row.revision)
    holders = {account: who for who, account in made.accounts.items()}
    made.seats = {holders[each.account_id] if each.account_id else each.name: each.id for each in whole.seats}
    by_dossier = {each.dossier_id: each.id for each in whole.items}
    made.items = {part.key: by_dossier[made.dossiers[part.key]] for part in parts}


def session_open(story: Story) -> None:
    """Note everybody present, and open."""
    if story.made.session is not None:
        context, seats = _caf(story), list(story.made.seats.values())
        set_attendance(context, story.made.session, seats, revision=_session(story, context).row.revision)
        open_session(context, story.made.session, revision=_session(story, context).row.revision)


def voted(story: Story) -> None:
    """Vote on every dossier, and prepare what follows from it."""
    key = story.made.session
    if key is None:
        return
    context = _caf(story)
    for part in story.parts(*OUTCOMES):
        item, decision = story.made.items[part.key], _decision(story, part)
        choice: Choice = "for" if decision.outcome == "approved" else "against"
        record_votes(context, key, item, [(seat, choice, NOT_YET) for seat in story.made.seats.values()])
        (seen,) = [each for each in _session(story, context).items if each.id == item]
        try:
            prepare_decision(context, key, item, decision, revision=seen.revision)
        except InvalidInput:
            if not story.cast.waits or decision.outcome != "approved":
                raise
            story.end_as(part, "reserve")  # the envelope of the call is used up: what comes after it waits
            waiting = Decision(outcome="reserve", reason=REASONS["reserve"])
            prepare_decision(context, key, item, waiting, revision=seen.revision)


def _decision(story: Story, part: Part) -> Decision:
    if part.decided is not None:
        return part.decided
    outcome = OUTCOMES[part.end]
    if outcome == "approved":
        return proposal(story, part)
    return Decision(outcome=outcome, reason=REASONS[outcome])


def closed(story: Story) -> None:
    """Close the session, which decides of every dossier."""
    if story.made.session is not None:
        context = _caf(story)
        close_session(context, story.made.session, revision=_session(story, context).row.revision)


def _caf(story: Story) -> Context:
    return story.caf(story.cast.days.session)


def _session(story: Story, context: Context) -> WholeSession:
    """Return the session as it stands."""
    assert story.made.session is not None
    return load_session(context, story.made.session)
