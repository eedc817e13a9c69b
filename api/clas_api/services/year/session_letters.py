"""The letters of a session by hundreds: as one PDF to print and sign, or as an archive of one PDF each; as a job.

What was notified is given as it was sent. What was not yet is composed as it would be, and says that it is a draft:
it can be read before anything leaves.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select

from clas_api.context import Context
from clas_api.rendering.pdf import to_one_pdf, to_pdfs
from clas_api.security.permissions import scope_of
from clas_api.services.committees.sessions import load_session
from clas_api.services.dossiers.sent_letters import kept_letter, with_logo
from clas_api.services.jobs.asking_jobs import Piece, begin_job
from clas_api.services.jobs.job_kinds import JobKind, JobSeen, MadeFile, PieceDone
from clas_api.services.letters.composing import decision_letters
from clas_api.services.year.notifying import needs_convention, notification_of
from clas_api.store.granted import granted_of
from clas_api.store.letters import sent_for
from clas_api.store.models import DossierRow
from clas_core.documents import Document
from clas_core.documents.kept import document_json, document_of
from clas_core.documents.model import Notice, Section, of_a_rehearsal
from clas_core.errors import InvalidInput, Problem, Refused
from clas_core.years import write_day

FORMS: Mapping[str, str] = {"pdf": "un seul PDF, à imprimer", "zip": "une archive, un PDF par courrier"}

AT_ONCE = 25
"""Dossiers whose letters are typeset by one piece: a second or two."""

DRAFT = "Projet : cette décision n'est pas encore notifiée, et ce courrier n'est pas parti."


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLetter:
    """A letter of a session: whose, of which kind, whether it was sent, and what it says."""

    row: DossierRow
    kind: str
    sent: bool
    document: Document

    @property
    def filename(self) -> str:
        return f"{self.row.receipt}-{self.kind}{'' if self.sent else '-projet'}.pdf"


def decided_in(context: Context, key: UUID) -> Sequence[DossierRow]:
    """Return the dossiers that a closed session has decided, in the order of their receipts.

    Raises `Forbidden`, `NotFound`, `Refused` for a session that has decided nothing.
    """
    scope_of(context.who, "dossiers.study")
    whole = load_session(context, key)
    if whole.row.state != "closed" or not whole.row.decides:
        raise Refused("Les courriers se préparent quand la séance est close, et qu'elle a décidé.")
    return sorted(whole.dossiers.values(), key=lambda each: each.receipt or "")


def begin_letters(context: Context, key: UUID, form: str) -> tuple[str, UUID]:
    """Begin to make the letters of a session, in one of `FORMS`; return the department and the key of the job. Commits.

    Raises `InvalidInput` for another form, and what `decided_in` raises.
    """
    if form not in FORMS:
        raise InvalidInput([Problem(("form",), f"Choisissez : {', '.join(FORMS.values())}.")])
    rows = decided_in(context, key)
    whole = load_session(context, key)
    keys = [str(row.id) for row in rows]
    pieces = [Piece(asked=some, size=len(some)) for some in _by(keys, AT_ONCE)]
    title = f"Courriers de la séance du {write_day(whole.row.held_on)}"
    asked = {"session": str(key), "form": form}
    return whole.row.department, begin_job(context, whole.row.department, LETTERS_JOB.name, title, asked, pieces)


def letters_of_dossiers(context: Context, keys: Sequence[UUID]) -> Iterator[SessionLetter]:
    """Yield the letters of the last decision on each of these dossiers: as they were sent, or as drafts."""
    scope = context.open("dossiers.study")
    granted = granted_of(context.session, keys)
    sent = sent_for(context.session, [each.decision.id for each in granted.values()])
    rows = {row.id: row for row in _rows(context, keys)}
    for key in keys:
        found, row = granted.get(key), rows.get(key)
        if found is None or row is None or not (scope.everything or row.department in scope.departments):
            continue
        kept = sent.get(found.decision.id, ())
        for each in kept:
            yield SessionLetter(row=row, kind=each.kind, sent=True, document=kept_letter(context, each))
        if kept:
            continue
        told = notification_of(context, row)
        is_told = told is not None and told.decision_id == found.decision.id
        for composed in decision_letters(
            context,
            row,
            found,
            convention=needs_convention(context, row, found),
            before=told.notified_at.date() if told is not None and not is_told else None,
            on=context.now.date(),
        ):
            document = of_a_rehearsal(composed.document) if context.installation.is_rehearsal else composed.document
            yield SessionLetter(row=row, kind=composed.kind, sent=False, document=_as_draft(document))


def _rows(context: Context, keys: Sequence[UUID]) -> Iterable[DossierRow]:
    return context.session.scalars(select(DossierRow).where(DossierRow.id.in_(keys))).unique()


def _as_draft(document: Document) -> Document:
    return replace(document, sections=[Section("projet", "", [Notice(DRAFT)]), *document.sections])


def _by(keys: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for begin in range(0, len(keys), size):
        yield keys[begin : begin + size]


def _take(context: Context, job: JobSeen, asked: Any) -> PieceDone:
    """Make the letters of some dossiers: an archive of their PDFs or, of what is to be one PDF, what they say."""
    letters = list(letters_of_dossiers(context, [UUID(each) for each in asked]))
    context.session.rollback()  # typesetting takes long, and needs nothing of the database
    if job.asked["form"] == "pdf":
        return PieceDone(file=orjson.dumps([document_json(each.document) for each in letters]))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for each, pdf in zip(letters, to_pdfs([each.document for each in letters]), strict=True):
            archive.writestr(each.filename, pdf)
    return PieceDone(file=packed.getvalue())


def _finish(context: Context, job: JobSeen, files: Iterable[bytes]) -> MadeFile:
    """Make one PDF of all the letters, or one archive. The logo of the department is put where it was left out."""
    if job.asked["form"] == "pdf":
        documents = [document_of(each) for piece in files for each in orjson.loads(piece)]
        whole = to_one_pdf([with_logo(context, each) for each in documents], "Courriers de la séance")
        return MadeFile(name="clas-courriers.pdf", stream=io.BytesIO(whole))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for piece in files:
            with zipfile.ZipFile(io.BytesIO(piece)) as packed:
                for name in packed.namelist():
                    archive.writestr(name, packed.read(name))
    made.seek(0)
    return MadeFile(name="clas-courriers.zip", stream=made)


LETTERS_JOB = JobKind(name="letters", words="Courriers d'une séance", take=_take, finish=_finish)
