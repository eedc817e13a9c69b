"""What porteurs do before their call closes: they describe themselves, write, deposit, and sometimes think again."""

from datetime import datetime

from clas_api.scenario.answers import answer_dossier
from clas_api.scenario.cast import UNDEPOSITED, Part
from clas_api.scenario.joined import join_documents
from clas_api.scenario.story import Story
from clas_api.services.dossiers.depositing import deposit
from clas_api.services.dossiers.drafting import save_dossier, start_dossier
from clas_api.services.people.porteurs import create_porteur
from clas_api.services.year.ending import withdraw_dossier


def drafts(story: Story) -> None:
    """Describe each organisation, and write its dossier, one evening after the other."""
    for part in story.cast.parts:
        known = story.made.porteurs
        if part.siret not in known:
            known[part.siret] = create_porteur(story.acting_as(part.who, part.begins), dict(part.organisation)).id
            story.forget(part.who)
        if part.end == "described":
            continue
        now = part.begins + story.later(hours=1)
        row, _ = start_dossier(
            story.acting_as(part.who, now), story.cast.department, story.cast.year, known[part.siret]
        )
        story.made.dossiers[part.key] = row.id
        for sections in part.evenings:
            now += story.later(hours=1)
            row = save_dossier(story.acting_as(part.who, now), row.id, dict(sections), revision=row.revision)
        if part.end not in UNDEPOSITED:
            answer_dossier(story, part, row, now)
            join_documents(story, part, row)


def deposited(story: Story) -> None:
    """Deposit each dossier; some are changed afterwards, and of these some are deposited again, or withdrawn."""
    for part in story.cast.parts:
        if part.end not in UNDEPOSITED:
            now = part.begins + story.later(hours=1 + len(part.evenings) + 2)
            deposit(story.acting_as(part.who, now), story.made.dossiers[part.key], confirmed_unpaid=part.unpaid)
            _think_again(story, part, now)


def _think_again(story: Story, part: Part, now: datetime) -> None:
    key = story.made.dossiers[part.key]
    if part.afterwards:
        now += story.later(days=1)
        revision = story.row(part).revision
        row = save_dossier(story.acting_as(part.who, now), key, dict(part.afterwards), revision=revision)
        answer_dossier(story, part, row, now)
    if part.again:
        now += story.later(hours=2)
        deposit(story.acting_as(part.who, now), key, confirmed_unpaid=part.unpaid)
    if part.end == "withdrawn":
        now += story.later(days=1)
        withdraw_dossier(story.acting_as(part.who, now), key, revision=story.row(part).revision)
