"""The working pages of a Caf and its committee: the dossiers of a call, their study, the sessions, the rest of the
year."""

from clas_api.pages.desk import (
    admissibility,
    agenda,
    dossier,
    dossiers,
    exchanges,
    item,
    seats,
    session,
    sessions,
    study,
)
from clas_api.pages.desk.site import blueprint

__all__ = [
    "admissibility",
    "agenda",
    "blueprint",
    "dossier",
    "dossiers",
    "exchanges",
    "item",
    "seats",
    "session",
    "sessions",
    "study",
]
