"""The working pages of a Caf and its committee: the dossiers of a call, their study, the sessions, the rest of the
year."""

from clas_api.pages.caf import (
    acts,
    admissibility,
    after,
    agenda,
    correction,
    department,
    dossier,
    dossiers,
    exchanges,
    extensions,
    follow_up,
    handover,
    item,
    payments,
    seats,
    session,
    sessions,
    statistics,
    study,
)
from clas_api.pages.caf.site import blueprint

__all__ = [
    "acts",
    "admissibility",
    "after",
    "agenda",
    "blueprint",
    "correction",
    "department",
    "dossier",
    "dossiers",
    "exchanges",
    "extensions",
    "follow_up",
    "handover",
    "item",
    "payments",
    "seats",
    "session",
    "sessions",
    "statistics",
    "study",
]
