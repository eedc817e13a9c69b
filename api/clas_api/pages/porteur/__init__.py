"""The pages of whoever signs in: porteurs write and deposit their dossiers, a Caf and its committee read them."""

from clas_api.pages.porteur import (
    actions,
    answering,
    bilan,
    bilan_filing,
    department,
    depositing,
    documents,
    dossier,
    extensions,
    giving_up,
    home,
    lost,
    messages,
    organisations,
    sections,
    settlement,
    unserved,
)
from clas_api.pages.porteur.site import blueprint

__all__ = [
    "actions",
    "answering",
    "bilan",
    "bilan_filing",
    "blueprint",
    "department",
    "depositing",
    "documents",
    "dossier",
    "extensions",
    "giving_up",
    "home",
    "lost",
    "messages",
    "organisations",
    "sections",
    "settlement",
    "unserved",
]
