"""``/dossiers/{id}/…``: what a Caf does with a deposited dossier until the committee meets."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from clas_api.services.dossiers.answering import answer_in_words
from clas_api.services.dossiers.complementing import ask_complements, list_complements
from clas_api.services.dossiers.dossier_requests import AnswerSchema, NewComplementsSchema
from clas_api.services.instruction.comparing import YearsCompared, compare_with_last_year, view_additionality
from clas_api.services.instruction.instructing import judge_admissibility, latest_examinations, study
from clas_api.services.instruction.instruction_requests import (
    AdmissibilityRequestSchema,
    StudyRequestSchema,
    WordsSchema,
)
from clas_api.services.instruction.messaging import list_messages, list_notes, write_message, write_note
from clas_api.store.models import DossierRow, Examination, InternalNote, Message
from clas_api.v1.answer_keys import answer_key_header, asked_answer_key
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint
from clas_api.v1.dossier_answers import seen_dossier
from clas_api.v1.instruction_answers import (
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
from clas_api.v1.revisions import asked_revision, if_match
from clas_api.v1.sending import Sent

blueprint = Blueprint("instruction", __name__, description="Complements, messages, notes, admissibility, study")


@blueprint.get("/dossiers/<uuid:key>/complements")
@blueprint.answers(200, ComplementsListSchema)
def get_complements(key: UUID) -> dict[str, Any]:
    """List what the Caf asked to complete, until when, and when it was answered."""
    return {"complements": list_complements(current_context(), key)}


@blueprint.post("/dossiers/<uuid:key>/complements")
@blueprint.arguments(NewComplementsSchema)
@blueprint.answers(201, ComplementsSchema)
@if_match(blueprint)
def post_complements(asked: dict[str, Any], key: UUID) -> Sent:
    """Ask the porteur to complete its dossier until the end of a day; it is mailed."""
    row, request = ask_complements(current_context(), key, asked["text"], asked["due_on"], revision=asked_revision())
    return Sent(value=request, revision=row.revision)


@blueprint.post("/dossiers/<uuid:key>/complements/answer")
@blueprint.arguments(AnswerSchema)
@blueprint.answers(201, ComplementsListSchema)
@if_match(blueprint)
@answer_key_header(blueprint)
def post_answer(asked: dict[str, Any], key: UUID) -> Sent:
    """Answer what the Caf waits for, in words and without a new deposit; every request is listed."""
    row, requests = answer_in_words(
        current_context(),
        key,
        asked["text"],
        revision=asked_revision(),
        answer_key=asked_answer_key(),
    )
    return Sent(value={"complements": requests}, revision=row.revision)


@blueprint.get("/dossiers/<uuid:key>/messages")
@blueprint.answers(200, MessagesSchema)
def get_messages(key: UUID) -> dict[str, Any]:
    """List the messages between the Caf and the porteur."""
    return {"messages": list_messages(current_context(), key)}


@blueprint.post("/dossiers/<uuid:key>/messages")
@blueprint.arguments(WordsSchema)
@blueprint.answers(201, MessageSchema)
def post_message(asked: dict[str, Any], key: UUID) -> Message:
    """Write to the other side, which is mailed a link."""
    return write_message(current_context(), key, asked["text"])


@blueprint.get("/dossiers/<uuid:key>/notes")
@blueprint.answers(200, NotesSchema)
def get_notes(key: UUID) -> dict[str, Any]:
    """List the notes that the Caf keeps for itself."""
    return {"notes": list_notes(current_context(), key)}


@blueprint.post("/dossiers/<uuid:key>/notes")
@blueprint.arguments(WordsSchema)
@blueprint.answers(201, NoteSchema)
def post_note(asked: dict[str, Any], key: UUID) -> InternalNote:
    """Keep a note, which no porteur ever sees."""
    return write_note(current_context(), key, asked["text"])


def _examined(row: DossierRow, examination: Examination) -> Sent:
    return Sent(value={"dossier": seen_dossier(row), "examination": examination}, revision=row.revision)


@blueprint.post("/dossiers/<uuid:key>/admissibility")
@blueprint.arguments(AdmissibilityRequestSchema)
@blueprint.answers(201, ExaminedSchema)
@if_match(blueprint)
def post_admissibility(asked: dict[str, Any], key: UUID) -> Sent:
    """Say whether a dossier may be studied; what is computed is kept beside, and to depart from it takes a reason."""
    return _examined(
        *judge_admissibility(
            current_context(),
            key,
            asked["verdict"],
            asked["reason"] or "",
            revision=asked_revision(),
        )
    )


@blueprint.post("/dossiers/<uuid:key>/study")
@blueprint.arguments(StudyRequestSchema)
@blueprint.answers(201, ExaminedSchema)
@if_match(blueprint)
def post_study(asked: dict[str, Any], key: UUID) -> Sent:
    """Study a dossier: its eligibility with the evidence, what the Caf proposes to the committee, its advice."""
    return _examined(
        *study(
            current_context(),
            key,
            asked["proposal"],
            asked["advice"] or "",
            revision=asked_revision(),
            grid=asked["grid"],
        )
    )


@blueprint.get("/dossiers/<uuid:key>/study")
@blueprint.answers(200, ExaminationsSchema)
def get_study(key: UUID) -> Mapping[str, Examination | None]:
    """Show the last word on admissibility, and the last study, each with its evidence."""
    return latest_examinations(current_context(), key)


@blueprint.get("/dossiers/<uuid:key>/additionality")
@blueprint.answers(200, AdditionalitySchema)
def get_additionality(key: UUID) -> dict[str, Any]:
    """Show what each bonus is claimed for, beside what the socle already covers. It decides nothing."""
    return {"claims": view_additionality(current_context(), key)}


@blueprint.get("/dossiers/<uuid:key>/comparison")
@blueprint.answers(200, YearsSchema)
def get_comparison(key: UUID) -> YearsCompared:
    """Show a dossier beside the one of the year before: figures side by side, what changed, what is asked twice."""
    return compare_with_last_year(current_context(), key)
