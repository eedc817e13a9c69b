"""The letters of a dossier, as they were sent: to its porteur, its Caf, its committee."""

from uuid import UUID

from flask import Response, abort
from flask.typing import ResponseReturnValue

from clas_api.files_given import file_of
from clas_api.pages.asking import current_context
from clas_api.pages.porteur.folder import open_folder
from clas_api.pages.porteur.showing import page
from clas_api.pages.porteur.site import blueprint
from clas_api.rendering import FORMATS
from clas_api.services.dossiers.sent_letters import list_letters, read_letter
from clas_core.letters import LETTERS


@blueprint.get("/dossiers/<uuid:key>/courriers", endpoint="letters")
def show_letters(key: UUID) -> ResponseReturnValue:
    """List the letters of a dossier, the newest first."""
    context = current_context()
    _, letters = list_letters(context, key)
    folder = open_folder(context, key)
    return page(folder, "letters.html", here="courriers", letters=list(reversed(letters)), kinds=LETTERS)


@blueprint.get("/dossiers/<uuid:key>/courriers/<uuid:letter>.<form>", endpoint="letter")
def give_letter(key: UUID, letter: UUID, form: str) -> Response:
    """Give a letter as it was sent. One of an « appel d'essai » says so itself."""
    if form not in FORMATS:
        abort(404)
    row, found, document = read_letter(current_context(), key, letter)
    return file_of(document, f"clas-{row.receipt}-{found.kind}", form, rehearsal=False)
