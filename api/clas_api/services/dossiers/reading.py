"""Reading dossiers: one, a page of them, its versions and what changed between two."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from clas_api.context import Context
from clas_api.security.permissions import Ability, scope_of
from clas_api.services.dossiers.shown_answers import shown_content
from clas_api.services.rules.kept_calls import names_of_year
from clas_api.store.database import Scope
from clas_api.store.dossier_filters import cities_of_call
from clas_api.store.dossier_lists import Search, beside, count_of_search, keys_of_search, page_of_dossiers
from clas_api.store.dossiers import count_of_call, find_dossier, version_of
from clas_api.store.models import Attachment, DossierRow, DossierVersion, Payment
from clas_api.store.reading import Query
from clas_api.store.sight import Sight
from clas_core.dossiers import Change, changes_between
from clas_core.dossiers.lifecycle import STATES, State, as_told
from clas_core.errors import NotFound

A_DOSSIER = "Ce dossier"


def sight_of(context: Context, ability: Ability) -> Sight:
    """Return whose dossiers may be seen for `ability`, and begin the transaction for them. Raises `Forbidden`."""
    return Sight(scope=context.open(ability), drafts=_drafts(context))


def _drafts(context: Context) -> Scope:
    """Return where unfinished drafts may be seen: a committee or a program sees what was deposited alone."""
    return Scope(departments=scope_of(context.who, "drafts.read").departments) if _sees_drafts(context) else Scope()


def _sees_drafts(context: Context) -> bool:
    return bool(context.who.kinds() - {"committee", "funder", "service"})


def load_dossier(context: Context, key: UUID) -> DossierRow:
    """Return a dossier that whoever asks may see. Raises `NotFound`."""
    row = find_dossier(context.session, sight_of(context, "dossiers.read"), key)
    if row is None:
        raise NotFound(A_DOSSIER)
    return row


def content_for(context: Context, row: DossierRow) -> dict[str, Any]:
    """Return what whoever asks may read of a dossier: its porteur, what it is writing; others, what was deposited."""
    if row.versions == 0 or not row.changed or is_of_porteur(context, row):
        return row.content
    version = version_of(context.session, row.id, row.versions)
    assert version is not None
    return version.content


def state_for(context: Context, row: DossierRow) -> State:
    """Return the state of a dossier that whoever asks may know: its department at once, its porteur as told."""
    at_once = context.who.id == "system" or any(role.department == row.department for role in context.who.roles)
    return row.state if at_once else as_told(row.state)


def is_of_porteur(context: Context, row: DossierRow | Payment) -> bool:
    """Tell whether whoever asks is one of the people of the porteur of a dossier, or of a payment."""
    return any(role.porteur == row.porteur_id for role in context.who.roles)


def list_dossiers(context: Context, search: Search) -> Sequence[DossierRow]:
    """Return one page of dossiers, and one row more when another page follows: one query, however many there are,
    and one more for a year: which calls it has."""
    sight = sight_of(context, "dossiers.read")
    if search.states and not (sight.scope.departments or sight.scope.everything):
        # Only a porteur's own: a list by state tells no more than the dossiers do.
        states = tuple(each for each in STATES if as_told(each) in search.states)
        if not states:
            return ()
        search = replace(search, states=states)
    if search.school_year is not None:
        search = replace(search, calls=names_of_year(context, search.school_year))
    return page_of_dossiers(context.session, sight, search)


def count_dossiers(context: Context, slug: str, call: str) -> Mapping[str, int]:
    """Return how many dossiers of a call whoever asks may see, by state."""
    return count_of_call(context.session, sight_of(context, "dossiers.read"), slug, call)


def list_cities(context: Context, slug: str, call: str) -> Mapping[UUID, Sequence[str]]:
    """Return the communes of the groups of each deposited dossier of a call that whoever asks may see."""
    if slug not in sight_of(context, "dossiers.read").scope.departments:
        return {}
    return cities_of_call(context.session, slug, call)


def count_found(context: Context, search: Search) -> int:
    """Return how many dossiers a list has in all."""
    return count_of_search(context.session, sight_of(context, "dossiers.read"), search)


def find_keys(context: Context, search: Search) -> Sequence[UUID]:
    """Return the keys of the first dossiers of a list, as many as its limit."""
    return keys_of_search(context.session, sight_of(context, "dossiers.read"), search)


def find_beside(context: Context, search: Search, row: DossierRow) -> Mapping[str, tuple[UUID, str]]:
    """Return what comes ``before`` and ``after`` a dossier in a list: the key and the porteur of each."""
    return beside(context.session, sight_of(context, "dossiers.read"), search, row)


def list_versions(context: Context, key: UUID, *, after: int = 0, limit: int | None = None) -> Sequence[DossierVersion]:
    """Return the deposits of a dossier, the first one first; those after a number, one more than the limit if any."""
    row = load_dossier(context, key)
    query = select(DossierVersion).where(DossierVersion.dossier_id == row.id, DossierVersion.number > after)
    query = query.order_by(DossierVersion.number).limit(None if limit is None else limit + 1)
    return context.session.scalars(query).all()


def load_version(context: Context, key: UUID, number: int) -> DossierVersion:
    """Return one deposit, as it was. Raises `NotFound`."""
    return _version(context, load_dossier(context, key), number)


def _version(context: Context, row: DossierRow, number: int) -> DossierVersion:
    version = version_of(context.session, row.id, number)
    if version is None:
        raise NotFound("Ce dépôt")
    return version


def compare_versions(context: Context, key: UUID, one: int, other: int) -> Sequence[Change]:
    """Return what changed between two deposits of a dossier, place by place."""
    row = load_dossier(context, key)
    before, after = _version(context, row, one), _version(context, row, other)
    return tuple(changes_between(_whole(context, row, before), _whole(context, row, after)))


def _whole(context: Context, row: DossierRow, version: DossierVersion) -> dict[str, Any]:
    return {**shown_content(context, row, version.content, version), "attachments": version.attachments}


_DOCUMENTS = Query(
    select(Attachment).where(Attachment.dossier_id == bindparam("dossier")).order_by(Attachment.added_at, Attachment.id)
)
_DEPOSITED = Query(select(DossierVersion.attachments).where(DossierVersion.dossier_id == bindparam("dossier")))


def every_document_of(context: Context, dossier: UUID) -> Sequence[Attachment]:
    """Return every document that is kept of a dossier, those that were taken out after a deposit too."""
    return _DOCUMENTS.all(context.session, dossier=dossier)


def documents_of(context: Context, dossier: UUID) -> Sequence[Attachment]:
    """Return every document that is in a dossier, the oldest first."""
    return [each for each in every_document_of(context, dossier) if each.taken_out_at is None]


def deposited_documents(context: Context, row: DossierRow) -> frozenset[UUID]:
    """Return the documents that any deposit of a dossier holds."""
    if row.versions == 0:
        return frozenset()
    held = {UUID(each["id"]) for listed in _DEPOSITED.all(context.session, dossier=row.id) for each in listed}
    # A deposit of before migration 0012 lists none: those that were there before it are its own.
    return frozenset(held) or frozenset(
        each.id
        for each in every_document_of(context, row.id)
        if row.deposited_at is not None and each.added_at < row.deposited_at
    )


def readable_document(context: Context, row: DossierRow, document: UUID) -> Attachment | None:
    """Return a document that whoever asks may read: its porteur, any; others, one that some deposit holds."""
    found = next((each for each in every_document_of(context, row.id) if each.id == document), None)
    if found is None or is_of_porteur(context, row) or document in deposited_documents(context, row):
        return found
    return found if row.versions == 0 else None


def documents_for(context: Context, row: DossierRow) -> Sequence[Attachment]:
    """Return the documents of what whoever asks may read: its porteur, what it writes; others, what was deposited."""
    if row.versions == 0 or not row.changed or is_of_porteur(context, row):
        return documents_of(context, row.id)
    documents = every_document_of(context, row.id)
    version = version_of(context.session, row.id, row.versions)
    assert version is not None
    deposited = {each["id"] for each in version.attachments}
    # A deposit of before migration 0013 lists none: those that were there before it are its own.
    return [each for each in documents if str(each.id) in deposited or each.added_at < version.deposited_at]


def documents_json(documents: Iterable[Attachment]) -> list[dict[str, Any]]:
    """Return documents as a deposit keeps them: which they are, to the byte."""
    return [
        {
            "id": str(each.id),
            "kind": each.kind,
            "filename": each.filename,
            "sha256": each.sha256,
            "size": each.size,
        }
        for each in documents
    ]
