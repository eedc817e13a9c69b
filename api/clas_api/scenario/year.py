"""What follows a decision: it is notified, its year begins, its bilan is filed and settled, another year comes."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from clas_api.scenario.answers import answer_bilan
from clas_api.scenario.cast import TOLD, Part
from clas_api.scenario.instruction import proposal
from clas_api.scenario.story import Story
from clas_api.services.dossiers.drafting import start_dossier
from clas_api.services.year.beginning import begin_dossier
from clas_api.services.year.bilans import file_bilan, save_bilan
from clas_api.services.year.ending import close_dossier
from clas_api.services.year.notifying import notify_decision
from clas_api.services.year.paying import make_payment
from clas_api.services.year.settling import settle_dossier
from clas_api.store.database import EVERYTHING, open_session
from clas_api.store.models import BilanRow, Payment
from clas_core.committees.decision import RetainedGroup
from clas_core.money import amount_text

BONUS_USE = "Une intervenante et deux sorties, tout au long de l'année."


def notified(story: Story) -> None:
    """Tell each porteur what was granted."""
    for part in story.parts(*TOLD):
        context = story.caf(story.cast.days.notified)
        notify_decision(context, story.made.dossiers[part.key], revision=story.row(part).revision)


def begun(story: Story) -> None:
    """Begin the year of each dossier whose convention is signed."""
    for part in story.parts(*TOLD[1:]):
        context = story.caf(story.cast.days.notified)
        key = story.made.dossiers[part.key]
        begin_dossier(context, key, signed_on=context.now.date(), revision=story.row(part).revision)


def bilan_filed(story: Story) -> None:
    """File the bilan of each dossier, with the share of its retained costs that was really spent."""
    for part in story.parts(*TOLD[2:]):
        now = story.cast.days.bilan + story.minute_of(part)
        context, key = story.acting_as(part.who, now), story.made.dossiers[part.key]
        kept = [group for group in proposal(story, part).groups if group.retained]
        written = bilan(kept, part.spent) if part.bilan is None else dict(part.bilan)
        saved = save_bilan(context, key, answer_bilan(story, part, written, now), revision=_bilan_revision(story, part))
        file_bilan(context, key, revision=saved.revision)


def settled(story: Story) -> None:
    """Settle each bilan."""
    for part in story.parts(*TOLD[3:]):
        context = story.caf(story.cast.days.settled + story.minute_of(part))
        settle_dossier(context, story.made.dossiers[part.key], revision=story.row(part).revision)


def over(story: Story) -> None:
    """Pay what is due, and close."""
    for part in story.parts(*TOLD[4:]):
        key, now = story.made.dossiers[part.key], story.cast.days.over
        for payment, revision in _unpaid(story, part):
            reference = f"VIR-{story.cast.bank}-{story.cast.parts.index(part) + 1:04d}"
            make_payment(story.caf(now), payment, reference=reference, paid_on=now.date(), revision=revision)
        close_dossier(story.caf(now + story.later(hours=1)), key, revision=story.row(part).revision)


def next_year(story: Story) -> None:
    """Begin the dossier of the next call with each whose grant was notified."""
    cast = story.cast
    if cast.next_year is None or cast.days.next_year is None:
        return
    for part in story.parts(*TOLD):
        context, porteur = story.acting_as(part.who, cast.days.next_year), story.made.porteurs[part.siret]
        older = story.made.dossiers[part.key]
        row, _ = start_dossier(context, cast.department, cast.next_year, porteur, copy_from=older)
        story.made.next_year[part.key] = row.id


def _unpaid(story: Story, part: Part) -> Sequence[tuple[UUID, int]]:
    """Return the payments of a dossier that are due, each with its revision."""
    open_session(story.context.session, EVERYTHING)
    query = select(Payment).where(Payment.dossier_id == story.made.dossiers[part.key], Payment.paid_on.is_(None))
    found = [(each.id, each.revision) for each in story.context.session.scalars(query)]
    story.context.session.rollback()
    return found


def _bilan_revision(story: Story, part: Part) -> int:
    open_session(story.context.session, EVERYTHING)
    query = select(BilanRow.revision).where(BilanRow.dossier_id == story.made.dossiers[part.key])
    revision: int = story.context.session.scalars(query).one()
    story.context.session.rollback()
    return revision


def bilan(kept: Sequence[RetainedGroup], share: int) -> dict[str, Any]:
    """Return a whole bilan of the groups that were retained, `share` hundredths of whose costs were spent."""
    total = sum(group.running_costs * share // 100 for group in kept)
    return {
        "groups": [
            {
                "position": group.position,
                "children": [{"level": "ce2", "girls": 5, "boys": 5}],
                "attendance": 92,
                "sessions_held": 56,
                "parents": 14,
                "paid_adults": 1,
                "volunteer_adults": 2,
                "running_costs": amount_text(group.running_costs * share // 100),
                "bonus_use": BONUS_USE if group.bonuses else None,
            }
            for group in kept
        ],
        "schools": 2,
        "axes": dict.fromkeys(("children", "parents", "school", "territory"), "Ce qui était prévu a été mené."),
        "budget": [
            {"account": "641", "label": "Animateurs", "funder": None, "amount": amount_text(total)},
            {"account": "74", "label": "Subventions", "funder": "commune", "amount": amount_text(total)},
        ],
    }
