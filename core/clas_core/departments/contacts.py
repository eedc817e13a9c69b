"""Institutions, and whom to turn to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from clas_core.departments.phone import Phone
from clas_core.departments.territories import TERRITORY
from clas_core.fields import Email, Identifier, Line, Listing
from clas_core.tables import Reference

INSTITUTION = Reference("institutions", "L'institution")


@dataclass(frozen=True, slots=True, kw_only=True)
class Institution:
    """An institution that contacts, committees and the support name."""

    id: Annotated[str, Identifier(), "nom de l'institution"]
    name: Annotated[str, Line(longest=120), "nom court"]
    full_name: Annotated[str | None, "nom entier"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody to turn to, or a role whose holder the document does not name."""

    institution: Annotated[str, INSTITUTION, "institution de l'interlocuteur"]
    role: Annotated[str, "son rôle"]
    name: Annotated[str | None, "son nom"] = None
    email: Annotated[str | None, Email(), "son courriel"] = None
    phone: Annotated[str | None, Phone(), "son téléphone"] = None
    address: Annotated[Sequence[str], Listing(Line(longest=120), most=6), "lignes de son adresse"] = ()
    hours: Annotated[str | None, Line(longest=200), "quand le joindre"] = None
    territory: Annotated[str | None, TERRITORY, "territoire dont il s'occupe"] = None
