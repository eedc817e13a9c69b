"""Saving what was typed on a page of a dossier, or showing it again with whatever kept it from being saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash

from clas_api.pages.porteur.folder import Folder, open_own_folder
from clas_api.pages.porteur.form import TypedForm
from clas_api.pages.porteur.places import field_of
from clas_api.pages.porteur.wording import ShownChange, shown_changes
from clas_api.pages.porteur.written import Sections, lines_typed
from clas_api.refusals import Stale
from clas_api.services.dossiers.drafting import save_dossier
from clas_api.statuses import status_of
from clas_core.dossiers import changes_between
from clas_core.errors import ClasError, InvalidInput, Path, Unknown
from clas_core.years import write_when

STILL_TO_DEPOSIT = " Ce n'est pas encore un dépôt."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a form. When it was not saved: the dossier as it is now, and, when somebody else has saved in
    between, how what was typed differs from theirs."""

    folder: Folder
    saved: bool
    status: int = 200
    differences: tuple[ShownChange, ...] | None = None


def save(folder: Folder, form: TypedForm, sections: Sections) -> Outcome:
    """Save `sections` of a dossier; what keeps them from being saved is put into `form`."""
    context = folder.context
    try:
        row = save_dossier(context, folder.row.id, sections, revision=revision_typed(form))
        still = row.state == "draft" or row.changed
        not_deposited = f" Ce n'est pas un dépôt : {folder.time_left}." if folder.over else STILL_TO_DEPOSIT
        flash(f"Enregistré le {write_when(row.updated_at)}.{not_deposited if still else ''}")
    except Unknown:
        raise
    except ClasError as error:
        current = open_own_folder(context, folder.row.id)
        if isinstance(error, Stale):
            return Outcome(current, False, status_of(error), differences_from(current, sections))
        _refuse(form, error, sections)
        return Outcome(current, False, status_of(error))
    return Outcome(folder, True)


def revision_typed(form: TypedForm) -> int:
    """Return which state of things a form was written on; 0, which is no state, when it does not say."""
    try:
        return int(form.value("revision"))
    except ValueError:
        return 0


def _refuse(form: TypedForm, error: ClasError, sections: Sections) -> None:
    if isinstance(error, InvalidInput):
        form.refuse((field_of(_typed_place(problem.path, form), sections), problem) for problem in error.problems)
    else:
        form.general.append(error.message)


def _typed_place(path: Path, form: TypedForm) -> Path:
    """Return where a place of the JSON was typed: empty lines of the budget are not in it."""
    if path[0] == "budget" and len(path) > 1:
        return ("budget", lines_typed(form)[int(path[1])], *path[2:])
    return path


def differences_from(folder: Folder, sections: Mapping[str, Any]) -> tuple[ShownChange, ...]:
    """Return how what was typed differs from what is saved now."""
    now = {name: folder.content.get(name) for name in sections}
    return shown_changes(changes_between(now, dict(sections)), folder.row.school_year, folder.call.questionnaire)
