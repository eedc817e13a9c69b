"""Checking a dossier, depositing it."""

from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_desk
from clas_api.pages.space.folder import Folder, open_folder, open_own_folder
from clas_api.pages.space.showing import page
from clas_api.pages.space.site import blueprint
from clas_api.refusals import Stale
from clas_api.services.dossiers.depositing import deposit
from clas_api.statuses import status_of
from clas_core.errors import ClasError, InvalidInput, Refused

CHANGED_MEANWHILE = (
    "Quelqu'un a enregistré des changements depuis que vous avez ouvert cette page : rien n'est déposé. Relisez le "
    "dossier tel qu'il est maintenant, puis déposez."
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something was not done, with a link to each point."""

    message: str
    points: tuple[tuple[str, str], ...] = ()


def _revision() -> int:
    return request.form.get("revision", 0, type=int)


def _refusal(folder: Folder, error: ClasError) -> Refusal:
    if isinstance(error, Stale):
        return Refusal(f"{CHANGED_MEANWHILE} {error.since}".strip())
    problems = error.problems if isinstance(error, InvalidInput) else ()
    return Refusal(error.message, tuple((folder.address(each.path), each.message) for each in problems))


@blueprint.get("/dossiers/<uuid:key>/verifier", endpoint="check")
def show_check(key: UUID) -> ResponseReturnValue:
    """Say what a dossier lacks, what the rules say of it, what it would be paid; and offer to deposit it."""
    return page(open_folder(current_desk(), key), "check.html", here="verifier", refusal=None)


@blueprint.post("/dossiers/<uuid:key>/deposer", endpoint="deposit")
def post_deposit(key: UUID) -> ResponseReturnValue:
    """Deposit a dossier: its receipt, or everything that stands in the way."""
    desk = current_desk()
    try:
        receipt = deposit(desk, key, revision=_revision())
    except (InvalidInput, Refused, Stale) as error:
        desk.afresh()
        folder = open_own_folder(desk, key)
        refusal = _refusal(folder, error)
        return page(folder, "check.html", here="verifier", status=status_of(error), refusal=refusal)
    flash(f"Le dossier est déposé : récépissé {receipt['receipt']}.")
    return redirect(url_for("space.receipt", key=key), 303)
