"""The reminders of a call: what went out, what will, and how it reads."""

from flask import render_template
from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_context
from clas_api.pages.caf.department import expect_department
from clas_api.pages.caf.site import blueprint
from clas_api.rendering.mails import paragraphs_of
from clas_api.services.dossiers.reminding_drafts import days_before
from clas_api.services.rules.kept_calls import find_call
from clas_api.services.year.reminders import reminders_of_call, undue_drafts, what_is_said

KINDS = {
    "drafts": ("Brouillons", "Brouillon à déposer"),
    "complements": ("Compléments", "Compléments attendus"),
    "bilans": ("Bilans", "Bilan à déposer"),
    "sessions": ("Séances", "Séance à venir"),
}
"""How each kind of what is called to mind is written: of several, and of one."""


@blueprint.get("/caf/<slug>/<year>/rappels", endpoint="reminders")
def show_reminders(slug: str, year: str) -> ResponseReturnValue:
    """List what is called to mind, with its last and its next reminder, and show what the mails say."""
    context = current_context()
    expect_department(context, "dossiers.study", slug)
    plugin, campaign = find_call(context, slug, year)
    return render_template(
        "caf/reminders.html",
        department=plugin.department,
        campaign=campaign,
        here="reminders",
        kinds=KINDS,
        rows=reminders_of_call(context, slug, year),
        undue=undue_drafts(context, slug, year),
        days=sorted(set(days_before(campaign)), reverse=True),
        said=[(each, paragraphs_of(each.text)) for each in what_is_said(context, slug, year)],
    )
