"""Saving what was typed on a page of a dossier, or showing it again with whatever kept it from being saved."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash

from clas_api.pages.porteur.folder import Folder, open_own_folder
from clas_api.pages.porteur.form import TypedForm
from clas_api.pages.porteur.places import field_of
from clas_api.pages.porteur.wording import ShownChange, name_of, shown_changes
from clas_api.pages.porteur.written import Sections, lines_typed
from clas_api.refusals import Clash, Stale
from clas_api.services.dossiers.drafting import save_dossier
from clas_api.services.dossiers.writing_together import save_page
from clas_api.statuses import status_of
from clas_core.dossiers import Change, changes_between
from clas_core.dossiers.merging import Shown
from clas_core.errors import ClasError, InvalidInput, Path, Unknown
from clas_core.years import write_when

STILL_TO_DEPOSIT = " Ce n'est pas encore un dépôt."


SHOWN = "shown"
"""The field in which a page says what it showed."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a form. When it was not saved: the dossier as it is now, and, when somebody else has saved in
    between, how what was typed differs from theirs, what the trace tells of it, and what the page now shows of it."""

    folder: Folder
    saved: bool
    status: int = 200
    differences: tuple[ShownChange, ...] | None = None
    since: str = ""
    shown: Shown | None = None
    own: bool = False
    """It is whoever types who has saved in between, elsewhere."""


def save(folder: Folder, form: TypedForm, sections: Sections, covers: Sequence[Path] = ()) -> Outcome:
    """Save `sections` of a dossier; what keeps them from being saved is put into `form`.

    A page that `covers` some places and says what it showed there saves what was changed on it; any other form saves on
    the very state that it was written on.
    """
    context, key, revision = folder.context, folder.row.id, revision_typed(form)
    shown = shown_typed(form, covers)
    since = ""
    try:
        if shown is None:
            row = save_dossier(context, key, sections, revision=revision)
        else:
            saved = save_page(context, key, sections, shown, revision=revision)
            row, since = saved.row, said_kept(saved.since)
        still = row.state == "draft" or row.changed
        not_deposited = f" Ce n'est pas un dépôt : {folder.time_left}." if folder.over else STILL_TO_DEPOSIT
        flash(f"Enregistré le {write_when(row.updated_at)}.{since}{not_deposited if still else ''}")
    except Unknown:
        raise
    except ClasError as error:
        current = open_own_folder(context, key)
        if isinstance(error, Clash):
            clashes = [_clash(current, each) for each in error.merged.clashes]
            shown = error.merged.shown
            return Outcome(current, False, status_of(error), tuple(clashes), error.since, shown, error.own)
        if isinstance(error, Stale):
            differences = differences_from(current, sections)
            return Outcome(current, False, status_of(error), differences, error.since, own=error.own)
        _refuse(form, error, sections)
        return Outcome(current, False, status_of(error))
    return Outcome(folder, True)


def said_kept(since: str) -> str:
    """Return what a page says of what others have saved in between; nothing where nobody has."""
    return f" {since} Rien n'en est perdu." if since else ""


def _clash(folder: Folder, change: Change) -> ShownChange:
    """Return in words what two have answered otherwise; of a bonus, what each says that it would add."""
    match change.path:
        case (*place, "bonuses", str(bonus)):
            named = {each.id: each.label for each in folder.call.estimator.referential.bonuses}
            said = (row and (row["beyond"] or "demandé") for row in (change.before, change.after))
            where = f"{name_of(tuple(place))}, {named.get(bonus, 'bonus')}"
            return ShownChange(where, *(each or "" for each in said))
    (shown,) = shown_changes([change], folder.row.school_year, folder.call.questionnaire)
    return shown


def shown_typed(form: TypedForm, covers: Sequence[Path]) -> Shown | None:
    """Return what the page that a form comes from showed, by what it says; `None` where it does not say, or where what
    is sent is no part of a dossier but the order of its parts."""
    if not covers:
        return None
    try:
        digests = json.loads(form.value(SHOWN))
    except ValueError:
        return None
    if not isinstance(digests, dict) or not all(isinstance(each, str) for each in digests.values()):
        return None
    return Shown(covers=covers, digests=digests)


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
