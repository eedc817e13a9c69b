"""``/dossiers/{id}/letters``: the letters of a dossier, as they were sent; ``/sessions/{id}/letters``: by hundreds."""

from typing import Any
from uuid import UUID

from flask import Response

from clas_api.answers import Answer, Key, Many, Moment, OneOf, Words
from clas_api.files_given import file_of
from clas_api.rendering import FORMATS
from clas_api.services.dossiers.sent_letters import list_letters, read_letter
from clas_api.services.jobs.asking_jobs import find_job
from clas_api.services.year.session_letters import FORMS, begin_letters
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint
from clas_api.v1.in_each_form import in_each_form, no_such_form
from clas_api.v1.jobs import JobSchema
from clas_api.v1.sending import Sent
from clas_core.fields import Choice
from clas_core.letters import LETTERS
from clas_core.strict import StrictSchema

blueprint = Blueprint("letters", __name__, description="Letters of a dossier, as they were sent, and of a session")


class LetterSchema(Answer):
    id = Key()
    kind = OneOf(LETTERS)
    title = Words(of=lambda row: LETTERS[row.kind].title, example="notification d'agrément")
    sent_at = Moment()


class SessionLettersSchema(StrictSchema):
    form = Choice(FORMS, required=True, metadata={"description": "one PDF to print, or an archive of one PDF each"})


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


@blueprint.post("/sessions/<uuid:key>/letters")
@blueprint.arguments(SessionLettersSchema)
@blueprint.answers(202, JobSchema)
def post_session_letters(asked: dict[str, Any], key: UUID) -> Sent:
    """Begin to make the letters of a closed session, as long work: see ``/jobs/{key}``. What was notified is given as
    it was sent; the others are drafts, and say so."""
    context = current_context()
    _, job = begin_letters(context, key, asked["form"])
    return Sent(value=find_job(context, job), location=f"/jobs/{job}")
