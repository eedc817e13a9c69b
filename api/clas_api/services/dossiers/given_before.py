"""Documents that an organisation has given already: its statutes, its bank details are not asked for again."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select

from clas_api.context import Context, command
from clas_api.services.dossiers.attaching import A_DOCUMENT, attach
from clas_api.services.dossiers.drafting import held_dossier
from clas_api.services.dossiers.reading import documents_of
from clas_api.services.rules.kept_calls import title_of
from clas_api.store.models import Attachment, DossierRow
from clas_api.store.reading import Query
from clas_core.dossiers.documents import GIVEN_ONCE
from clas_core.errors import NotFound


@dataclass(frozen=True, slots=True)
class GivenBefore:
    """A document, and the dossier that it was given with, in words."""

    document: Attachment
    dossier: DossierRow
    title: str


_GIVEN = Query(
    select(Attachment, DossierRow)
    .join(DossierRow, DossierRow.id == Attachment.dossier_id)
    .where(
        Attachment.porteur_id == bindparam("porteur"),
        Attachment.dossier_id != bindparam("dossier"),
        Attachment.kind.in_(GIVEN_ONCE),
        Attachment.taken_out_at.is_(None),
    )
    .order_by(Attachment.added_at.desc(), Attachment.id)
    .limit(50)
)


def documents_given_before(context: Context, row: DossierRow) -> Sequence[GivenBefore]:
    """Return the last document of each kind that the porteur of a dossier gave with another one, and has not given
    with this one."""
    present = {each.kind for each in documents_of(context, row.id)}
    latest: dict[str, GivenBefore] = {}
    for document, dossier in _GIVEN.rows(context.session, porteur=row.porteur_id, dossier=row.id):
        if document.kind not in present and document.examined != "infected":
            latest.setdefault(document.kind, GivenBefore(document, dossier, title_of(context, dossier)))
    return list(latest.values())


@command
def take_again(context: Context, key: UUID, document: UUID) -> tuple[Attachment, bool]:
    """Join to a dossier of one's own what was given with another one of the same porteur. Commits.

    Raises `NotFound`, and what joining it anew does.
    """
    row = held_dossier(context, key)
    found = context.session.scalar(
        select(Attachment).where(
            Attachment.id == document, Attachment.porteur_id == row.porteur_id, Attachment.kind.in_(GIVEN_ONCE)
        )
    )
    if found is None:
        raise NotFound(A_DOCUMENT)
    kind, filename = found.kind, found.filename
    context.session.rollback()
    with context.installation.files.open(document) as stream:
        return attach(context, key, kind, filename, stream)
