"""Answering complements: in words alone, or with a deposit. Only an answer closes what the Caf asked."""

from collections.abc import Sequence
from uuid import UUID

from clas_api.context import Context, command
from clas_api.services.dossiers.complementing import close_requests, list_complements
from clas_api.services.dossiers.moving import held_for, move
from clas_api.services.dossiers.reading import documents_json, documents_of
from clas_api.services.dossiers.timing import too_late
from clas_api.services.idempotency import given_answer, keep_answer
from clas_api.services.people.porteurs import described
from clas_api.services.people.writing_to_cafs import write_to_caf
from clas_api.services.revisions import commit_or_stale, match_revision
from clas_api.services.rules.campaigns import call_to_change
from clas_api.services.rules.kept_calls import title_of
from clas_api.services.trace import record
from clas_api.store.dossiers import version_of
from clas_api.store.models import ComplementRequest, DossierRow
from clas_core.errors import Refused

NOTHING_ASKED = "Aucune demande de compléments n'attend de réponse sur ce dossier."


@command
def answer_in_words(
    context: Context, key: UUID, text: str, *, revision: int | None, answer_key: str | None = None
) -> tuple[DossierRow, Sequence[ComplementRequest]]:
    """Answer what the Caf asked, without depositing again; return the dossier, with every request.

    `answer_key` is the client's: the same answer sent again changes nothing more. The Caf is mailed a link.
    Raises `NotFound`, `NotServed`, `Stale`, `OutOfTime`, `Refused` when nothing is asked. Commits.
    """
    row = held_for(context, key, "dossiers.write")
    request = f"answer {key}"
    if answer_key is not None and given_answer(context, answer_key, request) is not None:
        return row, list_complements(context, key)
    match_revision(context, row, revision)
    if row.state != "complements_asked":
        raise Refused(NOTHING_ASKED)
    if (refusal := too_late(context, row, call_to_change(context, row))) is not None:
        raise refusal
    before = move(context, row, "answer_complements")
    answered = close_requests(context, row, text)
    after = {"state": row.state, "requests": answered, "text": text}
    record(context, "dossier.complements_answered", row.id, chain=row.department, before={"state": before}, after=after)
    _tell_answered(context, row)
    if answer_key is not None:
        keep_answer(context, answer_key, request, after)
    commit_or_stale(context, row)
    return row, list_complements(context, key)


def expect_answer(context: Context, row: DossierRow, text: str | None) -> None:
    """Raise `Refused` for a deposit that would answer nothing: the same dossier again, without a word, while the Caf
    waits for an answer; or an answer while it waits for none."""
    if row.state != "complements_asked":
        if text:
            raise Refused(NOTHING_ASKED)
    elif not text and not _changes_something(context, row):
        raise Refused(
            f"Rien n'a changé depuis le dépôt n° {row.versions} : répondez à la demande de la Caf, ou modifiez le "
            "dossier avant de le déposer de nouveau."
        )


def _changes_something(context: Context, row: DossierRow) -> bool:
    """Tell whether a deposit made now would differ from the last one: what is written, the documents, the porteur."""
    last = version_of(context.session, row.id, row.versions)
    assert last is not None
    now = (row.content, documents_json(documents_of(context, row.id)), described(row.porteur))
    return now != (last.content, last.attachments, last.porteur)


def close_with_deposit(context: Context, row: DossierRow, text: str | None) -> dict[str, object]:
    """Mark the open requests as answered by the deposit that is being made; return that, for the trace."""
    answered = close_requests(context, row, text)
    if not answered:
        return {}
    _tell_answered(context, row)
    return {"requests": answered, "answer": text}


def _tell_answered(context: Context, row: DossierRow) -> None:
    """Mail the Caf that its request is answered."""
    subject = f"Dossier {row.receipt} : réponse aux compléments"
    dossier = f"dossier Clas {title_of(context, row)} n° {row.receipt}"
    told = f"{row.porteur.name} a répondu à la demande de compléments du {dossier}."
    write_to_caf(context, row, subject, told, page="complements")
