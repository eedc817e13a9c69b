"""The pages of whoever signs in: porteurs write and deposit their dossiers, a Caf and its committee read them."""

from clas_api.pages.space import (
    actions,
    department,
    depositing,
    documents,
    dossier,
    extensions,
    home,
    lost,
    organisations,
    sections,
)
from clas_api.pages.space.site import blueprint

__all__ = [
    "actions",
    "blueprint",
    "department",
    "depositing",
    "documents",
    "dossier",
    "extensions",
    "home",
    "lost",
    "organisations",
    "sections",
]
