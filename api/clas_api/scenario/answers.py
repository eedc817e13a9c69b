"""What a call asks besides, answered by whoever is in a story: from the declaration of each question alone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from clas_api.scenario.cast import Part
from clas_api.scenario.story import Story
from clas_api.services.dossiers.drafting import save_dossier
from clas_api.services.rules.campaigns import call_of
from clas_api.services.year.approved import approval_of, asked_of_bilan
from clas_api.store.models import DossierRow
from clas_core.departments import CallName
from clas_core.questions import Questionnaire, with_invented
from clas_core.questions.grid import SUBJECT
from clas_core.years import SchoolYear


def answer_dossier(story: Story, part: Part, row: DossierRow, now: datetime) -> DossierRow:
    """Save an answer to each required question that a dossier leaves open; nothing where there is none."""
    context = story.acting_as(part.who, now)
    context.open_wholly()
    asked = call_of(context, row).questionnaire
    content: Mapping[str, Any] = row.content
    dossier, revision, year = row.id, row.revision, SchoolYear.parse(row.school_year)
    context.session.rollback()  # a row that is read after this would begin another reading, which nobody ends
    answer = _Answering(asked, str(part.organisation["nature"]), year)
    actions = [
        answer("action", {**action, "groups": [answer("group", group) for group in action["groups"]]})
        for action in content.get("actions") or ()
    ]
    found = answer("dossier", {"answers": content.get("answers") or {}})
    sections = {"actions": actions, **found}
    changed = {name: each for name, each in sections.items() if each and each != content.get(name)}
    if not changed:
        return row
    return save_dossier(story.acting_as(part.who, now), dossier, changed, revision=revision)


def answer_bilan(story: Story, part: Part, written: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Return a bilan with an answer to each required question of its own."""
    context = story.acting_as(part.who, now)
    context.open_wholly()
    asked = asked_of_bilan(context, approval_of(context, story.made.dossiers[part.key]))
    context.session.rollback()
    answer = _Answering(asked, str(part.organisation["nature"]), CallName.parse(story.cast.year).year)
    groups = [answer("bilan_group", group) for group in written["groups"]]
    return answer("bilan", {**written, "groups": groups})


def answer_grid(story: Story, part: Part, now: datetime) -> dict[str, Any]:
    """Return a score, with a reason, for each required question of the study grid of a call."""
    context = story.caf(now)
    context.open_wholly()
    row = context.session.get_one(DossierRow, story.made.dossiers[part.key])
    asked = call_of(context, row).questionnaire
    context.session.rollback()
    nature, year = str(part.organisation["nature"]), CallName.parse(story.cast.year).year
    return {
        name: {"score": score, "reason": _WHY}
        for name, score in with_invented(asked, SUBJECT, {}, nature, year).items()
    }


_WHY = "D'après le dossier et la visite de l'an dernier."


class _Answering:
    def __init__(self, asked: Questionnaire, nature: str, year: SchoolYear) -> None:
        self.asked, self.nature, self.year = asked, nature, year

    def __call__(self, subject: str, table: Mapping[str, Any]) -> dict[str, Any]:
        answers = with_invented(self.asked, subject, table, self.nature, self.year)
        kept = {name: each for name, each in table.items() if name != "answers"}
        return {**kept, "answers": answers} if answers else kept
