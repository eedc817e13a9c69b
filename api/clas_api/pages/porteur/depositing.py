"""Checking a dossier, depositing it."""

from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_context
from clas_api.pages.once import form_key
from clas_api.pages.porteur.checked_answers import checked_pages
from clas_api.pages.porteur.folder import Folder, open_folder, open_own_folder
from clas_api.pages.porteur.form import TypedForm
from clas_api.pages.porteur.showing import page
from clas_api.pages.porteur.site import blueprint
from clas_api.refusals import Stale
from clas_api.services.dossiers.depositing import deposit
from clas_api.services.dossiers.dossier_requests import DepositRequestSchema
from clas_api.statuses import status_of
from clas_core.errors import ClasError, InvalidInput, Path, Refused

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
    return Refusal(error.message, tuple((_address(folder, each.path), each.message) for each in problems))


def _address(folder: Folder, path: Path) -> str:
    """Return where a point is answered: some are on the page of the deposit itself."""
    return f"#{path[0]}" if path and path[0] in _ON_THE_PAGE else folder.address(path)


_ON_THE_PAGE = ("confirmed_unpaid", "answer")


@blueprint.get("/dossiers/<uuid:key>/verifier", endpoint="check")
def show_check(key: UUID) -> ResponseReturnValue:
    """Say what a dossier lacks, what the rules say of it, what it would be paid; and offer to deposit it."""
    return _show(open_folder(current_context(), key), TypedForm())


def _show(folder: Folder, form: TypedForm, refusal: Refusal | None = None, status: int = 200) -> ResponseReturnValue:
    shown = {"form": form, "refusal": refusal, "answers": checked_pages(folder)}
    return page(folder, "check.html", here="verifier", status=status, **shown)


@blueprint.post("/dossiers/<uuid:key>/deposer", endpoint="deposit")
def post_deposit(key: UUID) -> ResponseReturnValue:
    """Deposit a dossier: its receipt, or everything that stands in the way."""
    context = current_context()
    form = TypedForm(request.form)
    try:
        asked = form.read(DepositRequestSchema())
        receipt = deposit(
            context,
            key,
            revision=_revision(),
            answer_key=form_key(),
            confirmed_unpaid=asked["confirmed_unpaid"],
            words=asked["answer"],
        )
    except (InvalidInput, Refused, Stale) as error:
        folder = open_own_folder(context, key)
        if isinstance(error, Stale) and _revision() and folder.row.state == "deposited" and not folder.row.changed:
            flash("Ce dossier était déjà déposé tel qu'il est : voici son récépissé.")
            return redirect(url_for("porteur.receipt", key=key), 303)
        return _show(folder, form, _refusal(folder, error), status_of(error))
    flash(f"Le dossier est déposé : récépissé {receipt['receipt']}.")
    return redirect(url_for("porteur.receipt", key=key), 303)
