"""``/dossiers/{id}/letters``: the letters of a dossier, as they were sent."""

from typing import Any
from uuid import UUID

from flask import Response

from clas_api.answers import Answer, Key, Many, Moment, OneOf, Words
from clas_api.files_given import file_of
from clas_api.rendering import FORMATS
from clas_api.services.dossiers.sent_letters import list_letters, read_letter
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint
from clas_api.v1.in_each_form import in_each_form, no_such_form
from clas_core.letters import LETTERS

blueprint = Blueprint("letters", __name__, description="Letters of a dossier, as they were sent")


class LetterSchema(Answer):
    id = Key()
    kind = OneOf(LETTERS)
    title = Words(of=lambda row: LETTERS[row.kind].title, example="notification d'agrément")
    sent_at = Moment()


class LettersSchema(Answer):
    letters = Many(LetterSchema)


@blueprint.get("/dossiers/<uuid:key>/letters")
@blueprint.answers(200, LettersSchema)
def get_letters(key: UUID) -> dict[str, Any]:
    """List the letters of a dossier, the first one first."""
    return {"letters": list_letters(current_context(), key)[1]}


@blueprint.get("/dossiers/<uuid:key>/letters/<uuid:letter>.<form>")
@in_each_form(blueprint)
def get_letter(key: UUID, letter: UUID, form: str) -> Response:
    """Give a letter as it was sent, as ``html``, ``md`` or ``pdf``."""
    row, found, document = read_letter(current_context(), key, letter)
    if form not in FORMATS:
        return no_such_form()
    return file_of(document, f"clas-{row.receipt}-{found.kind}", form, rehearsal=False)
