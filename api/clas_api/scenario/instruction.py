"""What the Caf does with what was deposited: it assigns, asks for complements, judges, studies and proposes."""

from datetime import timedelta

from sqlalchemy import select

from clas_api.scenario.answers import answer_grid
from clas_api.scenario.cast import OUTCOMES, Part
from clas_api.scenario.story import Story
from clas_api.services.dossiers.complementing import ask_complements
from clas_api.services.instruction.assigning import assign
from clas_api.services.instruction.instructing import judge_admissibility, study
from clas_api.store.database import EVERYTHING, open_session
from clas_api.store.models import DepositedGroup, DossierVersion
from clas_core.committees.decision import Decision, RetainedGroup

DAYS_TO_ANSWER = timedelta(days=18)
_ASKED = "Merci de préciser le lieu de l'action 2 et ses horaires."
OVER = "Le porteur a cessé son activité depuis le dépôt."
ADVICE = "Projet ancré dans le quartier, partenariat solide avec l'école."
_NONE_ELIGIBLE = "Aucun groupe ne remplit les règles de l'appel."
BONUS = "Projet mené toute l'année."


def instructed(story: Story) -> None:
    """Bring each deposit to where the Caf leaves it, or to its committee."""
    for part in story.parts("assigned", "complements_asked", "inadmissible", "admissible", "examined", *OUTCOMES):
        context = story.caf(story.cast.days.instructed + story.minute_of(part))
        key, revision = story.made.dossiers[part.key], story.row(part).revision
        match part.end:
            case "assigned":
                assign(context, key, context.who.account, revision=revision)
            case "complements_asked":
                ask_complements(context, key, _ASKED, context.now.date() + DAYS_TO_ANSWER, revision=revision)
            case "inadmissible":
                judge_admissibility(context, key, "not_met", OVER, revision=revision)
            case "admissible":
                judge_admissibility(context, key, "met", "", revision=revision)
            case _:
                judge_admissibility(context, key, "met", "", revision=revision)
                grid = answer_grid(story, part, context.now)
                study(context, key, proposal(story, part), ADVICE, revision=story.row(part).revision, grid=grid)


def proposal(story: Story, part: Part) -> Decision:
    """Approve the groups that meet the rules, as they were asked, each bonus with its reason; refuse if none does."""
    session = story.context.session
    open_session(session, EVERYTHING)
    latest = (
        select(DossierVersion.id)
        .where(DossierVersion.dossier_id == story.made.dossiers[part.key])
        .order_by(DossierVersion.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = select(DepositedGroup).where(DepositedGroup.version_id == latest).order_by(DepositedGroup.position)
    groups = [
        RetainedGroup(
            position=each.position,
            retained=each.eligible,
            running_costs=each.running_costs_cents if each.eligible else 0,
            bonuses=dict.fromkeys(each.bonuses.split(), BONUS) if each.eligible else {},
        )
        for each in session.scalars(query)
    ]
    session.rollback()
    if not any(group.retained for group in groups):
        return Decision(outcome="refused", reason=_NONE_ELIGIBLE)
    return Decision(outcome="approved", reason="", groups=groups)
