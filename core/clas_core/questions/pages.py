"""The pages that a dossier and a bilan are written on, and those of them, or the parts of them, that a question may
stand on."""

from collections.abc import Mapping
from types import MappingProxyType

DOSSIER_PAGES: Mapping[str, str] = MappingProxyType(
    {
        "contact": "Contact",
        "actions": "Actions et groupes",
        "axes": "Les quatre axes",
        "articulations": "Articulations",
        "questions": "Questions de l'appel",
        "programmes": "Autres programmes",
        "budget": "Budget",
        "pieces": "Pièces jointes",
        "attestations": "Attestations et bilan précédent",
    }
)
"""The pages of a dossier, in their order."""

PROGRAMMES = "programmes"
"""The page of the other programmes of a call: nothing else is asked there, and nothing of them elsewhere."""

CLAS = "clas"
"""The programme of every call: a question may be asked of those alone who apply to it."""

CLAS_PAGES = frozenset({"actions", "axes", "articulations"})
"""The pages of a dossier that are about the Clas: who applies to other programmes alone is asked nothing there."""

PAGES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "dossier": MappingProxyType({slug: name for slug, name in DOSSIER_PAGES.items() if slug != "pieces"}),
        "action": MappingProxyType({"project": "Le projet", "place": "Le lieu"}),
        "group": MappingProxyType({"group": "Le groupe"}),
        "bilan": MappingProxyType(
            {
                "recit": "Écoles et axes",
                "questions": "Questions de l'appel",
                "programmes": "Autres programmes",
                "budget": "Budget réalisé",
            }
        ),
        "bilan_group": MappingProxyType(
            {
                "children": "Les enfants inscrits",
                "year": "L'année",
                "costs": "Les dépenses",
                "questions": "Questions de l'appel",
            }
        ),
    }
)
"""Where a question about each subject may stand, in order. Documents are attached there, and nothing is asked."""

USUAL: Mapping[str, str] = MappingProxyType(
    {"dossier": "questions", "action": "project", "group": "group", "bilan": "questions", "bilan_group": "questions"}
)
"""Where a question stands that does not say."""

PLACES: Mapping[tuple[str, str], int] = MappingProxyType(
    {(subject, page): place for subject, pages in PAGES.items() for place, page in enumerate(pages)}
)
"""The place of each page among those of its subject."""

LAST = 1_000
"""The rank of a question that says none: after those that do."""


def pages_of_all() -> tuple[str, ...]:
    """Return the names of the pages that a question may name, whatever is asked there; those of a programme stand with
    it, and name none."""
    return tuple(dict.fromkeys(page for pages in PAGES.values() for page in pages if page != PROGRAMMES))
