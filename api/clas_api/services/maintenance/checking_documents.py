"""Checking the documents of an installation: each row against its bytes, and bytes that belong to no row."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select

from clas_api.context import Context
from clas_api.refusals import StorageUnavailable
from clas_api.store.database import EVERYTHING, open_session
from clas_api.store.files import digest_of
from clas_api.store.jobs import kept_files
from clas_api.store.models import Attachment

GRACE = timedelta(hours=1)
"""Younger bytes may be those of a document that is being joined: its row is written after them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedDocuments:
    """What was found: documents whose bytes are not there or are others, and the keys of bytes without a row."""

    checked: int
    missing: Sequence[UUID]
    altered: Sequence[UUID]
    unclaimed: Sequence[UUID]

    @property
    def whole(self) -> bool:
        return not (self.missing or self.altered)


def open_documents(context: Context) -> int:
    """Begin to read the documents at one moment; return how many there are."""
    open_session(context.session, EVERYTHING)
    return context.session.scalar(select(func.count()).select_from(Attachment)) or 0


def check_documents(context: Context, advance: Callable[[int], None]) -> CheckedDocuments:
    """Read every document that `open_documents` began to read, and compare it with its digest."""
    found = list(context.installation.files.keys(GRACE))
    missing, altered, known = [], [], kept_files(context.session)
    checked = 0
    for key, sha256 in context.session.execute(select(Attachment.id, Attachment.sha256).order_by(Attachment.id)):
        known.add(key)
        checked += 1
        try:
            with context.installation.files.open(key) as stream:
                if digest_of(stream) != sha256:
                    altered.append(key)
        except (StorageUnavailable, OSError):
            missing.append(key)
        advance(1)
    unclaimed = [key for key in dict.fromkeys(found) if key not in known]
    return CheckedDocuments(checked=checked, missing=missing, altered=altered, unclaimed=unclaimed)


def sweep(context: Context, keys: Iterable[UUID]) -> None:
    """Remove bytes that belong to no row. Raises `StorageUnavailable`."""
    for key in keys:
        context.installation.files.remove(key)
