"""Erasing rows that are due, and what the trace tells of them: what is written once goes too, in a transaction that
says that it erases; entries keep their digests, and a seal that says that each row is gone."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from clas_api.store import seals
from clas_api.store.models import (
    AgendaItem,
    Attachment,
    AuditEntry,
    Base,
    BilanRow,
    ComplementRequest,
    DecidedGroup,
    DecisionRow,
    DepositedGroup,
    DossierRow,
    DossierVersion,
    Erasing,
    Examination,
    Extension,
    InternalNote,
    LabelledDossier,
    LetterRow,
    Message,
    MessageReading,
    Notification,
    Opinion,
    Payment,
    Recusal,
    SettlementRow,
    Vote,
)

_AT_ONCE = 500


class Erasure:
    """What one transaction erases: the keys of the rows that are gone, by chain, for what their entries told."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.gone: dict[str, set[str]] = defaultdict(set)

    def remove(self, model: type[Base], condition: ColumnElement[bool]) -> list[UUID]:
        """Remove the rows of a table that meet a condition; return their keys, where they have one of their own."""
        table = seals.table_of(model)
        placing = [each for each in table.columns if each.primary_key or each.name == "department"]
        rows: Sequence[Any] = self._session.connection().execute(select(*placing).where(condition)).mappings().all()
        for row in rows:
            seals.note_gone(self._session, model, row)
            self.gone[seals.chain_of(table, row)].add(seals.key_of(table, row))
        if rows:
            noted = {**seals.ROWS_NOTED, "synchronize_session": False}
            self._session.execute(delete(model).where(condition), execution_options=noted)
        return [row["id"] for row in rows if "id" in row]

    def silence(self, chain: str, *, about: Iterable[str] = ()) -> list[int]:
        """Erase what entries of a chain tell of rows that are gone; return their numbers.

        Those of the subjects `about` tell of others too: only what names one of those rows goes.
        """
        gone = self.gone.get(chain, set())
        numbers = {number for number, _ in self._told(chain, gone)}
        numbers.update(
            number for number, told in self._told(chain, about) if any(key in told for key in gone if len(key) == _KEY)
        )
        return silence(self._session, chain, numbers)

    def _told(self, chain: str, subjects: Iterable[str]) -> Iterator[tuple[int, str]]:
        for some in _by(sorted(subjects)):
            asked = select(AuditEntry.number, AuditEntry.told).where(
                AuditEntry.chain == chain, AuditEntry.subject.in_(some), AuditEntry.told.is_not(None)
            )
            for number, told in self._session.execute(asked):
                yield number, told or ""


_KEY = 36
"""Signs of a key of ours: a row whose key is made of others' names none by itself."""


@contextmanager
def erasing(session: Session, what: str) -> Iterator[Erasure]:
    """Let go, in the transaction of `session`, of what is written once; the word for it is taken away at the end."""
    word = Erasing(what=what)
    session.add(word)
    session.flush()
    yield Erasure(session)
    session.flush()
    session.delete(word)
    session.flush()


def silence(session: Session, chain: str, numbers: Iterable[int]) -> list[int]:
    """Erase what entries of a chain tell; return their numbers, in order."""
    known = sorted(numbers)
    for some in _by(known):
        here = (AuditEntry.chain == chain, AuditEntry.number.in_(some))
        session.connection().execute(update(AuditEntry).where(*here).values(told=None, salt=None))
    return known


def erase_dossiers(erasure: Erasure, session: Session, keys: Sequence[UUID]) -> tuple[list[UUID], set[str]]:
    """Remove dossiers with all that is theirs; return their documents, and the sessions that they were put to."""
    decisions = select(DecisionRow.id).where(DecisionRow.dossier_id.in_(keys))
    versions = select(DossierVersion.id).where(DossierVersion.dossier_id.in_(keys))
    of_items = select(AgendaItem.id).where(AgendaItem.dossier_id.in_(keys))
    put_to = select(AgendaItem.session_id).where(AgendaItem.dossier_id.in_(keys))
    sessions = {str(each) for each in session.scalars(put_to)}
    erasure.remove(DecidedGroup, DecidedGroup.decision_id.in_(decisions))
    for of_item in (Recusal, Opinion, Vote):
        erasure.remove(of_item, of_item.item_id.in_(of_items))
    erasure.remove(DepositedGroup, DepositedGroup.version_id.in_(versions))
    documents = erasure.remove(Attachment, Attachment.dossier_id.in_(keys))
    for model in _OF_A_DOSSIER:
        erasure.remove(model, model.dossier_id.in_(keys))
    calls = session.execute(
        select(DossierRow.porteur_id, DossierRow.department, DossierRow.call).where(DossierRow.id.in_(keys))
    ).all()
    erasure.remove(DossierRow, DossierRow.id.in_(keys))
    for porteur, department, call in set(calls):
        same = (DossierRow.porteur_id == porteur, DossierRow.department == department, DossierRow.call == call)
        if session.scalar(select(DossierRow.id).where(*same).limit(1)) is None:
            granted = Extension.porteur_id == porteur, Extension.department == department, Extension.call == call
            erasure.remove(Extension, granted[0] & granted[1] & granted[2])
    return documents, sessions


_OF_A_DOSSIER: tuple[Any, ...] = (
    LetterRow, Notification, SettlementRow, Payment, BilanRow, AgendaItem, DecisionRow, ComplementRequest, Message,
    InternalNote, Examination, LabelledDossier, MessageReading, DossierVersion,
)  # fmt: skip
"""What hangs on a dossier by its key, each after what hangs on it."""


def _by(keys: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for begin in range(0, len(keys), _AT_ONCE):
        yield keys[begin : begin + _AT_ONCE]
