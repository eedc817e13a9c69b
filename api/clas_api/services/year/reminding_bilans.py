"""Reminding porteurs of the bilans that are due soon or overdue, each once in a while."""

from clas_api.context import Context, command
from clas_api.services.trace import record
from clas_api.services.year.bilans import remind_of_bilan
from clas_api.services.year.due import due_of, words_of
from clas_api.store.bilans import bilans_to_remind, bilans_without_day
from clas_api.store.granted import granted_of
from clas_api.store.models import DossierRow


def _take_days(context: Context) -> None:
    """Give the bilans that began without a day the one, or the words, that their call has stated since."""
    stated = {
        (plugin.slug, str(name)): campaign.bilan_due
        for plugin in context.installation.registry
        for name, campaign in plugin.department.campaigns.items()
        if campaign.bilan_due is not None
    }
    for bilan in bilans_without_day(context.session, stated):
        due = due_of(stated[bilan.department, bilan.call])
        if (due["due_on"], due["due_words"]) == (bilan.due_on, bilan.due_words):
            continue
        bilan.due_on, bilan.due_words = due["due_on"], due["due_words"]
        after = {"due_on": bilan.due_on.isoformat() if bilan.due_on else None, **words_of(bilan)}
        record(context, "bilan.due", bilan.dossier_id, chain=bilan.department, after=after)


@command
def remind_bilans(context: Context) -> int:
    """Write to the porteur of each bilan that is due, and return how many. For the installation itself. Commits."""
    context.open_wholly(writing=True)
    _take_days(context)
    bilans = bilans_to_remind(context.session, context.now.date())
    granted = granted_of(context.session, [bilan.dossier_id for bilan in bilans])
    for bilan in bilans:
        row = context.session.get_one(DossierRow, bilan.dossier_id)
        contact = (granted[row.id].version.content.get("contact") or {}).get("email") if row.id in granted else None
        remind_of_bilan(context, row, bilan, contact)
        assert bilan.due_on is not None
        record(context, "bilan.reminded", row.id, chain=row.department, after={"due_on": bilan.due_on.isoformat()})
    context.session.commit()
    return len(bilans)
