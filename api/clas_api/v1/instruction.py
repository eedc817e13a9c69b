"""``/dossiers/{id}/…``: what a Caf does with a deposited dossier until the committee meets."""

from typing import Any

from flask import Response, jsonify

from clas_api.services.dossiers.answering import answer_in_words
from clas_api.services.dossiers.complementing import ask_complements, list_complements
from clas_api.services.dossiers.dossier_requests import AnswerSchema, NewComplementsSchema
from clas_api.services.instruction.comparing import compare_with_last_year, view_additionality
from clas_api.services.instruction.instructing import judge_admissibility, latest_examinations, study
from clas_api.services.instruction.instruction_requests import (
    AdmissibilityRequestSchema,
    StudyRequestSchema,
    WordsSchema,
)
from clas_api.services.instruction.messaging import list_messages, list_notes, write_message, write_note
from clas_api.store.models import DossierRow, Examination
from clas_api.v1.answer_keys import answer_key_header, asked_answer_key
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint
from clas_api.v1.dossier_serializers import summary_json
from clas_api.v1.instruction_schemas import (
    AdditionalitySchema,
    ComplementsListSchema,
    ComplementsSchema,
    ExaminationsSchema,
    ExaminedSchema,
    MessageSchema,
    MessagesSchema,
    NoteSchema,
    NotesSchema,
    YearsSchema,
)
from clas_api.v1.instruction_serializers import (
    claim_json,
    complements_json,
    examination_json,
    message_json,
    note_json,
    years_json,
)
from clas_api.v1.places import key_of
from clas_api.v1.revisions import asked_revision, if_match, with_revision

blueprint = Blueprint("instruction", __name__, description="Complements, messages, notes, admissibility, study")

_A_DOSSIER = "Ce dossier"


def _created(body: dict[str, Any]) -> Response:
    response = jsonify(body)
    response.status_code = 201
    return response


@blueprint.get("/dossiers/<key>/complements")
@blueprint.response(200, ComplementsListSchema)
def get_complements(key: str) -> Response:
    """List what the Caf asked to complete, until when, and when it was answered."""
    requests = list_complements(current_context(), key_of(key, _A_DOSSIER))
    return jsonify({"complements": [complements_json(each) for each in requests]})


@blueprint.post("/dossiers/<key>/complements")
@blueprint.arguments(NewComplementsSchema)
@blueprint.response(201, ComplementsSchema)
@if_match(blueprint)
def post_complements(asked: dict[str, Any], key: str) -> Response:
    """Ask the porteur to complete its dossier until the end of a day; it is mailed."""
    row, request = ask_complements(
        current_context(), key_of(key, _A_DOSSIER), asked["text"], asked["due_on"], revision=asked_revision()
    )
    return with_revision(_created(complements_json(request)), row.revision)


@blueprint.post("/dossiers/<key>/complements/answer")
@blueprint.arguments(AnswerSchema)
@blueprint.response(201, ComplementsListSchema)
@if_match(blueprint)
@answer_key_header(blueprint)
def post_answer(asked: dict[str, Any], key: str) -> Response:
    """Answer what the Caf waits for, in words and without a new deposit; every request is listed."""
    row, requests = answer_in_words(
        current_context(),
        key_of(key, _A_DOSSIER),
        asked["text"],
        revision=asked_revision(),
        answer_key=asked_answer_key(),
    )
    return with_revision(_created({"complements": [complements_json(each) for each in requests]}), row.revision)


@blueprint.get("/dossiers/<key>/messages")
@blueprint.response(200, MessagesSchema)
def get_messages(key: str) -> Response:
    """List the messages between the Caf and the porteur."""
    messages = list_messages(current_context(), key_of(key, _A_DOSSIER))
    return jsonify({"messages": [message_json(each) for each in messages]})


@blueprint.post("/dossiers/<key>/messages")
@blueprint.arguments(WordsSchema)
@blueprint.response(201, MessageSchema)
def post_message(asked: dict[str, Any], key: str) -> Response:
    """Write to the other side, which is mailed a link."""
    return _created(message_json(write_message(current_context(), key_of(key, _A_DOSSIER), asked["text"])))


@blueprint.get("/dossiers/<key>/notes")
@blueprint.response(200, NotesSchema)
def get_notes(key: str) -> Response:
    """List the notes that the Caf keeps for itself."""
    notes = list_notes(current_context(), key_of(key, _A_DOSSIER))
    return jsonify({"notes": [note_json(each) for each in notes]})


@blueprint.post("/dossiers/<key>/notes")
@blueprint.arguments(WordsSchema)
@blueprint.response(201, NoteSchema)
def post_note(asked: dict[str, Any], key: str) -> Response:
    """Keep a note, which no porteur ever sees."""
    return _created(note_json(write_note(current_context(), key_of(key, _A_DOSSIER), asked["text"])))


def _examined(row: DossierRow, examination: Examination) -> Response:
    body = {"dossier": summary_json(row), "examination": examination_json(examination)}
    return with_revision(_created(body), row.revision)


@blueprint.post("/dossiers/<key>/admissibility")
@blueprint.arguments(AdmissibilityRequestSchema)
@blueprint.response(201, ExaminedSchema)
@if_match(blueprint)
def post_admissibility(asked: dict[str, Any], key: str) -> Response:
    """Say whether a dossier may be studied; what is computed is kept beside, and to depart from it takes a reason."""
    return _examined(
        *judge_admissibility(
            current_context(),
            key_of(key, _A_DOSSIER),
            asked["verdict"],
            asked["reason"] or "",
            revision=asked_revision(),
        )
    )


@blueprint.post("/dossiers/<key>/study")
@blueprint.arguments(StudyRequestSchema)
@blueprint.response(201, ExaminedSchema)
@if_match(blueprint)
def post_study(asked: dict[str, Any], key: str) -> Response:
    """Study a dossier: its eligibility with the evidence, what the Caf proposes to the committee, its advice."""
    return _examined(
        *study(
            current_context(),
            key_of(key, _A_DOSSIER),
            asked["proposal"],
            asked["advice"] or "",
            revision=asked_revision(),
        )
    )


@blueprint.get("/dossiers/<key>/study")
@blueprint.response(200, ExaminationsSchema)
def get_study(key: str) -> Response:
    """Show the last word on admissibility, and the last study, each with its evidence."""
    latest = latest_examinations(current_context(), key_of(key, _A_DOSSIER))
    return jsonify({kind: examination_json(each) if each else None for kind, each in latest.items()})


@blueprint.get("/dossiers/<key>/additionality")
@blueprint.response(200, AdditionalitySchema)
def get_additionality(key: str) -> Response:
    """Show what each bonus is claimed for, beside what the socle already covers. It decides nothing."""
    claims = view_additionality(current_context(), key_of(key, _A_DOSSIER))
    return jsonify({"claims": [claim_json(each) for each in claims]})


@blueprint.get("/dossiers/<key>/comparison")
@blueprint.response(200, YearsSchema)
def get_comparison(key: str) -> Response:
    """Show a dossier beside the one of the year before: figures side by side, and what changed of the content."""
    return jsonify(years_json(compare_with_last_year(current_context(), key_of(key, _A_DOSSIER))))
