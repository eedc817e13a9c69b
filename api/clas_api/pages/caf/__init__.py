"""The working pages of a Caf and its committee: the dossiers of a call, their study, the sessions, the rest of the
year."""

from clas_api.pages.caf import (
    acts,
    admissibility,
    after,
    agenda,
    correction,
    dossier,
    dossiers,
    exchanges,
    follow_up,
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
    "dossier",
    "dossiers",
    "exchanges",
    "follow_up",
    "item",
    "payments",
    "seats",
    "session",
    "sessions",
    "statistics",
    "study",
]
