"""Acts of whoever keeps the installation, which leave nothing behind but their entry in the trace: a copy, a check."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from clas_api.context import Context, command
from clas_api.services.trace import record
from clas_api.store.chains import of_action
from clas_api.store.entries import whole
from clas_api.store.models import NATIONAL, AuditEntry
from clas_core.years import PARIS

ACTS = ("backup.made", "trace.verified")
_INSTALLATION = "installation"


@command
def note_act(context: Context, action: str, after: Any) -> None:
    """Trace one of `ACTS`, with what it came to as a JSON value. Commits."""
    context.open_wholly(writing=True)
    record(context, action, _INSTALLATION, after=after)
    context.session.commit()


def last_of(context: Context, action: str) -> datetime | None:
    """Return when an act was traced last, in Paris; `None` for never. The context is open."""
    of_acts = (AuditEntry.chain == NATIONAL, AuditEntry.subject == _INSTALLATION, of_action(action))
    latest = select(AuditEntry.entry, AuditEntry.told).where(*of_acts).order_by(AuditEntry.number.desc()).limit(1)
    found = context.session.execute(latest).first()
    return None if found is None else datetime.fromisoformat(whole(*found)["at"]).astimezone(PARIS)
