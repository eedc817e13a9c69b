"""Sending letters with the act that they tell of, in its transaction; a text that fails stops no act."""

import logging
from collections.abc import Callable, Iterable, Sequence
from uuid import UUID, uuid4

from sqlalchemy.exc import SQLAlchemyError

from clas_api.context import Context
from clas_api.services.letters.composing import Composed
from clas_api.store.models import DossierRow, LetterRow
from clas_api.store.rows import append
from clas_core.documents.kept import document_json
from clas_core.documents.model import of_a_rehearsal

_log = logging.getLogger(__name__)


def send_letters(
    context: Context, row: DossierRow, compose: Callable[[], Iterable[Composed]], *, decision: UUID | None = None
) -> Sequence[str]:
    """Keep the letters of an act with it, as they are sent; return their kinds. The caller commits.

    What is decided stands whatever its letters: one that cannot be composed is left out and noted in the log, and can
    be made later.
    """
    try:
        composed = list(compose())
    except SQLAlchemyError:
        raise
    except Exception:  # noqa: BLE001  # a text that fails leaves the act intact
        _log.exception("the letters of a dossier could not be composed: %s", row.id)
        return []
    rehearsed = context.installation.is_rehearsal
    rows = [
        {
            "id": uuid4(),
            "dossier_id": row.id,
            "department": row.department,
            "porteur_id": row.porteur_id,
            "kind": each.kind,
            "decision_id": decision,
            "content": document_json(of_a_rehearsal(each.document) if rehearsed else each.document),
            "sent_by": context.who.id,
            "sent_at": context.now,
        }
        for each in composed
    ]
    append(context.session, LetterRow, rows)
    return [each.kind for each in composed]


def waiting_words(context: Context, row: DossierRow, kinds: Sequence[str]) -> Sequence[str]:
    """Return what a mail says of letters that wait on the porteur's page; nothing of none."""
    if not kinds:
        return []
    address = f"{context.installation.settings.base_url}/espace/dossiers/{row.id}/courriers"
    what = "Le courrier vous attend" if len(kinds) == 1 else "Les courriers vous attendent"
    return ["", f"{what} sur votre espace, à lire, garder ou imprimer : {address}"]
