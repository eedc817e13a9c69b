"""A dossier written out as a document: its last deposit, or, for who may read it, what is being written."""

from uuid import UUID

from clas_api.context import Context
from clas_api.services.dossiers.drafting import check
from clas_api.services.dossiers.reading import content_for, documents_for, load_dossier
from clas_api.services.dossiers.shown_answers import shown_content, shown_questions
from clas_api.services.people.porteurs import described
from clas_api.services.rules.campaigns import call_of
from clas_api.services.rules.kept_calls import title_of
from clas_api.services.rules.sealed_rules import sealed_questionnaire
from clas_api.store.dossiers import version_of
from clas_api.store.models import DossierRow
from clas_core.documents import Document
from clas_core.documents.deposits import ToldDossier, dossier_document, receipt_document
from clas_core.documents.letterhead import sender_of
from clas_core.dossiers import document_kinds, layout_of
from clas_core.errors import NotFound, Refused
from clas_core.national.corrections import correction_said
from clas_core.years import SchoolYear


def write_receipt(context: Context, key: UUID) -> Document:
    """Return the receipt of the last deposit of a dossier. Raises `NotFound`."""
    row = load_dossier(context, key)
    if not row.versions:
        raise NotFound("Le récépissé de ce dossier")
    return receipt_document(_deposited(context, row))


def write_dossier(context: Context, key: UUID) -> Document:
    """Return a whole dossier: to its porteur as it is written, to others as it was deposited. Raises `NotFound`."""
    row, checked = check(context, key)
    content = content_for(context, row)
    version = version_of(context.session, row.id, row.versions) if row.versions else None
    if version is not None and content == version.content:
        return dossier_document(_deposited(context, row))
    return dossier_document(
        _told(context, row, asked=checked.asked, unpaid=checked.unpaid.words, content=content, deposited=False)
    )


def _deposited(context: Context, row: DossierRow) -> ToldDossier:
    """Return the last deposit of a dossier, as it was."""
    version = version_of(context.session, row.id, row.versions)
    assert version is not None
    unpaid = version.unpaid["summary"] if version.unpaid else ""
    return _told(context, row, asked=version.asked_cents, unpaid=unpaid, content=version.content, deposited=True)


def _told(
    context: Context, row: DossierRow, *, asked: int, unpaid: str, content: dict[str, object], deposited: bool
) -> ToldDossier:
    call = call_of(context, row)
    version = version_of(context.session, row.id, row.versions) if deposited else None
    questionnaire = call.questionnaire
    if version is not None:
        try:
            questionnaire = sealed_questionnaire(context, version)
        except Refused:  # the text of its rules was not kept
            questionnaire = call.questionnaire
    if version is None:
        documents = [(each.kind, each.filename) for each in documents_for(context, row)]
    else:
        documents = [(str(each["kind"]), str(each["filename"])) for each in version.attachments]
    return ToldDossier(
        title=title_of(context, row),
        caf=call.plugin.department.caf.name,
        department=row.department,
        school_year=row.school_year,
        receipt=None if version is None else version.receipt,
        number=0 if version is None else version.number,
        deposited_at=None if version is None else version.deposited_at,
        porteur=described(row.porteur) if version is None else version.porteur,
        content=shown_content(context, row, content, version),
        questionnaire=shown_questions(context, row, questionnaire),
        layout=layout_of(SchoolYear.parse(row.school_year)),
        bonuses={bonus.id: bonus.label for bonus in call.estimator.referential.bonuses},
        kinds=document_kinds(call.campaign),
        documents=documents,
        asked=asked,
        unpaid=unpaid,
        corrections=() if version is None else list(map(correction_said, version.corrections)),
        digests=() if version is None else (version.content_digest,),
        sender=sender_of(call.plugin.department),
    )
