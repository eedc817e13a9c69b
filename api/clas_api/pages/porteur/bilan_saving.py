"""Saving what was typed on a page of a bilan, or showing it again with whatever kept it from being saved."""

from collections.abc import Callable, Iterable, Sequence

from flask import flash

from clas_api.pages.porteur.bilan_folder import BilanFolder, field_of, open_own_bilan
from clas_api.pages.porteur.bilan_typed import lines_kept
from clas_api.pages.porteur.form import TypedForm
from clas_api.pages.porteur.saving import STILL_TO_DEPOSIT, Outcome, revision_typed, said_kept, shown_typed
from clas_api.pages.porteur.wording import ShownChange, shown_changes
from clas_api.pages.porteur.written import Sections
from clas_api.refusals import Clash, Stale
from clas_api.services.year.bilans import save_bilan
from clas_api.services.year.writing_bilans import save_bilan_page
from clas_api.statuses import status_of
from clas_core.bilans.placed import by_place
from clas_core.dossiers import Change, changes_between
from clas_core.errors import ClasError, InvalidInput, Path, Unknown
from clas_core.years import write_when


def save(
    bilan: BilanFolder, form: TypedForm, read: Callable[[BilanFolder], Sections], covers: Sequence[Path]
) -> tuple[BilanFolder, Outcome]:
    """Save what `read` makes of a form; return the bilan as it is then, and what became of the form.

    A page says what it showed of the places that it `covers`, and saves what was changed on it; one that does not say
    saves on the very state that it was written on.
    """
    context, key, revision = bilan.folder.context, bilan.folder.row.id, revision_typed(form)
    shown = shown_typed(form, covers)
    sections = read(bilan)
    since = ""
    try:
        if shown is None:
            row = save_bilan(context, key, sections, revision=revision)
        else:
            row, since = save_bilan_page(context, key, sections, shown, revision=revision)
        flash(f"Enregistré le {write_when(row.updated_at)}.{said_kept(since)}{STILL_TO_DEPOSIT}")
    except Unknown:
        raise
    except ClasError as error:
        current = open_own_bilan(context, key)
        status = status_of(error)
        if isinstance(error, Clash):
            clashes = _shown(current, error.merged.clashes)
            shown = error.merged.shown
            return current, Outcome(current.folder, False, status, clashes, error.since, shown, error.own)
        if isinstance(error, Stale):
            differences = _differences(current, read(current))
            return current, Outcome(current.folder, False, status, differences, error.since, own=error.own)
        if isinstance(error, InvalidInput):
            form.refuse((_field(each.path, current, form, sections), each) for each in error.problems)
        else:
            form.general.append(error.message)
        return current, Outcome(current.folder, False, status)
    return bilan, Outcome(bilan.folder, True)


def _field(path: Path, bilan: BilanFolder, form: TypedForm, sections: Sections) -> str:
    """Return the field that a place of `sections` was typed in; empty lines of the budget are not in them."""
    if path[0] == "budget" and len(path) > 1:
        path = ("budget", lines_kept(form, bilan.foreseen.budget)[int(path[1])], *path[2:])
    return field_of(path, sections)


def _differences(bilan: BilanFolder, sections: Sections) -> tuple[ShownChange, ...]:
    """Return how what was typed differs from what is saved now."""
    now = {name: bilan.row.content.get(name) for name in sections}
    return _shown(bilan, changes_between(by_place(now), by_place(sections)))


def _shown(bilan: BilanFolder, changes: Iterable[Change]) -> tuple[ShownChange, ...]:
    return shown_changes(changes, bilan.folder.row.school_year, bilan.questions)
