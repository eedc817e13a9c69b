"""Filling an organisation in from its SIRET, by the public directory that the installation names, if any."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clas_api.context import Context
from clas_api.directory import DirectoryAway, Listed
from clas_core.errors import InvalidInput, Problem
from clas_core.identifiers import parse_siret

AWAY = "L'annuaire public ne répond pas pour le moment : remplissez la fiche à la main."
UNKNOWN = "L'annuaire public ne connaît pas ce SIRET : vérifiez-le, ou remplissez la fiche à la main."
FILLED = "La fiche est remplie d'après l'annuaire public, et n'est pas encore enregistrée : relisez-la, complétez-la."

_NATURES = (
    (r"92..", "association"),
    (r"93..", "foundation"),
    (r"7210", "commune"),
    (r"734[3-8]", "intercommunality"),
    (r"7[23]..", "public_establishment"),
    (r"82..", "mutual"),
    (r"5...", "company"),
)
"""Insee's legal forms (*catégories juridiques*) that say the nature of an organisation; of others it is chosen."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What of an organisation is known, as JSON, and what is told with it."""

    porteur: Mapping[str, Any]
    told: str


def look_up(context: Context, siret: str) -> Filled:
    """Return what the directory says of a SIRET, or why it says nothing: nothing is kept.

    Raises `InvalidInput` for what is no SIRET.
    """
    context.open("porteurs.create")
    try:
        number = parse_siret(siret)
    except ValueError as error:
        raise InvalidInput([Problem(("siret",), str(error))]) from None
    directory = context.installation.directory
    typed = {"siret": number}
    if directory is None:
        return Filled(typed, AWAY)
    context.session.rollback()  # nobody waits for the database meanwhile
    try:
        found = directory.find(number)
    except DirectoryAway:
        return Filled(typed, AWAY)
    return Filled(typed, UNKNOWN) if found is None else Filled(_porteur(found), FILLED)


def _porteur(found: Listed) -> Mapping[str, Any]:
    nature = next((nature for form, nature in _NATURES if re.fullmatch(form, found.legal_form, re.ASCII)), None)
    return {
        "name": found.name,
        "siret": found.siret,
        "nature": nature,
        "rna": found.rna,
        "address": {"lines": [found.street], "postal_code": found.postal_code, "city": found.city},
    }
