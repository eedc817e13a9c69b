"""The story of any department's call, told as far as one asks and as its file lets it: previews and rehearsals."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from clas_api.installation import Clock, Installation
from clas_api.rehearsal import MORNING
from clas_api.scenario.any_call import cast_of_call, deciding_body
from clas_api.scenario.call_days import STAGES_IN_FRENCH, STAGES_OFFERED, CallDays, days_of
from clas_api.scenario.cast import TOLD
from clas_api.scenario.instruction import proposal
from clas_api.scenario.stages import tell
from clas_api.scenario.story import Story
from clas_api.store.chains import last_moment
from clas_api.store.database import EVERYTHING, open_session
from clas_core.departments import Campaign, Department
from clas_core.errors import ClasError
from clas_core.years import write_day

_A_MOMENT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldStory:
    """How far a story came: the stage of those offered, the moment at which whoever looks comes in, and why it went no
    further, in a sentence; nothing where it went as far as was asked."""

    stage: str
    moment: datetime
    remark: str = ""


def tell_call(
    installation: Installation,
    engine: Engine,
    department: Department,
    campaign: Campaign | None,
    *,
    stage: str,
    day: date | None,
    password: str,
) -> ToldStory:
    """Tell the story of a call until `stage` in an empty database, so that it may be looked at on `day`, or on the day
    of that stage. A story that its call does not let go on stops where it is, and says so."""
    referential = installation.referential_of(campaign) if campaign else None
    days = _days(campaign, day, Clock().today())
    stage, remark = _reachable(campaign, has_rules=referential is not None, stage=stage, day=day, days=days)
    cast = cast_of_call(department, campaign, referential, days, password)
    with Session(engine, expire_on_commit=False) as session:
        story = Story.on(session, installation, cast)
        reached = "people"
        try:
            for name in tell(story, until=STAGES_OFFERED[stage]):
                reached = next((offered for offered, told in STAGES_OFFERED.items() if told == name), reached)
                if name == "deposited":
                    _refuse_what_no_rule_allows(story)
        except ClasError as error:
            session.rollback()
            remark = f"L'histoire s'arrête {STAGES_IN_FRENCH[reached]}. {error}"
        moment = datetime.combine(day or days.of(reached), MORNING)
        last = _last_act(session)
    return ToldStory(stage=reached, moment=max(moment, last + _A_MOMENT) if last else moment, remark=remark)


def first_moment(campaign: Campaign | None, day: date | None, today: date) -> datetime:
    """Return when the story of a call begins: the installation is opened then."""
    return datetime.combine(_days(campaign, day, today).begins, MORNING)


def _days(campaign: Campaign | None, day: date | None, today: date) -> CallDays:
    if campaign is not None:
        return days_of(campaign, day, today)
    day = day or today
    return CallDays(first=day, working=day, closes=None, session=day, notified=day, bilan=day)


def _reachable(
    campaign: Campaign | None, *, has_rules: bool, stage: str, day: date | None, days: CallDays
) -> tuple[str, str]:
    """Return the stage that a story comes to, with why it is not the one that was asked for."""
    names = list(STAGES_OFFERED)
    most, why = names[-1], ""
    if campaign is None:
        most, why = "people", "Ce département n'a pas encore d'appel."
    elif not has_rules:
        most, why = "people", f"Les règles nationales de {campaign.school_year} ne sont pas connues ici."
    elif days.closes is None:
        most, why = "drafts", "L'appel est annoncé, son jour de clôture n'est pas connu : rien ne s'y dépose."
    elif campaign.calendar.opens_after(days.working):
        most, why = "drafts", f"L'appel n'est pas ouvert le {write_day(days.working)} : rien ne s'y dépose encore."
    elif deciding_body(campaign).decides is False:
        most, why = "session", "Aucune instance de cet appel ne décide : le fichier dit qu'elles donnent un avis."
    if names.index(stage) > names.index(most):
        return most, f"{why} L'histoire s'arrête {STAGES_IN_FRENCH[most]}."
    if day is None or days.of(stage) <= day:
        return stage, ""
    reached = [each for each in names[: names.index(stage) + 1] if days.of(each) <= day][-1]
    when = write_day(days.of(stage))
    sentence = f"Le {write_day(day)}, l'histoire s'arrête {STAGES_IN_FRENCH[reached]} ; la suite vient le {when}."
    return reached, sentence


def _refuse_what_no_rule_allows(story: Story) -> None:
    """Have refused what no committee may approve: the rules of a call may exclude all the groups of a dossier."""
    for part in list(story.parts(*TOLD, "approved")):
        if proposal(story, part).outcome == "refused":
            story.end_as(part, "refused")


def _last_act(session: Session) -> datetime | None:
    """Return when the last thing of a story was done, by the trace."""
    open_session(session, EVERYTHING)
    last = last_moment(session)
    session.rollback()
    return last
