"""Saving what was typed on a page of a bilan, or showing it again with whatever kept it from being saved."""

from collections.abc import Callable

from flask import flash

from clas_api.pages.porteur.bilan_folder import BilanFolder, field_of, open_own_bilan
from clas_api.pages.porteur.bilan_typed import lines_kept, shaped
from clas_api.pages.porteur.form import TypedForm
from clas_api.pages.porteur.saving import STILL_TO_DEPOSIT, Outcome, revision_typed
from clas_api.pages.porteur.wording import ShownChange, shown_changes
from clas_api.pages.porteur.written import Sections
from clas_api.refusals import Stale
from clas_api.services.year.bilans import save_bilan
from clas_api.statuses import status_of
from clas_core.dossiers import changes_between
from clas_core.errors import ClasError, InvalidInput, Path, Unknown
from clas_core.years import write_when


def save(bilan: BilanFolder, form: TypedForm, read: Callable[[BilanFolder], Sections]) -> tuple[BilanFolder, Outcome]:
    """Save what `read` makes of a form; return the bilan as it is then, and what became of the form."""
    context = bilan.folder.context
    sections = read(bilan)
    try:
        row = save_bilan(context, bilan.folder.row.id, sections, revision=revision_typed(form))
        flash(f"Enregistré le {write_when(row.updated_at)}.{STILL_TO_DEPOSIT}")
    except Unknown:
        raise
    except ClasError as error:
        current = open_own_bilan(context, bilan.folder.row.id)
        status, differences = status_of(error), None
        if isinstance(error, Stale):
            differences = _differences(current, read(current))
        elif isinstance(error, InvalidInput):
            form.refuse((_field(each.path, current, form, sections), each) for each in error.problems)
        else:
            form.general.append(error.message)
        own = isinstance(error, Stale) and error.own
        return current, Outcome(current.folder, False, status, differences, own=own)
    return bilan, Outcome(bilan.folder, True)


def _field(path: Path, bilan: BilanFolder, form: TypedForm, sections: Sections) -> str:
    """Return the field that a place of `sections` was typed in; empty lines of the budget are not in them."""
    if path[0] == "budget" and len(path) > 1:
        path = ("budget", lines_kept(form, bilan.foreseen.budget)[int(path[1])], *path[2:])
    return field_of(path, sections)


def _differences(bilan: BilanFolder, sections: Sections) -> tuple[ShownChange, ...]:
    """Return how what was typed differs from what is saved now."""
    now = {name: bilan.row.content.get(name) for name in sections}
    return shown_changes(changes_between(shaped(now), shaped(sections)), bilan.folder.row.school_year, bilan.questions)
