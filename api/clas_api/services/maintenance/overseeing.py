"""What whoever keeps the installation is to know at a glance: base, mails, disk, copies of everything, settings."""

import shutil
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import text

from clas_api.context import Context
from clas_api.services.maintenance.tracing_acts import last_of
from clas_api.store import tables_version
from clas_api.store.mails import count_by_state
from clas_api.store.roles import warnings_of

_REVISION = text("SELECT version_num FROM alembic_version")

DISTRIBUTIONS = ("clas-api", "clas-core")
"""Whose versions are told, besides those of departments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """The disk that documents are kept on, in bytes: what is used of it, and what it holds in all."""

    free: int
    whole: int

    @property
    def is_short(self) -> bool:
        """Whether less than a tenth is left: what is attached, and copies, may soon be refused."""
        return self.free * 10 < self.whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """An installation as it stands: `warnings` are sentences on what is to be mended."""

    kind: str
    up_to_date: bool
    tables: str
    size: int | None
    warnings: Sequence[str]
    mails: Mapping[str, int]
    mails_leave: bool
    disk: Disk | None
    backed_up: datetime | None
    verified: datetime | None
    settings: Mapping[str, str | None]
    versions: Mapping[str, str]


def oversee(context: Context) -> Overview:
    """Return how the installation stands. Raises `Forbidden`."""
    context.open("upkeep.read")
    connection = context.session.connection()
    backed_up, verified = (last_of(context, action) for action in ("backup.made", "trace.verified"))
    return Overview(
        kind="PostgreSQL" if connection.dialect.name == "postgresql" else "SQLite",
        up_to_date=context.session.scalar(_REVISION) == tables_version(),
        tables=tables_version(),
        size=_size(context),
        warnings=tuple(warnings_of(connection)),
        mails=count_by_state(context.session),
        mails_leave=context.installation.settings.mails_leave,
        disk=_disk(context.installation.settings.attachments),
        backed_up=backed_up,
        verified=verified,
        settings=context.installation.settings.shown(),
        versions={
            "Python": sys.version.split()[0],
            **{name: version(name) for name in DISTRIBUTIONS},
        },
    )


def _size(context: Context) -> int | None:
    """Return how large the database is, in bytes."""
    asked = (
        "SELECT pg_database_size(current_database())"
        if context.session.get_bind().dialect.name == "postgresql"
        else "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    )
    size: int | None = context.session.scalar(text(asked))
    return size


def _disk(folder: Path) -> Disk | None:
    """Return the disk of a folder, or of the nearest one above it that is there."""
    for place in (folder, *folder.parents):
        with suppress(OSError):
            used = shutil.disk_usage(place)
            return Disk(free=used.free, whole=used.total)
    return None
