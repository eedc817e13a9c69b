"""The pages of whoever signs in: porteurs write and deposit their dossiers, a Caf and its committee read them."""

from clas_api.pages.porteur import (
    actions,
    answering,
    bilan,
    bilan_filing,
    depositing,
    documents,
    dossier,
    giving_up,
    helping,
    home,
    lost,
    messages,
    organisations,
    people,
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
    "depositing",
    "documents",
    "dossier",
    "giving_up",
    "helping",
    "home",
    "lost",
    "messages",
    "organisations",
    "people",
    "sections",
    "settlement",
    "unserved",
]
