"""Beginning a text from one that the department keeps: chosen on the form, filled in, added to what was typed."""

from collections.abc import Mapping

from clas_api.context import Context
from clas_api.pages.caf.form import CafForm
from clas_api.pages.caf.work import Work
from clas_api.services.instruction.templating import filled_template, list_templates
from clas_core.dossiers.text_templates import Use
from clas_core.errors import NotFound

ACTION = "template"
"""The button that asks for a text, on a form whose other button sends it."""

_CHOOSE = "Choisissez un modèle de la liste."


def choices_of(context: Context, work: Work, use: Use) -> Mapping[str, str]:
    """Return the texts that a form may begin from, by key, with their names."""
    return {str(each.id): each.title for each in list_templates(context, work.row.department, use)}


def is_asked(form: CafForm) -> bool:
    """Tell whether a form was sent to have a text put into it, and not to be recorded."""
    return form.value("action") == ACTION


def put_in(context: Context, work: Work, form: CafForm, name: str, use: Use) -> None:
    """Add the text that was chosen to what was typed in a field; nothing is recorded."""
    try:
        text = filled_template(context, work.row, form.key(ACTION), use)
    except NotFound:
        form.errors[ACTION] = _CHOOSE
        form.labels[ACTION] = "modèle"
        return
    typed = form.value(name).rstrip()
    form.values = form.values.copy()
    form.values.setlist(name, [f"{typed}\n\n{text}" if typed else text])
    form.values.setlist(ACTION, [""])
