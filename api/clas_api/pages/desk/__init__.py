"""The working pages of a Caf and its committee: the dossiers of a call, their study, the sessions, the rest of the
year."""

from clas_api.pages.desk import (
    acts,
    admissibility,
    after,
    agenda,
    correction,
    dossier,
    dossiers,
    exchanges,
    following,
    item,
    payments,
    seats,
    session,
    sessions,
    statistics,
    study,
)
from clas_api.pages.desk.site import blueprint

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
    "following",
    "item",
    "payments",
    "seats",
    "session",
    "sessions",
    "statistics",
    "study",
]
